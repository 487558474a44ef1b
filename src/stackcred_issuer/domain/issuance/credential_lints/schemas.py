"""Every schema it names can be found."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.credential.rules import findings_of_schemas
from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading


def _check(reading: Reading) -> Iterator[Finding]:
    yield from findings_of_schemas(reading.document)


LINT = Lint("schemas", "VC Data Model 2.0 §4.11: credentialSchema", _check)
