"""HTML for people, data for machines, from one address (RFC 9110 §12.5.1)."""

from __future__ import annotations

from fastapi import Request


def accepted(request: Request) -> list[tuple[str, float]]:
    """Media ranges of the Accept header with their weights, best first; as written where weights tie."""
    ranges = []
    for item in request.headers.get("accept", "*/*").split(","):
        media, *parameters = (part.strip() for part in item.split(";"))
        ranges.append((media.lower(), _weight(parameters)))
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
    """Whether a compact JWS is wanted more than JSON."""
    for media, _ in accepted(request):
        if media in ("application/vc+jwt", "application/jwt"):
            return True
        if media in ("application/json", "*/*", "application/*", "application/vc", "application/vc+ld+json"):
            return False
    return False


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.lower().startswith("q="):
            try:
                return max(0.0, min(1.0, float(parameter[2:])))
            except ValueError:
                return 0.0
    return 1.0
