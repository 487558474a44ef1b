"""Packing decided by HiGHS: badges that cannot be told apart share a column, and what is decided is left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from stackcred_issuer.domain.stacking.allocation.exact_rows import Exact
from stackcred_issuer.domain.stacking.allocation.exchange import POOL, Exchange
from stackcred_issuer.domain.stacking.allocation.linear_program import ONE, Budget, LinearProgram

Kind = tuple[int, tuple[int, ...], bool]  # what it is worth, where it may be, whether it must be claimed


class PackingProgram:
    """The places that are still open. open_to: where a badge may be, empty for one that is ruled out."""

    def __init__(
        self,
        exchange: Exchange,
        needs: Sequence[int],
        values: Sequence[int],
        open_to: Callable[[int], tuple[int, ...]],
        budget: Budget,
    ) -> None:
        self._exchange, self._program = exchange, LinearProgram(budget)
        self._columns: dict[tuple[Kind, int], int] = {}
        self._kinds: dict[Kind, list[int]] = {}
        base, held = [0] * len(needs), 0
        for badge, value in enumerate(values):
            if badge in exchange.still:
                base[exchange.at[badge]] += value
                held += 1
            elif places := open_to(badge):
                self._kinds.setdefault((value, places, badge in exchange.kept), []).append(badge)
        self._held = held
        self._rows(needs, base)

    def _rows(self, needs: Sequence[int], base: Sequence[int]) -> None:
        sums: list[list[tuple[int, Exact]]] = [[] for _ in needs]
        for kind, badges in self._kinds.items():
            value, places, must = kind
            number = len(badges)
            for place in places:
                column = self._columns[kind, place] = self._program.column(float(number))
                sums[place].append((column, value))
            same: list[tuple[int, Exact]] = [(self._columns[kind, place], ONE) for place in places]
            self._program.row(same, number if must else None, number)
        for terms, need, have in zip(sums, needs, base, strict=True):
            self._program.row(terms, need - have, None)

    def exactly(self, number: int) -> bool:
        """Whether so many badges in all will do; if so, they are put in their places. Raises EXHAUSTED."""
        rest = number - self._held
        self._program.row([(column, ONE) for column in self._columns.values()], rest, rest)
        return self._solved({})

    def possible(self) -> bool:
        """Whether there is any packing; if so, the badges are put in their places. Raises EXHAUSTED."""
        return self._solved({}, doubt=True)

    def fewest(self) -> bool:
        """As few badges as will do, put in their places. Raises EXHAUSTED."""
        return self._solved(dict.fromkeys(self._columns.values(), 1.0))

    def _solved(self, cost: dict[int, float], *, doubt: bool = False) -> bool:
        if not self._program.solve(cost, doubt=doubt):
            return False
        for kind, badges in self._kinds.items():
            left = iter(badges)
            for place in kind[1]:
                for _ in range(self._program.value(self._columns[kind, place])):
                    self._exchange.put(next(left), place)
            for badge in left:
                self._exchange.put(badge, POOL)
        return True
