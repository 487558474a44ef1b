"""Badges from elsewhere, as their holder brings them: to an institution that knows them, and only their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.bring_badge import let_go, take_in
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.foreign_badges import ForeignBadgeRecord
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.learners import LearnerRecord

ACTOR = "learner"


@dataclass(frozen=True, slots=True)
class Brought:
    """What a person has brought to one issuer, the newest first."""

    issuer: IssuerRecord
    learner: LearnerRecord
    badges: Sequence[ForeignBadgeRecord]


async def brought_by(house: Deployment, holder: Holder) -> list[Brought]:
    """By issuer that knows the person."""
    async with house.store.begin(house.clock.now()) as uow:
        return [
            Brought(
                await uow.issuers.get(learner.issuer_id),
                learner,
                list(reversed(await uow.foreign_badges.of_learner(learner.id))),
            )
            for learner in await uow.access.learners_of(holder)
        ]


async def bring_own(
    house: Deployment, holder: Holder, learner_id: UUID, data: bytes, *, url: str | None
) -> ForeignBadgeRecord:
    """The badge as it is kept. learner_id: the person as one issuer knows them. Raises as `bring_badge`."""
    async with house.store.begin(house.clock.now()) as uow:
        known = await uow.access.learners_of(holder)
    learner = next((one for one in known if one.id == learner_id), None)
    if learner is None:
        raise StackcredError(ErrorCode.INVALID, "Choose an institution from the list.", pointer="/learner")
    record, _ = await take_in(house, learner, data, url=url, actor=ACTOR)
    return record


async def withdraw_own(house: Deployment, holder: Holder, badge_id: UUID) -> None:
    """Let one count no more; what was decided by it is decided again. Raises NOT_FOUND."""
    async with house.store.begin(house.clock.now()) as uow:
        for learner in await uow.access.learners_of(holder):
            if any(one.id == badge_id for one in await uow.foreign_badges.of_learner(learner.id)):
                return await let_go(uow, learner, badge_id, ACTOR)
    raise StackcredError(ErrorCode.NOT_FOUND, "There is no such badge among those you brought.")
