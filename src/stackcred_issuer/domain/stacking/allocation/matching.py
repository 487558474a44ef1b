"""Counts that overlap: a matching of badges to selects, found by augmenting paths.

Where every part must be met and only counts are asked for, the sets of badges that can be used together
form a matroid, so taking each badge in rank order whenever it still fits yields the earliest badges of all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stackcred_issuer.domain.stacking.allocation.plan import Plan
from stackcred_issuer.domain.stacking.allocation.run import Run
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.node import Select


def distinct_candidates(selects: list[Select], run: Run) -> dict[int, tuple[Holding, list[int]]] | None:
    """Every badge by rank with the selects it may serve, at most one badge per achievement.

    Of several badges for one achievement that may serve the same selects only the earliest can matter.
    None where they may serve different ones, or a select lets achievements repeat.
    """
    serves: dict[int, tuple[Holding, list[int]]] = {}
    for index, select in enumerate(selects):
        for holding in run.candidates(select):
            serves.setdefault(holding.rank, (holding, []))[1].append(index)
    first: dict[str, list[int]] = {}
    kept: dict[int, tuple[Holding, list[int]]] = {}
    for rank in sorted(serves):
        holding, mine = serves[rank]
        theirs = first.setdefault(holding.facts.achievement, mine)
        if theirs is mine:
            kept[rank] = (holding, mine)
        elif theirs != mine or any(selects[index].repeat for index in mine):
            return None
    return kept


class Matching:
    """Places for so many badges in every select as it needs, filled badge by badge. needs: the `least` of each."""

    def __init__(
        self,
        selects: Sequence[Select],
        serves: Mapping[int, tuple[Holding, Sequence[int]]],
        needs: Sequence[int] | None = None,
    ) -> None:
        self._selects = selects
        self._needs = needs if needs is not None else [select.least for select in selects]
        self._serves = serves
        self._placed: list[set[int]] = [set() for _ in selects]
        self._at: dict[int, int] = {}
        self._pinned: set[int] = set()
        self._full: set[int] = set()  # selects from which no free place can be reached any more

    def solve(self) -> Plan | None:
        """The best plan, or None where there are not badges enough for all selects together."""
        for rank in self._serves:
            self._add(rank)
        if len(self._at) < sum(self._needs):
            return None
        self._settle()
        return tuple((self._selects[index], self._serves[rank][0]) for rank, index in sorted(self._at.items()))

    def _add(self, rank: int) -> None:
        starts = [index for index in self._serves[rank][1] if index not in self._full]
        came_from = self._reach(starts)
        goal = next((index for index in came_from if self._free(index)), None)
        if goal is None:
            self._full.update(came_from)
        else:
            self._shift(goal, came_from, rank)

    def _free(self, index: int) -> bool:
        return len(self._placed[index]) < self._needs[index]

    def _reach(self, starts: list[int], goal: int | None = None) -> dict[int, tuple[int, int] | None]:
        """Selects reachable by moving one badge each: select → (select before it, badge to move here)."""
        came_from: dict[int, tuple[int, int] | None] = dict.fromkeys(starts)
        queue = list(starts)
        for index in queue:
            if index == goal or (goal is None and self._free(index)):
                break
            for rank in sorted(self._placed[index] - self._pinned):
                for other in self._serves[rank][1]:
                    if other not in came_from:
                        came_from[other] = (index, rank)
                        queue.append(other)
        return came_from

    def _shift(self, goal: int, came_from: dict[int, tuple[int, int] | None], newcomer: int) -> None:
        """Move every badge on the way to `goal` one select further, and place the newcomer at the start."""
        index = goal
        while (step := came_from[index]) is not None:
            before, rank = step
            self._place(rank, index)
            index = before
        self._place(newcomer, index)

    def _place(self, rank: int, index: int) -> None:
        if rank in self._at:
            self._placed[self._at[rank]].discard(rank)
        self._at[rank] = index
        self._placed[index].add(rank)

    def _settle(self) -> None:
        """Of all ways to place the same badges, the first by (requirement, credential id)."""
        by_id = sorted(self._at, key=lambda rank: self._serves[rank][0].id)
        for index, room in enumerate(self._needs):
            for rank in by_id:
                if room and rank not in self._pinned and self._bring(rank, index):
                    self._pinned.add(rank)
                    room -= 1

    def _bring(self, rank: int, index: int) -> bool:
        """Move a badge to a select, others making room in turn, if that is possible."""
        home = self._at[rank]
        if home == index:
            return True
        if index not in self._serves[rank][1]:
            return False
        self._pinned.add(rank)
        came_from = self._reach([index], home)
        self._pinned.discard(rank)
        if home not in came_from:
            return False
        self._shift(home, came_from, rank)
        return True
