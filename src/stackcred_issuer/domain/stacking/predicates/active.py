"""`active`: status active and validFrom ≤ asOf ≤ validUntil."""

from __future__ import annotations

from dataclasses import dataclass

from stackcred_issuer.domain.stacking.condition import Condition
from stackcred_issuer.domain.stacking.holdings import ACTIVE, UNKNOWN, Holding
from stackcred_issuer.domain.stacking.moment import Moment, day
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.truth import Truth


class ActivePredicate:
    """`true` asks for it; `false` means "don't care" and asks for nothing."""

    name = "active"

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> Condition | None:
        return Active() if reader.flag() else None


@dataclass(frozen=True, slots=True)
class Active:
    achievements: frozenset[str] | None = None

    def test(self, holding: Holding, moment: Moment) -> Truth:
        return holding.active(moment)

    def why_not(self, holding: Holding, moment: Moment) -> str:
        if holding.status == UNKNOWN:
            return "its status could not be established"
        if holding.status != ACTIVE:
            return holding.status
        if holding.valid_until is not None and holding.valid_until < moment.as_of:
            return f"expired on {day(holding.valid_until)}"
        if holding.valid_from is not None and holding.valid_from > moment.as_of:
            return f"not valid before {day(holding.valid_from)}"
        return "whether it is active could not be established"

    def describe(self) -> str:
        return "in force"
