"""An embedded endorsement is a credential of its own and carries its own proof."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading


def _check(reading: Reading) -> Iterator[Finding]:
    for at, endorsement in reading.endorsements:
        if isinstance(endorsement, dict) and not endorsement.get("proof"):
            yield Finding(f"{at}/proof", "Have the endorser sign this endorsement first, or leave it out.")


LINT = Lint("endorsements", "Open Badges 3.0 §B.1 EndorsementCredential: signed on its own", _check)
