"""What to earn next: the cheapest way to complete a certification with what its issuer offers, other ways, what if."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_object
from stackcred_issuer.domain.stacking.gap import question as gap
from stackcred_issuer.domain.stacking.gap.catalogue import parse_catalogue, what_if
from stackcred_issuer.domain.stacking.gap.on_offer import on_offer
from stackcred_issuer.domain.stacking.holdings import parse_holdings
from stackcred_issuer.domain.stacking.mentions import ANY, mentions
from stackcred_issuer.domain.stacking.outcome import Outcome
from stackcred_issuer.domain.stacking.rule import Rule, parse_rule
from stackcred_issuer.domain.stacking.rules import find_rule
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.in_reach import InReach
from stackcred_issuer.store.achievements import AchievementRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

MAX_OFFERS = 200  # achievements a next step is looked for among: what an issuer of that size answers within a second
MAX_ALTERNATIVES = 5  # other ways that are shown: who needs more asks the issuer


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be earned toward a certification: by URL, and as a catalogue; certifications: those among them."""

    achievements: Mapping[str, AchievementRecord]
    catalogue: Sequence[JsonObject]
    certifications: Mapping[str, UUID]


@dataclass(frozen=True, slots=True)
class Way:
    """The cheapest way. achievements: URLs in an order that can be followed. cost: badges to earn.

    impossible: why there is none. optimal: whether no cheaper one can exist. others: just as good, as URLs.
    """

    achievements: Sequence[str] = ()
    cost: int | float = 0
    impossible: str | None = None
    optimal: bool = True
    others: Sequence[Sequence[str]] = ()


async def offered(house: Deployment, one: InReach) -> Offered:
    """The issuer's achievements that the rule mentions; all of them, up to MAX_OFFERS, where it pins none."""
    issuer_id, own = one.issuer.id, one.facts.certification.target
    async with house.store.begin(house.clock.now()) as uow:
        found = await _achievements(uow, one)
        known = {record.url: record for record in found if record.url != own}
        awarding = {record.target: record for record in await uow.certifications.by_targets(issuer_id, known)}
        rules = await uow.certifications.latest_of(record.id for record in awarding.values())
    parsed = {url: parse_rule(parse_object(rules[record.id].document)) for url, record in awarding.items()}
    catalogue = [on_offer(record.document, one.issuer.did, parsed.get(url)) for url, record in known.items()]
    return Offered(known, catalogue, {url: record.id for url, record in awarding.items()})


async def cheapest_way(one: InReach, on: Offered, *, quick: bool = False) -> Way:
    """quick: with a tenth of the search, for pages with several."""
    return await asyncio.to_thread(lambda: _way(_question(one, on, (), quick=quick), several=not quick))


async def if_finished(one: InReach, on: Offered, finished: Sequence[str]) -> tuple[Outcome, Way]:
    """What the rule would say if these of the offered achievements were earned now, and what would be left.

    Raises INVALID for an achievement that is not offered.
    """
    if not set(finished) <= set(on.achievements):
        raise StackcredError(ErrorCode.INVALID, "Choose among the achievements that count toward it.")
    return await asyncio.to_thread(_supposed, one, on, finished)


def _supposed(one: InReach, on: Offered, finished: Sequence[str]) -> tuple[Outcome, Way]:
    question = _question(one, on, finished, quick=True)
    return question.outcome(), _way(question, several=False)


def _question(one: InReach, on: Offered, finished: Sequence[str], *, quick: bool) -> gap.Question:
    offers = parse_catalogue(list(on.catalogue))
    supposed = what_if(finished, offers, one.as_of)
    held = parse_holdings([*one.reading.facts.documents, *supposed]) if supposed else one.reading.facts.holdings
    return gap.Question(one.rule, held, offers, one.as_of, one.purpose, one.book, quick=quick)


def _way(question: gap.Question, *, several: bool) -> Way:
    found = gap.gap(question)
    if "possible" in found:
        return Way(impossible=str(found["reason"]))
    way = Way(_urls(found), found["cost"], optimal=found["optimal"])
    return replace(way, others=_others(question)) if several and way.achievements else way


def _others(question: gap.Question) -> Sequence[Sequence[str]]:
    """None where the search for them is stopped at its limit: nobody is told of half a list."""
    try:
        return [_urls(other) for other in gap.alternatives(question, MAX_ALTERNATIVES)]
    except StackcredError as error:
        if error.code is not ErrorCode.EXHAUSTED:
            raise
        return ()


def _urls(found: Mapping[str, Sequence[Mapping[str, str]]]) -> list[str]:
    return [item["achievement"] for item in found["achievements"]]


async def _achievements(uow: UnitOfWork, one: InReach) -> Sequence[AchievementRecord]:
    issuer_id, named = one.issuer.id, frozenset[str]().union(*(mentions(rule) for rule in _referred_to(one)))
    if ANY in named:
        return await uow.achievements.page(issuer_id, None, MAX_OFFERS)
    return list((await uow.achievements.by_urls((issuer_id, url) for url in sorted(named)[:MAX_OFFERS])).values())


def _referred_to(one: InReach) -> list[Rule]:
    """The rule and those it refers to, directly or not."""
    rules, waiting = [one.rule], [one.rule]
    while waiting:
        named = [find_rule(one.book, ref.rule, ref.version) for ref in waiting.pop().references]
        fresh = [rule for rule in named if rule is not None and rule not in rules]
        rules += fresh
        waiting += fresh
    return rules
