"""Finding the witness: by the direct pass where it suffices, by a matching where only counts overlap,
else by a 0/1 program."""

from __future__ import annotations

from dataclasses import replace

from stackcred_issuer.domain.stacking.direct import DirectPass
from stackcred_issuer.domain.stacking.linear_program import Budget
from stackcred_issuer.domain.stacking.matching import Matching, distinct_candidates, rivals
from stackcred_issuer.domain.stacking.node import Node, Select, Threshold
from stackcred_issuer.domain.stacking.plan import Plan, joined, sound
from stackcred_issuer.domain.stacking.program import Program
from stackcred_issuer.domain.stacking.run import Run


class Search:
    """All searches of one run. Each raises StackcredError EXHAUSTED when the budget ends first.

    program_only: leave out the two short cuts; the outcome must be the same.
    """

    def __init__(self, run: Run, budget: Budget, *, program_only: bool = False) -> None:
        self.run = run
        self._budget = budget
        self._program_only = program_only
        self._direct = DirectPass(run)
        self._proofs: dict[int, Plan | None] = {}

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
        return Program(replace(node, need=parts), self.run, self._budget).any() is not None

    def _search(self, node: Node, *, best: bool) -> Plan | None:
        if not self._program_only:
            plan = self._direct.plan(node)
            if plan is None or _only_counts(node) or sound(node, plan, self.run):
                return plan
            matching = self._matching(node)
            if matching is not None:
                return self._matched(node, matching)
        program = Program(node, self.run, self._budget)
        return program.best() if best else program.any()

    def _matching(self, node: Node) -> Matching | None:
        """The matching that decides this requirement, if one can."""
        selects = [select for select in rivals(node) or () if not select.shared]
        serves = distinct_candidates(selects, self.run) if selects else None
        return None if serves is None else Matching(selects, serves)

    def _matched(self, node: Node, matching: Matching) -> Plan | None:
        """The matching's plan, with what the shared selects claim: they compete with nobody."""
        found = matching.solve()
        if found is None:
            return None
        shared = [self._direct.plan(select) or () for select in rivals(node) or () if select.shared]
        return joined([found, *shared])


def _only_counts(node: Node) -> bool:
    """A select without constraints: the direct pass is exact for it."""
    return isinstance(node, Select) and not node.constraints
