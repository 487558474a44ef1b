"""Selects that must all be met and draw from fixed lists of achievements: together they may ask for too many."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.stacking.checks.faults import Fault
from stackcred_issuer.domain.stacking.node import Node, Select, Threshold

MAX_ACHIEVEMENTS = 2_000  # of all lists together; beyond it nothing is called impossible here


def starved(root: Node) -> Fault | None:
    """A fault where the lists cannot feed every select that has to be met; each achievement counts once.

    pointer: of the select that finds nothing left, below the root.
    """
    mandatory = [(place, node, node.where.pinned) for place, node in _mandatory("", root)]
    listed = [(place, node.least, pins) for place, node, pins in mandatory if pins is not None and _competes(node)]
    if len(listed) < 2 or sum(len(pins) for _, _, pins in listed) > MAX_ACHIEVEMENTS:
        return None
    supply = _Supply()
    for place, least, pins in listed:
        if not all(supply.give(place, pins) for _ in range(least)):
            return Fault(
                f"{place}/count/min",
                f"The lists are too short: this asks for {least}, and the requirements before it need the same "
                "achievements, each of which counts once. Ask for fewer, name more, or share them.",
            )
    return None


def _competes(select: Select) -> bool:
    return not select.shared and not select.repeat


def _mandatory(place: str, node: Node) -> Iterator[tuple[str, Select]]:
    """The selects without which the root cannot be met, in document order."""
    if isinstance(node, Select):
        yield place, node
    elif isinstance(node, Threshold) and node.need == len(node.parts):
        for index, part in enumerate(node.parts):
            yield from _mandatory(f"{place}/of/{index}", part)


class _Supply:
    """Achievements dealt out to selects; one that is taken moves where its owner finds another."""

    def __init__(self) -> None:
        self._owner: dict[str, str] = {}
        self._lists: dict[str, frozenset[str]] = {}

    def give(self, place: str, pins: frozenset[str]) -> bool:
        """One more achievement for this select, by an augmenting path."""
        self._lists[place] = pins
        came_from: dict[str, str | None] = {name: None for name in sorted(pins) if self._owner.get(name) != place}
        queue = list(came_from)
        for name in queue:
            owner = self._owner.get(name)
            if owner is None:
                self._shift(name, place, came_from)
                return True
            for other in sorted(self._lists[owner]):
                if other not in came_from and self._owner.get(other) != owner:
                    came_from[other] = name
                    queue.append(other)
        return False

    def _shift(self, free: str, place: str, came_from: dict[str, str | None]) -> None:
        """Along the path: every owner takes the next achievement and gives the one before."""
        name, before = free, came_from[free]
        while before is not None:
            self._owner[name] = self._owner[before]
            name, before = before, came_from[before]
        self._owner[name] = place
