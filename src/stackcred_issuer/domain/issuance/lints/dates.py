"""Dates with a zone and in whole seconds, in an order that makes sense."""

from __future__ import annotations

from collections.abc import Iterable

from stackcred_issuer.domain.errors import Finding, StackcredError
from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.issuance.lints.base import Lint
from stackcred_issuer.domain.jsonvalue import JsonObject, pointer
from stackcred_issuer.domain.proof.contexts import ContextSet

_SIGNED = ("validFrom", "validUntil")


def _run(document: JsonObject, known: ContextSet) -> Iterable[Finding]:
    subject = document.get("credentialSubject") or {}
    yield from _ordered(document, "", _SIGNED)
    yield from _ordered(subject, "/credentialSubject", ("activityStartDate", "activityEndDate"))
    for name in _SIGNED:
        if "." in str(document.get(name, "")):
            yield Finding(pointer(name), "Write whole seconds: a JWT of the same badge carries no fractions.")


def _ordered(holder: JsonObject, base: str, names: tuple[str, str]) -> Iterable[Finding]:
    instants = []
    for name in names:
        if name in holder:
            try:
                instants.append(parse_instant(holder[name]))
            except StackcredError as error:
                yield Finding(base + pointer(name), error.detail)
    if len(instants) == 2 and instants[1] < instants[0]:
        yield Finding(base + pointer(names[1]), f"`{names[1]}` lies before `{names[0]}`.")


LINT = Lint("dates", "OB 3.0 B.7 DateTimeZ; VC Data Model 2.0 §4.9; requirement 44", _run)
