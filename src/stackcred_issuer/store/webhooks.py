"""Webhooks of an issuer: each reads the issuer's audit chain from its cursor on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import and_, bindparam, insert, or_, select, update

from stackcred_issuer.store.repository import MAX_PAGE, Repository, after_id, found, rows, rows_by
from stackcred_issuer.store.tables import audit_heads, webhooks

WebhookState = Literal["active", "disabled", "ended"]


@dataclass(frozen=True, slots=True)
class WebhookRecord:
    """One receiver.

    types: event types it wants; none means all.
    generation: how often its secret was renewed; until `overlap_until` the one before signs too.
    cursor: the seq of the last event that was delivered.
    attempts: failed tries at the next one, which is due at `next_try_at`.
    """

    id: UUID
    issuer_id: UUID
    url: str
    types: list[str]
    state: WebhookState
    generation: int
    overlap_until: datetime | None
    cursor: int
    attempts: int
    next_try_at: datetime | None
    last_problem: str | None
    created_at: datetime


_OWN = rows_by(webhooks, WebhookRecord, "issuer_id", "id")
_BY_ID = rows_by(webhooks, WebhookRecord, "id")
_BEHIND = (
    select(webhooks.c.id)
    .join(audit_heads, audit_heads.c.issuer_id == webhooks.c.issuer_id)
    .where(
        webhooks.c.state == "active",
        webhooks.c.cursor < audit_heads.c.seq,
        or_(webhooks.c.next_try_at.is_(None), webhooks.c.next_try_at <= bindparam("now")),
    )
    .limit(MAX_PAGE)
)
_HEAD = select(audit_heads.c.seq).where(audit_heads.c.issuer_id == bindparam("issuer_id"))


class Webhooks(Repository):
    """Rows are never deleted: an ended webhook explains what went where."""

    async def add(self, webhook: WebhookRecord) -> None:
        await self._add(insert(webhooks), webhook)

    async def get(self, issuer_id: UUID, webhook_id: UUID) -> WebhookRecord:
        """Raises NOT_FOUND, also for one that was ended."""
        webhook = await self._one(_OWN, WebhookRecord, issuer_id=issuer_id, id=webhook_id)
        return found(webhook if webhook is None or webhook.state != "ended" else None, "webhook")

    async def find(self, webhook_id: UUID) -> WebhookRecord | None:
        """For the job that delivers, whosoever it is."""
        return await self._one(_BY_ID, WebhookRecord, id=webhook_id)

    async def page(self, issuer_id: UUID, after: UUID | None = None, limit: int = 100) -> list[WebhookRecord]:
        query = rows(webhooks, WebhookRecord).where(webhooks.c.issuer_id == issuer_id, webhooks.c.state != "ended")
        return await self._all(after_id(query, webhooks.c.id, after, limit), WebhookRecord)

    async def change(self, webhook: WebhookRecord, **members: Any) -> None:
        await self._connection.execute(update(webhooks).where(webhooks.c.id == webhook.id).values(**members))

    async def advance(self, webhook: WebhookRecord, **members: Any) -> bool:
        """Change it unless somebody moved its cursor, or its state, since it was read; whether it was."""
        unmoved = and_(
            webhooks.c.id == webhook.id, webhooks.c.cursor == webhook.cursor, webhooks.c.state == webhook.state
        )
        done = await self._connection.execute(update(webhooks).where(unmoved).values(**members))
        return bool(done.rowcount)

    async def behind(self, now: datetime) -> list[UUID]:
        """Active webhooks that have events to read and need not wait before the next try."""
        return list((await self._connection.execute(_BEHIND, {"now": now})).scalars())

    async def head(self, issuer_id: UUID) -> int:
        """The seq of the issuer's latest event."""
        return int((await self._connection.execute(_HEAD, {"issuer_id": issuer_id})).scalar_one())
