"""How far one select could ever get, whatever badges there are."""

from __future__ import annotations

import math
from collections.abc import Sequence

from stackcred_issuer.domain.stacking.checks.contradiction import all_imply
from stackcred_issuer.domain.stacking.condition import AnyOfValues, Condition
from stackcred_issuer.domain.stacking.constraints.at_most import AtMost
from stackcred_issuer.domain.stacking.node import Select
from stackcred_issuer.domain.stacking.predicates.achievement import OneOfAchievements
from stackcred_issuer.domain.stacking.predicates.group import InGroups
from stackcred_issuer.domain.stacking.predicates.negation import Not


def most_of(select: Select) -> float:
    """The largest number of badges it could ever claim."""
    bounds = [math.inf if select.most is None else select.most]
    if not select.repeat:  # an achievement counts once, unless the select lets it repeat
        bounds.append(left(select.where.conditions))
    return min([*bounds, cap_on(select, select.where.conditions), _under_caps(select)])


def left(conditions: Sequence[Condition]) -> float:
    """How many achievements the conditions leave, infinite where they name none."""
    pins = [item.achievements for item in conditions if item.achievements is not None]
    if not pins:
        return math.inf
    return len(frozenset.intersection(*pins) - _excluded(conditions, None))


def different(field: str, conditions: Sequence[Condition]) -> float:
    """How many different values the conditions leave for a field."""
    if field == "achievement":
        return left(conditions)
    named = [item.wanted for item in conditions if isinstance(item, AnyOfValues) and item.facts == (field,)]
    return len(frozenset.intersection(*named) - _excluded(conditions, field)) if named else math.inf


def cap_on(select: Select, conditions: Sequence[Condition]) -> float:
    """How many badges that meet these conditions the `atMost` constraints let through."""
    caps = (item for item in select.constraints if isinstance(item, AtMost))
    concerned = (item.cap for item in caps if all_imply(conditions, item.where.conditions))
    return min((cap for cap in concerned if isinstance(cap, int)), default=math.inf)


def _under_caps(select: Select) -> float:
    """The caps on lists of achievements, and the achievements that are on none of them."""
    open_to = select.where.pinned
    if open_to is None or select.repeat:
        return math.inf
    free = open_to - _excluded(select.where.conditions, None)
    total = 0.0
    for item in (item for item in select.constraints if isinstance(item, AtMost)):
        only = all(isinstance(condition, OneOfAchievements | InGroups) for condition in item.where.conditions)
        if isinstance(item.cap, int) and only and item.where.pinned is not None:
            capped = free & item.where.pinned
            total += min(item.cap, len(capped))
            free -= capped
    return total + len(free)


def _excluded(conditions: Sequence[Condition], field: str | None) -> frozenset[str]:
    """The values that a `not` around one list excludes; field None: achievements."""
    found: frozenset[str] = frozenset()
    for item in conditions:
        if isinstance(item, Not) and len(item.inner.conditions) == 1:
            (inner,) = item.inner.conditions
            if field is None and isinstance(inner, OneOfAchievements | InGroups):
                found |= inner.achievements
            elif isinstance(inner, AnyOfValues) and inner.facts == (field,):
                found |= inner.wanted
    return found
