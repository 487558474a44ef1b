"""Every status entry has a type, and a URL if it has an id."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.credential.rules import findings_of_statuses, findings_of_typed
from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading


def _check(reading: Reading) -> Iterator[Finding]:
    yield from findings_of_typed(reading.document, "credentialStatus")
    yield from findings_of_statuses(reading.document)


LINT = Lint("statuses", "VC Data Model 2.0 §4.10: credentialStatus", _check)
