"""What is still missing, as the same 0/1 program with one more column for everything that could be earned."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from fractions import Fraction

from stackcred_issuer.domain.stacking.allocation.linear_program import ONE, ZERO, Budget, LinearProgram
from stackcred_issuer.domain.stacking.allocation.run import Run, survey_of
from stackcred_issuer.domain.stacking.allocation.scope_columns import ScopeColumns
from stackcred_issuer.domain.stacking.constraint import Sight
from stackcred_issuer.domain.stacking.gap.catalogue import Offer, in_sequence, supposing
from stackcred_issuer.domain.stacking.holdings import Holding, Holdings
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.node import Fact, Node
from stackcred_issuer.domain.stacking.operators.certification import Certification
from stackcred_issuer.domain.stacking.rule import Rule
from stackcred_issuer.domain.stacking.rules import find_rule
from stackcred_issuer.domain.stacking.situation import Judged, Situation

Chosen = tuple[Offer, ...]


class GapProgram:
    """Every root of a rule in one program, over the badges held and those that could be earned.

    Unknown facts are taken the way that hurts. held: achievements with an active badge.
    """

    def __init__(
        self,
        roots: Sequence[Node],
        holdings: Holdings,
        offers: Chosen,
        held: frozenset[str],
        as_of: datetime,
        rules: Mapping[str, Rule],
        really: Situation,
        budget: Budget,
    ) -> None:
        self.offers, self._held, self._rules, self._really = offers, held, rules, really
        self._program = LinearProgram(budget)
        self._answered = False
        self._earn = {offer.id: self._program.column() for offer in offers}
        everything = supposing(holdings, offers, as_of)
        self._supposed = Situation(everything, Moment(as_of), rules, lambda _rule, _situation: Judged(False, ()))
        self._inner: dict[str, int] = {}
        for root in roots:
            self._program.row([(self._scope(root), ONE)], ONE, None)
        for offer in offers:
            for name in sorted(offer.prerequisites - held):
                self._needs(offer, name)

    def least(self, weights: Sequence[Fraction]) -> Chosen | None:
        """The offers of least total weight that can be earned one after another; None where there are none.

        weights: one for each offer, in order.
        """
        whole = math.lcm(*(weight.denominator for weight in weights))
        scale = Fraction(whole) if max(weights, default=ZERO) * whole <= 2**40 else ONE
        cost = {self._earn[offer.id]: float(w * scale) for offer, w in zip(self.offers, weights, strict=True)}
        while self._program.solve(cost, doubt=not self._answered):
            self._answered = True
            chosen = tuple(offer for offer in self.offers if self._program.on(self._earn[offer.id]))
            stuck = in_sequence(chosen, self._held)[1]
            if not stuck:
                return chosen
            self._break_circle(stuck)
        return None

    def no_more_than(self, weights: Sequence[Fraction], bound: Fraction) -> None:
        terms = [(self._earn[offer.id], weight) for offer, weight in zip(self.offers, weights, strict=True)]
        self._program.row(terms, None, bound)

    def require(self, offer: Offer, *, earned: bool) -> None:
        value = int(earned)
        self._program.row([(self._earn[offer.id], ONE)], value, value)

    def refuse(self, chosen: Chosen) -> None:
        """Never this set again."""
        terms = [(self._earn[offer.id], -ONE if offer in chosen else ONE) for offer in self.offers]
        self._program.row(terms, 1 - len(chosen), None)

    def not_all(self, chosen: Chosen) -> int:
        """One of these is left out, until the row that is returned is freed."""
        terms = [(self._earn[offer.id], ONE) for offer in chosen]
        return self._program.row(terms, None, len(chosen) - 1)

    def for_the_best(self) -> AbstractContextManager[None]:
        """What is solved meanwhile has a part of the budget only."""
        return self._program.for_the_best()

    def free(self, row: int) -> None:
        self._program.free(row)

    def _break_circle(self, stuck: Sequence[Offer]) -> None:
        """Offers that wait for each other: one less of them, or something from outside that frees one."""
        wanted = frozenset[str]().union(*(offer.prerequisites for offer in stuck)) - self._held
        outside = [offer for offer in self.offers if offer not in stuck and offer.facts.achievement in wanted]
        terms = [*((self._earn[offer.id], ONE) for offer in stuck)]
        terms += [(self._earn[offer.id], -ONE) for offer in outside]
        self._program.row(terms, None, len(stuck) - 1)

    def _needs(self, offer: Offer, name: str) -> None:
        """Earned only together with an offer of the prerequisite."""
        giving = [other for other in self.offers if other.facts.achievement == name and other is not offer]
        terms = [(self._earn[other.id], -ONE) for other in giving]
        self._program.row([(self._earn[offer.id], ONE), *terms], None, ZERO)

    def _scope(self, root: Node) -> int:
        run = Run(survey_of(root, self._supposed), Sight(self._supposed.moment, helping=False))
        scope = ScopeColumns(self._program, root, run, self._fact)
        for column, (_, holding) in scope.pairs.items():
            if holding.id in self._earn:
                self._program.row([(column, ONE), (self._earn[holding.id], -ONE)], None, ZERO)
        return scope.root

    def _fact(self, fact: Fact) -> int:
        if isinstance(fact, Certification):
            return self._certification(fact)
        column = self._program.column(1.0 if fact.settle(self._really).truth is True else 0.0)
        if fact.bars is not None:
            for holding in self._supposed.matching(fact.bars).possible:
                if holding.id in self._earn:
                    self._program.row([(column, ONE), (self._earn[holding.id], ONE)], None, ONE)
        return column

    def _certification(self, fact: Certification) -> int:
        other = find_rule(self._rules, fact.rule, fact.version)
        assert other is not None, "references are checked before evaluation"
        if not fact.by_award:
            if other.digest not in self._inner:
                self._inner[other.digest] = self._scope(other.requires)
            return self._inner[other.digest]
        column = self._program.column()
        if fact.settle(self._really).truth is not True:
            giving = [(self._earn[item.id], -ONE) for item in self._awards(other.target)]
            self._program.row([(column, ONE), *giving], None, ZERO)
        return column

    def _awards(self, target: str) -> Iterator[Holding]:
        return (item for item in self._supposed.holdings.of((target,)) if item.id in self._earn)
