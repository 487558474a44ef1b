"""Names for files that people keep: any script, nothing that a file system or a header could take amiss."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

MAX_NAME_BYTES = 120  # of UTF-8; common file systems hold 255, and a folder and an ending come on top
_FORBIDDEN = frozenset('/\\:*?"<>|%')  # on one system or another; a percent sign confuses old download dialogs
_UNTITLED = "badge"


def file_name(title: str, ending: str, taken: Collection[str] = ()) -> str:
    """A name such as `Computer networks.json` for a title in any script, unlike all that are taken.

    ending: empty for a folder. The name is NFC, without control, format and direction characters, separators, and dots
    at its ends.
    """
    stem, end = _stem(title), f".{ending}" if ending else ""
    names = (f"{stem}{end}", *(f"{stem} ({number}){end}" for number in range(2, len(taken) + 2)))
    lower = {name.casefold() for name in taken}
    return next(name for name in names if name.casefold() not in lower)


def _stem(title: str) -> str:
    plain = "".join(" " if _separates(letter) else letter for letter in unicodedata.normalize("NFC", title))
    short = " ".join(plain.split()).encode("utf-8", "replace")[:MAX_NAME_BYTES].decode("utf-8", "ignore")
    return short.strip(" .") or _UNTITLED


def _separates(letter: str) -> bool:
    """Whether a letter is no part of a name. Joiners are: some scripts are not spelt without them."""
    if letter in "\u200c\u200d":
        return False
    return letter in _FORBIDDEN or unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
