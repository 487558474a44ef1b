"""Claiming one badge more, or a badge elsewhere, by moving up to two others: it may say yes, and never says no."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from stackcred_issuer.domain.stacking.allocation.exact_rows import ExactRows
from stackcred_issuer.domain.stacking.allocation.plan import Pair

Change = tuple[list[int], list[int]]  # the columns to turn on, and those to turn off
_MOST_WAYS = 50_000  # that are tried in one program: beyond, the solver has to decide, and its budget


class Rearrangement:
    """pairs: the claim that each column stands for."""

    def __init__(self, rows: ExactRows, pairs: Mapping[int, Pair]) -> None:
        self._rows, self._pairs = rows, pairs
        self._left = _MOST_WAYS
        self._column: dict[tuple[int, int], int] = {}  # (badge, select) → its column
        self._of_select: dict[int, list[int]] = {}
        self._of_badge: dict[int, list[int]] = {}
        for column, (select, badge) in pairs.items():
            self._column[badge.rank, select.place.order] = column
            self._of_select.setdefault(select.place.order, []).insert(0, column)
            self._of_badge.setdefault(badge.rank, []).append(column)

    def claim(self, column: int) -> bool:
        """Turn it on, if that was found possible."""
        for on, off in islice(self._ways(column), self._left):
            self._left -= 1
            if self._rows.admits(on, off):
                self._rows.change(on, off)
                return True
        return False

    def _ways(self, column: int) -> Iterator[Change]:
        """The badge comes from another select or from none, and what must go for it goes there: the latest first."""
        home = self._home(column)
        came = [] if home is None else [home]
        yield [column], came
        here = self._movable(column)
        for out in here:
            if (back := self._moved(out, home)) is not None:
                yield [column, *back], [*came, out]
        for out in here:
            for to in self._others(out, column, home):
                for third in self._movable(to):
                    if (back := self._moved(third, home)) is not None:
                        yield [column, to, *back], [*came, out, third]

    def _home(self, column: int) -> int | None:
        """Where the badge is claimed that can be claimed once."""
        select, badge = self._pairs[column]
        if select.shared:
            return None
        return next((at for at in self._of_badge[badge.rank]
                     if self._rows.on[at] and not self._pairs[at][0].shared), None)  # fmt: skip

    def _movable(self, column: int) -> list[int]:
        """The claims of its select that are not fixed."""
        on, fixed = self._rows.on, self._rows.fixed
        return [at for at in self._of_select[self._pairs[column][0].place.order] if on[at] and not fixed[at]]

    def _moved(self, claim: int, home: int | None) -> list[int] | None:
        """The claim of the same badge at home; none at all where home is no select; None where it does not fit."""
        if home is None:
            return []
        to = self._column.get((self._pairs[claim][1].rank, self._pairs[home][0].place.order))
        return None if to is None or self._rows.fixed[to] else [to]

    def _others(self, claim: int, column: int, home: int | None) -> Iterator[int]:
        """Where else this badge could be claimed."""
        left_out = {self._pairs[at][0].place.order for at in (column, home) if at is not None}
        for at in self._of_badge[self._pairs[claim][1].rank]:
            select = self._pairs[at][0]
            if select.place.order not in left_out and not select.shared and not self._rows.fixed[at]:
                yield at
