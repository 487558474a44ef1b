"""Sums that overlap: every select asks for a sum, and a badge counts for one of them.

What is asked for is decided badge by badge, in order, as everywhere: how few badges, which ones, and where.
A decision is taken by what a local search finds, by a bound that proves there is nothing to find, or where
neither helps by a small program. All numbers are scaled to whole ones, so each of these is exact.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from stackcred_issuer.domain.stacking.allocation.exchange import POOL, Exchange
from stackcred_issuer.domain.stacking.allocation.linear_program import Budget, Exhausted
from stackcred_issuer.domain.stacking.allocation.matching import Matching, distinct_candidates
from stackcred_issuer.domain.stacking.allocation.packing_program import PackingProgram
from stackcred_issuer.domain.stacking.allocation.plan import Plan
from stackcred_issuer.domain.stacking.allocation.run import Run
from stackcred_issuer.domain.stacking.constraints.sum import Sum
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.node import Select

_LARGEST = 1_000_000  # of the scaled numbers: up to here a row is exact for the solver
_START_KICKS = 24  # attempts at a first packing
_KICKS = 6  # attempts at moving one badge for each of these that are open: few are quickly decided by the program
_VICTIMS = 16  # badges that are tried in exchange for an earlier one


@dataclass(frozen=True, slots=True)
class Packing:
    """badges: in rank order. needs: by select. values, fits: by badge, what it adds and which selects it may serve."""

    selects: Sequence[Select]
    badges: Sequence[Holding]
    needs: Sequence[int]
    values: Sequence[int]
    fits: Sequence[tuple[int, ...]]

    def plan(self, budget: Budget, *, best: bool) -> tuple[Plan | None, bool]:
        """The best plan, or any, None where there is none; and whether the search for the best one was stopped.

        Raises EXHAUSTED where it is not certain whether there is one.
        """
        if len(set(self.values)) == 1:
            return self._counted(), False
        search = _Search(self, budget)
        found = search.begin()
        if found is None or not best:
            return self._plan(found), False
        with budget.for_the_best() as part:
            search.budget = part
            try:
                search.improve()
            except Exhausted:
                return self._plan(search.found), True
        return self._plan(search.exchange.at), False

    def _counted(self) -> Plan | None:
        """Badges of one worth: each sum is a number of them."""
        serves = {badge.rank: (badge, fits) for badge, fits in zip(self.badges, self.fits, strict=True)}
        return Matching(self.selects, serves, [-(-need // self.values[0]) for need in self.needs]).solve()

    def _plan(self, at: Sequence[int] | None) -> Plan | None:
        """at: the place of each badge."""
        if at is None:
            return None
        return tuple((self.selects[place], self.badges[badge]) for badge, place in enumerate(at) if place != POOL)


def packing_of(selects: Sequence[Select], run: Run) -> Packing | None:
    """Selects that all ask for a sum of the same field and for nothing else; None for others.

    None too where two badges for one achievement differ, or the numbers are too large.
    """
    totals = [total for select in selects if (total := _only_sum(select)) is not None]
    if len(totals) < len(selects) or len({total.field for total in totals}) > 1:
        return None
    serves = distinct_candidates(list(selects), run)
    if serves is None or not _same_by_achievement(selects, totals[0], run):
        return None
    worth = {rank: totals[0].floor(badge, run.sight) for rank, (badge, _) in serves.items()}
    ranks = [rank for rank, value in worth.items() if value > 0]
    needs = [total.least or Fraction(0) for total in totals]
    finite = [value for value in worth.values() if isinstance(value, Fraction)]
    scale = math.lcm(*(number.denominator for number in (*needs, *finite)))
    whole = [int(need * scale) for need in needs]
    most = max(whole)  # what is worth more, or without limit, is worth no more here than the largest sum
    values = [most if worth[rank] >= Fraction(most, scale) else int(worth[rank] * scale) for rank in ranks]
    fits = [tuple(serves[rank][1]) for rank in ranks]
    found = Packing(selects, [serves[rank][0] for rank in ranks], whole, values, fits)
    return found if most <= _LARGEST and all(_counted(found, at) for at in range(len(selects))) else None


def _only_sum(select: Select) -> Sum | None:
    """Its one demand beside a smallest number of badges."""
    if len(select.constraints) != 1 or select.most is not None or select.shared:
        return None
    only = select.constraints[0]
    return only if isinstance(only, Sum) and only.most is None and only.demanding else None


def _same_by_achievement(selects: Sequence[Select], total: Sum, run: Run) -> bool:
    """Whether badges for one achievement are worth the same, so that only the earliest matters."""
    worth: dict[str, object] = {}
    items = {item.rank: item for select in selects for item in run.candidates(select)}
    return all(
        worth.setdefault(item.facts.achievement, value) == value
        for item in items.values()
        for value in [total.floor(item, run.sight)]
    )


def _counted(packing: Packing, at: int) -> bool:
    """Whether the sum cannot be reached with fewer badges than the select asks for."""
    usable = sorted(
        (value for value, fits in zip(packing.values, packing.fits, strict=True) if at in fits), reverse=True
    )
    return sum(usable[: packing.selects[at].least - 1]) < packing.needs[at]


class _Search:
    """One packing, decided step by step."""

    def __init__(self, packing: Packing, budget: Budget) -> None:
        self._packing, self.budget = packing, budget
        self._needs, self._values, self._fits = packing.needs, packing.values, packing.fits
        self._all = range(len(packing.values))
        self._by_value = sorted(self._all, key=lambda badge: (-packing.values[badge], badge))
        self._ruled_out: set[int] = set()
        self._closed: set[tuple[int, int]] = set()  # (badge, select) that cannot be
        self._number = 0
        self._spare = 0  # what the chosen badges are worth beyond all the sums
        self.exchange = Exchange(packing.needs, packing.values, packing.fits)
        self.found: list[int] = []  # the last packing, which is better than those before

    def begin(self) -> list[int] | None:
        """Any packing, without badges that nothing falls short without; None where there is none. Raises EXHAUSTED."""
        if self._least_number() is None:
            return None
        if not self._spread(self._by_value, _START_KICKS):
            if not self._program().possible():
                return None
            self._check()
        self._leave_out()
        self.found = list(self.exchange.at)
        return self.found

    def improve(self) -> None:
        """From any packing to the best one. Raises EXHAUSTED."""
        least = self._by_value[: self._least_number()]
        if not self._spread(least, _START_KICKS):
            self._program().fewest()
            self._check()
        self._number = len(self._all) - self.exchange.at.count(POOL)
        self._choose()
        self._settle()

    def _spread(self, badges: Sequence[int], kicks: int) -> bool:
        """Each badge where most is missing, then whatever exchange helps."""
        for badge in self._all:
            self.exchange.put(badge, POOL)
        for badge in badges:
            over, places = self.exchange.over, self._fits[badge]
            self.exchange.put(badge, min(places, key=lambda place: (Fraction(over[place], self._needs[place]), place)))
        return self.exchange.mend(kicks)

    def _leave_out(self) -> None:
        """The latest badges that nothing falls short without."""
        for badge in reversed(self._all):
            place = self.exchange.at[badge]
            if place != POOL and self.exchange.over[place] >= self._values[badge]:
                self.exchange.put(badge, POOL)

    def _choose(self) -> None:
        """Every badge in rank order, whenever so many badges can still do it. Raises EXHAUSTED."""
        for badge in self._all:
            if self.exchange.at[badge] == POOL and not (self._affordable(badge) and self._included(badge)):
                self._ruled_out.add(badge)
                self.exchange.drop(badge)
            else:
                self.exchange.keep(badge)
            self.found = list(self.exchange.at)

    def _settle(self) -> None:
        """The chosen badges in the order of their ids, each in the first select that can have it. Raises EXHAUSTED."""
        names = {badge: self._packing.badges[badge].id for badge in self.exchange.kept}
        chosen = sorted(names, key=lambda badge: names[badge])
        self._spare = sum(self._values[badge] for badge in chosen) - sum(self._needs)
        waste = [self._waste(place) for place in range(len(self._needs))]
        for place in range(len(self._needs)):
            for badge in chosen:
                if badge not in self.exchange.still and place in self._fits[badge]:
                    if not self._brought(badge, place, waste):
                        self._closed.add((badge, place))
                    self.found = list(self.exchange.at)
                    waste = [self._waste(at) if at in self._fits[badge] else was for at, was in enumerate(waste)]

    def _least_number(self) -> int | None:
        """No fewer badges than this can reach all sums together; None where all of them do not."""
        reached, needed = 0, sum(self._needs)
        for number, badge in enumerate(self._by_value, 1):
            reached += self._values[badge]
            if reached >= needed:
                return number
        return None

    def _affordable(self, badge: int) -> bool:
        """Whether it leaves room for badges that are worth enough, wherever they may serve."""
        kept = self.exchange.kept
        room = self._number - len(kept) - 1
        if room < 0:
            return False
        open_to = [other for other in self._by_value if other not in kept and other not in self._ruled_out]
        best = [self._values[other] for other in open_to if other != badge][:room]
        reached = self._values[badge] + sum(best) + sum(self._values[other] for other in kept)
        return len(best) == room and reached >= sum(self._needs)

    def _included(self, badge: int) -> bool:
        """Claim it instead of a later one, or prove that this cannot be."""
        exchange, before = self.exchange, list(self.exchange.at)
        exchange.keep(badge)
        for victim in self._victims(badge):
            home = exchange.at[victim]
            exchange.put(victim, POOL)
            exchange.put(badge, home if home in self._fits[badge] else self._fits[badge][0])
            if exchange.mend():
                return True
            exchange.restore(before)
        if self._program().exactly(self._number):
            self._check()
            return True
        exchange.release(badge)
        return False

    def _victims(self, badge: int) -> list[int]:
        exchange, value = self.exchange, self._values[badge]

        def cost(victim: int) -> tuple[bool, int, int]:
            place = exchange.at[victim]
            short = self._values[victim] - value - exchange.over[place]
            return place not in self._fits[badge], max(short, 0), -victim

        claimed = [other for other in self._all if exchange.at[other] != POOL and other not in exchange.kept]
        return sorted(claimed, key=cost)[:_VICTIMS]

    def _brought(self, badge: int, place: int, waste: Sequence[int]) -> bool:
        """Hold it there, if that can be."""
        exchange, home, before = self.exchange, self.exchange.at[badge], list(self.exchange.at)
        if home == place or exchange.bring(badge, place):
            exchange.hold(badge)
            return True
        exchange.put(badge, place)
        exchange.hold(badge)
        wasted = sum(self._waste(at) if at in self._fits[badge] else was for at, was in enumerate(waste))
        if wasted <= self._spare:
            if exchange.mend((len(exchange.kept) - len(exchange.still)) // _KICKS):
                return True
            if self._program().exactly(self._number):
                self._check()
                return True
        exchange.still.discard(badge)
        exchange.restore(before)
        return False

    def _waste(self, place: int) -> int:
        """The least by which the select must go beyond its sum, as if it alone could choose."""
        exchange, reach = self.exchange, 1  # bit n: whether a sum of n can be had
        for badge in exchange.kept:
            if badge in exchange.still:
                reach <<= self._values[badge] if exchange.at[badge] == place else 0
            elif place in self._fits[badge] and (badge, place) not in self._closed:
                reach |= reach << self._values[badge]
        beyond = reach >> self._needs[place]
        return (beyond & -beyond).bit_length() - 1 if beyond else self._spare + 1

    def _program(self) -> PackingProgram:
        return PackingProgram(self.exchange, self._needs, self._values, self._open_to, self.budget)

    def _open_to(self, badge: int) -> tuple[int, ...]:
        if badge in self._ruled_out:
            return ()
        return tuple(place for place in self._fits[badge] if (badge, place) not in self._closed)

    def _check(self) -> None:
        """What the solver says must hold exactly; where it does not, nothing is certain."""
        if min(self.exchange.over) < 0:
            raise Exhausted
