"""The certifications that somebody's badges lead to: how far they are, and what they hold already."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import parse_object
from stackcred_issuer.domain.stacking.evaluation.gathered import Gathered, Reading, read_gathered
from stackcred_issuer.domain.stacking.evaluation.nearness import nearness
from stackcred_issuer.domain.stacking.facts import holding_of
from stackcred_issuer.domain.stacking.rule import Rule, parse_rule
from stackcred_issuer.domain.stacking.rules import rule_book
from stackcred_issuer.domain.stacking.statements import Equivalence, read_statement
from stackcred_issuer.domain.stacking.trust import Trust
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.find_rules import rules_for
from stackcred_issuer.services.gathered_facts import gathered_facts, trust_for
from stackcred_issuer.services.public_record import CertificationFacts, told_certification
from stackcred_issuer.services.which_rule import governing_rule, holds
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.awards import AwardRecord
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.certifications import CertificationRecord, RuleRecord
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.learners import LearnerRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

MAX_WEIGHED = 100  # certifications of one issuer held against one person's badges for one page: 250 ms with 40 badges
NEAREST = 3  # certifications that are shown whole on a page of many; the others have pages of their own


@dataclass(frozen=True, slots=True)
class Person:
    """One issuer's view of whoever is signed in, gathered once for all its rules.

    awards: those they hold, the latest of each certification.
    """

    issuer: IssuerRecord
    learner: LearnerRecord
    badges: Sequence[BadgeRecord]
    awards: Mapping[UUID, AwardRecord]
    gathered: Gathered

    def has(self, certification_id: UUID) -> bool:
        """Whether they hold it, and its rule is met."""
        award = self.awards.get(certification_id)
        return award is not None and award.state == "active"

    @property
    def whole(self) -> frozenset[UUID]:
        """The badges of what they have."""
        return frozenset(award.badge_id for award in self.awards.values() if self.has(award.certification_id))


@dataclass(frozen=True, slots=True)
class InReach:
    """A certification that is not held, and what its newest rule says of the badges that are.

    purpose: `award`; for one that is held, by the rule that governs it: `keep` where that is not met any more, and
    `renew` for its renewal.
    near: 0 … 1, how much of the rule is met; for the order alone.
    """

    facts: CertificationFacts
    issuer: IssuerRecord
    badges: Sequence[BadgeRecord]
    rule: Rule
    book: Mapping[str, Rule]
    reading: Reading
    near: Fraction
    as_of: datetime
    purpose: str = "award"


@dataclass(frozen=True, slots=True)
class Reach:
    """nearest: NEAREST of them, the nearest first. others: the rest that were weighed, by name and nearness.

    held: the badges of those that are held and whole. more: whether an issuer has still others, which were not weighed.
    """

    nearest: Sequence[InReach]
    others: Sequence[tuple[UUID, str, Fraction]]
    held: Sequence[BadgeRecord]
    more: bool = False


@dataclass(frozen=True, slots=True)
class _Weighed:
    person: Person
    certification: CertificationRecord
    rule: Rule
    book: Mapping[str, Rule]
    trust: Trust
    purpose: str = "award"


async def certifications_in_reach(house: Deployment, holder: Holder) -> Reach:
    """Of every issuer that knows the person, those whose rule mentions something they have and that they lack.

    One that they hold and whose rule is not met any more is lacking too.
    """
    as_of = house.signing_instant()
    held: list[BadgeRecord] = []
    async with house.store.begin(house.clock.now()) as uow:
        waiting, more = [], False
        for learner in await uow.access.learners_of(holder):
            person = await person_of(house, uow, learner)
            found = await uow.certifications.mentioning_most(learner.issuer_id, _names(person), MAX_WEIGHED + 1)
            more = more or len(found) > MAX_WEIGHED
            lacking = [one for one in found[:MAX_WEIGHED] if not person.has(one.id)]
            held += [badge for badge in person.badges if badge.id in person.whole]
            waiting += await _waiting(house, uow, person, lacking)
    weighed = await asyncio.to_thread(lambda: [(one, *_weigh(one, as_of)) for one in waiting])
    weighed.sort(key=lambda entry: (-entry[2], str(entry[0].certification.id)))
    async with house.store.begin(house.clock.now()) as uow:
        nearest = [await _told(uow, *entry, as_of) for entry in weighed[:NEAREST]]
        rest = weighed[NEAREST:]
        named = await uow.achievements.by_urls(
            (one.certification.issuer_id, one.certification.target) for one, *_ in rest
        )
    names = {url: str(found.document["name"]) for (_, url), found in named.items()}
    others = [(one.certification.id, names.get(one.certification.target, ""), near) for one, _, near in rest]
    return Reach(nearest, others, held, more)


async def one_in_reach(house: Deployment, holder: Holder, certification_id: UUID) -> InReach | AwardRecord:
    """The award where the person holds the certification. Raises NOT_FOUND where its issuer does not know them."""
    as_of = house.signing_instant()
    async with house.store.begin(house.clock.now()) as uow:
        certification = await uow.certifications.public(certification_id)
        learners = await uow.access.learners_of(holder)
        known = [one for one in learners if certification is not None and one.issuer_id == certification.issuer_id]
        if certification is None or not known:
            detail = "Its issuer does not know you, or there is no such certification; your portfolio lists yours."
            raise StackcredError(ErrorCode.NOT_FOUND, detail)
        person = await person_of(house, uow, known[0])
        if person.has(certification.id):
            return person.awards[certification.id]
        [waiting] = await _waiting(house, uow, person, [certification])
    reading, near = await asyncio.to_thread(_weigh, waiting, as_of)
    async with house.store.begin(house.clock.now()) as uow:
        return await _told(uow, waiting, reading, near, as_of)


async def renewal_of(house: Deployment, uow: UnitOfWork, person: Person, award: AwardRecord) -> InReach | None:
    """What renews an award, and how much of that there is. None where it needs no renewal."""
    certification = await uow.certifications.get(award.issuer_id, award.certification_id)
    [waiting] = await _waiting(house, uow, person, [certification])
    if waiting.rule.renewal is None:
        return None
    as_of = house.signing_instant()
    renewing = replace(waiting, purpose="renew")
    return await _told(uow, renewing, *await asyncio.to_thread(_weigh, renewing, as_of), as_of)


async def person_of(house: Deployment, uow: UnitOfWork, learner: LearnerRecord) -> Person:
    """What their issuer has of them; badges that were never verified are verified on the way."""
    periods = sorted(await uow.awards.of_learner(learner.id), key=lambda award: award.period)
    awards = {one.certification_id: one for one in periods}
    return Person(
        await uow.issuers.get(learner.issuer_id),
        learner,
        await uow.badges.of_learner(learner.id),
        {certification: award for certification, award in awards.items() if holds(award)},
        await gathered_facts(house, uow, learner),
    )


def _names(person: Person) -> list[str]:
    """What the person's active badges are called, and what statements let them count as."""
    said = [read_statement(token) for token in person.gathered.statements]
    counting = [one.counts_as for one in said if isinstance(one, Equivalence)]
    active = [holding_of(held.badge, status=held.status) for held in person.gathered.badges if held.status == "active"]
    return sorted({*counting, *(str(facts["achievement"]) for facts in active)})


