"""How not to allocate: every requirement takes the first badges that fit and never gives one back.

It keeps the language's own rules (a badge counts once, an achievement counts once); it only never thinks ahead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise

from stackcred_issuer.domain.stacking.constraint import Sight
from stackcred_issuer.domain.stacking.evaluation.evaluate import evaluate
from stackcred_issuer.domain.stacking.holdings import Holding, Holdings
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.node import Node, Select, Threshold
from stackcred_issuer.domain.stacking.outcome import Report, Verdict
from stackcred_issuer.domain.stacking.rule import Rule


class FirstMatch:
    """Walks the requirements in document order, the badges in the order in which they were awarded."""

    def __init__(self, rule: Rule, holdings: Holdings, as_of: datetime, purpose: str) -> None:
        self._roots, self._holdings = rule.roots(purpose), holdings
        outcome = evaluate(rule, holdings, as_of, purpose=purpose, rules={})
        self._facts = dict(_settled(outcome.requirements))  # attestations and the like are nothing to allocate
        self._sight = Sight(Moment(as_of), helping=False)
        self._spent: set[str] = set()
        self._earned: set[str] = set()

    def satisfied(self) -> bool:
        return all(self._met(root) for root in self._roots)

    def _met(self, node: Node) -> bool:
        if isinstance(node, Select):
            return bool(self._taken(node))
        if not isinstance(node, Threshold):
            return self._facts[node.place.id]
        if node.ordered:
            return self._in_order([self._taken(part) for part in node.parts if isinstance(part, Select)])
        met = 0
        for part in node.parts:
            met += self._met(part)
            if met == node.need:
                return True
        return False

    def _in_order(self, taken: list[list[Holding]]) -> bool:
        return all(taken) and all(
            max(a.awarded for a in one) <= min(b.awarded for b in two) for one, two in pairwise(taken)
        )

    def _taken(self, select: Select) -> list[Holding]:
        """The badges it takes for itself, until everything it asks for is there; none where that fails."""
        taken: list[Holding] = []
        for holding in self._holdings.items:
            if len(taken) == select.most or self._enough(select, taken):
                break
            if self._free(select, holding, taken) and select.where.matches(holding, self._sight.moment) is True:
                taken.append(holding)
        if not self._enough(select, taken):
            return []
        if not select.shared:
            self._spent |= {item.id for item in taken}
            self._earned |= set() if select.repeat else {item.facts.achievement for item in taken}
        return taken

    def _free(self, select: Select, holding: Holding, taken: list[Holding]) -> bool:
        again = {item.facts.achievement for item in taken} | (set() if select.shared else self._earned)
        if not select.repeat and holding.facts.achievement in again:
            return False
        return select.shared or holding.id not in self._spent

    def _enough(self, select: Select, taken: list[Holding]) -> bool:
        measures = [constraint.measure(taken, self._sight) for constraint in select.constraints]
        return len(taken) >= select.least and all(measure.met for measure in measures)


def _settled(reports: Iterable[Report]) -> Iterator[tuple[str, bool]]:
    for report in reports:
        yield report.id, report.verdict is Verdict.SATISFIED
        yield from _settled(report.parts)
