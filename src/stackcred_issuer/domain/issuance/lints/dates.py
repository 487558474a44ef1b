"""Dates have a zone and whole seconds, and come in an order that makes sense."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.errors import Finding, StackcredError
from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading
from stackcred_issuer.domain.jsonvalue import JsonObject

_DATES = frozenset({"activityEndDate", "activityStartDate", "awardedDate", "validFrom", "validUntil"})


def _check(reading: Reading) -> Iterator[Finding]:
    broken = False
    for place in reading.places:
        if place.key in _DATES and place.value is not None:
            detail = _fault(place.value)
            if detail is not None:
                broken = True
                yield Finding(place.pointer, detail)
    if not broken:
        yield from _in_order(reading.document, "", "validFrom", "validUntil")
        yield from _in_order(reading.subject, "/credentialSubject", "activityStartDate", "activityEndDate")


def _fault(value: object) -> str | None:
    try:
        parse_instant(value)
    except StackcredError as error:
        return error.detail
    if "." in str(value):
        return "Write whole seconds: a JWT of the same badge knows no others."
    return None


def _in_order(holder: JsonObject, at: str, first: str, last: str) -> Iterator[Finding]:
    if holder.get(first) is None or holder.get(last) is None:
        return
    if parse_instant(holder[last]) < parse_instant(holder[first]):
        yield Finding(f"{at}/{last}", f"{last} lies before {first}; correct one of them.")


LINT = Lint("dates", "Open Badges 3.0 §B.7 DateTimeZ and VC Data Model 2.0 §4.9: zone, whole seconds, order", _check)
