"""Webhooks of an issuer: made, tried, renewed, replayed and ended by its clients.

The secret that a receiver checks signatures with is never stored: it is derived from the key store's own
secret, the webhook's id and its generation.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.services.browse import Cursor, Page, page_of
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.events import known_types
from stackcred_issuer.store.unit_of_work import UnitOfWork
from stackcred_issuer.store.webhooks import WebhookRecord

MAX_WEBHOOKS = 20  # of one issuer: each costs a request per event
SECRET_PREFIX = "whsec_"


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """A webhook with its secret in the clear, this once."""

    webhook: WebhookRecord
    secret: str


async def create_webhook(house: Deployment, caller: Caller, url: str, types: Sequence[str]) -> NewWebhook:
    """Events from now on go to `url`; without types, all of them. Raises INVALID, CONFLICT (too many)."""
    caller.need(Scope.WEBHOOKS)
    async with house.store.begin(house.clock.now()) as uow:
        if len(await uow.webhooks.page(caller.issuer_id, limit=MAX_WEBHOOKS)) >= MAX_WEBHOOKS:
            raise StackcredError(
                ErrorCode.CONFLICT, f"An issuer has at most {MAX_WEBHOOKS} webhooks; end one that is not needed."
            )
        webhook = WebhookRecord(
            id=house.entropy.new_id(),
            issuer_id=caller.issuer_id,
            url=checked_url(house, url),
            types=known_types(types, "/types"),
            state="active",
            generation=1,
            overlap_until=None,
            cursor=await uow.webhooks.head(caller.issuer_id),
            attempts=0,
            next_try_at=None,
            last_problem=None,
            created_at=uow.now,
        )
        await uow.webhooks.add(webhook)
        _record(uow, EventType.WEBHOOK_CREATED, webhook, caller)
    return NewWebhook(webhook, shown(secret_of(house, webhook)))


async def change_webhook(
    house: Deployment, caller: Caller, webhook_id: UUID, *, url: str | None, types: Sequence[str] | None
) -> WebhookRecord:
    """Another address or other types; one that was disabled is tried again from where it stood."""
    changes: dict[str, Any] = {"state": "active", "attempts": 0, "next_try_at": None, "last_problem": None}
    if url is not None:
        changes["url"] = checked_url(house, url)
    if types is not None:
        changes["types"] = known_types(types, "/types")
    return await _change(house, caller, webhook_id, changes)


async def renew_secret(house: Deployment, caller: Caller, webhook_id: UUID, *, overlap: timedelta) -> NewWebhook:
    """A new secret; for `overlap` the old one signs as well, so that a receiver can change over without a gap."""
    caller.need(Scope.WEBHOOKS)
    async with house.store.begin(house.clock.now()) as uow:
        found = await uow.webhooks.get(caller.issuer_id, webhook_id)
        await uow.webhooks.change(found, generation=found.generation + 1, overlap_until=uow.now + overlap)
        _record(uow, EventType.WEBHOOK_CHANGED, found, caller)
        renewed = await uow.webhooks.get(caller.issuer_id, webhook_id)
    return NewWebhook(renewed, shown(secret_of(house, renewed)))


async def replay(house: Deployment, caller: Caller, webhook_id: UUID, after: int) -> WebhookRecord:
    """Deliver everything after that seq again, in order. Raises INVALID for a seq that has not happened yet."""
    async with house.store.begin(house.clock.now()) as uow:
        head = await uow.webhooks.head(caller.issuer_id)
    if after > head:
        detail = f"The latest event is {head}; give a number from 0 to {head}."
        raise StackcredError(ErrorCode.INVALID, detail, pointer="/after")
    fresh = {"cursor": after, "state": "active", "attempts": 0, "next_try_at": None, "last_problem": None}
    return await _change(house, caller, webhook_id, fresh)


async def end_webhook(house: Deployment, caller: Caller, webhook_id: UUID) -> None:
    """Nothing is sent there any more."""
    caller.need(Scope.WEBHOOKS)
    async with house.store.begin(house.clock.now()) as uow:
        webhook = await uow.webhooks.get(caller.issuer_id, webhook_id)
        await uow.webhooks.change(webhook, state="ended")
        _record(uow, EventType.WEBHOOK_ENDED, webhook, caller)


async def list_webhooks(house: Deployment, caller: Caller, cursor: Cursor) -> Page[WebhookRecord]:
    caller.need(Scope.WEBHOOKS)
    async with house.store.begin(house.clock.now()) as uow:
        return page_of(await uow.webhooks.page(caller.issuer_id, cursor.after, cursor.limit + 1), cursor)


async def get_webhook(house: Deployment, caller: Caller, webhook_id: UUID) -> WebhookRecord:
    caller.need(Scope.WEBHOOKS)
    async with house.store.begin(house.clock.now()) as uow:
        return await uow.webhooks.get(caller.issuer_id, webhook_id)


def secret_of(house: Deployment, webhook: WebhookRecord, generation: int | None = None) -> bytes:
    """The 32 bytes of one generation, the present one if none is named."""
    name = f"{webhook.id}:{generation or webhook.generation}"
    return hmac.digest(house.keystores.derive("webhooks"), name.encode(), "sha256")


def secrets_of(house: Deployment, webhook: WebhookRecord, at: datetime) -> list[bytes]:
    """Those that sign at an instant: the present one, and the one before while both are good."""
    both = webhook.overlap_until is not None and at < webhook.overlap_until
    generations = [webhook.generation, webhook.generation - 1] if both else [webhook.generation]
    return [secret_of(house, webhook, generation) for generation in generations]


def shown(secret: bytes) -> str:
    """As receivers' libraries take it."""
    return SECRET_PREFIX + base64.b64encode(secret).decode()


def checked_url(house: Deployment, url: str, place: str = "/url") -> str:
    """The address, if anything may be sent there at all; where it leads is checked at every sending."""
    parts = urlsplit(url)
    schemes = ("https", "http") if house.settings.allow_loopback_fetch else ("https",)
    if parts.scheme not in schemes or not parts.hostname or parts.username is not None:
        detail = "Give an https address without a login, such as https://lms.example/hooks/badges."
        raise StackcredError(ErrorCode.INVALID, detail, pointer=place)
    return url


async def _change(house: Deployment, caller: Caller, webhook_id: UUID, changes: dict[str, Any]) -> WebhookRecord:
    caller.need(Scope.WEBHOOKS)
    async with house.store.begin(house.clock.now()) as uow:
        webhook = await uow.webhooks.get(caller.issuer_id, webhook_id)
        await uow.webhooks.change(webhook, **changes)
        _record(uow, EventType.WEBHOOK_CHANGED, webhook, caller)
        return await uow.webhooks.get(caller.issuer_id, webhook_id)


def _record(uow: UnitOfWork, kind: EventType, webhook: WebhookRecord, caller: Caller) -> None:
    uow.record(Event(kind, webhook.issuer_id, str(webhook.id), caller.actor))
