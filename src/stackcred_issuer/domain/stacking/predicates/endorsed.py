"""`endorsed`: endorsed by at least so many different people, in one role if it is named."""

from __future__ import annotations

from dataclasses import dataclass

from stackcred_issuer.domain.stacking.condition import Condition
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.truth import Truth


class EndorsedPredicate:
    name = "endorsed"

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> Condition:
        reader.members(("min",), ("role",))
        role = reader.at("role").text() if reader.has("role") else None
        return Endorsed(role, reader.at("min").whole(1))


@dataclass(frozen=True, slots=True)
class Endorsed:
    role: str | None
    least: int
    achievements: frozenset[str] | None = None

    def test(self, holding: Holding, moment: Moment) -> Truth:
        return None if holding.facts.hidden("endorsed", "endorsements") else self._count(holding) >= self.least

    def _count(self, holding: Holding) -> int:
        return len({item.by for item in holding.facts.endorsements if self.role in (None, item.role)})

    def why_not(self, holding: Holding, moment: Moment) -> str:
        have = self._count(holding)
        return f"endorsed by {have or 'nobody'} of those, but this asks for badges {self.describe()}"

    def describe(self) -> str:
        role = f" in the role “{self.role}”" if self.role else ""
        people = "1 person" if self.least == 1 else f"{self.least} different people"
        return f"endorsed by at least {people}{role}"
