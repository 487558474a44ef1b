"""`group`: the badge is for an achievement of one of the rule's named groups."""

from __future__ import annotations

from dataclasses import dataclass

from stackcred_issuer.domain.stacking.condition import Condition
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.truth import Truth
from stackcred_issuer.domain.stacking.words import quoted


class GroupPredicate:
    name = "group"

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> Condition:
        names = reader.texts()
        for index, name in enumerate(names):
            if name not in vocabulary.groups:
                reader.at(index).refuse(f"The rule has no group {name!r}; add it under 'groups'.")
        members = (member for name in names for member in vocabulary.groups[name])
        return InGroups(names, frozenset(members))


@dataclass(frozen=True, slots=True)
class InGroups:
    names: tuple[str, ...]
    achievements: frozenset[str]

    def test(self, holding: Holding, moment: Moment) -> Truth:
        if holding.facts.unknown and holding.facts.hidden("achievement"):
            return None
        return holding.facts.achievement in self.achievements

    def why_not(self, holding: Holding, moment: Moment) -> str:
        return f"its achievement is not in the group {quoted(self.names)}"

    def describe(self) -> str:
        return f"in the group {quoted(self.names)}"
