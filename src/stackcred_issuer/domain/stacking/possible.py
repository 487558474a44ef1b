"""Counts that no holder could ever reach: refused when a rule is saved, as they are mistakes of whoever wrote it.

Such a rule has a meaning all the same (it is never satisfied), so asking about it is allowed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.stacking.constraint import Constraint
from stackcred_issuer.domain.stacking.constraints.at_least import AtLeast
from stackcred_issuer.domain.stacking.constraints.distinct import Distinct
from stackcred_issuer.domain.stacking.node import Node, Select, Threshold
from stackcred_issuer.domain.stacking.rule import Rule
from stackcred_issuer.domain.stacking.where import Where

_NAMES: dict[type, str] = {AtLeast: "atLeast", Distinct: "distinct"}


def check_possible(rule: Rule, *, pointer: str = "") -> None:
    """Every select asks for no more badges than it could ever claim.

    pointer: where the rule stands in the caller's document.
    Raises StackcredError INVALID with the JSON pointer of the count.
    """
    for place, select in _selects(rule, pointer):
        _check(place, select)


def _selects(rule: Rule, pointer: str) -> Iterator[tuple[str, Select]]:
    renewal = rule.renewal.requires if rule.renewal else None
    roots = (("/requires", rule.requires), ("/entryCondition", rule.entry_condition), ("/renewal/requires", renewal))
    for name, root in roots:
        if root is not None:
            yield from _below(pointer + name, root)


def _below(place: str, node: Node) -> Iterator[tuple[str, Select]]:
    if isinstance(node, Select):
        yield place, node
    elif isinstance(node, Threshold):
        for index, part in enumerate(node.parts):
            yield from _below(f"{place}/of/{index}", part)


def _check(place: str, select: Select) -> None:
    listed = _listed(select.where, select.where)
    named = math.inf if select.repeat else listed  # an achievement counts once, unless the select lets it repeat
    most = min(named, math.inf if select.most is None else select.most)
    _within(f"{place}/count/min", select.least, named)
    position = dict.fromkeys(_NAMES.values(), 0)
    for item in select.constraints:
        name = _NAMES.get(type(item))
        if name is not None:
            key, wanted = ("count", item.count) if isinstance(item, AtLeast) else ("min", _least(item))
            _within(f"{place}/{name}/{position[name]}/{key}", wanted, min(most, _reach(item, select)))
            position[name] += 1


def _least(item: Constraint) -> int:
    return item.least if isinstance(item, Distinct) else 0


def _reach(item: Constraint, select: Select) -> float:
    """How far the listed achievements alone let this constraint get."""
    if isinstance(item, AtLeast) and not select.repeat:
        return _listed(select.where, item.where)
    if isinstance(item, Distinct) and item.field == "achievement":
        return _listed(select.where, select.where)
    return math.inf


def _listed(first: Where, second: Where) -> float:
    """How many achievements both conditions leave, infinite where they name none."""
    pins = [where.pinned for where in (first, second) if where.pinned is not None]
    return len(frozenset.intersection(*pins)) if pins else math.inf


def _within(pointer: str, wanted: int, most: float) -> None:
    if wanted > most:
        raise StackcredError(
            ErrorCode.INVALID,
            f"This asks for {wanted}, but here no more than {most} can ever count: ask for fewer, raise 'max', "
            "or name more achievements.",
            pointer=pointer,
        )
