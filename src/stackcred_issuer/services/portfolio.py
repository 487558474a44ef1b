"""What a person holds, at every issuer of this service that knows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.awards import AwardRecord
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.learners import LearnerRecord
from stackcred_issuer.store.sharing import Visibility
from stackcred_issuer.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a person holds from one issuer: the newest badges first.

    visibility: of the badges for which it was chosen. views: of those pages that were looked at.
    """

    issuer: IssuerRecord
    learner: LearnerRecord
    badges: Sequence[BadgeRecord]
    awards: Sequence[AwardRecord]
    visibility: Mapping[UUID, Visibility]
    views: Mapping[UUID, int]


async def portfolio(house: Deployment, holder: Holder) -> list[Holdings]:
    """By issuer, in the order in which they came to know the person."""
    async with house.store.begin(house.clock.now()) as uow:
        return [await _holdings(uow, learner) for learner in await uow.access.learners_of(holder)]


async def holdings_around(house: Deployment, badge: BadgeRecord) -> Holdings:
    """What the holder of this badge holds from its issuer."""
    async with house.store.begin(house.clock.now()) as uow:
        return await _holdings(uow, await uow.learners.get(badge.issuer_id, badge.learner_id))


async def _holdings(uow: UnitOfWork, learner: LearnerRecord) -> Holdings:
    badges = await uow.badges.of_learner(learner.id)
    return Holdings(
        issuer=await uow.issuers.get(learner.issuer_id),
        learner=learner,
        badges=sorted(badges, key=lambda badge: badge.issued_at, reverse=True),
        awards=await uow.awards.of_learner(learner.id),
        visibility=await uow.sharing.visibilities(badge.id for badge in badges),
        views=await uow.sharing.views(badge.id for badge in badges),
    )
