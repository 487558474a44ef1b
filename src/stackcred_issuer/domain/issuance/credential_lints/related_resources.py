"""What it rests on is bound by digest, each thing once."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.credential.rules import findings_of_related
from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading


def _check(reading: Reading) -> Iterator[Finding]:
    yield from findings_of_related(reading.document)


LINT = Lint("related_resources", "VC Data Model 2.0 §5.3: relatedResource", _check)
