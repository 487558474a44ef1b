"""`result`: what was achieved for one resultDescription."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from stackcred_issuer.domain.stacking.condition import Condition
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.numbers import decimal_text, json_number
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.truth import Truth
from stackcred_issuer.domain.stacking.words import quoted


class ResultPredicate:
    """`min` compares exact decimals, so a result that is no number never matches; `in` compares strings."""

    name = "result"

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> Condition:
        reader.members(("resultDescription",), ("min", "in"))
        if not reader.has("min") and not reader.has("in"):
            reader.refuse("Name 'min' or 'in'.")
        least = reader.at("min").number() if reader.has("min") else None
        among = frozenset(reader.at("in").texts()) if reader.has("in") else None
        return Result(reader.at("resultDescription").text(), least, among)


@dataclass(frozen=True, slots=True)
class Result:
    described_by: str
    least: Fraction | None
    among: frozenset[str] | None
    achievements: frozenset[str] | None = None

    def test(self, holding: Holding, moment: Moment) -> Truth:
        if holding.facts.hidden("result", "results", self.described_by):
            return None
        text = holding.facts.results.get(self.described_by)
        if text is None or (self.among is not None and text not in self.among):
            return False
        if self.least is None:
            return True
        value = decimal_text(text)
        return value is not None and value >= self.least

    def why_not(self, holding: Holding, moment: Moment) -> str:
        found = holding.facts.results.get(self.described_by)
        return f"{'no result' if found is None else f'the result {found}'}, but this asks for badges {self.describe()}"

    def describe(self) -> str:
        parts = [] if self.least is None else [f"of at least {json_number(self.least)}"]
        parts += [] if self.among is None else [quoted(self.among)]
        return f"with a result {' and '.join(parts)} for {self.described_by}"
