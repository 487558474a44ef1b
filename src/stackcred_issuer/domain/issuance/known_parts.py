"""Parts of drafts that were found clean before: badge after badge has the same issuer and the same achievement.

What a lint says of one place depends on the value, and on the names of what it stands in. So a part that was clean
where it stood is clean there in any other draft; only the words withheld differ, and they are looked for in `words`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json

MAX_KNOWN = 256  # parts; the one used least recently is forgotten first
MAX_PART = 65_536  # bytes of JSON; an image written out is looked at anew
PARTS = (("issuer",), ("credentialSubject", "achievement"))
_ENDORSEMENT = b'"endorsement"'  # what it holds is looked at by other rules
_WORD = re.compile(r"\w+")

_known: dict[tuple[tuple[str, ...], bytes], str] = {}  # the words of all its texts, a line for each


def words(text: str) -> str:
    """The words in one case with single spaces between and around, so that spelling variants are found."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def known_parts(document: JsonObject) -> Iterator[tuple[JsonObject, str]]:
    """The parts of a badge that are known to be clean, with their words."""
    for place, part, key in _parts(document):
        found = _known.get((place, key))
        if found is not None:
            yield part, found


def remember(document: JsonObject) -> None:
    """Take note of the parts of a badge in which no lint found anything."""
    for place, part, key in _parts(document):
        said = _known.pop((place, key), None)
        while len(_known) >= MAX_KNOWN:
            _known.pop(next(iter(list(_known))), None)
        _known[place, key] = "\n".join(map(words, texts_in(part))) if said is None else said


def _parts(document: JsonObject) -> Iterator[tuple[tuple[str, ...], JsonObject, bytes]]:
    for place in PARTS:
        part: object = document
        for name in place:
            part = part.get(name) if isinstance(part, dict) else None
        if isinstance(part, dict):
            try:
                raw = dump_json(part)
            except TypeError:  # no JSON
                continue
            if len(raw) <= MAX_PART and _ENDORSEMENT not in raw:
                yield place, part, hashlib.sha256(raw).digest()


def texts_in(value: object) -> Iterator[str]:
    """Every text of a JSON value, but for names of members."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for child in value.values() if isinstance(value, dict) else value:
            yield from texts_in(child)
