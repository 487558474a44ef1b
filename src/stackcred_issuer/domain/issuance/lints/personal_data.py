"""Nothing in the badge tells in the clear who the learner is or how to reach them. Organisations may say so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.draft import Draft
from stackcred_issuer.domain.issuance.known_parts import words
from stackcred_issuer.domain.issuance.lints.base import Lint, Place, Reading

_EMAIL = re.compile(r"[\w.%+'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w+])(?:\+|tel:\+?)\d(?:[\s().-]{0,2}\d){7,14}(?!\d)", re.IGNORECASE)
_MEMBERS = frozenset(
    {
        "additionalName", "address", "email", "familyName", "familyNamePrefix", "givenName", "honorificPrefix",
        "honorificSuffix", "patronymicName", "phone",
    }
)  # fmt: skip
_ORGANISATIONS = frozenset({"creator", "issuer", "source"})  # Profiles that are never the learner's


def _check(reading: Reading) -> Iterator[Finding]:
    withheld = withheld_words(reading.draft)
    told = any(secret in said for secret in withheld for _, said in reading.known)
    for place in reading.all_places if told else reading.places:
        if place.key == "dateOfBirth":
            yield Finding(place.pointer, "Leave the date of birth out: badges are public.")
        elif place.key in _MEMBERS and not place.within(_ORGANISATIONS):
            yield Finding(place.pointer, f"Leave {place.key} out: badges are public.")
        elif isinstance(place.value, str):
            yield from _faults(place, place.value, withheld)
    if "name" in reading.subject:
        yield Finding("/credentialSubject/name", "Leave the learner's name out: badges are public.")


def withheld_words(draft: Draft) -> list[str]:
    """What a draft may not say, as `words` has it; a single word is too common to be withheld."""
    return [secret for secret in map(words, draft.withheld) if " " in secret.strip()]


def _faults(place: Place, text: str, withheld: list[str]) -> Iterator[Finding]:
    if "@" in text and _EMAIL.search(text) and not place.within(_ORGANISATIONS):
        yield Finding(place.pointer, "Take the e-mail address out of this text: badges are public.")
    elif ("+" in text or "tel:" in text) and _PHONE.search(text) and not place.within(_ORGANISATIONS):
        yield Finding(place.pointer, "Take the telephone number out of this text: badges are public.")
    elif withheld and any(secret in words(text) for secret in withheld):
        yield Finding(place.pointer, "Take out of this text what says who the learner is: badges are public.")


LINT = Lint("personal_data", "Our privacy promise: no contact data, birth date or name of a learner", _check)
