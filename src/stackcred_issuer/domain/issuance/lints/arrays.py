"""A list stands wherever there may be several, and nothing is said by null or by an empty list."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint, Place, Reading

_LISTS = frozenset(
    {
        "@context", "alignment", "allowedValue", "credentialSchema", "endorsement", "endorsementJwt", "evidence",
        "identifier", "otherIdentifier", "related", "relatedResource", "result", "resultDescription",
        "rubricCriterionLevel", "tag", "termsOfUse", "type",
    }
)  # fmt: skip
_OF_ONE_TYPE = frozenset({"GeoCoordinates", "IdentifierEntry", "IdentityObject", "Image"})
_ENTRIES = frozenset({"credentialSchema", "credentialStatus", "proof", "refreshService", "statusMessage", "termsOfUse"})


def _check(reading: Reading) -> Iterator[Finding]:
    for place in reading.places:
        if place.value is None or place.value == []:
            yield Finding(place.pointer, f"Leave {place.key} out: nothing is said by it.")
        elif place.key in _LISTS and not isinstance(place.value, list) and not _is_single(place):
            yield Finding(place.pointer, f"Write {place.key} as a list, also for a single value.")


def _is_single(place: Place) -> bool:
    """The members of these names that the standard knows as single values after all."""
    owner = place.parent
    if owner is None:
        return False
    if place.key == "type":
        return isinstance(place.value, str) and (place.value in _OF_ONE_TYPE or owner.member in _ENTRIES)
    if place.key == "resultDescription":
        return owner.member == "result"
    return place.key == "identifier" and owner.member == "otherIdentifier"


LINT = Lint("arrays", "Open Badges 3.0 §A.1: lists for many, no null, no empty list", _check)
