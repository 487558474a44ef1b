"""What a person holds, at every issuer of this service that knows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.awards import AwardRecord
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.learners import LearnerRecord


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a person holds from one issuer: the newest badges first."""

    issuer: IssuerRecord
    learner: LearnerRecord
    badges: Sequence[BadgeRecord]
    awards: Sequence[AwardRecord]


async def portfolio(house: Deployment, holder: Holder) -> list[Holdings]:
    """By issuer, in the order in which they came to know the person."""
    found = []
    async with house.store.begin(house.clock.now()) as uow:
        for learner in await uow.access.learners_of(holder):
            badges = await uow.badges.of_learner(learner.id)
            newest = sorted(badges, key=lambda badge: badge.issued_at, reverse=True)
            awards = await uow.awards.of_learner(learner.id)
            found.append(Holdings(await uow.issuers.get(learner.issuer_id), learner, newest, awards))
    return found
