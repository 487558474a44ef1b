"""Overlap in general: a 0/1 program, every answer of which is checked again exactly.

An answer that exact arithmetic refuses is cut off and the search goes on. What is asked for, one after the
other: the fewest pairs, the earliest badges, the first (requirement, credential id).
"""

from __future__ import annotations

from collections.abc import Mapping

from stackcred_issuer.domain.stacking.allocation.components import demanded
from stackcred_issuer.domain.stacking.allocation.direct import DirectPass
from stackcred_issuer.domain.stacking.allocation.exact_rows import ExactRows
from stackcred_issuer.domain.stacking.allocation.linear_program import ONE, Budget, Exhausted, LinearProgram
from stackcred_issuer.domain.stacking.allocation.plan import Plan, claimed_by, clashes, met, select_met, sound
from stackcred_issuer.domain.stacking.allocation.rearrange import Rearrangement
from stackcred_issuer.domain.stacking.allocation.run import Run
from stackcred_issuer.domain.stacking.allocation.scope_columns import ScopeColumns
from stackcred_issuer.domain.stacking.allocation.wish_list import WishList
from stackcred_issuer.domain.stacking.allocation.wishes import Wishes
from stackcred_issuer.domain.stacking.limits import BEST_PAIRS, BEST_SHARE
from stackcred_issuer.domain.stacking.node import Fact, Node, walk_nodes


class Program:
    """The program of one requirement in one run.

    rearrange: take what is found by moving a few badges; without, the solver decides everything.
    """

    def __init__(self, root: Node, run: Run, budget: Budget, direct: DirectPass, *, rearrange: bool = True) -> None:
        self._root, self._run, self._direct = root, run, direct
        self._exact = ExactRows()
        self._solver = LinearProgram(budget, self._exact)
        self._scope = ScopeColumns(self._solver, root, run, self._fact)
        self._pairs = self._scope.pairs
        self._solver.row([(self._scope.root, ONE)], ONE, None)
        moves = Rearrangement(self._exact, self._pairs) if rearrange else None
        self._list = WishList(root, run, self._pairs)
        self._wishes = Wishes(self._solver, self._exact, self._pairs, moves, self._sound_plan)
        self._found: Plan | None = None  # the last one, which is better than those before
        self.stopped = False

    def any(self) -> Plan | None:
        """Some sound plan; None where there is none. Raises EXHAUSTED."""
        return self._sound_plan(doubt=True)

    def best(self) -> Plan | None:
        """The best sound plan; None where there is none. Raises EXHAUSTED where it is not certain whether there is one.

        Where the budget for the best one ends first, the best of those that were found; `stopped` says so.
        """
        if self.any() is None:
            return None
        try:
            with self._solver.for_the_best(BEST_SHARE * max(1, len(self._pairs) // BEST_PAIRS)):
                return self._best()
        except Exhausted:
            self.stopped = True
            plan = self._scope.plan()
            return plan if sound(self._root, plan, self._run) else self._found

    def _best(self) -> Plan | None:
        most = self._fewest()
        if most is None:
            return None
        number = len(self._scope.plan())
        self._wishes.grant(self._list.by_badge(number), number)
        badges = {holding.rank for _, holding in self._scope.plan()}
        columns = [column for column, (_, holding) in self._pairs.items() if holding.rank in badges]
        for terms, cap in self._list.caps(columns):
            self._solver.row(terms, None, cap)
        self._wishes.grant(self._list.by_place(columns, most), number)
        plan = self._scope.plan()
        if not sound(self._root, plan, self._run):
            raise Exhausted
        return plan

    def _fewest(self) -> dict[int, int] | None:
        """Find as few claims as will do, which no plan exceeds from now on; None where there is no plan.

        How many claims there are at most for each part that must be met, by its number.
        """
        bounds = self._bounds()
        least = sum(bound for _, _, bound in bounds)
        pairs = [(column, ONE) for column in self._pairs]
        self._solver.row(pairs, least, None)
        plan = self._sound_plan(dict.fromkeys(self._pairs, 1.0), doubt=True)
        if plan is None:
            return None
        self._solver.row(pairs, len(plan), len(plan))
        found = {part.place.order: bound + len(plan) - least for part, _, bound in bounds}
        for part, columns, _ in bounds:
            self._solver.row([(column, ONE) for column in columns], None, found[part.place.order])
        return found

    def _bounds(self) -> list[tuple[Node, list[int], int]]:
        """Every part that must be met with its columns, and how many claims it takes at least."""
        columns: dict[int, list[int]] = {}
        for column, (select, _) in self._pairs.items():
            columns.setdefault(select.place.order, []).append(column)
        return [
            (part, [at for node in walk_nodes(part) for at in columns.get(node.place.order, [])], len(plan))
            for part in demanded(self._root)
            if (plan := self._direct.plan(part))
        ]

    def _fact(self, fact: Fact) -> int:
        return self._solver.column(1.0 if self._run.holds(fact.place.order) else 0.0)

    def _sound_plan(self, cost: Mapping[int, float] | None = None, *, doubt: bool = False) -> Plan | None:
        """The cheapest plan that exact arithmetic agrees with. doubt: nothing is known yet, a no would be a verdict."""
        while self._solver.solve(cost or {}, guess=doubt, doubt=doubt):
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
