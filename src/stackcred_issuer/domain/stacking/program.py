"""Overlap in general: a 0/1 program for HiGHS, every answer of which is checked again exactly.

Columns: one per requirement (used or not) and one per select × badge (claimed or not). Rows are never
narrower than the rule, so what the solver calls impossible is impossible; an answer that exact arithmetic
refuses is cut off and the search goes on. What is asked for, one after the other: the fewest pairs, the
earliest badges, the first (requirement, credential id).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.limits import MAX_SEARCH_NODES, MAX_SEARCH_SECONDS, MAX_SEARCH_STEPS
from stackcred_issuer.domain.stacking.node import Node, Select, Threshold
from stackcred_issuer.domain.stacking.plan import Plan, claimed_by, clashes, met, select_met
from stackcred_issuer.domain.stacking.run import Run

_ONE = Fraction(1)
_LARGEST_WHOLE = 1_000_000  # up to here a row of whole numbers is exact for the solver
_WHOLE_SLACK = 0.25  # whole numbers: nothing lies between the bound and this much beyond it
_SLACK = 1e-5  # others, scaled to at most 1: far above the solver's tolerance
_CHUNK = 16  # preferences settled in one solve, by weights 32768, 16384, …, 1


class Budget:
    """What all searches of one evaluation may spend together."""

    def __init__(self) -> None:
        self._nodes = MAX_SEARCH_NODES
        self._steps = MAX_SEARCH_STEPS
        self._seconds = MAX_SEARCH_SECONDS

    def run(self, solver: Any) -> None:
        """Solve within what is left. Raises EXHAUSTED when nothing is."""
        if min(self._nodes, self._steps, self._seconds) <= 0:
            raise exhausted()
        solver.setOptionValue("mip_max_nodes", self._nodes)
        solver.setOptionValue("time_limit", solver.getRunTime() + self._seconds)
        before = solver.getRunTime()
        solver.run()
        self._steps -= 1
        self._nodes -= max(int(solver.getInfo().mip_node_count), 0)
        self._seconds -= solver.getRunTime() - before


def exhausted() -> StackcredError:
    return StackcredError(
        ErrorCode.EXHAUSTED,
        "The search for an allocation was stopped at its limit before the answer was certain.",
    )


class Program:
    """The program of one requirement in one run."""

    def __init__(self, root: Node, run: Run, budget: Budget) -> None:
        import highspy  # heavy, and most rules never need it

        self._highs = highspy
        self._solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self._root, self._run, self._budget = root, run, budget
        self._pairs: dict[int, tuple[Select, Holding]] = {}
        self._used: dict[int, int] = {}
        self._columns = 0
        for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("mip_rel_gap", 0.0)):
            self._solver.setOptionValue(name, value)
        self._node(root)
        self._exclusive()
        self.row([(self._used[root.place.order], _ONE)], _ONE, None)

    def any(self) -> Plan | None:
        """Some sound plan; None where there is none. Raises EXHAUSTED."""
        return self._sound_plan()

    def best(self) -> Plan | None:
        """The best sound plan; None where there is none. Raises EXHAUSTED."""
        everything = dict.fromkeys(self._pairs, 1.0)
        plan = self._sound_plan(everything)
        if plan is None:
            return None
        pairs = [(column, _ONE) for column in self._pairs]
        self.row(pairs, Fraction(len(plan)), Fraction(len(plan)))
        badges = self._by_badge()
        early = {column: float(at) for at, group in enumerate(badges) for column in group}
        plan = self._prefer(badges, self._sound_plan(early) or plan)
        return self._prefer(self._by_place(plan), plan)

    # building

    def column(self, upper: float = 1.0) -> int:
        self._solver.addVar(0.0, upper)
        self._solver.changeColIntegrality(self._columns, self._highs.HighsVarType.kInteger)
        self._columns += 1
        return self._columns - 1

    def row(self, terms: Sequence[tuple[int, Fraction]], low: Fraction | None, high: Fraction | None) -> None:
        """low ≤ Σ factor × column ≤ high, a little wider than asked."""
        scale, slack = _scaling([factor for _, factor in terms], low, high)
        infinity = self._highs.kHighsInf
        self._solver.addRow(
            -infinity if low is None else float(low * scale) - slack,
            infinity if high is None else float(high * scale) + slack,
            len(terms),
            [column for column, _ in terms],
            [float(factor * scale) for _, factor in terms],
        )

    def _node(self, node: Node) -> int:
        if isinstance(node, Select):
            return self._select(node)
        if isinstance(node, Threshold):
            used = self._used[node.place.order] = self.column()
            parts = [(self._node(part), _ONE) for part in node.parts]
            self.row([*parts, (used, Fraction(-node.need))], Fraction(0), None)
            return used
        used = self._used[node.place.order] = self.column(1.0 if self._run.holds(node.place.order) else 0.0)
        return used

    def _select(self, select: Select) -> int:
        used = self._used[select.place.order] = self.column()
        claims = [(holding, self.column()) for holding in self._run.candidates(select)]
        self._pairs.update((column, (select, holding)) for holding, column in claims)
        count = [(column, _ONE) for _, column in claims]
        self.row([*count, (used, Fraction(-select.least))], Fraction(0), None)
        most = len(claims) if select.most is None else select.most
        self.row([*count, (used, Fraction(-most))], None, Fraction(0))
        rows = _Rows(self, used)
        for constraint in select.constraints:
            constraint.encode(claims, self._run.sight, rows)
        return used

    def _exclusive(self) -> None:
        """A badge once over all selects that are not shared; an achievement once unless it may repeat."""
        groups: dict[tuple[object, ...], list[int]] = {}
        for column, (select, holding) in self._pairs.items():
            if not select.shared:
                groups.setdefault(("badge", holding.rank), []).append(column)
            if not select.repeat:
                scope = select.place.order if select.shared else -1
                groups.setdefault(("achievement", scope, holding.facts.achievement), []).append(column)
        for columns in dict.fromkeys(tuple(group) for group in groups.values() if len(group) > 1):
            self.row([(column, _ONE) for column in columns], None, _ONE)

    # searching

    def _sound_plan(self, cost: dict[int, float] | None = None) -> Plan | None:
        """The cheapest plan that exact arithmetic agrees with."""
        indexes = list(range(self._columns))
        self._solver.changeColsCost(self._columns, indexes, [(cost or {}).get(column, 0.0) for column in indexes])
        while True:
            plan = self._candidate()
            if plan is None or self._agreed(plan):
                return plan

    def _candidate(self) -> Plan | None:
        self._budget.run(self._solver)
        status = self._solver.getModelStatus()
        statuses = self._highs.HighsModelStatus
        if status in (statuses.kInfeasible, statuses.kUnboundedOrInfeasible):
            return None
        if status != statuses.kOptimal:
            raise exhausted()
        self._values = self._solver.getSolution().col_value
        return tuple(pair for column, pair in self._pairs.items() if self._values[column] > 0.5)

    def _agreed(self, plan: Plan) -> bool:
        """Whether the plan is sound; if not, the claims at fault are cut off."""
        claimed = claimed_by(plan)
        if not clashes(plan) and met(self._root, claimed, self._run):
            return True
        faulty = {
            select.place.order for select, _ in plan if not select_met(select, claimed[select.place.order], self._run)
        }
        for order in faulty:
            self._cut(column for column, (select, _) in self._pairs.items() if select.place.order == order)
        if not faulty:
            self._cut(self._pairs)
        return False

    def _cut(self, columns: Iterable[int]) -> None:
        """At least one of these columns must change its value."""
        terms = [(column, -_ONE if self._values[column] > 0.5 else _ONE) for column in columns]
        self.row(terms, Fraction(1 - sum(factor < 0 for _, factor in terms)), None)

    def _by_badge(self) -> list[list[int]]:
        columns: dict[int, list[int]] = {}
        for column, (_, holding) in self._pairs.items():
            columns.setdefault(holding.rank, []).append(column)
        return [columns[rank] for rank in sorted(columns)]

    def _by_place(self, plan: Plan) -> list[list[int]]:
        badges = {holding.rank for _, holding in plan}
        open_pairs = [(pair[0].place.order, pair[1].id, column) for column, pair in self._pairs.items()
                      if pair[1].rank in badges]  # fmt: skip
        return [[column] for _, _, column in sorted(open_pairs)]

    def _prefer(self, groups: list[list[int]], plan: Plan) -> Plan:
        """As much of the first group as possible, then of the second, and so on; several in one solve.

        A group of which the plan at hand already has all that is possible needs no solve.
        """
        base = 1 + max((self._at_once(group) for group in groups), default=1)
        size = max(1, int(_CHUNK / math.log2(base)))
        left = len(plan)
        at = 0
        while at < len(groups) and left:
            if self._claimed(groups[at]) < self._at_once(groups[at]):
                plan = self._preferred(groups[at : at + size], base)
                fixed = groups[at : at + size]
            else:
                fixed = groups[at : at + 1]
            left -= sum(self._fix(group) for group in fixed)
            at += len(fixed)
        return plan

    def _claimed(self, group: list[int]) -> int:
        return sum(self._values[column] > 0.5 for column in group)

    def _fix(self, group: list[int]) -> int:
        total = self._claimed(group)
        self.row([(column, _ONE) for column in group], Fraction(total), Fraction(total))
        return total

    def _preferred(self, chunk: list[list[int]], base: int) -> Plan:
        weights = [float(base ** (len(chunk) - 1 - index)) for index in range(len(chunk))]
        plan = self._sound_plan({c: -w for w, group in zip(weights, chunk, strict=True) for c in group})
        if plan is None:  # the plan before met all of this: the solver contradicts itself
            raise exhausted()
        return plan

    def _at_once(self, group: list[int]) -> int:
        """How many of these columns can be claimed together: the shared ones, and one other."""
        shared = sum(self._pairs[column][0].shared for column in group)
        return shared + (shared < len(group))


class _Rows:
    """The rows of one select's constraint."""

    def __init__(self, program: Program, used: int) -> None:
        self._program, self._used = program, used

    def switch(self) -> int:
        return self._program.column()

    def at_least(self, terms: Sequence[tuple[int, Fraction]], bound: Fraction) -> None:
        self._program.row([*terms, (self._used, -bound)], Fraction(0), None)

    def at_most(self, terms: Sequence[tuple[int, Fraction]], bound: Fraction) -> None:
        self._program.row(terms, None, bound)


def _scaling(factors: list[Fraction], low: Fraction | None, high: Fraction | None) -> tuple[Fraction, float]:
    """A scale for the row, and how much wider its bounds are made."""
    numbers = [number for number in (*factors, low, high) if number is not None]
    whole = math.lcm(*(number.denominator for number in numbers))
    largest = max((abs(number) for number in factors), default=_ONE) or _ONE
    if largest * whole <= _LARGEST_WHOLE:
        return Fraction(whole), _WHOLE_SLACK
    return 1 / largest, _SLACK
