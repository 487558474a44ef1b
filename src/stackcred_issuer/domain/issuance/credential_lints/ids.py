"""Every id is one text, and that of the credential an absolute URL."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.credential.rules import findings_of_ids
from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading


def _check(reading: Reading) -> Iterator[Finding]:
    yield from findings_of_ids(reading.document)


LINT = Lint("ids", "VC Data Model 2.0 §4.4: ids", _check)
