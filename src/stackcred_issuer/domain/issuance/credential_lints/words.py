"""Texts for people are texts, or texts with their language."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.credential.rules import findings_of_words
from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading


def _check(reading: Reading) -> Iterator[Finding]:
    yield from findings_of_words(reading.document)


LINT = Lint("words", "VC Data Model 2.0 §4.6 and §11.1: name and description", _check)
