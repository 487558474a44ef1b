"""`cover`: every alignment is covered by some claimed badge, at a level if one is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from stackcred_issuer.domain.stacking.constraint import Linear, Measure, Sight
from stackcred_issuer.domain.stacking.holdings import Alignment, Holding
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.numbers import json_number
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.words import NAMED, sequence


class CoverConstraint:
    name = "cover"

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> Cover:
        reader.members(("alignments",), ("framework", "levelMin"))
        return Cover(
            tuple(dict.fromkeys(reader.at("alignments").texts())),
            reader.at("framework").text() if reader.has("framework") else None,
            reader.at("levelMin").number() if reader.has("levelMin") else None,
        )


@dataclass(frozen=True, slots=True)
class Cover:
    """Without a level, a badge does not cover an alignment that asks for one."""

    urls: tuple[str, ...]
    framework: str | None
    level: Fraction | None
    demanding: bool = True

    def covers(self, holding: Holding, url: str, sight: Sight) -> bool:
        if holding.facts.hidden("alignment", "alignments"):
            return sight.helping
        dark = sight.helping and holding.facts.hidden("level", "levels")
        return any(
            item.url == url and self.framework in (None, item.framework) and (dark or self._high_enough(item, holding))
            for item in holding.facts.alignments
        )

    def _high_enough(self, alignment: Alignment, holding: Holding) -> bool:
        if self.level is None:
            return True
        known = not holding.facts.hidden("level", "levels")
        return known and alignment.level is not None and alignment.level >= self.level

    def worth(self, holding: Holding, sight: Sight) -> Fraction:
        return Fraction(sum(self.covers(holding, url, sight) for url in self.urls))

    def uncertain(self, holding: Holding, moment: Moment) -> bool:
        names = ("alignment", "alignments") if self.level is None else ("alignment", "alignments", "level", "levels")
        return holding.facts.hidden(*names)

    def measure(self, claimed: Sequence[Holding], sight: Sight) -> Measure:
        have = sum(any(self.covers(item, url, sight) for item in claimed) for url in self.urls)
        return Measure(have == len(self.urls), Fraction(have), Fraction(len(self.urls)), "alignments")

    def encode(self, columns: Sequence[tuple[Holding, int]], sight: Sight, linear: Linear) -> None:
        for url in self.urls:
            covering = [(column, Fraction(1)) for item, column in columns if self.covers(item, url, sight)]
            linear.at_least(covering, Fraction(1))

    def describe(self) -> str:
        level = "" if self.level is None else f", each at level {json_number(self.level)} or above"
        framework = "" if self.framework is None else f" of {self.framework}"
        urls = sequence(sorted(self.urls)) if len(self.urls) <= NAMED else f"all {len(self.urls)} listed competencies"
        return f"together covering {urls}{framework}{level}"
