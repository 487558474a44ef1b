"""LTI line items of a client, and the latest score of each user for each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlalchemy.dialects.postgresql import insert as upsert

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.store.repository import MAX_PAGE, Repository, after_id, found, rows, rows_by, values
from stackcred_issuer.store.tables import line_item_results, line_items


@dataclass(frozen=True, slots=True)
class LineItemRecord:
    """document: as LTI has it, without the id. context: the course it belongs to, as the tool names it."""

    id: UUID
    issuer_id: UUID
    client_id: UUID
    context: str
    document: JsonObject
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LineItemResultRecord:
    """The latest score of a user. document: resultScore, resultMaximum, comment."""

    line_item_id: UUID
    user_id: str
    issuer_id: UUID
    at: datetime
    document: JsonObject


_OWN = rows_by(line_items, LineItemRecord, "client_id", "context", "id")
_OFFERED = upsert(line_item_results)
_PUT = _OFFERED.on_conflict_do_update(
    index_elements=["line_item_id", "user_id"],
    set_={name: _OFFERED.excluded[name] for name in ("at", "document")},
    where=line_item_results.c.at <= _OFFERED.excluded["at"],
).returning(line_item_results.c.user_id)


class LineItems(Repository):
    """A client sees its own alone."""

    async def add(self, item: LineItemRecord) -> None:
        await self._add(insert(line_items), item)

    async def get(self, client_id: UUID, context: str, item_id: UUID) -> LineItemRecord:
        """Raises NOT_FOUND."""
        return found(
            await self._one(_OWN, LineItemRecord, client_id=client_id, context=context, id=item_id), "line item"
        )

    async def replace(self, item: LineItemRecord, document: JsonObject) -> None:
        await self._connection.execute(update(line_items).where(line_items.c.id == item.id).values(document=document))

    async def drop(self, item: LineItemRecord) -> None:
        """With the scores for it; what was recorded of them stays."""
        await self._connection.execute(delete(line_items).where(line_items.c.id == item.id))

    async def page(
        self, client_id: UUID, context: str, wanted: dict[str, str], after: UUID | None, limit: int
    ) -> list[LineItemRecord]:
        """wanted: members of the document that must have these values."""
        query = rows(line_items, LineItemRecord).where(
            line_items.c.client_id == client_id, line_items.c.context == context
        )
        if wanted:
            query = query.where(line_items.c.document.contains(wanted))
        return await self._all(after_id(query, line_items.c.id, after, limit), LineItemRecord)

    async def put_result(self, result: LineItemResultRecord) -> bool:
        """False, and nothing changed, when a later one of the same user is there."""
        return (await self._connection.execute(_PUT, values(result))).first() is not None

    async def results(
        self, item: LineItemRecord, user_id: str | None, after: str | None, limit: int
    ) -> list[LineItemResultRecord]:
        """In the order of the users' ids."""
        query = rows(line_item_results, LineItemResultRecord).where(line_item_results.c.line_item_id == item.id)
        conditions: list[Any] = []
        if user_id is not None:
            conditions.append(line_item_results.c.user_id == user_id)
        if after is not None:
            conditions.append(line_item_results.c.user_id > after)
        query = query.where(*conditions).order_by(line_item_results.c.user_id).limit(max(1, min(limit, MAX_PAGE)))
        return await self._all(query, LineItemResultRecord)
