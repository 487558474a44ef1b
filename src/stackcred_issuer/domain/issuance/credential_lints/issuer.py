"""Somebody issues it, named by a URL."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.credential.rules import findings_of_party
from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading


def _check(reading: Reading) -> Iterator[Finding]:
    yield from findings_of_party(reading.document, "issuer")


LINT = Lint("issuer", "VC Data Model 2.0 §4.7: issuer", _check)
