"""Badges as compact JWS: signed once for each version of a badge, kept, and served as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert as upsert

from stackcred_issuer.store.repository import Repository, rows, values
from stackcred_issuer.store.tables import badge_renditions, signing_keys


@dataclass(frozen=True, slots=True)
class RenditionRecord:
    """digest: that of the badge's own bytes it says the same as. etag: digestMultibase of `compact`."""

    badge_id: UUID
    digest: str
    compact: str
    etag: str
    key_id: UUID
    signed_at: datetime


_ADD = upsert(badge_renditions).on_conflict_do_nothing()
_GOOD = (
    rows(badge_renditions, RenditionRecord)
    .join(signing_keys, signing_keys.c.id == badge_renditions.c.key_id)
    .where(
        badge_renditions.c.badge_id == bindparam("badge_id"),
        badge_renditions.c.digest == bindparam("digest"),
        signing_keys.c.state != "compromised",
    )
    .order_by(badge_renditions.c.signed_at)
)


class Renditions(Repository):
    """At most one that is served for each version of a badge: the first whose key was never compromised."""

    async def add(self, rendition: RenditionRecord) -> None:
        """Nothing happens when the same key signed this version before."""
        await self._connection.execute(_ADD, values(rendition))

    async def get(self, badge_id: UUID, digest: str) -> RenditionRecord | None:
        return await self._one(_GOOD, RenditionRecord, badge_id=badge_id, digest=digest)
