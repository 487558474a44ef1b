"""What of a person's badges and certifications ends soon or has ended, and what renews it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.in_reach import InReach, Person, person_of, renewal_of
from stackcred_issuer.services.which_rule import holds
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.awards import AwardRecord
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.learners import LearnerRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

AHEAD = timedelta(days=90)  # how far one plans: a course that renews something takes weeks
BEHIND = timedelta(days=366)  # what ended longer ago is history
MOST = 20  # endings on one page, the first to end first; each renewal is evaluated


@dataclass(frozen=True, slots=True)
class Ending:
    """One badge or award with its end.

    renewal: what renews an award, None for a badge that nothing renews. opens: from when on a renewal counts.
    closes: when the time to renew is over, grace included. resting: awards that stand on this badge.
    """

    badge: BadgeRecord
    issuer: IssuerRecord
    ends: datetime
    renewal: InReach | None
    opens: datetime
    closes: datetime
    resting: Sequence[BadgeRecord]


async def endings(house: Deployment, holder: Holder) -> list[Ending]:
    """What ended within BEHIND and nothing has taken the place of, and what ends within AHEAD; the first end first."""
    now = house.clock.now()
    found: list[Ending] = []
    async with house.store.begin(now) as uow:
        for learner in await uow.access.learners_of(holder):
            found += await _of_learner(house, uow, learner)
    return sorted(found, key=lambda one: one.ends)[:MOST]


async def _of_learner(house: Deployment, uow: UnitOfWork, learner: LearnerRecord) -> list[Ending]:
    badges, awards = await uow.badges.of_learner(learner.id), await uow.awards.of_learner(learner.id)
    ending = _ending(badges, uow.now)
    if not ending:
        return []
    latest = {one.certification_id: one for one in sorted(awards, key=lambda award: award.period)}
    current = {one.badge_id: one for one in latest.values() if holds(one)}
    person = await person_of(house, uow, learner)
    past = {one.badge_id for one in awards} - set(current)
    return [await _told(house, uow, person, badge, current) for badge in ending if badge.id not in past]


def _ending(badges: Sequence[BadgeRecord], now: datetime) -> list[BadgeRecord]:
    """Those in force for the time being or until lately, unless another badge of the same holds longer."""
    active = [badge for badge in badges if badge.state == "active"]
    far = now + AHEAD
    lasting = {badge.achievement_url for badge in active if badge.valid_until is None or badge.valid_until > far}
    return [
        badge
        for badge in active
        if badge.achievement_url not in lasting
        and badge.valid_until is not None
        and now - BEHIND <= badge.valid_until <= far
    ]


async def _told(
    house: Deployment, uow: UnitOfWork, person: Person, badge: BadgeRecord, current: Mapping[UUID, AwardRecord]
) -> Ending:
    assert badge.valid_until is not None, "only what ends is told of"
    award = current.get(badge.id)
    renewal = await renewal_of(house, uow, person, award) if award is not None else None
    grace = renewal.rule.renewal.grace if renewal is not None and renewal.rule.renewal is not None else None
    claiming = [one for one in await uow.awards.claiming(badge.id) if one.badge_id in current]
    return Ending(
        badge=badge,
        issuer=person.issuer,
        ends=badge.valid_until,
        renewal=renewal,
        opens=badge.valid_until - timedelta(days=house.settings.renewal_notice_days),
        closes=badge.valid_until if grace is None else grace.after(badge.valid_until),
        resting=[other for other in person.badges if other.id in {one.badge_id for one in claiming}],
    )
