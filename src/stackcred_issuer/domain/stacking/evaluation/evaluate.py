"""Evaluation: rule + holdings + asOf → outcome. Pure: the same inputs give the same bytes, years later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from stackcred_issuer.domain.stacking.allocation.linear_program import Budget, Exhausted
from stackcred_issuer.domain.stacking.allocation.plan import Plan, claimed_by, facts_used
from stackcred_issuer.domain.stacking.allocation.run import Run, Survey, survey_of
from stackcred_issuer.domain.stacking.allocation.search import Search
from stackcred_issuer.domain.stacking.constraint import Sight
from stackcred_issuer.domain.stacking.evaluation.report import Reporter
from stackcred_issuer.domain.stacking.evaluation.uncounted import Explainer, why_no_attestation
from stackcred_issuer.domain.stacking.holdings import Holdings
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.node import Node
from stackcred_issuer.domain.stacking.outcome import Claim, NotCounted, Outcome, Report, Verdict
from stackcred_issuer.domain.stacking.rule import Rule
from stackcred_issuer.domain.stacking.rules import check_references
from stackcred_issuer.domain.stacking.situation import Judged, Situation

if TYPE_CHECKING:  # a rule held against plain holdings needs no verification machinery
    from stackcred_issuer.domain.stacking.facts import VerifiedFacts

__all__ = ["Outcome", "evaluate"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What was found for one root: `requires`, `entryCondition` or the renewal's `requires`."""

    root: Node
    survey: Survey
    plan: Plan
    facts: tuple[Node, ...]
    report: Report
    stopped: bool


def evaluate(
    rule: Rule,
    facts: Holdings | VerifiedFacts,
    as_of: datetime,
    *,
    purpose: str = "award",
    rules: Mapping[str, Rule] | None = None,
    program_only: bool = False,
) -> Outcome:
    """Hold a rule against holdings.

    facts: verified ones, where an award is to follow; plain holdings are for questions only.
    as_of: UTC-aware; what was awarded later does not exist yet.
    purpose: award (requires and entryCondition), keep (requires) or renew (renewal.requires).
    rules: other rules by any key, for requirements that refer to them.
    program_only: answer everything by the 0/1 program, for comparing the two ways.
    Raises StackcredError INVALID for an unknown purpose, a missing renewal, and a rule that is referred to but
    not given, or refers back in a circle. A spent search budget is not an
    error: the verdict is `indeterminate` and the requirement says why.
    """
    holdings = facts if isinstance(facts, Holdings) else facts.holdings
    check_references(rule, rules or {})
    budget = Budget()
    situation = Situation(holdings, Moment(as_of), rules or {}, _Judge(budget, program_only))
    scopes = [_scope(root, situation, budget, program_only) for root in rule.roots(purpose)]
    verdict = _together([scope.report.verdict for scope in scopes])
    claims = [claim for scope in scopes for claim in _claims(scope)] if verdict is Verdict.SATISFIED else []
    return Outcome(
        verdict=verdict,
        as_of=as_of,
        purpose=purpose,
        rule_id=rule.id,
        rule_version=rule.version,
        rule_digest=rule.digest,
        holdings_digest=holdings.digest,
        claims=tuple(claims),
        requirements=tuple(scope.report for scope in scopes),
        not_counted=_not_counted(scopes, claims, verdict, situation),
        limits=_limits(scopes),
    )


def provable(
    rule: Rule, holdings: Holdings, as_of: datetime, purpose: str, rules: Mapping[str, Rule], *, share: int = 1
) -> bool:
    """Whether `evaluate` would find it satisfied, without looking for the one witness. Raises EXHAUSTED.

    share: of the usual budget, as a denominator.
    """
    budget = Budget(share)
    situation = situation_for(holdings, as_of, rules, budget)
    sight = Sight(situation.moment, helping=False)
    return all(
        Search(Run(survey_of(root, situation), sight), budget).proof(root) is not None for root in rule.roots(purpose)
    )


