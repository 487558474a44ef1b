"""`average`: the unweighted mean of the claimed badges' results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from stackcred_issuer.domain.stacking.constraint import Linear, Measure, Sight
from stackcred_issuer.domain.stacking.fields import NumericField
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.numbers import json_number
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader

_ZERO, _ONE = Fraction(0), Fraction(1)


class AverageConstraint:
    name = "average"

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> Average:
        reader.members(("resultDescription", "min"))
        field = NumericField("resultDescription", reader.at("resultDescription").text())
        return Average(field, reader.at("min").amount())


@dataclass(frozen=True, slots=True)
class Average:
    """A claim without a number fails it; an unknown number hurts as if it were none, or helps without limit."""

    field: NumericField
    least: Fraction
    demanding: bool = True

    def worth(self, holding: Holding, sight: Sight) -> Fraction:
        return self.field.value(holding) or _ZERO

    def uncertain(self, holding: Holding, moment: Moment) -> bool:
        return self.field.hidden(holding)

    def measure(self, claimed: Sequence[Holding], sight: Sight) -> Measure:
        values = [value for item in claimed if (value := self.field.value(item)) is not None]
        dark = sum(self.field.hidden(item) for item in claimed) if sight.helping else 0
        mean = sum(values, _ZERO) / len(values) if values else _ZERO
        complete = bool(claimed) and len(values) + dark == len(claimed)
        return Measure(complete and (dark > 0 or mean >= self.least), mean, self.least, "points")

    def encode(self, columns: Sequence[tuple[Holding, int]], sight: Sight, linear: Linear) -> None:
        """Σ (number − min) ≥ 0 over at least one claim."""
        terms: list[tuple[int, Fraction]] = []
        dark: list[int] = []
        for item, column in columns:
            value = self.field.value(item)
            if value is not None:
                terms.append((column, value - self.least))
            elif sight.helping and self.field.hidden(item):
                dark.append(column)
            else:
                linear.at_most([(column, _ONE)], _ZERO)
        ample = sum((-factor for _, factor in terms if factor < 0), _ZERO)
        linear.at_least([*terms, *((column, ample) for column in dark)], _ZERO)
        linear.at_least([(column, _ONE) for _, column in columns], _ONE)

    def describe(self) -> str:
        return f"at least {json_number(self.least)} points on average{self.field.of_what}"
