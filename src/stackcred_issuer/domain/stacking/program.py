"""Overlap in general: a 0/1 program, every answer of which is checked again exactly.

An answer that exact arithmetic refuses is cut off and the search goes on. What is asked for, one after the
other: the fewest pairs, the earliest badges, the first (requirement, credential id).
"""

from __future__ import annotations

import math
from fractions import Fraction

from stackcred_issuer.domain.stacking.linear_program import ONE, Budget, Exhausted, LinearProgram
from stackcred_issuer.domain.stacking.node import Fact, Node
from stackcred_issuer.domain.stacking.plan import Plan, claimed_by, clashes, met, select_met
from stackcred_issuer.domain.stacking.run import Run
from stackcred_issuer.domain.stacking.scope_columns import ScopeColumns

_CHUNK = 16  # preferences settled in one solve, by weights 32768, 16384, …, 1


class Program:
    """The program of one requirement in one run."""

    def __init__(self, root: Node, run: Run, budget: Budget) -> None:
        self._root, self._run = root, run
        self._solver = LinearProgram(budget)
        self._scope = ScopeColumns(self._solver, root, run, self._fact)
        self._pairs = self._scope.pairs
        self._solver.row([(self._scope.root, ONE)], ONE, None)
        self._found: Plan | None = None  # the last one, which is better than those before
        self.stopped = False

    def any(self) -> Plan | None:
        """Some sound plan; None where there is none. Raises EXHAUSTED."""
        return self._sound_plan()

    def best(self) -> Plan | None:
        """The best sound plan; None where there is none. Raises EXHAUSTED where it is not certain whether there is one.

        Where the budget for the best one ends first, the best of those that were found; `stopped` says so.
        """
        if self._sound_plan() is None:
            return None
        try:
            with self._solver.for_the_best():
                return self._best()
        except Exhausted:
            self.stopped = True
            return self._found

    def _best(self) -> Plan | None:
        everything = dict.fromkeys(self._pairs, 1.0)
        plan = self._sound_plan(everything)
        if plan is None:
            return None
        pairs = [(column, ONE) for column in self._pairs]
        self._solver.row(pairs, len(plan), len(plan))
        badges = self._by_badge()
        early = {column: float(at) for at, group in enumerate(badges) for column in group}
        plan = self._prefer(badges, self._sound_plan(early) or plan)
        return self._prefer(self._by_place(plan), plan)

    def _fact(self, fact: Fact) -> int:
        return self._solver.column(1.0 if self._run.holds(fact.place.order) else 0.0)

    def _sound_plan(self, cost: dict[int, float] | None = None) -> Plan | None:
        """The cheapest plan that exact arithmetic agrees with."""
        while self._solver.solve(cost or {}):
            plan = self._scope.plan()
            if self._agreed(plan):
                self._found = plan
                return plan
        return None

    def _agreed(self, plan: Plan) -> bool:
        """Whether the plan is sound; if not, the claims at fault are cut off."""
        claimed = claimed_by(plan)
        if not clashes(plan) and met(self._root, claimed, self._run):
            return True
        faulty = {
            select.place.order for select, _ in plan if not select_met(select, claimed[select.place.order], self._run)
        }
        for order in faulty:
            self._solver.cut(column for column, (select, _) in self._pairs.items() if select.place.order == order)
        if not faulty:
            self._solver.cut(self._pairs)
        return False

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
        return sum(self._solver.on(column) for column in group)

    def _fix(self, group: list[int]) -> int:
        total = self._claimed(group)
        self._solver.row([(column, ONE) for column in group], Fraction(total), Fraction(total))
        return total

    def _preferred(self, chunk: list[list[int]], base: int) -> Plan:
        weights = [float(base ** (len(chunk) - 1 - index)) for index in range(len(chunk))]
        plan = self._sound_plan({c: -w for w, group in zip(weights, chunk, strict=True) for c in group})
        if plan is None:  # the plan before met all of this: the solver contradicts itself
            raise Exhausted
        return plan

    def _at_once(self, group: list[int]) -> int:
        """How many of these columns can be claimed together: the shared ones, and one other."""
        shared = sum(self._pairs[column][0].shared for column in group)
        return shared + (shared < len(group))
