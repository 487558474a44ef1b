"""No term that entered the Open Badges context after its URL was in use.

The text behind context-3.0.3.json has grown twice. A badge that has one of the newer terms cannot be verified by
whoever keeps an older copy, so we sign none of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.draft import LATE_TERMS
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading

__all__ = ["LATE_TERMS", "LINT"]


def _check(reading: Reading) -> Iterator[Finding]:
    for place in reading.places:
        if place.key in LATE_TERMS:
            yield Finding(place.pointer, f"Leave {place.key} out: older copies of the context do not define it.")


LINT = Lint("late_terms", "Open Badges 3.0 errata, context-3.0.3.json: terms added in place", _check)
