"""The direct pass: every select as if it were alone.

It finds the best plan of a relaxed rule, in which badges may count for several selects and all constraints
but one `sum` are dropped. If that plan happens to be sound, no plan of the real rule is better; if there is
none, the real rule has none. Rules without overlap are answered here, without a solver.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from fractions import Fraction

from stackcred_issuer.domain.stacking.allocation.plan import Plan, joined, key_of
from stackcred_issuer.domain.stacking.allocation.run import Run
from stackcred_issuer.domain.stacking.constraints.sum import INFINITE, Number, Sum
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.node import Node, Select, Threshold


class DirectPass:
    """Plans by requirement, each worked out once."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._known: dict[int, Plan | None] = {}

    def plan(self, node: Node) -> Plan | None:
        """The best relaxed plan; None where even the relaxed requirement cannot be met."""
        order = node.place.order
        if order not in self._known:
            self._known[order] = self._find(node)
        return self._known[order]

    def _find(self, node: Node) -> Plan | None:
        if isinstance(node, Select):
            return self._select(node)
        if isinstance(node, Threshold):
            return self._threshold(node)
        return () if self._run.holds(node.place.order) else None

    def _threshold(self, node: Threshold) -> Plan | None:
        plans = [plan for part in node.parts if (plan := self.plan(part)) is not None]
        if len(plans) < node.need:
            return None
        if len(plans) > node.need:
            plans = sorted(plans, key=key_of)[: node.need]
        return joined(plans)

    def _select(self, select: Select) -> Plan | None:
        candidates = self._run.candidates(select)
        found = self._summed(select, candidates) if select.constraints else _earliest(select, candidates)
        return None if found is None else tuple([(select, holding) for holding in found])

    def _summed(self, select: Select, candidates: list[Holding]) -> list[Holding] | None:
        total = next((item for item in select.constraints if isinstance(item, Sum)), None)
        if total is None:
            return _earliest(select, candidates)
        worth = [(item, total.floor(item, self._run.sight)) for item in candidates]
        return _reaching(select, [entry for entry in worth if entry[1] > -INFINITE], total)


def _earliest(select: Select, candidates: list[Holding]) -> list[Holding] | None:
    """The `least` earliest badges, one per achievement unless the select lets it repeat."""
    least = select.least
    if len(candidates) < least:
        return None
    found = candidates if select.repeat or len(candidates) < 2 else one_each(candidates)
    return found[:least] if len(found) >= least else None


def one_each(candidates: list[Holding]) -> list[Holding]:
    """The first badge for every achievement, in the order given."""
    if len(candidates) < 2:
        return candidates
    seen: dict[str, Holding] = {}
    for item in candidates:
        seen.setdefault(item.facts.achievement, item)
    return list(seen.values())


def _reaching(select: Select, worth: list[tuple[Holding, Number]], total: Sum) -> list[Holding] | None:
    """The fewest badges whose numbers reach the sum; among those, the earliest."""
    least, values = in_whole_units(total.least or Fraction(0), [value for _, value in worth])
    alike = select.repeat or len({holding.facts.achievement for holding, _ in worth}) == len(worth)
    whole = [(holding, value) for (holding, _), value in zip(worth, values, strict=True)]
    most = len(worth) if select.most is None else min(select.most, len(worth))
    tops = _tops(whole, alike=alike)
    for size in range(select.least, min(most, len(tops)) + 1):
        if sum(tops[:size]) >= least:
            return _fill_apart(whole, least, size) if alike else _fill(whole, least, size)
    return None


def in_whole_units(least: Fraction, values: list[Number]) -> tuple[int, list[int]]:
    """The same numbers in whole units; what is without limit reaches the sum beside any others."""
    finite = [value for value in values if isinstance(value, Fraction)]
    scale = math.lcm(least.denominator, *(value.denominator for value in finite))
    bound = int(least * scale)
    whole = [int(value * scale) if isinstance(value, Fraction) else None for value in values]
    ample = max(bound, 0) + sum(-value for value in whole if value is not None and value < 0)
    return bound, [ample if value is None else value for value in whole]


def _fill_apart(worth: list[tuple[Holding, int]], least: int, size: int) -> list[Holding]:
    """Take each badge in turn if the best of the later ones can still make up the rest; none excludes another."""
    later = sorted(value for _, value in worth)
    taken: list[Holding] = []
    for holding, value in worth:
        del later[bisect_left(later, value)]
        wanted = size - len(taken) - 1
        if wanted < 0:
            break
        if len(later) >= wanted and value + sum(later[len(later) - wanted :]) >= least:
            taken.append(holding)
            least -= value
    return taken


def _fill(worth: list[tuple[Holding, int]], least: int, size: int) -> list[Holding]:
    """The same where only one badge for an achievement counts."""
    taken: list[Holding] = []
    rest = worth
    while len(taken) < size:
        (holding, value), rest = rest[0], rest[1:]
        later = [entry for entry in rest if entry[0].facts.achievement != holding.facts.achievement]
        wanted = size - len(taken) - 1
        tops = _tops(later, alike=False)
        if len(tops) >= wanted and value + sum(tops[:wanted]) >= least:
            taken.append(holding)
            least -= value
            rest = later
    return taken


def _tops(worth: list[tuple[Holding, int]], *, alike: bool) -> list[int]:
    """The largest numbers that can be claimed together, largest first. alike: no two badges exclude each other."""
    if alike:
        return sorted((value for _, value in worth), reverse=True)
    best: dict[str, int] = {}
    for holding, value in worth:
        name = holding.facts.achievement
        best[name] = max(value, best.get(name, value))
    return sorted(best.values(), reverse=True)
