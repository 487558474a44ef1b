"""Know a learner by any of their identifiers; create them at first sight."""

from __future__ import annotations

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.services.assessment_result import LearnerRef
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.learners import LearnerRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


async def register_learner(house: Deployment, caller: Caller, learner: LearnerRef) -> LearnerRecord:
    """Find or create. Raises CONFLICT when the identifiers belong to two different learners."""
    caller.need(Scope.LEARNERS)
    async with house.store.begin(house.clock.now()) as uow:
        return await learner_for(house, uow, caller, learner)


async def learner_for(
    house: Deployment, uow: UnitOfWork, caller: Caller, learner: LearnerRef, *, pointer: str = "/learner"
) -> LearnerRecord:
    """The learner these identifiers name, inside the caller's transaction."""
    keys = learner_keys(learner, pointer=pointer)

    def make() -> LearnerRecord:
        return LearnerRecord(house.entropy.new_id(), caller.issuer_id, learner.name, learner.did, uow.now)

    found, created = await uow.learners.find_or_add(caller.issuer_id, keys, make)
    if created:
        uow.record(created_event(caller, found))
    return found


async def locked_learner_for(house: Deployment, uow: UnitOfWork, caller: Caller, learner: LearnerRef) -> LearnerRecord:
    """As `learner_for`, locked; whoever was erased while we waited for the lock is somebody new."""
    found = await learner_for(house, uow, caller, learner)
    await uow.learners.lock(found.id)
    now = await learner_for(house, uow, caller, learner)
    await uow.learners.lock(now.id)
    return now


def learner_keys(learner: LearnerRef, *, pointer: str = "/learner") -> list[tuple[str, str]]:
    """The identifiers of a reference. Raises INVALID when there is none."""
    keys = learner.keys()
    if not keys:
        raise StackcredError(ErrorCode.INVALID, "Name the learner by an email, a did or identifiers.", pointer=pointer)
    return keys


def created_event(caller: Caller, learner: LearnerRecord) -> Event:
    """What the transaction that adds a learner records of it."""
    return Event(EventType.LEARNER_CREATED, caller.issuer_id, str(learner.id), caller.actor)
