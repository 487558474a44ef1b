"""Every member and type is defined by the contexts: what is not would silently fall out of the signature."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.errors import Finding, StackcredError
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading
from stackcred_issuer.domain.proof.canonical.compiled import check_terms


def _check(reading: Reading) -> Iterator[Finding]:
    try:
        check_terms(reading.document, reading.contexts)
    except StackcredError as error:
        yield Finding(error.pointer or "", error.detail)


LINT = Lint("terms", "VC Data Integrity 1.0 §4.2: no undefined terms (data loss)", _check)
