"""It is about something, and says something of it."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.credential.rules import findings_of_subjects
from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading


def _check(reading: Reading) -> Iterator[Finding]:
    yield from findings_of_subjects(reading.document)


LINT = Lint("subjects", "VC Data Model 2.0 §4.8: credentialSubject", _check)