def _scope(root: Node, situation: Situation, budget: Budget, program_only: bool) -> Scope:
    survey = survey_of(root, situation)
    hurting = Search(Run(survey, Sight(situation.moment, False)), budget, program_only=program_only)
    helping = hurting
    if survey.uncertain:
        helping = Search(Run(survey, Sight(situation.moment, True)), budget, program_only=program_only)
    reporter = Reporter(hurting, helping)
    plan = _witness(hurting, root, reporter)
    report = reporter.report(root)
    proven = report.verdict is Verdict.SATISFIED and survey.settled
    facts = facts_used(root, claimed_by(plan), hurting.run) if proven else []
    return Scope(root, survey, plan, tuple(facts), report, hurting.stopped)


def situation_for(holdings: Holdings, as_of: datetime, rules: Mapping[str, Rule], budget: Budget) -> Situation:
    """What is really held, for asking single facts."""
    return Situation(holdings, Moment(as_of), rules, _Judge(budget, program_only=False))


class _Judge:
    """Another rule's `requires` over the same holdings, in its own exclusivity scope; each rule judged once."""

    def __init__(self, budget: Budget, program_only: bool) -> None:
        self._budget, self._program_only = budget, program_only
        self._known: dict[str, Judged] = {}

    def __call__(self, rule: Rule, situation: Situation) -> Judged:
        if rule.digest not in self._known:
            self._known[rule.digest] = self._judged(rule, situation)
        return self._known[rule.digest]

    def _judged(self, rule: Rule, situation: Situation) -> Judged:
        scope = _scope(rule.requires, situation, self._budget, self._program_only)
        verdict = scope.report.verdict
        truth = None if verdict is Verdict.INDETERMINATE else verdict is Verdict.SATISFIED
        return Judged(truth, tuple(_claims(scope)) if truth else ())


def _witness(search: Search, root: Node, reporter: Reporter) -> Plan:
    """The best plan; where the budget ends first, nothing is claimed and the root is not certain."""
    try:
        return search.best(root) or ()
    except Exhausted:
        reporter.stop(root)
        return ()


def _together(verdicts: list[Verdict]) -> Verdict:
    for verdict in (Verdict.NOT_SATISFIED, Verdict.INDETERMINATE):
        if verdict in verdicts:
            return verdict
    return Verdict.SATISFIED


def _claims(scope: Scope) -> list[Claim]:
    """The badges that count, then what the facts rest on, in the order of the document."""
    found = [
        (select.place.order, holding.id, Claim(select.place.id, holding.id, holding.digest))
        for select, holding in scope.plan
    ]
    for fact in scope.facts:
        order = fact.place.order
        found += [(order, "", claim) for claim in scope.survey.settled[order].claims]
    found.sort(key=lambda entry: entry[:2])
    return list(dict.fromkeys(claim for _, _, claim in found))


def _not_counted(
    scopes: list[Scope], claims: list[Claim], verdict: Verdict, situation: Situation
) -> tuple[NotCounted, ...]:
    named = {claim.credential for claim in claims}
    left = [item for item in situation.holdings.items if item.id not in named]
    reasons = {item.id: why_no_attestation(item, situation.moment) for item in situation.holdings.attestations}
    found = [NotCounted(name, reason) for name, reason in reasons.items() if name not in named]
    if left:
        achievements = frozenset(item.facts.achievement for item in situation.holdings.items if item.id in named)
        surveys = [(scope.root, scope.survey) for scope in scopes]
        explainer = Explainer(surveys, verdict, achievements, situation.moment)
        found += [NotCounted(item.id, explainer.why(item)) for item in left]
    return tuple(sorted(found, key=lambda item: item.credential))


def _limits(scopes: list[Scope]) -> dict[str, int]:
    """What there was to look at; `stopped`: in how many roots the search for the best witness ended at its limit."""
    stopped = sum(scope.stopped for scope in scopes)
    return {
        **({"stopped": stopped} if stopped else {}),
        "nodes": sum(scope.survey.nodes for scope in scopes),
        "candidates": sum(len(found.possible) for scope in scopes for found in scope.survey.matches.values()),
    }
