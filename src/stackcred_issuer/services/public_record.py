"""What anybody may see by its public address: badges, achievements, certifications, issuers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, parse_object
from stackcred_issuer.domain.stacking.mentions import mentions
from stackcred_issuer.domain.stacking.rule import parse_rule
from stackcred_issuer.services.badge_access import visibility_of
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.achievements import AchievementRecord
from stackcred_issuer.store.awards import AwardRecord
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.certifications import CertificationRecord, RuleRecord
from stackcred_issuer.store.frameworks import CompetencyRecord
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.keys import KeyRecord
from stackcred_issuer.store.sharing import Visibility
from stackcred_issuer.store.unit_of_work import UnitOfWork

T = TypeVar("T")
MAX_LISTED = 100  # achievements or certifications on one page


@dataclass(frozen=True, slots=True)
class CertificationFacts:
    """A certification with its achievement, its rule, and the achievements that the rule mentions, by URL."""

    certification: CertificationRecord
    achievement: AchievementRecord
    rule: RuleRecord
    mentioned: Mapping[str, AchievementRecord]


@dataclass(frozen=True, slots=True)
class AwardFacts:
    """What an award rests on: its certification, and every badge of the learner that the evaluation looked at,
    without those that the learner keeps private; of those, only which they are (hidden)."""

    award: AwardRecord
    certification: CertificationFacts
    considered: Sequence[tuple[BadgeRecord, AchievementRecord]]
    hidden: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class BadgeFacts:
    """A badge, whose it is, and where it leads. aligned: the competencies it names that its issuer keeps here."""

    badge: BadgeRecord
    issuer: IssuerRecord
    counts_toward: Sequence[CertificationFacts]
    award: AwardFacts | None
    aligned: Sequence[CompetencyRecord]
    visibility: Visibility


@dataclass(frozen=True, slots=True)
class AchievementFacts:
    """An achievement, whose it is, the certifications it counts toward, and its competencies that are kept here."""

    achievement: AchievementRecord
    issuer: IssuerRecord
    counts_toward: Sequence[CertificationFacts]
    aligned: Sequence[CompetencyRecord]


@dataclass(frozen=True, slots=True)
class IssuerFacts:
    """An issuer with every key it ever signed with, and what can be earned from it."""

    issuer: IssuerRecord
    keys: Sequence[KeyRecord]
    certifications: Sequence[CertificationFacts]
    achievements: Sequence[AchievementRecord]


async def badge_facts(house: Deployment, badge: BadgeRecord) -> BadgeFacts:
    """All that the badge's page tells, for whoever may see it (`badge_access`)."""
    async with house.store.begin(house.clock.now()) as uow:
        issuer = await uow.issuers.get(badge.issuer_id)
        award = await uow.awards.by_badge(badge.id)
        return BadgeFacts(
            badge,
            issuer,
            await _mentioning(uow, badge.issuer_id, badge.achievement_url),
            await _award(uow, award) if award else None,
            await _aligned(uow, badge.issuer_id, parse_object(badge.document)["credentialSubject"]["achievement"]),
            await visibility_of(uow, badge.id),
        )


async def _aligned(uow: UnitOfWork, issuer_id: UUID, achievement: JsonObject) -> list[CompetencyRecord]:
    targets = [entry["targetUrl"] for entry in as_list(achievement.get("alignment"))]
    return await uow.frameworks.at(issuer_id, targets)


async def award_evaluation(house: Deployment, badge: BadgeRecord) -> bytes:
    """The evaluation an award was made on, verbatim: its digest stands in the signed credential. Raises NOT_FOUND."""
    async with house.store.begin(house.clock.now()) as uow:
        return _found(await uow.awards.by_badge(badge.id), "award").evaluation


async def achievement_facts(house: Deployment, achievement_id: UUID) -> AchievementFacts:
    """Raises NOT_FOUND."""
    async with house.store.begin(house.clock.now()) as uow:
        achievement = _found(await uow.achievements.public(achievement_id), "achievement")
        issuer = await uow.issuers.get(achievement.issuer_id)
        return AchievementFacts(
            achievement,
            issuer,
            await _mentioning(uow, achievement.issuer_id, achievement.url),
            await _aligned(uow, achievement.issuer_id, achievement.document),
        )


async def certification_facts(house: Deployment, certification_id: UUID) -> tuple[CertificationFacts, IssuerRecord]:
    """Raises NOT_FOUND."""
    async with house.store.begin(house.clock.now()) as uow:
        certification = _found(await uow.certifications.public(certification_id), "certification")
        return await told_certification(uow, certification), await uow.issuers.get(certification.issuer_id)


async def published_rule(house: Deployment, certification_id: UUID, version: int) -> RuleRecord:
    """One version of a rule, verbatim. Raises NOT_FOUND."""
    async with house.store.begin(house.clock.now()) as uow:
        return _found(await uow.certifications.rule(certification_id, version), "rule")


async def issuer_facts(house: Deployment, slug: str) -> IssuerFacts:
    """Raises NOT_FOUND."""
    async with house.store.begin(house.clock.now()) as uow:
        issuer = _found(await uow.issuers.by_slug(slug), "issuer")
        certifications = await uow.certifications.page(issuer.id, None, MAX_LISTED)
        return IssuerFacts(
            issuer,
            await uow.keys.of_issuer(issuer.id),
            [await told_certification(uow, found) for found in certifications],
            await uow.achievements.page(issuer.id, None, MAX_LISTED),
        )


async def all_issuers(house: Deployment) -> Sequence[IssuerRecord]:
    async with house.store.begin(house.clock.now()) as uow:
        return await uow.issuers.all()


async def _award(uow: UnitOfWork, award: AwardRecord) -> AwardFacts:
    certification = _found(await uow.certifications.public(award.certification_id), "certification")
    badges = await uow.badges.of_learner(award.learner_id)
    chosen = await uow.sharing.visibilities(badge.id for badge in badges)
    considered = [
        (badge, await uow.achievements.get(badge.issuer_id, badge.achievement_id))
        for badge in badges
        if chosen.get(badge.id) != "private"
    ]
    hidden = [badge.id for badge in badges if chosen.get(badge.id) == "private"]
    return AwardFacts(award, await told_certification(uow, certification), considered, hidden)


async def _mentioning(uow: UnitOfWork, issuer_id: UUID, achievement_url: str) -> list[CertificationFacts]:
    ids = await uow.certifications.mentioning(issuer_id, achievement_url)
    return [await told_certification(uow, await uow.certifications.get(issuer_id, found)) for found in ids]


async def told_certification(uow: UnitOfWork, certification: CertificationRecord) -> CertificationFacts:
    """With its newest rule, and what that mentions."""
    rule = _found(await uow.certifications.latest_rule(certification.id), "rule")
    achievement = await uow.achievements.get(certification.issuer_id, certification.achievement_id)
    named = mentions(parse_rule(parse_object(rule.document)))
    known = await uow.achievements.by_urls((certification.issuer_id, url) for url in named)
    return CertificationFacts(certification, achievement, rule, {url: found for (_, url), found in known.items()})


def _found(record: T | None, noun: str) -> T:
    if record is None:
        raise StackcredError(ErrorCode.NOT_FOUND, f"There is no such {noun} here; check the address.")
    return record
