"""Answer what a rule says about holdings or about a learner; nothing is stored, signed or awarded."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_object
from stackcred_issuer.domain.stacking.evaluation.gathered import evaluate_gathered
from stackcred_issuer.domain.stacking.facts import VerifiedFacts
from stackcred_issuer.domain.stacking.gap import question as gap
from stackcred_issuer.domain.stacking.gap.catalogue import parse_catalogue, what_if
from stackcred_issuer.domain.stacking.holdings import parse_holdings
from stackcred_issuer.domain.stacking.outcome import Outcome
from stackcred_issuer.domain.stacking.roles.role import parse_role
from stackcred_issuer.domain.stacking.rule import parse_rule
from stackcred_issuer.domain.stacking.rules import rule_book
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.find_rules import rules_for
from stackcred_issuer.services.gathered_facts import trusted_facts

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    """A rule, a certification or a job role, asked of holdings or of a learner (stacking-rules §3)."""

    as_of: datetime
    purpose: str = "award"
    rule: JsonObject | None = None
    certification: UUID | None = None
    role: JsonObject | None = None
    rules: list[Any] = field(default_factory=list)
    holdings: list[Any] | None = None
    learner: UUID | None = None
    catalog: list[Any] | None = None
    minimise: str = "cost"
    alternatives: bool = False
    what_if: list[str] = field(default_factory=list)


async def evaluate_inline(house: Deployment, caller: Caller, question: Question) -> JsonObject:
    """The outcome document for every verdict. Raises INVALID or MALFORMED with a pointer for bad input."""
    caller.need(Scope.EVALUATIONS)
    if [question.rule, question.certification, question.role].count(None) != 2:
        raise StackcredError(ErrorCode.INVALID, "Give either a rule, a certification or a role.", pointer="/rule")
    if (question.holdings is None) == (question.learner is None):
        raise StackcredError(ErrorCode.INVALID, "Give either holdings or a learner.", pointer="/holdings")
    if question.what_if and question.holdings is None:
        raise StackcredError(ErrorCode.INVALID, "'whatIf' needs holdings in the request.", pointer="/whatIf")
    decide: Callable[[], Outcome] | None = None
    offers = parse_catalogue(question.catalog or [], pointer="/catalog")
    async with house.store.begin(house.clock.now()) as uow:
        rules = [parse_rule(item, pointer=f"/rules/{at}") for at, item in enumerate(question.rules)]
        if question.certification is not None:
            known = uow.certifications.get(caller.issuer_id, question.certification)
            certification = await _named("/certification", known)
            published = await uow.certifications.latest_rule(certification.id)
            assert published is not None, "a certification is created with its first rule"
            rule = parse_rule(parse_object(published.document))
            rules += await rules_for(uow, rule, caller.issuer_id)
        elif question.role is not None:
            rule = parse_role(question.role, pointer="/role")
        else:
            rule = parse_rule(question.rule or {}, pointer="/rule")
        if question.learner is not None:
            learner = await _named("/learner", uow.learners.get(caller.issuer_id, question.learner))
            gathered, trust = await trusted_facts(house, uow, learner, rule)
            decide = partial(
                evaluate_gathered,
                *(rule, gathered, trust, question.as_of),
                purpose=question.purpose,
                rules=rule_book(rules),
            )
            held = VerifiedFacts.told(gathered.facts(trust, question.as_of)).holdings
        else:
            supposed = what_if(question.what_if, offers, question.as_of)
            held = parse_holdings([*(question.holdings or []), *supposed], pointer="/holdings")
    asked = gap.Question(rule, held, offers, question.as_of, question.purpose, rule_book(rules), question.minimise)
    # A hard allocation may compute for seconds; in a thread it does not hold up everybody else.
    return await asyncio.to_thread(_answer, question, asked, decide or asked.outcome)


def _answer(question: Question, asked: gap.Question, decide: Callable[[], Outcome]) -> JsonObject:
    """The outcome; its gap where a catalogue was given, and alternatives where they were asked for."""
    outcome = decide()
    if question.catalog is None:
        return outcome.to_json()
    outcome = replace(outcome, gap=gap.gap(asked, satisfied=outcome.satisfied))
    document = outcome.to_json()
    if question.alternatives:
        document["alternatives"] = gap.alternatives(asked) if gap.needs_more(outcome) else []
    return document


async def _named(at: str, found: Awaitable[T]) -> T:
    """What a member of the body names. Raises NOT_FOUND at that member."""
    try:
        return await found
    except StackcredError as error:
        raise StackcredError(error.code, error.detail, pointer=at) from None
