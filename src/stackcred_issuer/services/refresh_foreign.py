"""Ask other issuers again whether they stand by the badges our learners hold: bounded, a batch at a time."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.services.bring_badge import next_check, status_in
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.verify_credential import verify_credential
from stackcred_issuer.store.foreign_badges import ForeignBadgeRecord, ForeignStatus

BATCH = 200  # badges taken at once, and written in one transaction
AT_ONCE = 8  # verifications in flight: several fetch while one computes
LEASE = timedelta(minutes=10)  # a batch that was cut off is taken again after this


async def refresh_foreign(house: Deployment, *, batches: int = 20) -> int:
    """Ask about every badge that is due, up to `batches` batches. Returns how many statuses changed."""
    changed = 0
    for _ in range(batches):
        async with house.store.begin(house.clock.now()) as uow:
            due = await uow.foreign_badges.take_due(uow.now + LEASE, BATCH)
        if not due:
            break
        gate = asyncio.Semaphore(AT_ONCE)
        answers = await asyncio.gather(*(_ask(house, badge, gate) for badge in due))
        changed += await _keep(house, list(zip(due, answers, strict=True)))
    return changed


async def _ask(
    house: Deployment, badge: ForeignBadgeRecord, gate: asyncio.Semaphore
) -> tuple[ForeignStatus, str | None]:
    """Today's status; what cannot be found out is unknown, never active."""
    async with gate:
        try:
            patient = asyncio.get_running_loop().time() + house.settings.fetch_timeout_seconds
            return status_in(await verify_credential(house, badge.document, until=patient))
        except StackcredError as error:
            return "unknown", error.detail


async def _keep(house: Deployment, answers: list[tuple[ForeignBadgeRecord, tuple[ForeignStatus, str | None]]]) -> int:
    every = timedelta(seconds=house.settings.foreign_status_seconds)
    changed = 0
    async with house.store.begin(house.clock.now()) as uow:
        # In one order, so that two batches never wait in a circle; a learner's decisions are serial.
        for badge, (status, reason) in sorted(answers, key=lambda one: (one[0].learner_id, one[0].id)):
            failures = badge.failures + 1 if status == "unknown" else 0
            expired = status == "active" and reason != badge.status_reason
            if status != badge.status or expired:
                await uow.learners.lock(badge.learner_id)
                uow.record(_changed(badge))
                changed += 1
            await uow.foreign_badges.checked(badge.id, status, reason, next_check(uow.now, every, failures), failures)
    return changed


def _changed(badge: ForeignBadgeRecord) -> Event:
    return Event(
        type=EventType.FOREIGN_BADGE_CHANGED,
        issuer_id=badge.issuer_id,
        subject=str(badge.id),
        actor="system",
        digest=badge.digest,
        learner_id=badge.learner_id,
        achievement=badge.achievement,
    )
