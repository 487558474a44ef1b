"""`atMost`: a cap on the claimed badges that meet a condition, by number or by a sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from stackcred_issuer.domain.stacking.constraint import Linear, Measure, Sight
from stackcred_issuer.domain.stacking.constraints.sum import Sum, parse_cap
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.where import Where


class AtMostConstraint:
    """`{"count", "where"}` or `{"sum": {"field", "max"}, "where"}`."""

    name = "atMost"

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> AtMost:
        if reader.object().has("sum"):
            reader.members(("sum", "where"))
            cap: int | Sum = parse_cap(reader.at("sum"))
        else:
            cap = reader.members(("count", "where")).at("count").whole(0)
        return AtMost(cap, vocabulary.where(reader.at("where")))


@dataclass(frozen=True, slots=True)
class AtMost:
    """cap: how many badges, or the sum that caps them."""

    cap: int | Sum
    where: Where
    demanding: bool = False

    def _concerns(self, holding: Holding, sight: Sight) -> bool:
        """What may fall under the cap does, unless that is taken the way that helps."""
        truth = self.where.test(holding, sight.moment)
        return not sight.helping if truth is None else truth

    def worth(self, holding: Holding, sight: Sight) -> Fraction:
        return -Fraction(self._concerns(holding, sight))

    def uncertain(self, holding: Holding, moment: Moment) -> bool:
        if isinstance(self.cap, Sum) and self.cap.uncertain(holding, moment):
            return True
        return self.where.test(holding, moment) is None

    def measure(self, claimed: Sequence[Holding], sight: Sight) -> Measure:
        concerned = [item for item in claimed if self._concerns(item, sight)]
        if isinstance(self.cap, Sum):
            return self.cap.measure(concerned, sight)
        return Measure(len(concerned) <= self.cap, Fraction(len(concerned)), Fraction(self.cap), "badges")

    def encode(self, columns: Sequence[tuple[Holding, int]], sight: Sight, linear: Linear) -> None:
        concerned = [(item, column) for item, column in columns if self._concerns(item, sight)]
        if isinstance(self.cap, Sum):
            self.cap.encode(concerned, sight, linear)
        else:
            linear.at_most([(column, Fraction(1)) for _, column in concerned], Fraction(self.cap))

    def describe(self) -> str:
        if isinstance(self.cap, Sum):
            return f"{self.cap.describe()} from those {self.where.describe()}"
        return f"no more than {self.cap} of them {self.where.describe()}"
