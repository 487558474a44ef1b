"""The type names a verifiable credential; what the contexts make of it is the business of `terms`."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.credential.rules import findings_of_type
from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading


def _check(reading: Reading) -> Iterator[Finding]:
    yield from findings_of_type(reading.document, "VerifiableCredential")


LINT = Lint("types", "VC Data Model 2.0 §4.5: type", _check)
