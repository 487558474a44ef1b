"""`sum`: the claimed badges' numbers add up to at least `min`, and to no more than `max`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from stackcred_issuer.domain.stacking.constraint import Linear, Measure, Sight
from stackcred_issuer.domain.stacking.fields import NumericField, parse_numeric_field
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.words import counted

_ZERO = Fraction(0)
INFINITE = math.inf
Number = Fraction | float  # a float only for an infinity


class SumConstraint:
    name = "sum"

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> Sum:
        reader.members(("field", "min"), ("max",))
        least = reader.at("min").amount()
        most = reader.at("max").amount() if reader.has("max") else None
        if most is not None and most < least:
            reader.at("max").refuse("'max' is smaller than 'min'.")
        return Sum(parse_numeric_field(reader.at("field")), least, most)


def parse_cap(reader: Reader) -> Sum:
    """A sum that only has a maximum."""
    reader.members(("field", "max"))
    return Sum(parse_numeric_field(reader.at("field")), None, reader.at("max").amount())


@dataclass(frozen=True, slots=True)
class Sum:
    """An absent number adds 0; an unknown one whatever its kind allows (credits and hours: 0 or more)."""

    field: NumericField
    least: Fraction | None
    most: Fraction | None

    @property
    def demanding(self) -> bool:
        return self.least is not None and self.least > 0

    def floor(self, holding: Holding, sight: Sight) -> Number:
        """What the holding adds towards `min` in this run."""
        if self.field.hidden(holding):
            return INFINITE if sight.helping else self._lowest
        return self.field.value(holding) or _ZERO

    def ceiling(self, holding: Holding, sight: Sight) -> Number:
        """What the holding uses of `max` in this run."""
        if self.field.hidden(holding):
            return self._lowest if sight.helping else INFINITE
        return self.field.value(holding) or _ZERO

    @property
    def _lowest(self) -> Number:
        return _ZERO if self.field.result is None else -INFINITE

    def worth(self, holding: Holding, sight: Sight) -> Number:
        return self.floor(holding, sight)

    def uncertain(self, holding: Holding, moment: Moment) -> bool:
        return self.field.hidden(holding)

    def measure(self, claimed: Sequence[Holding], sight: Sight) -> Measure:
        floor = sum((self.floor(item, sight) for item in claimed), _ZERO)
        enough = self.least is None or floor >= self.least
        fits = self.most is None or sum((self.ceiling(item, sight) for item in claimed), _ZERO) <= self.most
        known = sum((self.field.value(item) or _ZERO for item in claimed), _ZERO)
        need = self.most if self.least is None or (self.most is not None and not fits) else self.least
        return Measure(enough and fits, known, need or _ZERO, self.field.unit)

    def encode(self, columns: Sequence[tuple[Holding, int]], sight: Sight, linear: Linear) -> None:
        if self.least is not None:
            floors = [(column, self.floor(item, sight)) for item, column in columns]
            enough = self.least + sum((-value for _, value in floors if -INFINITE < value < 0), _ZERO)
            linear.at_least(_finite(floors, enough, linear), self.least)
        ceilings = [(column, self.ceiling(item, sight)) for item, column in columns]
        if self.most is not None and -INFINITE not in (value for _, value in ceilings):
            linear.at_most(_finite(ceilings, None, linear), self.most)

    def describe(self) -> str:
        parts = [] if self.least is None else [f"at least {counted(self.least, self.field.unit)}"]
        parts += [] if self.most is None else [f"no more than {counted(self.most, self.field.unit)}"]
        return f"{' and '.join(parts)}{self.field.of_what} in all"


def _finite(terms: Sequence[tuple[int, Number]], infinite: Number | None, linear: Linear) -> list[tuple[int, Fraction]]:
    """The terms with +∞ as `infinite`; a column that can never be claimed is closed instead."""
    kept: list[tuple[int, Fraction]] = []
    for column, value in terms:
        if isinstance(value, Fraction):
            kept.append((column, value))
        elif value > 0 and isinstance(infinite, Fraction):
            kept.append((column, infinite))
        else:
            linear.at_most([(column, Fraction(1))], _ZERO)
    return kept
