"""All that the record holds about one learner: read for them, or taken out of it."""

from __future__ import annotations

import base64
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_json
from stackcred_issuer.store.learners import LearnerRecord
from stackcred_issuer.store.personal_places import PLACES, Place
from stackcred_issuer.store.repository import Repository
from stackcred_issuer.store.tables import badges, statements

MAX_DOCUMENT = 64 * 1024 * 1024  # bytes of one document of ours: an evidence bundle is the largest
_SECRET = frozenset({"token_digest", "body_digest"})  # of no use to anybody, and of no meaning
_SIGNED_IN = frozenset({"sign_in_links", "learner_sessions"})  # their digests open what they are the digests of


class Personal(Repository):
    """One learner's data, wherever it lies (`personal_places`). The learner is locked by the caller."""

    async def everything(self, learner: LearnerRecord) -> JsonObject:
        """Every row about them, by table."""
        found = {str(place.table.name): await self._rows(place, learner) for place in PLACES}
        return {name: rows for name, rows in found.items() if rows}

    async def erase(self, learner: LearnerRecord) -> None:
        """Take everything out that tells who they are or what they did; ids and status places stay."""
        given = {"learner": learner.id, "issuer": learner.issuer_id}
        for place in PLACES:
            if place.blank is None:
                await self._connection.execute(delete(place.table).where(place.whose), given)
            elif place.blank:
                await self._connection.execute(update(place.table).where(place.whose).values(place.blank), given)

    async def blank_badge(self, badge_id: UUID, document: bytes) -> None:
        """Keep this instead of what was signed; the digest of that stays, and so does the badge's state."""
        changed = update(badges).where(badges.c.id == badge_id).values(document=document, state_reason=None)
        await self._connection.execute(changed)

    async def statement_places(self, learner: LearnerRecord) -> list[tuple[UUID, int]]:
        """Where the statements about them that stand have their revocation bits."""
        (place,) = (place for place in PLACES if place.table is statements)
        query = select(statements.c.revocation_list, statements.c.status_index).where(
            place.whose, statements.c.state == "active"
        )
        found = await self._connection.execute(query, {"learner": learner.id, "issuer": learner.issuer_id})
        return [(row[0], row[1]) for row in found]

    async def _rows(self, place: Place, learner: LearnerRecord) -> list[JsonObject]:
        given = {"learner": learner.id, "issuer": learner.issuer_id}
        hidden = _SECRET | ({"digest"} if place.table.name in _SIGNED_IN else set())
        found = await self._connection.execute(select(place.table).where(place.whose), given)
        return [
            {
                str(name): _plain(value)
                for name, value in row._mapping.items()
                if name not in hidden and value is not None
            }
            for row in found
        ]


def _plain(value: Any) -> Any:
    """As JSON can hold it: documents as themselves, other bytes in base64."""
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, UUID | date):
        return str(value)
    if not isinstance(value, bytes):
        return value
    try:
        return parse_json(value, max_bytes=MAX_DOCUMENT)
    except StackcredError:
        return base64.b64encode(value).decode("ascii")
