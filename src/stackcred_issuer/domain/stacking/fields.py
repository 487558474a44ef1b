"""`field`: the number a sum adds up."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.numbers import decimal_text
from stackcred_issuer.domain.stacking.reader import Reader


@dataclass(frozen=True, slots=True)
class NumericField:
    """`creditsEarned`, `hours`, or the result for one resultDescription."""

    name: str
    result: str | None = None

    @property
    def unit(self) -> str:
        return {"creditsEarned": "credits", "hours": "hours"}.get(self.name, "points")

    @property
    def of_what(self) -> str:
        """Which result the points are for, as words that can follow the unit."""
        return f" for {self.result}" if self.result else ""

    def hidden(self, holding: Holding) -> bool:
        """Whether the number is unknown in this holding."""
        if not holding.facts.unknown:
            return False
        return holding.facts.hidden(self.name, *(("result", "results", self.result) if self.result else ()))

    def value(self, holding: Holding) -> Fraction | None:
        """The number; None where the holding has none or it is unknown."""
        if self.hidden(holding):
            return None
        if self.result is not None:
            return decimal_text(holding.facts.results.get(self.result, ""))
        return holding.facts.credits if self.name == "creditsEarned" else holding.facts.hours


def parse_numeric_field(reader: Reader) -> NumericField:
    """Raises INVALID with a pointer for anything that is not a numeric field."""
    if isinstance(reader.value, dict):
        place = reader.members(("resultDescription",)).at("resultDescription")
        return NumericField("resultDescription", place.text())
    if reader.value not in ("creditsEarned", "hours"):
        reader.refuse('This must be "creditsEarned", "hours" or {"resultDescription": id}.')
    return NumericField(str(reader.value))
