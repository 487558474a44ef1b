"""`distinct`: the claimed badges come from at least so many issuers, sources or achievements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from stackcred_issuer.domain.stacking.constraint import Linear, Measure, Sight
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.words import counted

_ONE = Fraction(1)
_WORDS = {"issuer": ("from", "issuer"), "source": ("assessed by", "assessor"), "achievement": ("for", "achievement")}


class DistinctConstraint:
    name = "distinct"

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> Distinct:
        reader.members(("field", "min"))
        field = reader.at("field").choice("issuer", "source", "achievement")
        return Distinct(field, reader.at("min").whole(1))


@dataclass(frozen=True, slots=True)
class Distinct:
    """An absent value counts for nothing; an unknown one may be like the others, or unlike them all."""

    field: str
    least: int
    demanding: bool = True

    def value(self, holding: Holding) -> str | None:
        facts = holding.facts
        return {"issuer": facts.issuer, "source": facts.source, "achievement": facts.achievement}[self.field]

    def worth(self, holding: Holding, sight: Sight) -> Fraction:
        return Fraction(0)

    def uncertain(self, holding: Holding, moment: Moment) -> bool:
        return holding.facts.hidden(self.field)

    def measure(self, claimed: Sequence[Holding], sight: Sight) -> Measure:
        dark = [item for item in claimed if item.facts.hidden(self.field)]
        values = {self.value(item) for item in claimed if not item.facts.hidden(self.field)} - {None}
        have = len(values) + (len(dark) if sight.helping else 0)
        return Measure(have >= self.least, Fraction(have), Fraction(self.least), self.field + "s")

    def encode(self, columns: Sequence[tuple[Holding, int]], sight: Sight, linear: Linear) -> None:
        """A switch per value, which is on only if a badge with that value is claimed."""
        by_value: dict[str, list[int]] = {}
        terms: list[tuple[int, Fraction]] = []
        for item, column in columns:
            value = self.value(item)
            if item.facts.hidden(self.field):
                terms += [(column, _ONE)] if sight.helping else []
            elif value is not None:
                by_value.setdefault(value, []).append(column)
        for same in by_value.values():
            switch = linear.switch()
            linear.at_most([(switch, _ONE), *((column, -_ONE) for column in same)], Fraction(0))
            terms.append((switch, _ONE))
        linear.at_least(terms, Fraction(self.least))

    def describe(self) -> str:
        how, unit = _WORDS[self.field]
        return f"{how} at least {counted(self.least, unit if self.least == 1 else f'different {unit}')}"
