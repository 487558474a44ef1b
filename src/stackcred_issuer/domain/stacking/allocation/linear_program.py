"""A 0/1 program for HiGHS: columns, rows that are never narrower than asked, and a budget in work units.

Rows may admit a little more than the rule does, so what the solver calls impossible is impossible; whoever
uses an answer checks it exactly and cuts it off where it does not hold.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.stacking.allocation.exact_rows import Exact, ExactRows
from stackcred_issuer.domain.stacking.limits import (
    BEST_SHARE,
    MAX_SEARCH_NODES,
    MAX_SEARCH_PIVOTS,
    MAX_SEARCH_ROUNDS,
    MAX_SEARCH_STEPS,
)

ONE, ZERO = 1, 0
_LARGEST_WHOLE = 1_000_000  # up to here a row of whole numbers is exact for the solver
_WHOLE_SLACK = 0.25  # whole numbers: nothing lies between the bound and this much beyond it
_ENUMERATION = 1 << 16  # a rule of the presolve that loses solutions in HiGHS 1.15.1 (decision 24)
_OPTIONS: dict[str, bool | int | float] = {
    "presolve_rule_off": _ENUMERATION,
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_heuristic_effort": 0.0,  # guessing finds plans early, but here every answer must be proven best anyway
}
_SLACK = 1e-5  # others, scaled to at most 1: far above the solver's tolerance


class Budget:
    """What all searches of one evaluation may spend together, in work units and by no clock: what is too much is
    too much on every machine, in every year."""

    def __init__(self, share: int = 1) -> None:
        """share: the part of the whole that may be spent, as its denominator."""
        self._nodes = MAX_SEARCH_NODES // share
        self._steps = MAX_SEARCH_STEPS // share
        self._rounds = MAX_SEARCH_ROUNDS // share
        self._pivots = MAX_SEARCH_PIVOTS // share

    @contextmanager
    def for_the_best(self, share: int = BEST_SHARE) -> Iterator[Budget]:
        """What may be spent on a better answer than the one there is: a part of what is left, whose rest comes back.

        share: the part, as its denominator.
        """
        part = Budget()
        for kind, left in vars(self).items():
            setattr(part, kind, max(left, 0) // share)
        self._spend(part, -1)
        try:
            yield part
        finally:
            self._spend(part, 1)

    def _spend(self, part: Budget, sign: int) -> None:
        for kind, amount in vars(part).items():
            setattr(self, kind, getattr(self, kind) + sign * amount)

    def run(self, solver: Any) -> None:
        """Solve within what is left. Raises EXHAUSTED when nothing is."""
        if min(vars(self).values()) <= 0:
            raise Exhausted
        solver.setOptionValue("mip_max_nodes", self._nodes)
        solver.run()
        self._steps -= 1
        self._nodes -= max(int(solver.getInfo().mip_node_count), 0)
        self._pivots -= max(int(solver.getInfo().simplex_iteration_count), 0)

    def round(self, event: Any) -> None:
        """One more round of a solve, which ends with the last; the solver reports them at fixed points of its work."""
        self._rounds -= 1
        if self._rounds <= 0:
            event.interrupt()


class Exhausted(StackcredError):
    """The budget of a search has ended; the code is EXHAUSTED."""

    def __init__(self) -> None:
        super().__init__(
            ErrorCode.EXHAUSTED,
            "The search for an allocation was stopped at its limit before the answer was certain.",
        )


class LinearProgram:
    """Columns of 0 or 1, rows over them, and solving for the least cost."""

    def __init__(self, budget: Budget, exact: ExactRows | None = None) -> None:
        """exact: is kept in step, row by row; all columns are 0 or 1 then."""
        import highspy  # heavy, and most rules never need it

        self._highs = highspy
        self._solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self._budget, self._exact = budget, exact
        self._columns = 0
        self._whole = 0  # so many of the columns are known to be whole numbers
        self._rows = 0
        self._values: Sequence[float] = ()
        for name, value in _OPTIONS.items():
            self._solver.setOptionValue(name, value)
        self._solver.cbMipInterrupt.subscribe(lambda event: self._budget.round(event))

    def column(self, upper: float = 1.0) -> int:
        """A new column of whole numbers from 0 to `upper`; 0 closes it."""
        self._solver.addVar(0.0, upper)
        self._columns += 1
        if self._exact is not None:
            self._exact.column()
            if upper == 0:
                self._exact.fix(self._columns - 1)
        return self._columns - 1

    def settle(self, column: int) -> None:
        """It stays as it was found last, in all that is solved from now on."""
        value = float(self.on(column))
        self._solver.changeColBounds(column, value, value)
        if self._exact is not None:
            self._exact.fix(column)

    def row(self, terms: Sequence[tuple[int, Exact]], low: Exact | None, high: Exact | None) -> int:
        """low ≤ Σ factor × column ≤ high, a little wider than asked; the number of the row."""
        scale, slack = _scaling([factor for _, factor in terms], low, high)
        scaled = [(column, _scaled(factor, scale)) for column, factor in terms]
        least = None if low is None else _scaled(low, scale)
        most = None if high is None else _scaled(high, scale)
        self._solver.addRow(
            -math.inf if least is None else float(least) - slack,
            math.inf if most is None else float(most) + slack,
            len(scaled),
            [column for column, _ in scaled],
            [float(factor) for _, factor in scaled],
        )
        if self._exact is not None:
            self._exact.row(scaled, least, most)
        self._rows += 1
        return self._rows - 1

    def free(self, row: int) -> None:
        """Ask nothing more of this row."""
        self._solver.changeRowBounds(row, -self._highs.kHighsInf, self._highs.kHighsInf)

    @contextmanager
    def for_the_best(self, share: int = BEST_SHARE) -> Iterator[None]:
        """What is solved meanwhile has a part of the budget only. share: its denominator."""
        whole = self._budget
        try:
            with whole.for_the_best(share) as self._budget:
                yield
        finally:
            self._budget = whole

    def solve(self, cost: Mapping[int, float], *, guess: bool = False, doubt: bool = False) -> bool:
        """Find the values of least cost; False where there are none. Raises EXHAUSTED.

        guess: jump to some values first, which pays where a bound shows at once that there are none better.
        doubt: ask again without presolve before saying that there are none.
        """
        self._solver.setOptionValue("mip_heuristic_run_feasibility_jump", guess)
        self._keep_whole()
        indexes = list(range(self._columns))
        self._solver.changeColsCost(self._columns, indexes, [cost.get(column, 0.0) for column in indexes])
        if not self._run() and not (doubt and self._run_unreduced()):
            return False
        self._values = self._solver.getSolution().col_value
        if self._exact is not None:
            self._exact.take([value > 0.5 for value in self._values])
        return True

    def _run(self) -> bool:
        self._budget.run(self._solver)
        status, statuses = self._solver.getModelStatus(), self._highs.HighsModelStatus
        if status not in (statuses.kOptimal, statuses.kInfeasible, statuses.kUnboundedOrInfeasible):
            raise Exhausted
        return bool(status == statuses.kOptimal)

    def _run_unreduced(self) -> bool:
        """The same without presolve; where that takes too long, what was said before stands."""
        self._solver.setOptionValue("presolve", "off")
        try:
            return self._run()
        except Exhausted:
            return False
        finally:
            self._solver.setOptionValue("presolve", "choose")

    def _keep_whole(self) -> None:
        """New columns are made whole numbers together: one by one, each call costs as much as all of them."""
        new = list(range(self._whole, self._columns))
        if new:
            self._solver.changeColsIntegrality(len(new), new, [self._highs.HighsVarType.kInteger] * len(new))
        self._whole = self._columns

    def on(self, column: int) -> bool:
        """Whether the column is 1 in what was found last."""
        return self._exact.on[column] if self._exact is not None else self._values[column] > 0.5

    def value(self, column: int) -> int:
        """The whole number that the column is in what was found last."""
        return round(self._values[column])

    def cut(self, columns: Iterable[int]) -> None:
        """At least one of these columns must change its value."""
        terms = [(column, -ONE if self.on(column) else ONE) for column in columns]
        self.row(terms, 1 - sum(factor < 0 for _, factor in terms), None)


def _scaling(factors: list[Exact], low: Exact | None, high: Exact | None) -> tuple[Exact, float]:
    """A scale for the row, and how much wider its bounds are made."""
    numbers = [number for number in (*factors, low, high) if number is not None]
    whole = math.lcm(*(number.denominator for number in numbers))
    sizes: list[Exact] = [abs(number) for number in factors]  # type: ignore[misc]
    largest = max(sizes, default=ONE) or ONE
    if largest * whole <= _LARGEST_WHOLE:
        return whole, _WHOLE_SLACK
    return 1 / Fraction(largest), _SLACK


def _scaled(number: Exact, scale: Exact) -> Exact:
    """Whole where the scale is."""
    return int(number * scale) if isinstance(scale, int) else number * scale
