"""The gap: the cheapest set of achievements that completes a rule, exactly (design/stacking-rules.md §2.11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.stacking.allocation.linear_program import Budget, Exhausted
from stackcred_issuer.domain.stacking.evaluation.evaluate import evaluate, provable, situation_for
from stackcred_issuer.domain.stacking.gap.catalogue import Offer, earnable, held_active, in_sequence, supposing
from stackcred_issuer.domain.stacking.gap.program import Chosen, GapProgram
from stackcred_issuer.domain.stacking.holdings import Holdings
from stackcred_issuer.domain.stacking.limits import QUICK_SHARE
from stackcred_issuer.domain.stacking.node import Fact, Node, Select, Threshold
from stackcred_issuer.domain.stacking.numbers import json_number
from stackcred_issuer.domain.stacking.outcome import Outcome
from stackcred_issuer.domain.stacking.rule import Rule
from stackcred_issuer.domain.stacking.rules import check_references
from stackcred_issuer.domain.stacking.situation import Situation

MINIMISE = ("cost", "hours", "count")
_CHUNK = 16  # preferences settled in one solve, by weights 32768, 16384, …, 1
_STAGES = {"cost": ("cost", "count"), "hours": ("hours", "cost", "count"), "count": ("count", "cost")}
_STOPPED = "The search was stopped at its limit before any way to complete the rule was found."


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: of which rule, for whom, when, and what everything could be earned from.

    minimise: cost, hours or count; then the rest of cost and number, then the sorted achievement ids.
    quick: a tenth of the usual search (QUICK_SHARE), for several gaps on one page; what is found does not say for which
    requirement it is.
    """

    rule: Rule
    holdings: Holdings
    catalogue: Sequence[Offer]
    as_of: datetime
    purpose: str = "award"
    rules: Mapping[str, Rule] | None = None
    minimise: str = "cost"
    quick: bool = False

    def outcome(self, chosen: Chosen = ()) -> Outcome:
        """The outcome as if these had been earned."""
        return evaluate(self.rule, self._held(chosen), self.as_of, purpose=self.purpose, rules=self.rules)

    def completed_by(self, chosen: Chosen) -> bool:
        """Whether the rule would be satisfied if these had been earned. Raises EXHAUSTED."""
        held = self._held(chosen)
        return provable(self.rule, held, self.as_of, self.purpose, self.rules or {}, share=self.share)

    @property
    def share(self) -> int:
        """Of the usual budget, as a denominator."""
        return QUICK_SHARE if self.quick else 1

    def _held(self, chosen: Chosen) -> Holdings:
        return supposing(self.holdings, chosen, self.as_of) if chosen else self.holdings


def evaluate_with_gap(question: Question) -> Outcome:
    """The outcome with `gap` filled in. Raises StackcredError as `evaluate` does, and for an unknown `minimise`."""
    outcome = evaluate(question.rule, question.holdings, question.as_of, purpose=question.purpose, rules=question.rules)
    return replace(outcome, gap=gap(question, satisfied=outcome.satisfied))


def gap(question: Question, *, satisfied: bool = False) -> dict[str, Any]:
    """The `gap` member of an outcome; satisfied: that nothing is missing is known already."""
    if question.minimise not in _STAGES:
        raise StackcredError(
            ErrorCode.INVALID, f"'minimise' must be one of: {', '.join(MINIMISE)}.", pointer="/minimise"
        )
    if satisfied:
        return {"cost": 0, "achievements": [], "optimal": True}
    search = _Search(question)
    try:
        search.run()
        optimal = True
    except Exhausted:
        optimal = False
    if search.best is None:
        return {"possible": False, "reason": search.why_impossible() if optimal else _STOPPED}
    return search.describe(search.best, optimal=optimal)


def alternatives(question: Question, limit: int = 10) -> list[dict[str, Any]]:
    """Other sets that are just as good as the gap, as gaps of their own; at most `limit`.

    Equally good: the same cost (or hours), and the same number of achievements.
    Raises EXHAUSTED where the search budget ends first.
    """
    named, search = _Search(question), _Search(question)
    named.run()
    search.stages()
    found: list[dict[str, Any]] = []
    other = named.best
    while other is not None and len(found) < limit:
        search.program.refuse(other)
        other = search.proven(())
        if other is not None:
            found.append(search.describe(other, optimal=True))
    return sorted(found, key=lambda entry: sorted(item["achievement"] for item in entry["achievements"]))


def needs_more(outcome: Outcome) -> bool:
    """Whether the outcome names achievements that complete it."""
    return bool(outcome.gap and outcome.gap.get("achievements"))


