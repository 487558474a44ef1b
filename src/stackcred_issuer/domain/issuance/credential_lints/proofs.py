"""A proof that is there already is one to which ours is added, and has the type it needs."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.credential.rules import findings_of_typed
from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading


def _check(reading: Reading) -> Iterator[Finding]:
    yield from findings_of_typed(reading.document, "proof")
    if reading.document.get("proof", {}) is None:
        yield Finding("/proof", "Leave the proof out: it is made when the credential is sealed.")


LINT = Lint("proofs", "VC Data Integrity 1.0 §2.1: proof", _check)