async def _waiting(
    house: Deployment,
    uow: UnitOfWork,
    person: Person,
    found: Sequence[CertificationRecord],
) -> list[_Weighed]:
    """Each with all that an evaluation needs, so that none of them needs the database."""
    published = {
        **await uow.certifications.latest_of(one.id for one in found),
        **{one.id: await _governing(house, uow, person, one) for one in found if one.id in person.awards},
    }
    rules = await asyncio.to_thread(_parsed, [published[one.id] for one in found])
    referring = next((rule for rule in rules.values() if rule.references), None)
    others = rule_book(await rules_for(uow, referring, person.issuer.id)) if referring is not None else {}
    trusts: dict[tuple[str, ...], Trust] = {}
    waiting = []
    for certification in found:
        rule = rules[certification.id]
        if rule.trust not in trusts:
            trusts[rule.trust] = await trust_for(house, uow, person.learner, person.gathered, rule)
        book, purpose = others if rule.references else {}, "keep" if certification.id in person.awards else "award"
        waiting.append(_Weighed(person, certification, rule, book, trusts[rule.trust], purpose))
    return waiting


def _parsed(published: Sequence[RuleRecord]) -> dict[UUID, Rule]:
    """By certification. A hundred rules take a tenth of a second, for which nobody else shall wait."""
    return {record.certification_id: parse_rule(parse_object(record.document)) for record in published}


async def _governing(
    house: Deployment, uow: UnitOfWork, person: Person, certification: CertificationRecord
) -> RuleRecord:
    award = person.awards[certification.id]
    return await governing_rule(uow, certification.id, award, house.clock.now())


def _weigh(one: _Weighed, as_of: datetime) -> tuple[Reading, Fraction]:
    reading = read_gathered(one.rule, one.person.gathered, one.trust, as_of, purpose=one.purpose, rules=one.book)
    return reading, nearness(reading.outcome.requirements)


async def _told(uow: UnitOfWork, one: _Weighed, reading: Reading, near: Fraction, as_of: datetime) -> InReach:
    facts = await told_certification(uow, one.certification)
    return InReach(facts, one.person.issuer, one.person.badges, one.rule, one.book, reading, near, as_of, one.purpose)
