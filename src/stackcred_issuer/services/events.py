"""The events of an issuer, as its clients see them: pulled by `GET /v1/events`, pushed by webhooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import EventType
from stackcred_issuer.domain.ids import PublicUrls
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.audit_chain import AuditRecord


@dataclass(frozen=True, slots=True)
class EventPage:
    """events: those of the wanted types. read_to: the seq to go on after, even if none was wanted."""

    events: Sequence[JsonObject]
    read_to: int
    more: bool


async def list_events(house: Deployment, caller: Caller, after: int, limit: int, types: Sequence[str]) -> EventPage:
    """Events after a sequence number, oldest first. Raises INVALID for a type that does not exist."""
    caller.need(Scope.EVENTS)
    wanted = known_types(types, "/type")
    async with house.store.begin(house.clock.now()) as uow:
        entries = await uow.audit.page(caller.issuer_id, after, limit, wanted)
        head = await uow.webhooks.head(caller.issuer_id)
    more = len(entries) == limit
    read_to = entries[-1].seq if more else max(head, after)
    return EventPage([event_json(entry, house.urls) for entry in entries], read_to, more)


def known_types(types: Sequence[str], pointer: str) -> list[str]:
    """The types, each once, sorted. Raises INVALID naming the first that does not exist."""
    for index, name in enumerate(types):
        if name not in _TYPES:
            detail = f"{name!r} is no event type; docs/events.md lists them."
            raise StackcredError(ErrorCode.INVALID, detail, pointer=f"{pointer}/{index}")
    return sorted(set(types))


def event_id(entry: AuditRecord) -> str:
    """The same for every delivery of this event."""
    return f"evt_{entry.issuer_id.hex}_{entry.seq}"


def event_json(entry: AuditRecord, urls: PublicUrls) -> JsonObject:
    """As Standard Webhooks has it: type, timestamp, data. Ids and digests, never personal data."""
    data = {
        "id": event_id(entry),
        "seq": entry.seq,
        "subject": entry.subject,
        "url": urls.badge(UUID(entry.subject)) if entry.type.startswith("badge.") else None,
        "learner": str(entry.learner) if entry.learner else None,
        "achievement": entry.achievement,
        "digestMultibase": entry.digest,
        "cause": entry.cause,
        "actor": entry.actor,
    }
    return {
        "type": entry.type,
        "timestamp": format_instant(entry.at),
        "data": {name: value for name, value in data.items() if value is not None},
    }


_TYPES = frozenset(kind.value for kind in EventType)
