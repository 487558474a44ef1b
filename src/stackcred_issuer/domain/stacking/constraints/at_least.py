"""`atLeast`: so many of the claimed badges meet a further condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from stackcred_issuer.domain.stacking.constraint import Linear, Measure, Sight
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.where import Where


class AtLeastConstraint:
    name = "atLeast"

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> AtLeast:
        reader.members(("count", "where"))
        return AtLeast(reader.at("count").whole(1), vocabulary.where(reader.at("where")))


@dataclass(frozen=True, slots=True)
class AtLeast:
    count: int
    where: Where
    demanding: bool = True

    def _counts(self, holding: Holding, sight: Sight) -> bool:
        truth = self.where.test(holding, sight.moment)
        return sight.helping if truth is None else truth

    def worth(self, holding: Holding, sight: Sight) -> Fraction:
        return Fraction(self._counts(holding, sight))

    def uncertain(self, holding: Holding, moment: Moment) -> bool:
        return self.where.test(holding, moment) is None

    def measure(self, claimed: Sequence[Holding], sight: Sight) -> Measure:
        have = sum(self._counts(item, sight) for item in claimed)
        return Measure(have >= self.count, Fraction(have), Fraction(self.count), "badges")

    def encode(self, columns: Sequence[tuple[Holding, int]], sight: Sight, linear: Linear) -> None:
        terms = [(column, Fraction(1)) for item, column in columns if self._counts(item, sight)]
        linear.at_least(terms, Fraction(self.count))

    def describe(self) -> str:
        return f"at least {self.count} of them {self.where.describe()}"
