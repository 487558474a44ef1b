"""What a platform's activities mean here, and the inbox of what waits to be mapped."""

from __future__ import annotations

from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import as_list
from stackcred_issuer.services.browse import Cursor, Page, page_of
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.find_achievement import find_achievement
from stackcred_issuer.services.receive_reports import apply_parked
from stackcred_issuer.store.lms import ActivityRecord, LmsPostRecord


async def map_activity(
    house: Deployment, caller: Caller, activity: str, achievement: str, result_description: str | None
) -> ActivityRecord:
    """An activity's results count for this achievement from now on; what was parked for want of it is recorded.

    achievement: id or URL. Raises NOT_FOUND, and INVALID for a result description it does not have.
    """
    caller.need(Scope.ASSESSMENTS)
    async with house.store.begin(house.clock.now()) as uow:
        meant = await find_achievement(house, uow, caller.issuer_id, achievement)
        known = [one["id"] for one in as_list(meant.document.get("resultDescription"))]
        if result_description is not None and result_description not in known:
            detail = f"The achievement has no such result description; it has: {', '.join(known) or 'none'}."
            raise StackcredError(ErrorCode.INVALID, detail, pointer="/resultDescription")
        await uow.lms.put_activity(
            ActivityRecord(
                id=house.entropy.new_id(),
                issuer_id=caller.issuer_id,
                activity=activity,
                achievement_id=meant.id,
                result_description=result_description,
                created_at=uow.now,
            )
        )
        mapped = await uow.lms.activity(caller.issuer_id, activity)
    assert mapped is not None, "it was just put there"
    await apply_parked(house, caller.issuer_id, activity=activity)
    return mapped


async def list_activities(house: Deployment, caller: Caller, cursor: Cursor) -> Page[ActivityRecord]:
    caller.need(Scope.ASSESSMENTS_READ)
    async with house.store.begin(house.clock.now()) as uow:
        return page_of(await uow.lms.activities(caller.issuer_id, cursor.after, cursor.limit + 1), cursor)


async def drop_activity(house: Deployment, caller: Caller, activity_id: UUID) -> None:
    """Its results are parked from now on; what was recorded stays."""
    caller.need(Scope.ASSESSMENTS)
    async with house.store.begin(house.clock.now()) as uow:
        await uow.lms.drop_activity(caller.issuer_id, activity_id)


async def list_inbox(house: Deployment, caller: Caller, cursor: Cursor) -> Page[LmsPostRecord]:
    """What waits for a mapping, the oldest first."""
    caller.need(Scope.ASSESSMENTS_READ)
    async with house.store.begin(house.clock.now()) as uow:
        return page_of(await uow.lms.parked(caller.issuer_id, cursor.after, cursor.limit + 1), cursor)


async def retry_inbox(house: Deployment, caller: Caller) -> int:
    """Try again whatever may be recorded by now; how many posts were tried."""
    caller.need(Scope.ASSESSMENTS)
    return await apply_parked(house, caller.issuer_id)
