"""A plan: which badge is claimed for which select; and what makes one plan better than another."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from stackcred_issuer.domain.stacking.allocation.run import Run
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.node import Node, Select, Threshold, walk_nodes

Pair = tuple[Select, Holding]
Plan = tuple[Pair, ...]
Key = tuple[int, list[int], list[tuple[int, str]]]


def key_of(plan: Plan) -> Key:
    """Smaller is better: fewest pairs, then earliest badges, then (requirement, credential id).

    All three add up over the parts of a plan, so the best whole is made of best parts.
    """
    return (
        len(plan),
        sorted(holding.rank for _, holding in plan),
        sorted((select.place.order, holding.id) for select, holding in plan),
    )


def clashes(plan: Plan) -> bool:
    """Whether a badge, or an achievement, is counted more often than the rule allows."""
    if len(plan) < 2:
        return False
    badges: set[int] = set()
    seen: set[tuple[int, str]] = set()  # (the shared select or -1 for all others together, achievement)
    for select, holding in plan:
        if not select.shared:
            if holding.rank in badges:
                return True
            badges.add(holding.rank)
        if not select.repeat:
            mark = (select.place.order if select.shared else -1, holding.facts.achievement)
            if mark in seen:
                return True
            seen.add(mark)
    return False


def claimed_by(plan: Plan) -> dict[int, list[Holding]]:
    """The badges claimed for each select, by its number."""
    found: dict[int, list[Holding]] = {}
    for select, holding in plan:
        found.setdefault(select.place.order, []).append(holding)
    return found


def select_met(select: Select, claimed: list[Holding], run: Run) -> bool:
    """Exactly: the count and every constraint, for these badges."""
    if len(claimed) < select.least or (select.most is not None and len(claimed) > select.most):
        return False
    if not select.constraints:
        return True
    return all(item.measure(claimed, run.sight).met for item in select.constraints)


def met(node: Node, claimed: dict[int, list[Holding]], run: Run) -> bool:
    """Exactly: whether the requirement is met by these claims alone."""
    if isinstance(node, Select):
        return select_met(node, claimed.get(node.place.order, []), run)
    if isinstance(node, Threshold):
        enough = [met(part, claimed, run) for part in node.parts].count(True) >= node.need
        return enough and (not node.ordered or in_order(node, claimed))
    return run.holds(node.place.order)


def in_order(node: Threshold, claimed: dict[int, list[Holding]]) -> bool:
    """Whether no part's latest claim is after the next part's earliest.

    A badge whose date is unknown is claimed in the helping run only, where it fits anywhere.
    """
    dates = [
        [item.awarded for item in claimed.get(part.place.order, []) if not item.facts.hidden("awarded")]
        for part in node.parts
    ]
    return all(not before or not after or max(before) <= min(after) for before, after in pairwise(dates))


def facts_used(node: Node, claimed: dict[int, list[Holding]], run: Run) -> list[Node]:
    """The facts that the proof by these claims rests on: where there is a choice, the first in the document."""
    if isinstance(node, Select):
        return []
    if not isinstance(node, Threshold):
        return [node]
    good = [part for part in node.parts if met(part, claimed, run)]
    chosen = sorted(good, key=lambda part: not any(below.place.order in claimed for below in walk_nodes(part)))
    return [fact for part in chosen[: node.need] for fact in facts_used(part, claimed, run)]


def sound(node: Node, plan: Plan, run: Run) -> bool:
    """Exactly: whether the plan proves the requirement."""
    return not clashes(plan) and met(node, claimed_by(plan), run)


def joined(plans: Iterable[Plan]) -> Plan:
    return tuple(pair for plan in plans for pair in plan)
