"""Text of strangers made safe to show: hidden characters become visible, addresses are checked."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

# Bidi_Control of Unicode, then characters that show nothing: zero-width, fillers, tags, separators, C0 and C1.
# ZWNJ and ZWJ (U+200C, U+200D) stay: Persian, the scripts of India and emoji cannot be written without them.
_HIDDEN = re.compile(
    "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e007f\x00-\x08\x0b-\x1f\x7f-\x9f]"
)
_UNSAFE_IN_ADDRESS = re.compile(r"[\x00-\x20\x7f-\x9f\\]")


def visible(text: str) -> str:
    """The text with every hidden or direction-changing character shown as `⟦U+202E⟧`."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return _HIDDEN.sub(lambda match: f"⟦U+{ord(match[0]):04X}⟧", unified)


def safe_href(address: str | None) -> str | None:
    """The address if a link may lead there: http, https, mailto or a path of this site; else None."""
    if not address or _UNSAFE_IN_ADDRESS.search(address):
        return None
    if is_own_path(address) or address.startswith("#"):
        return address
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme in ("http", "https"):
        return address if parts.hostname else None
    return address if parts.scheme == "mailto" and "@" in parts.path else None


def is_own_path(address: str) -> bool:
    """Whether the address is an absolute path of this site (`//host` leads elsewhere)."""
    return address.startswith("/") and not address.startswith("//")


def host(address: str) -> str:
    """The host name an address leads to, or an empty text."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def day(instant: datetime) -> str:
    """`9 March 2026`, in UTC."""
    utc = instant.astimezone(UTC)
    return f"{utc.day} {_MONTHS[utc.month - 1]} {utc.year}"


def moment(instant: datetime) -> str:
    """`9 March 2026, 14:05 UTC`."""
    return f"{day(instant)}, {instant.astimezone(UTC):%H:%M} UTC"


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
