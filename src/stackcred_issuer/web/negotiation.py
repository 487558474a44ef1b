"""HTML for people, data for machines, from one address (RFC 9110 §12.5.1)."""

from __future__ import annotations

from fastapi import Request

_JSON_TYPES = ("application/vc", "application/vc+ld+json", "application/ld+json", "application/json")


def accepted(request: Request) -> list[tuple[str, float]]:
    """Media ranges of the Accept header with their weights, best first; as written where weights tie."""
    return weighted(request.headers.get("accept", "*/*"))


def weighted(header: str) -> list[tuple[str, float]]:
    """Items of an Accept header of any kind with their weights, best first, without those that are refused."""
    ranges = []
    for item in header.split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        ranges.append((name.lower(), _weight(parameters)))
    return sorted((entry for entry in ranges if entry[1] > 0), key=lambda entry: -entry[1])


def prefers_html(request: Request) -> bool:
    """Whether a page is wanted more than data; `*/*` alone is a machine (curl, httpx)."""
    for media, _ in accepted(request):
        if media in ("text/html", "application/xhtml+xml"):
            return True
        if media in ("application/json", "*/*") or media.startswith(("application/vc", "application/ld")):
            return False
    return False


def prefers_jwt(request: Request) -> bool:
    """Whether a compact JWS is wanted more than anything else we have; `text/plain` is how OB 3.0 §6 asks for one."""
    first = next((media for media, _ in accepted(request)), "*/*")
    return first in ("application/vc+jwt", "application/jwt", "text/plain")


def json_type(request: Request, otherwise: str) -> str:
    """The name under which a credential in JSON is wanted: many readers know only older or plainer ones."""
    for media, _ in accepted(request):
        if media in _JSON_TYPES:
            return media
    return otherwise


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.lower().startswith("q="):
            try:
                return max(0.0, min(1.0, float(parameter[2:])))
            except ValueError:
                return 0.0
    return 1.0
