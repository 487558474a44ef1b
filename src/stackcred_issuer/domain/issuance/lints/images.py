"""Images are PNG or SVG, named by a URL or written out as data of a bearable size."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading

MAX_DATA = 512 * 1024  # characters of one data URI: wallets keep the badge, and every reader loads it
_DATA = re.compile(r"data:image/(png|svg\+xml);base64,([A-Za-z0-9+/]+={0,2})", re.ASCII)
_SIGNATURES = {"png": b"\x89PNG\r\n\x1a\n", "svg+xml": b"<"}


def _check(reading: Reading) -> Iterator[Finding]:
    for place in reading.places:
        if place.key == "image" and isinstance(place.value, dict):
            detail = _fault(place.value.get("id"))
            if detail is not None:
                yield Finding(f"{place.pointer}/id", detail)


def _fault(address: object) -> str | None:
    if not isinstance(address, str):
        return "Give the image's address: a URL, or a data URI."
    if not address.startswith("data:"):
        usable = urlsplit(address).scheme in ("https", "http")
        return None if usable else "Give an https URL, or a data URI of a PNG or SVG image."
    if len(address) > MAX_DATA:
        return f"The image has {len(address)} characters; keep it to {MAX_DATA}, or give its URL."
    match = _DATA.fullmatch(address)
    if match is None or not _is_what_it_says(*match.groups()):
        return "Write the data URI as data:image/png;base64,… or data:image/svg+xml;base64,… of such an image."
    return None


def _is_what_it_says(kind: str, data: str) -> bool:
    try:
        return base64.b64decode(data).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_SIGNATURES[kind])
    except binascii.Error:
        return False


LINT = Lint("images", "Open Badges 3.0 §B.1 Image: PNG or SVG, as a URL or data URI", _check)
