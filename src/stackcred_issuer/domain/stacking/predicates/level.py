"""`level`: the achievement's level in a framework."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from stackcred_issuer.domain.stacking.condition import Condition
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.numbers import json_number
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.truth import Truth
from stackcred_issuer.domain.stacking.words import sequence


class LevelPredicate:
    """`min`: at least this level. `in`: one of these levels."""

    name = "level"

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> Condition:
        reader.members(("framework",), ("min", "in"))
        if not reader.has("min") and not reader.has("in"):
            reader.refuse("Name 'min' or 'in'.")
        least = reader.at("min").number() if reader.has("min") else None
        among = frozenset(item.number() for item in reader.at("in").filled()) if reader.has("in") else None
        return Level(reader.at("framework").text(), least, among)


@dataclass(frozen=True, slots=True)
class Level:
    framework: str
    least: Fraction | None
    among: frozenset[Fraction] | None
    achievements: frozenset[str] | None = None

    def test(self, holding: Holding, moment: Moment) -> Truth:
        if holding.facts.hidden("level", "levels"):
            return None
        level = holding.facts.levels.get(self.framework)
        if level is None or (self.least is not None and level < self.least):
            return False
        return self.among is None or level in self.among

    def why_not(self, holding: Holding, moment: Moment) -> str:
        level = holding.facts.levels.get(self.framework)
        found = f"{self.framework} level {json_number(level)}" if level is not None else f"no {self.framework} level"
        return f"it has {found}, but this asks for badges {self.describe()}"

    def describe(self) -> str:
        parts = [] if self.least is None else [f"{json_number(self.least)} or above"]
        if self.among is not None:
            parts.append(sequence([str(json_number(level)) for level in sorted(self.among)], "or"))
        return f"at {self.framework} level {', and '.join(parts)}"
