"""Erase a person: their data goes, the audit chain stays whole, and credentials in the world end or go on."""

from __future__ import annotations

from typing import Literal

from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.issuance.erased import erased, is_erased
from stackcred_issuer.services.change_status import change_status
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.evidence.files import forget_files
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.learners import LearnerRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

Credentials = Literal["revoked", "kept"]
ACTOR = "learner"


async def erase_person(house: Deployment, holder: Holder, credentials: Credentials) -> int:
    """Erase everybody this holder is, each in one transaction; how many learners that were.

    Files go after the commit, since they cannot come back; what is left of them then is swept.
    credentials: whether what they hold in the world is revoked, or goes on verifying by its file.
    """
    async with house.store.begin(house.clock.now()) as uow:
        learners = await uow.access.learners_of(holder)
    for learner in learners:
        async with house.store.begin(house.clock.now()) as uow:
            files = await _erase(house, uow, learner, credentials)
        await forget_files(house, files)
    return len(learners)


async def _erase(house: Deployment, uow: UnitOfWork, learner: LearnerRecord, credentials: Credentials) -> list[bytes]:
    """The contents of their files, which nobody may need any more."""
    await uow.learners.lock(learner.id)
    files = await uow.blobs.of_learners([learner.id])
    badges = await uow.badges.of_learner(learner.id)
    if credentials == "revoked":
        for badge in badges:
            if badge.state != "revoked":
                await change_status(house, uow, badge, "revoked", reason=None, actor=ACTOR)
        for status_list, index in await uow.personal.statement_places(learner):
            await uow.statuses.set(status_list, index, True)
    await uow.sharing.choose([badge.id for badge in badges], "private")
    for badge in badges:
        if not is_erased(badge.document):
            await uow.personal.blank_badge(badge.id, erased(badge.document))
    await uow.personal.erase(learner)
    uow.record(Event(EventType.LEARNER_ERASED, learner.issuer_id, str(learner.id), ACTOR))
    return files
