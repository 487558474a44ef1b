"""`achievementType`: the badge is for an achievement of one of these types."""

from __future__ import annotations

from stackcred_issuer.domain.stacking.condition import AnyOfValues, Condition
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader


class AchievementTypePredicate:
    name = "achievementType"

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> Condition:
        return AnyOfValues(frozenset(reader.texts()), ("achievementType",), _read, "achievement type", "of the type")


def _read(holding: Holding) -> tuple[str, ...]:
    return (holding.facts.achievement_type,) if holding.facts.achievement_type else ()
