"""The requirement tree: for every requirement its own verdict, what there is and what is needed, and why."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.stacking.allocation.direct import one_each
from stackcred_issuer.domain.stacking.allocation.linear_program import Exhausted
from stackcred_issuer.domain.stacking.allocation.plan import Plan
from stackcred_issuer.domain.stacking.allocation.run import Run
from stackcred_issuer.domain.stacking.allocation.search import Search
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.node import Fact, Node, Select, Threshold
from stackcred_issuer.domain.stacking.numbers import json_number
from stackcred_issuer.domain.stacking.outcome import Report, Verdict
from stackcred_issuer.domain.stacking.words import counted

_DOUBT = "; more may count once everything about them is established"
_STOPPED = "the search for an allocation was stopped at its limit, so this is not certain"


class Reporter:
    """hurting, helping: the two runs over one scope; the same one twice where nothing is unknown."""

    def __init__(self, hurting: Search, helping: Search) -> None:
        self._hurting = hurting
        self._helping = helping
        self._stopped: set[int] = set()

    def verdict(self, node: Node) -> Verdict:
        """Satisfied if it is at worst, not satisfied if it is not even at best, else indeterminate."""
        if node.place.order in self._stopped:
            return Verdict.INDETERMINATE
        try:
            if self._helping.hopeless(node):
                return Verdict.NOT_SATISFIED
            if self._hurting.proof(node) is not None:
                return Verdict.SATISFIED
            if self._helping is self._hurting or self._helping.proof(node) is None:
                return Verdict.NOT_SATISFIED
        except Exhausted:
            self.stop(node)
        return Verdict.INDETERMINATE

    def stop(self, node: Node) -> None:
        """Remember that the search for this requirement was stopped."""
        self._stopped.add(node.place.order)

    def report(self, node: Node) -> Report:
        if isinstance(node, Threshold):
            return self._threshold(node)
        if isinstance(node, Select) and not node.constraints:
            return self._count(node)
        verdict = self.verdict(node)
        have, need, unit, reason = self._select(node, verdict) if isinstance(node, Select) else self._fact(node)
        if node.place.order in self._stopped:
            reason = _STOPPED
        place = node.place
        return Report(place.id, place.op, place.label, verdict, have, need, unit, reason)

    def _count(self, node: Select) -> Report:
        """A select without constraints is decided by its number of badges alone."""
        have, least, place = self._number(self._hurting, node), node.least, node.place
        reason = _number_words(have, least)
        verdict = Verdict.SATISFIED if have >= least else Verdict.NOT_SATISFIED
        if have < least <= self._number(self._helping, node):
            verdict, reason = Verdict.INDETERMINATE, reason + _DOUBT
        return Report(place.id, place.op, place.label, verdict, have, least, "badges", reason)

    def _number(self, search: Search, node: Select) -> int:
        """How many badges can be claimed for it."""
        candidates = search.run.candidates(node)
        number = len(candidates if node.repeat or len(candidates) < 2 else one_each(candidates))
        return number if node.most is None else min(number, node.most)

    def _threshold(self, node: Threshold) -> Report:
        parts = tuple(self.report(part) for part in node.parts)
        verdict = self.verdict(node)
        each = [part.verdict for part in parts].count(Verdict.SATISFIED)
        have = min(each, node.cap)
        reason = f"{have} of {counted(len(parts), 'parts')} met"
        if node.place.order in self._stopped:
            reason = _STOPPED
        elif verdict is not Verdict.SATISFIED and each >= node.need:
            have = self._at_once(node)
            how = "at once and in this order" if node.ordered else "at once: a badge counts once"
            reason = f"{each} parts could be met, but only {have} {how}"
            reason += _DOUBT if verdict is Verdict.INDETERMINATE else ""
        elif verdict is Verdict.INDETERMINATE:
            reason += _DOUBT
        elif node.need < len(parts):
            reason += f", {node.need} needed"
        place = node.place
        return Report(place.id, place.op, place.label, verdict, have, node.need, "parts", reason, parts)

    def _at_once(self, node: Threshold) -> int:
        """The most parts that can be met together, which is fewer than needed."""
        try:
            fewer = range(node.need - 1, 0, -1)
            return next((parts for parts in fewer if self._hurting.together(node, parts)), 1)
        except StackcredError:  # the budget is spent; one part alone can always be met
            return 1

    def _fact(self, node: Fact) -> tuple[int, int, str, str]:
        settled = self._hurting.run.survey.settled[node.place.order]
        return settled.have, settled.need, settled.unit, settled.reason

    def _select(self, node: Select, verdict: Verdict) -> tuple[int | float, int | float, str, str]:
        demand = self._demand(node, verdict)
        have, need = json_number(demand.have), json_number(demand.need)
        reason = f"{counted(demand.have, demand.unit)}; needed: {demand.words}"
        if verdict is Verdict.INDETERMINATE:
            reason += _DOUBT
        elif verdict is Verdict.NOT_SATISFIED and demand.met:
            wanted = ", ".join(constraint.describe() for constraint in node.constraints)
            reason = f"no badges that match meet all of this together: {wanted}"
        return have, need, demand.unit, reason

    def _demand(self, node: Select, verdict: Verdict) -> Demand:
        """The first demand that falls short, else the last one: what a reader wants to know."""
        found = _demand(node, self._usable(node), self._hurting.run)
        if verdict is Verdict.SATISFIED and not found.met:
            plan = self._best(node)
            return _demand(node, [holding for _, holding in plan], self._hurting.run)
        return found

    def _best(self, node: Select) -> Plan:
        """The best plan, not just any, so that the tree is the same whichever way it was found."""
        try:
            return self._hurting.best(node) or ()
        except StackcredError:
            self.stop(node)
            return ()

    def _usable(self, node: Select) -> list[Holding]:
        """The badges that get furthest, one per achievement unless it may repeat, no more than count."""
        sight = self._hurting.run.sight
        order = self._hurting.run.candidates(node)
        if node.constraints:
            order = list(order)
        for constraint in reversed(node.constraints):
            order.sort(key=lambda holding: constraint.worth(holding, sight), reverse=True)
        usable = order if node.repeat else one_each(order)
        return usable if node.most is None else usable[: node.most]


class Demand(NamedTuple):
    """words: what is asked for."""

    met: bool
    have: Fraction | int
    need: Fraction | int
    unit: str
    words: str


def _demand(node: Select, claimed: list[Holding], run: Run) -> Demand:
    count = len(claimed)
    found = Demand(count >= node.least, count, node.least, "badges", _at_least(node.least))
    for constraint in node.constraints:
        if not found.met:
            break
        at = constraint.measure(claimed, run.sight)
        if constraint.demanding or not at.met:
            found = Demand(at.met, at.have, at.need, at.unit, constraint.describe())
    return found


@lru_cache(maxsize=1024)
def _at_least(number: int) -> str:
    return f"at least {counted(number, 'badge')}"


@lru_cache(maxsize=4096)
def _number_words(have: int, least: int) -> str:
    return f"{counted(have, 'badge')}; needed: {_at_least(least)}"
