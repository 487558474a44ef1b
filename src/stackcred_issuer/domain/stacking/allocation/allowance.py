"""Few badges must reach a sum: which of them are worth too little to be among those few."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate


class Allowance:
    """At most so many badges, which together must be worth `need`; one after the other is taken or left.

    worth: of every badge there is, in whole units.
    """

    def __init__(self, worth: Iterable[int], most: int, need: int) -> None:
        self._open = sorted(-max(value, 0) for value in worth)  # the largest first; nobody has to take what costs
        self._most, self._need = most, need
        self._best: list[int] | None = None  # what the best 0, 1, 2 … of the open ones are worth

    def allows(self, value: int) -> bool:
        """Whether an open badge of this worth can be taken, with the best of the others beside it."""
        room = self._most - 1
        if room < 0:
            return False
        if self._best is None:
            self._best = [0, *accumulate(self._open)]
        room = min(room, len(self._open) - 1)
        own = -max(value, 0)
        others = self._best[room + 1] - own if own <= self._open[room] else self._best[room]
        return value - others >= self._need

    def settle(self, value: int, *, taken: bool) -> None:
        """An open badge of this worth is open no more."""
        del self._open[bisect_left(self._open, -max(value, 0))]
        self._best = None
        if taken:
            self._most -= 1
            self._need -= value
