"""The rows of a 0/1 program in exact numbers: what a change of a few columns does, and what cannot be any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import inf

Exact = int | Fraction  # whole numbers stay `int`: most are, and there are many of them


class ExactRows:
    """Every column is on or off, and may be fixed so; every row says between which bounds its columns must add up.

    on, fixed: by column. Of every row is kept what it comes to now, and the least and the most that it can still
    come to.
    """

    def __init__(self) -> None:
        self.on: list[bool] = []
        self.fixed: list[bool] = []
        self._rows: list[list[tuple[int, Exact]]] = []  # by column: in which rows it is, and with which factor
        self._bounds: list[tuple[Exact | float, Exact | float]] = []
        self._sums: list[Exact] = []
        self._least: list[Exact] = []
        self._most: list[Exact] = []

    def column(self) -> None:
        self.on.append(False)
        self.fixed.append(False)
        self._rows.append([])

    def row(self, terms: Sequence[tuple[int, Exact]], low: Exact | None, high: Exact | None) -> None:
        """low ≤ Σ factor × column ≤ high."""
        number = len(self._bounds)
        self._bounds.append((-inf if low is None else low, inf if high is None else high))
        for column, factor in terms:
            self._rows[column].append((number, factor))
        self._sums.append(sum(factor for column, factor in terms if self.on[column]))
        settled = sum(factor for column, factor in terms if self.fixed[column] and self.on[column])
        free = [factor for column, factor in terms if not self.fixed[column]]
        self._least.append(settled + sum(factor for factor in free if factor < 0))
        self._most.append(settled + sum(factor for factor in free if factor > 0))

    def take(self, on: Sequence[bool]) -> None:
        """Another state of all columns, which keeps those that are fixed."""
        changed = [column for column, state in enumerate(on) if state != self.on[column]]
        self.change([column for column in changed if on[column]], [column for column in changed if not on[column]])

    def change(self, on: Iterable[int], off: Iterable[int]) -> None:
        for columns, state, sign in ((on, True, 1), (off, False, -1)):
            for column in columns:
                self.on[column] = state
                for row, factor in self._rows[column]:
                    self._sums[row] += sign * factor

    def fix(self, column: int) -> None:
        """It stays as it is."""
        if self.fixed[column]:
            return
        self.fixed[column] = True
        for row, factor in self._rows[column]:
            size = factor if factor > 0 else -factor
            if (factor > 0) == self.on[column]:
                self._least[row] += size
            else:
                self._most[row] -= size

    def possible(self, column: int) -> bool:
        """Whether no single row forbids it to be on, whatever the columns do that are not fixed."""
        if self.fixed[column]:
            return self.on[column]
        for row, factor in self._rows[column]:
            low, high = self._bounds[row]
            if self._least[row] + max(factor, 0) > high or self._most[row] + min(factor, 0) < low:
                return False
        return True

    def admits(self, on: Sequence[int], off: Sequence[int]) -> bool:
        """Whether all rows still hold when these columns, none of them fixed, are turned on and off."""
        change: dict[int, Exact] = {}
        for column in on:
            for row, factor in self._rows[column]:
                change[row] = change.get(row, 0) + factor
        for column in off:
            for row, factor in self._rows[column]:
                change[row] = change.get(row, 0) - factor
        for row, by in change.items():
            if by:
                low, high = self._bounds[row]
                if not low <= self._sums[row] + by <= high:
                    return False
        return True
