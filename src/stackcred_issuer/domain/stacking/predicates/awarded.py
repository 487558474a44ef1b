"""`awarded`: when the badge was awarded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stackcred_issuer.domain.instant import Duration
from stackcred_issuer.domain.stacking.condition import Condition
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.moment import Moment, day
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.truth import Truth
from stackcred_issuer.domain.stacking.words import sequence, within_last


class AwardedPredicate:
    """`within`: asOf − within ≤ awarded ≤ asOf, both inclusive. `after`, `before`: strict."""

    name = "awarded"

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> Condition:
        reader.members((), ("within", "after", "before"))
        if not reader.value:
            reader.refuse("Name at least one of within, after and before.")
        return Awarded(
            reader.at("within").duration() if reader.has("within") else None,
            str(reader.value.get("within", "")),
            reader.at("after").instant() if reader.has("after") else None,
            reader.at("before").instant() if reader.has("before") else None,
        )


@dataclass(frozen=True, slots=True)
class Awarded:
    within: Duration | None
    within_text: str
    after: datetime | None
    before: datetime | None
    achievements: frozenset[str] | None = None

    def test(self, holding: Holding, moment: Moment) -> Truth:
        if holding.facts.hidden("awarded"):
            return None
        return self._recent(holding, moment) and self._between(holding)

    def _recent(self, holding: Holding, moment: Moment) -> bool:
        return self.within is None or moment.back(self.within) <= holding.awarded <= moment.as_of

    def _between(self, holding: Holding) -> bool:
        if self.after is not None and holding.awarded <= self.after:
            return False
        return self.before is None or holding.awarded < self.before

    def why_not(self, holding: Holding, moment: Moment) -> str:
        return f"awarded on {day(holding.awarded)}, but this asks for badges {self.describe()}"

    def describe(self) -> str:
        parts = [f"awarded {within_last(self.within_text)}"] if self.within else []
        parts += [f"awarded after {day(self.after)}"] if self.after else []
        parts += [f"awarded before {day(self.before)}"] if self.before else []
        return sequence(parts)
