"""`anyOf`: at least one of these conjunctions holds."""

from __future__ import annotations

from dataclasses import dataclass

from stackcred_issuer.domain.stacking.condition import Condition
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.truth import Truth, any_of
from stackcred_issuer.domain.stacking.where import Where


class AnyOfPredicate:
    name = "anyOf"

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> Condition:
        branches = tuple(vocabulary.where(item) for item in reader.filled())
        pins = [branch.pinned for branch in branches if branch.pinned is not None]
        return AnyOf(branches, frozenset().union(*pins) if len(pins) == len(branches) else None)


@dataclass(frozen=True, slots=True)
class AnyOf:
    branches: tuple[Where, ...]
    achievements: frozenset[str] | None

    def test(self, holding: Holding, moment: Moment) -> Truth:
        return any_of(branch.test(holding, moment) for branch in self.branches)

    def why_not(self, holding: Holding, moment: Moment) -> str:
        return "it is none of these: " + self.describe().strip("()")

    def describe(self) -> str:
        return f"({', or '.join(branch.describe() for branch in self.branches)})"
