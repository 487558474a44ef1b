"""`evidence`: at least so many pieces of evidence, of one genre if it is named."""

from __future__ import annotations

from dataclasses import dataclass

from stackcred_issuer.domain.stacking.condition import Condition
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.truth import Truth


class EvidencePredicate:
    name = "evidence"

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> Condition:
        reader.members(("min",), ("genre",))
        genre = reader.at("genre").text() if reader.has("genre") else None
        return Evidence(genre, reader.at("min").whole(1))


@dataclass(frozen=True, slots=True)
class Evidence:
    genre: str | None
    least: int
    achievements: frozenset[str] | None = None

    def test(self, holding: Holding, moment: Moment) -> Truth:
        return None if holding.facts.hidden("evidence") else self._count(holding) >= self.least

    def _count(self, holding: Holding) -> int:
        if self.genre is None:
            return len(holding.facts.genres)
        return holding.facts.genres.count(self.genre)

    def why_not(self, holding: Holding, moment: Moment) -> str:
        return f"it has {self._count(holding)}, but this asks for badges {self.describe()}"

    def describe(self) -> str:
        kind = f" of the kind “{self.genre}”" if self.genre else ""
        return f"with at least {self.least} {'piece' if self.least == 1 else 'pieces'} of evidence{kind}"
