"""The texts in which badges of one achievement differ, and of which no lint has anything to say.

A lint's findings on a badge depend on what kind of text stands at these places, not on which text of that kind: where
one badge was clean, another is clean that differs in such texts only. Each kind below is narrower than what the lints
allow, and a text that is of no kind is left where it is: its badge is simply another one, to be linted by itself.
What a lint says of two places together (that one date follows another, that ids differ, that a value is on its scale)
is looked at here, or by the stamp that is made of the badge (`stamps.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from stackcred_issuer.domain.jsonvalue import JsonObject

MAX_TEXT = 20_000  # characters of a narrative that is left open
_SUBJECT = "/credentialSubject"

Kind = Callable[[str], str | None]
"""What stands in the skeleton for a text of this kind, or None for a text of another kind."""

_ADDRESS = re.compile(r"((?:https?://[A-Za-z0-9.:/_~-]*/)|urn:uuid:)[A-Za-z0-9_-]{1,64}", re.ASCII)
_PLACE = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/=&?%-]*)?", re.ASCII)
_DID = re.compile(r"did:[a-z0-9]{1,20}:[A-Za-z0-9._%:-]+", re.ASCII)
_HASH = re.compile(r"sha256\$[0-9a-f]{64}", re.ASCII)
_SALT = re.compile(r"[A-Za-z0-9_-]{22,64}", re.ASCII)
_VALUE = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,6})?", re.ASCII)
_INDEX = re.compile(r"0|[1-9][0-9]{0,11}", re.ASCII)
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)
_CONTACT = ("@", "+", "tel:")  # without these nothing is an e-mail address or a telephone number


def open_texts(document: JsonObject) -> tuple[JsonObject, dict[str, str]] | None:
    """A badge with a mark for each text that may differ, and those texts by JSON pointer, in the badge's own order.

    None for a badge of which no stamp is made: one that rests on other resources, or has no single subject.
    """
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict) or "relatedResource" in document or _shares_its_id(document, subject):
        return None
    opening = _Opening({**document, "credentialSubject": (inner := dict(subject))})
    opening.text(opening.skeleton, "id", _address)
    opening.dates(opening.skeleton, "validFrom", "validUntil")
    opening.text(inner, "id", _holder, _SUBJECT)
    opening.each(inner, "identifier", {"identityHash": _hash, "salt": _salt}, _SUBJECT)
    opening.dates(inner, "activityStartDate", "activityEndDate", _SUBJECT)
    opening.text(inner, "narrative", _plain, _SUBJECT)
    opening.each(inner, "result", {"value": _value}, _SUBJECT)
    opening.each(opening.skeleton, "evidence", {"id": _place, "name": _plain, "narrative": _plain})
    opening.statuses()
    return opening.skeleton, opening.texts


class _Opening:
    """A copy of a badge in which texts are taken out; only what holds such a text is copied.

    at: the JSON pointer of a holder. The names are ours and need no escapes.
    """

    def __init__(self, skeleton: JsonObject) -> None:
        self.skeleton = skeleton
        self.texts: dict[str, str] = {}

    def text(self, holder: JsonObject, name: str, kind: Kind, at: str = "") -> None:
        """Take out one text, if it is of this kind."""
        value = holder.get(name)
        if type(value) is str and (mark := kind(value)) is not None:
            self.texts[f"{at}/{name}"] = value
            holder[name] = mark

    def each(self, holder: JsonObject, name: str, kinds: dict[str, Kind], at: str = "") -> None:
        """The same in every object of a list."""
        entries = holder.get(name)
        if isinstance(entries, list):
            holder[name] = [
                self._entry(entry, kinds, f"{at}/{name}/{index}") if isinstance(entry, dict) else entry
                for index, entry in enumerate(entries)
            ]

    def dates(self, holder: JsonObject, first: str, last: str, at: str = "") -> None:
        """Take out two dates that are in order."""
        if not (first in holder and last in holder) or _in_order(holder[first], holder[last]):
            self.text(holder, first, _instant, at)
            self.text(holder, last, _instant, at)

    def statuses(self) -> None:
        """Take the index out of status entries, where it stands twice."""
        written = self.skeleton.get("credentialStatus")
        if isinstance(written, list):
            self.skeleton["credentialStatus"] = [
                self._status(entry, f"/credentialStatus/{index}") for index, entry in enumerate(written)
            ]
        else:
            self.skeleton["credentialStatus"] = self._status(written, "/credentialStatus")

    def _status(self, entry: Any, at: str) -> Any:
        if not isinstance(entry, dict):
            return entry
        kept, index = dict(entry), entry.get("statusListIndex")
        listed = entry.get("statusListCredential")
        if entry.get("id") == f"{listed}#{index}":
            self.text(kept, "id", lambda _: f"{listed}#{{index}}" if _index(str(index)) else None, at)
        self.text(kept, "statusListIndex", _index, at)
        return kept

    def _entry(self, entry: JsonObject, kinds: dict[str, Kind], at: str) -> JsonObject:
        kept = dict(entry)
        for name, kind in kinds.items():
            self.text(kept, name, kind, at)
        return kept


def _shares_its_id(document: JsonObject, subject: JsonObject) -> bool:
    achievement = subject.get("achievement")
    own = document.get("id")
    return own == subject.get("id") or (isinstance(achievement, dict) and own == achievement.get("id"))


def _in_order(first: Any, last: Any) -> bool:
    """Instants in one spelling follow each other as their texts do."""
    return all(type(text) is str and _instant(text) for text in (first, last)) and bool(first <= last)


def _address(text: str) -> str | None:
    found = _ADDRESS.fullmatch(text)
    return found[1] + "{name}" if found else None


def _holder(text: str) -> str | None:
    return "{did}" if _DID.fullmatch(text) and not _tells(text) else _address(text)


def _place(text: str) -> str | None:
    return "{place}" if _PLACE.fullmatch(text) else None


def _hash(text: str) -> str | None:
    return "{hash}" if _HASH.fullmatch(text) else None


def _salt(text: str) -> str | None:
    return "{salt}" if _SALT.fullmatch(text) else None


def _value(text: str) -> str | None:
    return "{value}" if _VALUE.fullmatch(text) else None


def _index(text: str) -> str | None:
    return "{index}" if _INDEX.fullmatch(text) else None


def _plain(text: str) -> str | None:
    return "{text}" if text and len(text) <= MAX_TEXT and text.isprintable() and not _tells(text) else None


def _instant(text: str) -> str | None:
    """An instant in whole seconds of UTC, in the one spelling that we write."""
    try:
        return "{instant}" if _INSTANT.fullmatch(text) and datetime.fromisoformat(text) else None
    except ValueError:  # no day of the calendar
        return None


def _tells(text: str) -> bool:
    """Whether there might be an address of a person in a text."""
    return any(sign in text for sign in _CONTACT[:2]) or _CONTACT[2] in text.casefold()
