"""Everything that is understood by its type has one."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.credential.rules import findings_of_typed
from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading

_MEMBERS = ("termsOfUse", "evidence", "refreshService")


def _check(reading: Reading) -> Iterator[Finding]:
    for name in _MEMBERS:
        yield from findings_of_typed(reading.document, name)


LINT = Lint("typed", "VC Data Model 2.0 §5.4 to §5.6: refreshService, termsOfUse, evidence", _check)
