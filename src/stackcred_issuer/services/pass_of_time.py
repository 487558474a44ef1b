"""What follows from time alone: badges that have ended, awards that soon will, rules that come into force."""

from __future__ import annotations

from datetime import timedelta

from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

BATCH = 500  # badges or awards in one transaction, and so in one reaction job


async def pass_of_time(house: Deployment) -> int:
    """Record every such fact once, as an event that is reacted to. Returns how many there were."""
    told = 0
    while found := await _some(house):
        told += found
    return told


async def _some(house: Deployment) -> int:
    """One transaction's worth."""
    async with house.store.begin(house.clock.now()) as uow:
        ended = await uow.badges.newly_expired(BATCH)
        for badge in ended:
            uow.record(_event(EventType.BADGE_EXPIRED, badge))
        due = await uow.certifications.rules_due()
        for issuer_id, rule in due:
            subject = str(rule.certification_id)
            uow.record(Event(EventType.RULE_DUE, issuer_id, subject, "system", digest=rule.digest))
        return len(ended) + len(due) + await _remind(house, uow)


async def _remind(house: Deployment, uow: UnitOfWork) -> int:
    """The holders whose awards end within the notice: they are told, and a renewal already earned is made."""
    notice = timedelta(days=house.settings.renewal_notice_days)
    ending = await uow.awards.ending(uow.now + notice, BATCH)
    for award in ending:
        badge = await uow.badges.get(award.issuer_id, award.badge_id)
        uow.record(_event(EventType.AWARD_ENDING, badge))
    await uow.awards.mark_reminded([award.id for award in ending], uow.now)
    return len(ending)


def _event(kind: EventType, badge: BadgeRecord) -> Event:
    return Event(
        type=kind,
        issuer_id=badge.issuer_id,
        subject=str(badge.id),
        actor="system",
        digest=badge.digest,
        learner_id=badge.learner_id,
        achievement=badge.achievement_url,
    )
