"""Parts of a requirement that must all be met and share no badge: each can be searched for itself."""

from __future__ import annotations

from dataclasses import replace

from stackcred_issuer.domain.stacking.allocation.run import Run
from stackcred_issuer.domain.stacking.node import Node, Select, Threshold, walk_nodes


def components(node: Node, run: Run) -> list[list[Node]]:
    """The parts in document order, those together that may claim badges for the same achievement.

    Facts are left out: they claim nothing. Plans of different components never clash, and the best plan of the
    whole is made of the best plan of each.
    """
    found: list[tuple[list[Node], set[str]]] = []
    for part in demanded(node):
        parts, names = [part], _claimable(part, run)
        apart: list[tuple[list[Node], set[str]]] = []
        for others, theirs in found:
            if names.isdisjoint(theirs):
                apart.append((others, theirs))
            else:
                parts, names = others + parts, names | theirs
        found = [*apart, (parts, names)]
    return [sorted(parts, key=lambda part: part.place.order) for parts, _ in found]


def all_of(node: Threshold, parts: list[Node]) -> Threshold:
    """These parts of the requirement, all of them."""
    return replace(node, parts=tuple(parts), need=len(parts), ordered=False)


def demanded(node: Node) -> list[Node]:
    """The parts of `all`, and of an `all` in it; a choice or a sequence stays whole."""
    if isinstance(node, Threshold) and node.need == len(node.parts) and not node.ordered:
        return [below for part in node.parts for below in demanded(part)]
    return [node] if isinstance(node, Select | Threshold) else []


def _claimable(part: Node, run: Run) -> set[str]:
    """The achievements for which it may claim badges against others; shared selects compete with nobody."""
    selects = [node for node in walk_nodes(part) if isinstance(node, Select) and not node.shared]
    return {holding.facts.achievement for select in selects for holding in run.candidates(select)}
