"""Conditions that no badge could ever meet together.

Only what is certain whatever the badge says: where nothing is found, a badge may still be impossible. What is
unknown about a badge changes nothing, as an unknown fact never makes a condition certainly true.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from stackcred_issuer.domain.stacking.condition import AnyOfValues, Condition
from stackcred_issuer.domain.stacking.numbers import decimal_text
from stackcred_issuer.domain.stacking.predicates.any_of import AnyOf
from stackcred_issuer.domain.stacking.predicates.awarded import Awarded
from stackcred_issuer.domain.stacking.predicates.endorsed import Endorsed
from stackcred_issuer.domain.stacking.predicates.evidence import Evidence
from stackcred_issuer.domain.stacking.predicates.level import Level
from stackcred_issuer.domain.stacking.predicates.negation import Not
from stackcred_issuer.domain.stacking.predicates.result import Result

MAX_STEPS = 2_000  # of all searches in one rule; beyond it nothing more is called impossible
_ONE_VALUED = (("issuer",), ("achievementType",))
_BOTH = "no badge can be both “{}” and “{}”"


class Contradictions:
    """Searches for one rule, under one budget: alternatives within alternatives multiply."""

    def __init__(self) -> None:
        self._left = MAX_STEPS

    def find(self, conditions: Sequence[Condition]) -> str | None:
        """Why no badge can meet all of them, without a full stop; None where one might."""
        self._left -= 1
        if self._left < 0:
            return None
        plain = [item for item in conditions if not isinstance(item, AnyOf)]
        return _excluded(plain) or _clashing(conditions) or self._branches(conditions)

    def _branches(self, conditions: Sequence[Condition]) -> str | None:
        """Where there are alternatives: none of the first ones may be possible beside the rest."""
        first = next((item for item in conditions if isinstance(item, AnyOf)), None)
        if first is None:
            return None
        beside = [item for item in conditions if item is not first]
        why: str | None = None
        for branch in first.branches:
            why = self.find([*beside, *branch.conditions])
            if why is None:
                return None
        return why


def implies(one: Condition, other: Condition) -> bool:
    """Whether every badge that meets the one meets the other too."""
    if one == other:
        return True
    if one.achievements is not None and other.achievements is not None and not isinstance(other, AnyOf):
        return one.achievements <= other.achievements
    if isinstance(one, AnyOfValues) and isinstance(other, AnyOfValues):
        return one.facts == other.facts and one.wanted <= other.wanted
    if isinstance(one, Endorsed) and isinstance(other, Endorsed):
        return other.role in (None, one.role) and one.least >= other.least
    if isinstance(one, Evidence) and isinstance(other, Evidence):
        return other.genre in (None, one.genre) and one.least >= other.least
    if isinstance(one, Level) and isinstance(other, Level) and one.framework == other.framework:
        return _within_level(one, other)
    if isinstance(one, Awarded) and isinstance(other, Awarded):
        return _within_window(one, other)
    return False


def all_imply(conditions: Sequence[Condition], others: Iterable[Condition]) -> bool:
    """Whether a badge that meets all of the first meets every one of the others."""
    return all(any(implies(one, other) for one in conditions) for other in others)


def _excluded(conditions: Sequence[Condition]) -> str | None:
    """A `not` around what the other conditions come to."""
    for condition in conditions:
        if isinstance(condition, Not):
            beside = [other for other in conditions if other is not condition]
            if not condition.inner.conditions:
                return "a 'not' around nothing excludes every badge"
            if all_imply(beside, condition.inner.conditions):
                return _BOTH.format(condition.inner.describe(), condition.describe())
    return None


def _clashing(conditions: Sequence[Condition]) -> str | None:
    alone = next((item for item in conditions if _clash(item, item)), None)
    if alone is not None:
        return f"no badge can be “{alone.describe()}”"
    pairs = combinations(conditions, 2)
    return next((_BOTH.format(a.describe(), b.describe()) for a, b in pairs if _clash(a, b)), None)


def _clash(one: Condition, other: Condition) -> bool:
    if one.achievements is not None and other.achievements is not None:
        return one.achievements.isdisjoint(other.achievements)
    if isinstance(one, AnyOfValues) and isinstance(other, AnyOfValues):
        return one.facts == other.facts and one.facts in _ONE_VALUED and one.wanted.isdisjoint(other.wanted)
    if isinstance(one, Level) and isinstance(other, Level) and one.framework == other.framework:
        return _no_level(one, other)
    if isinstance(one, Result) and isinstance(other, Result) and one.described_by == other.described_by:
        return _no_result(one, other)
    if isinstance(one, Awarded) and isinstance(other, Awarded):
        return _no_instant(one, other)
    return False


def _no_level(one: Level, other: Level) -> bool:
    least = max((level.least for level in (one, other) if level.least is not None), default=None)
    sets = [level.among for level in (one, other) if level.among is not None]
    return bool(sets) and not any(least is None or level >= least for level in frozenset.intersection(*sets))


def _no_result(one: Result, other: Result) -> bool:
    least = max((result.least for result in (one, other) if result.least is not None), default=None)
    sets = [result.among for result in (one, other) if result.among is not None]
    if not sets:
        return False
    left = [decimal_text(text) for text in frozenset.intersection(*sets)]
    return not any(least is None or (value is not None and value >= least) for value in left)


def _no_instant(one: Awarded, other: Awarded) -> bool:
    after = max((window.after for window in (one, other) if window.after is not None), default=None)
    before = min((window.before for window in (one, other) if window.before is not None), default=None)
    return after is not None and before is not None and after >= before


def _within_level(one: Level, other: Level) -> bool:
    lowest = one.least if one.among is None else min(one.among)
    high_enough = other.least is None or (lowest is not None and lowest >= other.least)
    return high_enough and (other.among is None or (one.among is not None and one.among <= other.among))


def _within_window(one: Awarded, other: Awarded) -> bool:
    if other.within is not None and one.within_text != other.within_text:
        return False
    late = other.after is None or (one.after is not None and one.after >= other.after)
    return late and (other.before is None or (one.before is not None and one.before <= other.before))
