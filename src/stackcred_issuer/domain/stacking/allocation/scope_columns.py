"""One scope of a rule as columns and rows of a 0/1 program.

Columns: one per requirement (used or not) and one per select × badge (claimed or not).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise

from stackcred_issuer.domain.stacking.allocation.linear_program import ONE, ZERO, LinearProgram
from stackcred_issuer.domain.stacking.allocation.plan import Plan
from stackcred_issuer.domain.stacking.allocation.run import Run
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.node import Fact, Node, Select, Threshold


class ScopeColumns:
    """pairs: what each claim column stands for. root: the column that says whether the scope is met.

    fact: gives the column of a Fact.
    """

    def __init__(self, program: LinearProgram, root: Node, run: Run, fact: Callable[[Fact], int]) -> None:
        self._program, self._run, self._fact = program, run, fact
        self.pairs: dict[int, tuple[Select, Holding]] = {}
        self.root = self._node(root)
        self._exclusive()

    def plan(self) -> Plan:
        """The claims in what the solver found last."""
        return tuple(pair for column, pair in self.pairs.items() if self._program.on(column))

    def _node(self, node: Node) -> int:
        if isinstance(node, Select):
            return self._select(node)[0]
        if isinstance(node, Threshold):
            return self._threshold(node)
        return self._fact(node)

    def _threshold(self, node: Threshold) -> int:
        used = self._program.column()
        if node.ordered:
            selects = [self._select(part) for part in node.parts if isinstance(part, Select)]
            for (_, first), (_, later) in pairwise(selects):
                self._in_order(first, later)
            parts = [column for column, _ in selects]
        else:
            parts = [self._node(part) for part in node.parts]
        self._program.row([*((part, ONE) for part in parts), (used, -node.need)], ZERO, None)
        return used

    def _select(self, select: Select) -> tuple[int, list[tuple[Holding, int]]]:
        used = self._program.column()
        claims = [(holding, self._program.column()) for holding in self._run.candidates(select)]
        self.pairs.update((column, (select, holding)) for holding, column in claims)
        count = [(column, ONE) for _, column in claims]
        self._program.row([*count, (used, -select.least)], ZERO, None)
        most = len(claims) if select.most is None else select.most
        self._program.row([*count, (used, -most)], None, ZERO)
        rows = _Rows(self._program, used)
        for constraint in select.constraints:
            constraint.encode(claims, self._run.sight, rows)
        return used, claims

    def _in_order(self, first: list[tuple[Holding, int]], later: list[tuple[Holding, int]]) -> None:
        """One date is chosen between the two parts: nothing before it is later, nothing after it earlier."""
        first = [(item, column) for item, column in first if not item.facts.hidden("awarded")]
        later = [(item, column) for item, column in later if not item.facts.hidden("awarded")]
        cuts = {date: self._program.column() for date in sorted({item.awarded for item, _ in (*first, *later)})}
        self._program.row([(column, ONE) for column in cuts.values()], None, ONE)
        for item, column in first:
            allowing = [(cut, -ONE) for date, cut in cuts.items() if date >= item.awarded]
            self._program.row([(column, ONE), *allowing], None, ZERO)
        for item, column in later:
            allowing = [(cut, -ONE) for date, cut in cuts.items() if date <= item.awarded]
            self._program.row([(column, ONE), *allowing], None, ZERO)

    def _exclusive(self) -> None:
        """A badge once over all selects that are not shared; an achievement once unless it may repeat."""
        groups: dict[tuple[object, ...], list[int]] = {}
        for column, (select, holding) in self.pairs.items():
            if not select.shared:
                groups.setdefault(("badge", holding.rank), []).append(column)
            if not select.repeat:
                scope = select.place.order if select.shared else -1
                groups.setdefault(("achievement", scope, holding.facts.achievement), []).append(column)
        for columns in dict.fromkeys(tuple(group) for group in groups.values() if len(group) > 1):
            self._program.row([(column, ONE) for column in columns], None, ONE)


class _Rows:
    """The rows of one select's constraint."""

    def __init__(self, program: LinearProgram, used: int) -> None:
        self._program, self._used = program, used

    def switch(self) -> int:
        return self._program.column()

    def at_least(self, terms: Sequence[tuple[int, Fraction]], bound: Fraction) -> None:
        self._program.row([*terms, (self._used, -bound)], ZERO, None)

    def at_most(self, terms: Sequence[tuple[int, Fraction]], bound: Fraction) -> None:
        self._program.row(terms, None, bound)
