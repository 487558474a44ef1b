"""Finding the witness: by the direct pass where it suffices, by a matching where only counts overlap,
by a packing where only sums do, else by a 0/1 program. Parts that share nothing are searched apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from stackcred_issuer.domain.stacking.allocation.components import all_of, components
from stackcred_issuer.domain.stacking.allocation.direct import DirectPass
from stackcred_issuer.domain.stacking.allocation.linear_program import Budget
from stackcred_issuer.domain.stacking.allocation.matching import Matching, distinct_candidates
from stackcred_issuer.domain.stacking.allocation.packing import packing_of
from stackcred_issuer.domain.stacking.allocation.plan import Plan, joined, sound
from stackcred_issuer.domain.stacking.allocation.program import Program
from stackcred_issuer.domain.stacking.allocation.run import Run
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.node import Node, Select, Threshold


class Search:
    """All searches of one run. Each raises StackcredError EXHAUSTED when the budget ends first.

    program_only: leave out all short cuts; the outcome must be the same.
    stopped: whether a better witness than the one that was found may exist: the search for it ended at its limit.
    """

    def __init__(self, run: Run, budget: Budget, *, program_only: bool = False) -> None:
        self.run = run
        self._budget = budget
        self._program_only = program_only
        self._direct = DirectPass(run)
        self._proofs: dict[int, Plan | None] = {}
        self.stopped = False

    def best(self, node: Node) -> Plan | None:
        """The best sound plan, None where there is none."""
        plan = self._proofs[node.place.order] = self._search(node, best=True)
        return plan

    def proof(self, node: Node) -> Plan | None:
        """Some sound plan, not always the best; None where there is none."""
        order = node.place.order
        if order not in self._proofs:
            self._proofs[order] = self._search(node, best=False)
        return self._proofs[order]

    def hopeless(self, node: Node) -> bool:
        """Whether it could not be met even if badges counted more than once."""
        return self._direct.plan(node) is None

    def together(self, node: Threshold, parts: int) -> bool:
        """Whether that many parts can be met at once."""
        return Program(replace(node, need=parts), self.run, self._budget, self._direct).any() is not None

    def _search(self, node: Node, *, best: bool) -> Plan | None:
        if self._program_only:
            return self._programmed(node, best=best)
        plan = self._direct.plan(node)
        if plan is None or _only_counts(node) or sound(node, plan, self.run):
            return plan
        plans: list[Plan] = []
        for parts in components(node, self.run):
            found = self._component(node, parts, best=best)
            if found is None:
                return None
            plans.append(found)
        return joined(plans)

    def _component(self, node: Node, parts: list[Node], *, best: bool) -> Plan | None:
        """The best plan of parts that must all be met and compete only with each other."""
        plan = joined(self._direct.plan(part) or () for part in parts)
        whole = parts[0] if len(parts) == 1 or not isinstance(node, Threshold) else all_of(node, parts)
        if sound(whole, plan, self.run):
            return plan
        selects = [part for part in parts if isinstance(part, Select)]
        if len(selects) == len(parts) and (serves := distinct_candidates(selects, self.run)) is not None:
            relaxed = self._matched(selects, serves)
            if relaxed is None or sound(whole, relaxed, self.run):
                return relaxed
            packing = packing_of(selects, self.run)
            if packing is not None:
                packed, stopped = packing.plan(self._budget, best=best)
                self.stopped |= stopped
                return packed
        return self._programmed(whole, best=best)

    def _matched(self, selects: list[Select], serves: Mapping[int, tuple[Holding, list[int]]]) -> Plan | None:
        """The best plan if only the number of badges mattered, which each select needs at least when it is alone."""
        return Matching(selects, serves, [len(self._direct.plan(select) or ()) for select in selects]).solve()

    def _programmed(self, node: Node, *, best: bool) -> Plan | None:
        program = Program(node, self.run, self._budget, self._direct, rearrange=not self._program_only)
        plan = program.best() if best else program.any()
        self.stopped |= program.stopped
        return plan


def _only_counts(node: Node) -> bool:
    """A select without constraints: the direct pass is exact for it."""
    return isinstance(node, Select) and not node.constraints
