"""`where`: a conjunction of predicates over one holding."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from stackcred_issuer.domain.stacking.condition import Condition
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.truth import Truth, all_of
from stackcred_issuer.domain.stacking.words import sequence


@dataclass(frozen=True, slots=True)
class Where:
    """pinned: the only achievements it can hold for, None where any achievement could match."""

    conditions: tuple[Condition, ...]
    pinned: frozenset[str] | None

    def matches(self, holding: Holding, moment: Moment) -> Truth:
        """Whether a badge that exists by then and is trusted satisfies every condition."""
        there = holding.exists(moment)
        if there is False:
            return False
        unknown = there is None
        for condition in self.conditions:
            truth = condition.test(holding, moment)
            if truth is False:
                return False
            unknown = unknown or truth is None
        return None if unknown else True

    def test(self, holding: Holding, moment: Moment) -> Truth:
        """The conditions alone, for a place inside another condition."""
        return all_of(condition.test(holding, moment) for condition in self.conditions)

    def failing(self, holding: Holding, moment: Moment) -> list[Condition]:
        """The conditions that do not certainly hold."""
        return [item for item in self.conditions if item.test(holding, moment) is not True]

    def describe(self) -> str:
        """Words that can follow “badge”; empty where nothing is asked for."""
        return sequence([item.describe() for item in self.conditions]) if self.conditions else ""


def make_where(conditions: tuple[Condition, ...]) -> Where:
    pins = [item.achievements for item in conditions if item.achievements is not None]
    return Where(conditions, reduce(frozenset.intersection, pins) if pins else None)
