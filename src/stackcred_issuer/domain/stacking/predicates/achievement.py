"""`achievement`: the badge is for one of these achievements."""

from __future__ import annotations

from dataclasses import dataclass

from stackcred_issuer.domain.stacking.condition import Condition
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.truth import Truth
from stackcred_issuer.domain.stacking.words import named


class AchievementPredicate:
    name = "achievement"

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> Condition:
        return OneOfAchievements(frozenset(reader.texts()))


@dataclass(frozen=True, slots=True)
class OneOfAchievements:
    achievements: frozenset[str]

    def test(self, holding: Holding, moment: Moment) -> Truth:
        if holding.facts.unknown and holding.facts.hidden("achievement"):
            return None
        return holding.facts.achievement in self.achievements

    def why_not(self, holding: Holding, moment: Moment) -> str:
        return "it is for another achievement"

    def describe(self) -> str:
        return f"for {named(self.achievements)}"
