"""Revoke, suspend, reinstate: state, status bit, audit and event in one transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

State = Literal["active", "suspended", "revoked"]
_EVENTS = {
    "revoked": EventType.BADGE_REVOKED,
    "suspended": EventType.BADGE_SUSPENDED,
    "active": EventType.BADGE_REINSTATED,
}


async def change_badge_status(
    house: Deployment, caller: Caller, badge_id: UUID, state: State, *, reason: str | None
) -> BadgeRecord:
    """Put a badge into a state; the same state again changes nothing.

    Raises NOT_FOUND for another tenant's badge, CONFLICT for a revoked one: revocation is permanent
    (Bitstring Status List 1.0, "revocation").
    """
    caller.need(Scope.BADGES)
    async with house.store.begin(house.clock.now()) as uow:
        badge = await uow.badges.get(caller.issuer_id, badge_id)
        await uow.learners.lock(badge.learner_id)
        badge = await uow.badges.get(caller.issuer_id, badge_id)  # as it is now that nobody else can change it
        return await change_status(house, uow, badge, state, reason=reason, actor=caller.actor)


async def change_status(
    house: Deployment,
    uow: UnitOfWork,
    badge: BadgeRecord,
    state: State,
    *,
    reason: str | None,
    actor: str,
    cause: str | None = None,
) -> BadgeRecord:
    """The same inside the caller's transaction, which holds the learner's lock."""
    if badge.state == state:
        return badge
    if badge.state == "revoked":
        raise StackcredError(ErrorCode.CONFLICT, "This badge is revoked, which is permanent; issue a new one instead.")
    if state == "revoked":
        await uow.statuses.set(badge.revocation_list, badge.status_index, True)
    else:
        await uow.statuses.set(badge.suspension_list, badge.status_index, state == "suspended")
    at = house.signing_instant()
    await uow.badges.set_state(badge.id, state, reason, at)
    uow.record(
        Event(
            type=_EVENTS[state],
            issuer_id=badge.issuer_id,
            subject=str(badge.id),
            actor=actor,
            digest=badge.digest,
            learner_id=badge.learner_id,
            achievement=badge.achievement_url,
            cause=cause,
        )
    )
    return replace(badge, state=state, state_reason=reason, state_at=at)
