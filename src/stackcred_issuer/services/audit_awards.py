"""Hold every award against what it was made on and what is true now: which ones do not hold any more?"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from uuid import UUID

from stackcred_issuer.domain.jsonvalue import parse_json, parse_object
from stackcred_issuer.domain.stacking.recheck import recheck
from stackcred_issuer.domain.stacking.rule import parse_rule
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.find_rules import rules_for
from stackcred_issuer.services.hold_against import PAGE, hold_against
from stackcred_issuer.store.awards import AwardRecord
from stackcred_issuer.store.certifications import CertificationRecord, RuleRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Doubt:
    """An award that does not hold. kind: `witness` (its proof fails) or `present` (it was not reacted to)."""

    award: AwardRecord
    kind: str
    reasons: tuple[str, ...]


async def count_awards(house: Deployment) -> int:
    """How many awards an audit goes through."""
    async with house.store.begin(house.clock.now()) as uow:
        return await uow.awards.count()


async def audit_awards(house: Deployment, advance: Advance = lambda count: None) -> AsyncIterator[Doubt]:
    """Every award of every issuer that is not revoked, a page at a time; what does not hold, with why.

    Nothing is changed: what is found is for people to judge.
    """
    async with house.store.begin(house.clock.now()) as uow:
        issuers = await uow.issuers.all()
    for issuer in issuers:
        last = None
        while True:
            async with house.store.begin(house.clock.now()) as uow:
                certifications = await uow.certifications.page(issuer.id, last)
            for certification in certifications:
                async for doubt in _of_certification(house, certification, advance):
                    yield doubt
            if not certifications:
                break
            last = certifications[-1].id


async def _of_certification(
    house: Deployment, certification: CertificationRecord, advance: Advance
) -> AsyncIterator[Doubt]:
    last: UUID | None = None
    while True:
        async with house.store.begin(house.clock.now()) as uow:
            page = await uow.awards.all(certification_id=certification.id, after=last, limit=PAGE)
            rules = await uow.certifications.rules(certification.id)
            found = [doubt for award in page for doubt in await _witness(uow, award, rules)]
            found += await _present(house, uow, certification, rules, page)
        for doubt in found:
            yield doubt
        advance(len(page))
        if len(page) < PAGE:
            return
        last = page[-1].id


async def _witness(uow: UnitOfWork, award: AwardRecord, rules: list[RuleRecord]) -> list[Doubt]:
    """The evaluation the award was made on, rechecked with the holdings that were kept."""
    evaluation = parse_object(award.evaluation)
    holdings = (await uow.awards.holdings(award.id)).get(evaluation["holdingsDigest"])
    if holdings is None:
        return [Doubt(award, "witness", ("The holdings it was decided on were not kept.",))]
    record = rules[award.rule_version - 1]
    others = await rules_for(uow, parse_rule(parse_object(record.document)), award.issuer_id)
    reasons = recheck(
        parse_json(award.evaluation, exact_numbers=True),
        parse_json(record.document, exact_numbers=True),
        parse_json(holdings, exact_numbers=True),
        [one.document for one in others],
    )
    return [Doubt(award, "witness", tuple(reasons))] if reasons else []


async def _present(
    house: Deployment,
    uow: UnitOfWork,
    certification: CertificationRecord,
    rules: list[RuleRecord],
    page: list[AwardRecord],
) -> list[Doubt]:
    """Awards that count as active while the badges there are do not meet their rule."""
    held = await hold_against(house, uow, certification, rules, sorted({award.learner_id for award in page}))
    outcomes = {one.award.id: one for one in held if one.award is not None}
    return [
        Doubt(award, "present", (outcomes[award.id].outcome.summary(),))
        for award in page
        if award.state == "active" and award.id in outcomes and outcomes[award.id].change != "keeps"
    ]
