"""Push events to one webhook: in order, at least once, with patience for a receiver that is away.

A receiver that does not take an event is asked again by the schedule that Standard Webhooks recommends. One that
says 410 Gone, or has not taken it at the last try, is disabled. Nothing is lost by that: its cursor stays where
it is, and a client of the issuer that sets it going again decides where to start.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.gateways.webhooks import Message, push
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.events import event_id, event_json
from stackcred_issuer.services.manage_webhooks import secrets_of
from stackcred_issuer.store.audit_chain import AuditRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork
from stackcred_issuer.store.webhooks import WebhookRecord

log = structlog.get_logger(__name__)
WAITS = tuple(
    timedelta(**wait)
    for wait in (
        {"seconds": 5},
        {"minutes": 5},
        {"minutes": 30},
        {"hours": 2},
        {"hours": 5},
        {"hours": 10},
        {"hours": 14},
        {"hours": 20},
        {"hours": 24},
    )
)
"""After each failed try of one event. Together three days: longer than a weekend's outage."""
MAX_IN_ONE_GO = 200  # events, so that one busy issuer does not hold a worker for itself
GONE = 410


@dataclass(frozen=True, slots=True)
class _Answer:
    """problem: why an event was not taken, None if it was. gone: the receiver wants no more."""

    problem: str | None = None
    gone: bool = False


async def webhooks_behind(house: Deployment) -> list[UUID]:
    """Those that have something to be sent now."""
    async with house.store.begin(house.clock.now()) as uow:
        return await uow.webhooks.behind(uow.now)


async def deliver_webhook(house: Deployment, webhook_id: UUID) -> int:
    """Send what is due, up to MAX_IN_ONE_GO events. Returns how many were taken."""
    async with house.store.begin(house.clock.now()) as uow:
        webhook = await uow.webhooks.find(webhook_id)
        if webhook is None or not _due(webhook, uow.now):
            return 0
        head = await uow.webhooks.head(webhook.issuer_id)  # before the page: what comes after it is for the next time
        entries = await uow.audit.page(webhook.issuer_id, webhook.cursor, MAX_IN_ONE_GO, webhook.types)
    for taken, entry in enumerate(entries):
        answer = await _send(house, webhook, entry)
        following = await _settle(house, webhook, entry, answer)
        if following is None:
            return taken
        webhook = following
    if len(entries) < MAX_IN_ONE_GO and head > webhook.cursor:
        async with house.store.begin(house.clock.now()) as uow:
            await uow.webhooks.advance(webhook, cursor=head)  # past events of other types
    return len(entries)


def _due(webhook: WebhookRecord, now: datetime) -> bool:
    return webhook.state == "active" and (webhook.next_try_at is None or webhook.next_try_at <= now)


async def _send(house: Deployment, webhook: WebhookRecord, entry: AuditRecord) -> _Answer:
    message = Message(event_id(entry), dump_json(event_json(entry, house.urls)))
    now = house.clock.now()
    try:
        status = await push(house.http, webhook.url, message, secrets_of(house, webhook, now), now)
    except StackcredError as error:
        return _Answer(error.detail)
    if 200 <= status < 300:
        return _Answer()
    return _Answer(f"The receiver answered with status {status}.", gone=status == GONE)


async def _settle(
    house: Deployment, webhook: WebhookRecord, entry: AuditRecord, answer: _Answer
) -> WebhookRecord | None:
    """Write down what became of an event; the webhook if its next one may be sent now."""
    async with house.store.begin(house.clock.now()) as uow:
        if answer.problem is None:
            changes: dict[str, Any] = {"cursor": entry.seq, **_WELL}
        else:
            changes = await _after_failure(uow, webhook, entry, answer)
        if not await uow.webhooks.advance(webhook, **changes):
            return None  # somebody replays, changes or ends it: the next run reads it anew
    return replace(webhook, **changes) if answer.problem is None else None


async def _after_failure(
    uow: UnitOfWork, webhook: WebhookRecord, entry: AuditRecord, answer: _Answer
) -> dict[str, Any]:
    log.info("a webhook did not take an event", webhook=str(webhook.id), seq=entry.seq, problem=answer.problem)
    problem = str(answer.problem)
    if not answer.gone and webhook.attempts < len(WAITS):
        due = uow.now + WAITS[webhook.attempts]
        return {"attempts": webhook.attempts + 1, "next_try_at": due, "last_problem": problem}
    uow.record(Event(EventType.WEBHOOK_DISABLED, webhook.issuer_id, str(webhook.id), "system"))
    return {"state": "disabled", "attempts": 0, "next_try_at": None, "last_problem": problem}


_WELL: dict[str, Any] = {"attempts": 0, "next_try_at": None, "last_problem": None}