class _Search:
    """best: the best set proven so far."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._held = held_active(question.holdings, question.as_of)
        self._offers = earnable(question.catalogue, self._held)
        self._bounds: list[tuple[str, Fraction]] = []
        self._proven: dict[frozenset[str], bool] = {}
        self.best: Chosen | None = None
        budget = Budget(question.share)
        rules = question.rules or {}
        check_references(question.rule, rules)
        self._really: Situation = situation_for(question.holdings, question.as_of, rules, budget)
        roots = question.rule.roots(question.purpose)
        self.program = GapProgram(
            roots, question.holdings, self._offers, self._held, question.as_of, rules, self._really, budget
        )

    def run(self) -> None:
        """Least by every stage in turn, then the first sorted ids as far as its budget goes. Raises EXHAUSTED."""
        self.stages()
        if self.best is None:
            return
        with suppress(Exhausted), self.program.for_the_best():
            if not self._is_the_only_one(self.best):
                self._first_ids()

    def stages(self) -> None:
        """Least by every stage in turn, which leaves only sets that are equally good. Raises EXHAUSTED."""
        for stage in _STAGES[self._question.minimise]:
            found = self.proven(self._weights(stage))
            if found is None:
                return
            self.best = found
            total = self._total(stage, found)
            self._bounds.append((stage, total))
            self.program.no_more_than(self._weights(stage), total)

    def proven(self, weights: Sequence[Fraction]) -> Chosen | None:
        """The lightest set within the bounds so far that exact evaluation agrees with."""
        weights = weights or [Fraction(0)] * len(self._offers)
        while (chosen := self.program.least(weights)) is not None:
            if self._agreed(chosen):
                return chosen
            self.program.refuse(chosen)
        return None

    def _agreed(self, chosen: Chosen) -> bool:
        if any(self._total(stage, chosen) > bound for stage, bound in self._bounds):
            return False
        key = frozenset(offer.id for offer in chosen)
        if key not in self._proven:
            self._proven[key] = self._question.completed_by(chosen)
        return self._proven[key]

    def _is_the_only_one(self, best: Chosen) -> bool:
        """Whether no other set is as good: with prices that differ, that spares asking offer by offer.

        Every stage ends with the number, so another set would leave out one of these.
        """
        row = self.program.not_all(best)
        if self.proven(()) is None:
            return True
        self.program.free(row)
        return False

    def _first_ids(self) -> None:
        """Of equally good sets the one whose sorted ids come first; offers are sorted by id."""
        left, at = list(self._offers), 0
        while self.best is not None and at < len(left):
            chunk = left[at : at + _CHUNK]
            weights = {offer.id: Fraction(-(2 ** (len(chunk) - 1 - place))) for place, offer in enumerate(chunk)}
            last = max(left.index(offer) for offer in self.best) if self.best else -1
            if last < at:
                return
            if not all(offer in self.best for offer in chunk):
                self.best = self.proven([weights.get(offer.id, Fraction(0)) for offer in self._offers]) or self.best
            for offer in chunk:
                self.program.require(offer, earned=offer in self.best)
            at += len(chunk)

    def _weights(self, stage: str) -> list[Fraction]:
        return [{"cost": offer.cost, "hours": offer.hours}.get(stage, Fraction(1)) for offer in self._offers]

    def _total(self, stage: str, chosen: Chosen) -> Fraction:
        by_offer = dict(zip((offer.id for offer in self._offers), self._weights(stage), strict=True))
        return sum((by_offer[offer.id] for offer in chosen), Fraction(0))

    def describe(self, chosen: Chosen, *, optimal: bool) -> dict[str, Any]:
        """The set in an order that can be followed, each with the requirement it is for."""
        sequence, _ = in_sequence(chosen, self._held)
        places: dict[str, str] = {}
        for claim in () if self._question.quick else self._question.outcome(chosen).claims:
            places.setdefault(claim.credential, claim.requirement)
        requirement: dict[str, str] = {}
        for offer in reversed(sequence):
            place = places.get(offer.id) or requirement.get(offer.facts.achievement, "requires")
            for name in offer.prerequisites:
                requirement.setdefault(name, place)
            requirement[offer.facts.achievement] = place
        earned = {offer.facts.achievement for offer in chosen}
        return {
            "cost": json_number(sum((offer.cost for offer in chosen), Fraction(0))),
            "achievements": [
                {
                    "achievement": offer.facts.achievement,
                    "requirement": requirement[offer.facts.achievement],
                    "after": sorted((offer.prerequisites & earned) - self._held),
                }
                for offer in sequence
            ],
            "optimal": optimal,
        }

    def why_impossible(self) -> str:
        """What money cannot change, where the rule demands it; else that nothing on offer suffices."""
        for root in self._question.rule.roots(self._question.purpose):
            for fact in _demanded(root):
                settled = fact.settle(self._really)
                if settled.truth is not True and (fact.place.op == "attest" or fact.bars is not None):
                    return f"No achievement can change this: {settled.reason}."
        return "Nothing in the catalogue completes the rule, whatever it costs."


def _demanded(node: Node) -> list[Fact]:
    """The facts without which the requirement cannot be met."""
    if isinstance(node, Threshold):
        parts = node.parts if node.need == len(node.parts) else ()
        return [fact for part in parts for fact in _demanded(part)]
    return [] if isinstance(node, Select) else [node]
