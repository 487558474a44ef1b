"""What is preferred, one wish after the other: by moving a few badges, or several wishes in one solve."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from stackcred_issuer.domain.stacking.allocation.allowance import Allowance
from stackcred_issuer.domain.stacking.allocation.exact_rows import ExactRows
from stackcred_issuer.domain.stacking.allocation.linear_program import ONE, Exhausted, LinearProgram
from stackcred_issuer.domain.stacking.allocation.plan import Pair, Plan
from stackcred_issuer.domain.stacking.allocation.rearrange import Rearrangement

_CHUNK = 16  # wishes settled in one solve, by weights 32768, 16384, …, 1


@dataclass(frozen=True, slots=True)
class Wish:
    """columns: as many of them as possible are to be claimed.

    allowance, worth: what only so much can be had of, and how much this takes of it.
    """

    columns: tuple[int, ...]
    allowance: Allowance | None = None
    worth: int = 0


class Wishes:
    """pairs: the claim that each column stands for. cheapest: solves for the least cost, None where nothing is sound.

    moves: looks for a yes without a solve; None leaves everything to the solver.
    """

    def __init__(
        self,
        solver: LinearProgram,
        exact: ExactRows,
        pairs: Mapping[int, Pair],
        moves: Rearrangement | None,
        cheapest: Callable[[Mapping[int, float]], Plan | None],
    ) -> None:
        self._solver, self._exact, self._pairs = solver, exact, pairs
        self._moves, self._cheapest = moves, cheapest

    def grant(self, wishes: Sequence[Wish], left: int) -> None:
        """As much of the first as possible, then of the second, and so on. Raises EXHAUSTED.

        left: how many claims there are to be had. A wish of which the plan at hand has all that is possible needs no
        solve.
        """
        base = 1 + max((self._at_once(wish) for wish in wishes), default=1)
        size = max(1, int(_CHUNK / math.log2(base)))
        rest = list(wishes)
        while rest and left:
            end = 1
            if not self._content(rest[0]):
                rest = [wish for wish in rest if self._open(wish) or self._settled(wish)]
                end = size
                self._solve(rest[:end], base)
            left -= sum(self._settled(wish) for wish in rest[:end])
            del rest[:end]

    def _content(self, wish: Wish) -> bool:
        """Whether it has all that it can have, maybe after moving a few others."""
        most, moves = self._at_once(wish), self._moves
        if moves is not None and self._open(wish):
            for column in wish.columns:
                if self._claimed(wish) < most and self._missing(column):
                    moves.claim(column)
        return self._claimed(wish) == most or not self._open(wish) or not any(map(self._missing, wish.columns))

    def _missing(self, column: int) -> bool:
        return not self._exact.on[column] and self._exact.possible(column)

    def _open(self, wish: Wish) -> bool:
        """Whether nothing is known that forbids it altogether."""
        if wish.allowance is not None and not wish.allowance.allows(wish.worth):
            return False
        return any(self._exact.possible(column) for column in wish.columns)

    def _claimed(self, wish: Wish) -> int:
        return sum(self._exact.on[column] for column in wish.columns)

    def _settled(self, wish: Wish) -> int:
        """So much of it all later plans have: what was found."""
        total = self._claimed(wish)
        if wish.allowance is not None:
            wish.allowance.settle(wish.worth, taken=total > 0)
        if 0 < total < len(wish.columns):
            self._solver.row([(column, ONE) for column in wish.columns], total, total)
            return total
        for column in wish.columns:
            self._solver.settle(column)
        return total

    def _solve(self, chunk: Sequence[Wish], base: int) -> None:
        weights = [float(base ** (len(chunk) - 1 - index)) for index in range(len(chunk))]
        plan = self._cheapest({c: -w for w, wish in zip(weights, chunk, strict=True) for c in wish.columns})
        if plan is None:  # the plan before met all of this: the solver contradicts itself
            raise Exhausted

    def _at_once(self, wish: Wish) -> int:
        """How many of its columns can be claimed together: the shared ones, and one other."""
        shared = sum(self._pairs[column][0].shared for column in wish.columns)
        return shared + (shared < len(wish.columns))
