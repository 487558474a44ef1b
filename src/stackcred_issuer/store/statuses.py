"""Status lists: which indexes are given out, which bits are set, and what was last signed of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, or_, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from stackcred_issuer.store.repository import Repository, rows_by, values
from stackcred_issuer.store.tables import published_lists, status_lists, status_registers
from stackcred_issuer.store.tables.credentials import INDEX_BYTES, LIST_BITS

Purpose = Literal["revocation", "suspension"]
FLIPS = 64  # bits changed by one statement; more would nest too deeply


@dataclass(frozen=True, slots=True)
class SlotRecord:
    """A place for one badge: the same index in the two lists of a register."""

    register_id: UUID
    revocation_list: UUID
    suspension_list: UUID
    index: int


@dataclass(frozen=True, slots=True)
class StatusListRecord:
    """bits: LIST_BITS, index 0 = most significant bit of byte 0. version: one more with each change."""

    id: UUID
    issuer_id: UUID
    register_id: UUID
    purpose: Purpose
    bits: bytes
    version: int


@dataclass(frozen=True, slots=True)
class PublishedListRecord:
    """The signed credential that is served for a list, made of its `version`; compact: the same as JWS."""

    list_id: UUID
    version: int
    document: bytes
    etag: str
    signed_at: datetime
    valid_until: datetime
    compact: str | None = None


_LIST = rows_by(status_lists, StatusListRecord, "id")
_PUBLISHED = rows_by(published_lists, PublishedListRecord, "list_id")
_OFFERED = upsert(published_lists)
_PUBLISH = _OFFERED.on_conflict_do_update(
    index_elements=["list_id"],
    set_={
        name: _OFFERED.excluded[name] for name in ("version", "document", "etag", "signed_at", "valid_until", "compact")
    },
    where=tuple_(published_lists.c.version, published_lists.c.signed_at)
    <= tuple_(_OFFERED.excluded.version, _OFFERED.excluded.signed_at),
).returning(published_lists.c.list_id)


class Statuses(Repository):
    """Registers (who gets which index) and the lists they point into."""

    def __init__(self, connection: AsyncConnection, now: datetime) -> None:
        super().__init__(connection, now)
        self._flips: defaultdict[UUID, dict[int, bool]] = defaultdict(dict)

    async def lease(self, issuer_id: UUID, count: int) -> list[SlotRecord]:
        """Up to `count` slots that nobody gets again; fewer when a register runs out, none when all are."""
        row = (await self._connection.execute(_LEASE, {"issuer": issuer_id, "count": count})).mappings().first()
        if row is None:
            return []
        leased = bytes(row["leased"])
        return [
            SlotRecord(
                register_id=row["id"],
                revocation_list=row["revocation_list"],
                suspension_list=row["suspension_list"],
                index=int.from_bytes(leased[start : start + INDEX_BYTES], "big"),
            )
            for start in range(0, len(leased), INDEX_BYTES)
        ]

    async def add_register(
        self,
        *,
        register_id: UUID,
        issuer_id: UUID,
        index_order: bytes,
        revocation_list: UUID,
        suspension_list: UUID,
    ) -> None:
        """A register and its two lists, all bits off.

        index_order: every index 0 … LIST_BITS-1 once, shuffled, INDEX_BYTES each, big-endian.
        """
        await self._connection.execute(
            insert(status_registers).values(
                id=register_id,
                issuer_id=issuer_id,
                index_order=index_order,
                next_position=0,
                revocation_list=revocation_list,
                suspension_list=suspension_list,
            )
        )
        lists: dict[Purpose, UUID] = {"revocation": revocation_list, "suspension": suspension_list}
        for purpose, list_id in lists.items():
            empty = StatusListRecord(
                id=list_id,
                issuer_id=issuer_id,
                register_id=register_id,
                purpose=purpose,
                bits=bytes(LIST_BITS // 8),
                version=0,
            )
            await self._connection.execute(insert(status_lists).values(values(empty)))

    async def set(self, list_id: UUID, index: int, on: bool) -> None:
        """Set or clear the bit of one index; written when the transaction ends, or before a list is read."""
        self._flips[list_id][index] = on

    async def flush(self) -> None:
        """Write the bits that were set, in the order of the lists' ids, so that none waits in a circle."""
        for list_id in sorted(self._flips):
            flips = list(self._flips[list_id].items())
            for start in range(0, len(flips), FLIPS):
                await self._connection.execute(
                    update(status_lists)
                    .where(status_lists.c.id == list_id)
                    .values(bits=_flipped(dict(flips[start : start + FLIPS])), version=status_lists.c.version + 1)
                )
        self._flips.clear()

    async def list(self, list_id: UUID) -> StatusListRecord | None:
        """A list as this transaction sees it."""
        await self.flush()
        return await self._one(_LIST, StatusListRecord, id=list_id)

    async def published(self, list_id: UUID) -> PublishedListRecord | None:
        """What is served for a list."""
        return await self._one(_PUBLISHED, PublishedListRecord, list_id=list_id)

    async def publish(self, published: PublishedListRecord) -> bool:
        """Serve this from now on, unless something newer is served already: then False."""
        return (await self._connection.execute(_PUBLISH, values(published))).first() is not None

    async def stale(self, before: datetime) -> Sequence[UUID]:
        """Lists whose served credential lags behind their bits, is missing, or ends before `before`."""
        await self.flush()
        query = (
            select(status_lists.c.id)
            .outerjoin(published_lists, published_lists.c.list_id == status_lists.c.id)
            .where(
                or_(
                    published_lists.c.list_id.is_(None),
                    published_lists.c.version < status_lists.c.version,
                    published_lists.c.valid_until < before,
                )
            )
            .order_by(status_lists.c.id)
        )
        return [row.id for row in await self._connection.execute(query)]


def _flipped(flips: Mapping[int, bool]) -> ColumnElement[Any]:
    """The list's bits with these changed. PostgreSQL counts bits from the least significant of each byte."""
    bits: ColumnElement[Any] = status_lists.c.bits
    for index, on in flips.items():
        bits = func.set_bit(bits, index // 8 * 8 + 7 - index % 8, int(on))
    return bits


# The slice is cut by the server: the order of a whole register has 384 KiB.
_LEASE = text(
    """
    WITH chosen AS (
        SELECT id, next_position, least(next_position + :count, :size) AS following
        FROM status_registers
        WHERE issuer_id = :issuer AND next_position < :size
        ORDER BY id LIMIT 1 FOR NO KEY UPDATE
    )
    UPDATE status_registers AS register SET next_position = chosen.following
    FROM chosen WHERE register.id = chosen.id
    RETURNING register.id, register.revocation_list, register.suspension_list,
        substring(register.index_order FROM chosen.next_position * :bytes + 1
                  FOR (chosen.following - chosen.next_position) * :bytes) AS leased
    """
).bindparams(size=LIST_BITS, bytes=INDEX_BYTES)
