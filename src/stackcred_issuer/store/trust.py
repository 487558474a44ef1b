"""Trust registries: entries as they stand, and every version as a snapshot that never changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.store.repository import Repository, after_id, found, rows, rows_by
from stackcred_issuer.store.tables import trust_entries, trust_registries, trust_snapshots


@dataclass(frozen=True, slots=True)
class RegistryRecord:
    """version: of its newest snapshot, 1 at first. ended_at: when it was deleted; snapshots stay."""

    id: UUID
    issuer_id: UUID
    name: str
    version: int
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """document: the entry as `TrustEntry.to_json` gives it. ended_at: when it was taken back."""

    id: UUID
    issuer_id: UUID
    registry_id: UUID
    document: JsonObject
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class SnapshotRecord:
    """document: JCS bytes. digest: their digestMultibase."""

    registry_id: UUID
    version: int
    document: bytes
    digest: str
    made_at: datetime


_OWN = rows_by(trust_registries, RegistryRecord, "issuer_id", "id").where(trust_registries.c.ended_at.is_(None))
_LOCKED = _OWN.with_for_update()
_ENTRIES = (
    rows_by(trust_entries, EntryRecord, "issuer_id", "registry_id")
    .where(trust_entries.c.ended_at.is_(None))
    .order_by(trust_entries.c.id)
)
_SNAPSHOT = rows_by(trust_snapshots, SnapshotRecord, "registry_id", "version")
_CURRENT = rows(trust_snapshots, SnapshotRecord).join(
    trust_registries,
    (trust_snapshots.c.registry_id == trust_registries.c.id)
    & (trust_snapshots.c.version == trust_registries.c.version),
)


class TrustRegistries(Repository):
    """The registries of each issuer."""

    async def add(self, registry: RegistryRecord) -> None:
        await self._add(insert(trust_registries), registry)

    async def get(self, issuer_id: UUID, registry_id: UUID, *, lock: bool = False) -> RegistryRecord:
        """Raises NOT_FOUND, also for a deleted one. lock: until the transaction ends, nobody else changes it."""
        query = _LOCKED if lock else _OWN
        return found(await self._one(query, RegistryRecord, issuer_id=issuer_id, id=registry_id), "trust registry")

    async def page(self, issuer_id: UUID, after: UUID | None = None, limit: int = 100) -> list[RegistryRecord]:
        query = rows(trust_registries, RegistryRecord).where(
            trust_registries.c.issuer_id == issuer_id, trust_registries.c.ended_at.is_(None)
        )
        return await self._all(after_id(query, trust_registries.c.id, after, limit), RegistryRecord)

    async def end(self, registry_id: UUID) -> None:
        """Delete it for new rules; its snapshots stay for what was decided by them."""
        query = update(trust_registries).where(trust_registries.c.id == registry_id)
        await self._connection.execute(query.values(ended_at=self._now))

    async def entries(self, issuer_id: UUID, registry_id: UUID) -> list[EntryRecord]:
        """Those that stand, the oldest first."""
        return await self._all(_ENTRIES, EntryRecord, issuer_id=issuer_id, registry_id=registry_id)

    async def naming(self, issuer: str, limit: int) -> list[tuple[RegistryRecord, EntryRecord]]:
        """Entries of any tenant's registries about this issuer, as they stand, the oldest first."""
        query = (
            select(trust_registries, trust_entries)
            .join(trust_entries, trust_entries.c.registry_id == trust_registries.c.id)
            .where(
                trust_entries.c.document["issuer"].astext == issuer,
                trust_entries.c.ended_at.is_(None),
                trust_registries.c.ended_at.is_(None),
            )
            .order_by(trust_entries.c.id)
            .limit(limit)
        )
        width = len(RegistryRecord.__slots__)
        found = await self._connection.execute(query)
        return [(RegistryRecord(*row[:width]), EntryRecord(*row[width:])) for row in found]

    async def add_entry(self, entry: EntryRecord) -> None:
        await self._add(insert(trust_entries), entry)

    async def end_entry(self, entry_id: UUID) -> None:
        query = update(trust_entries).where(trust_entries.c.id == entry_id)
        await self._connection.execute(query.values(ended_at=self._now))

    async def snap(self, snapshot: SnapshotRecord) -> None:
        """Keep a version, and make it the newest."""
        await self._add(insert(trust_snapshots), snapshot)
        query = update(trust_registries).where(trust_registries.c.id == snapshot.registry_id)
        await self._connection.execute(query.values(version=snapshot.version))

    async def snapshot(self, registry_id: UUID, version: int) -> SnapshotRecord | None:
        """Any tenant's: what decided an award is public."""
        return await self._one(_SNAPSHOT, SnapshotRecord, registry_id=registry_id, version=version)

    async def newest(self, registry_ids: Sequence[UUID], issuer_id: UUID | None = None) -> list[SnapshotRecord]:
        """The newest snapshots of these registries (of one tenant, where it is given), by registry id."""
        query = _CURRENT.where(trust_registries.c.id.in_(registry_ids)).order_by(trust_registries.c.id)
        if issuer_id is not None:
            query = query.where(trust_registries.c.issuer_id == issuer_id)
        return await self._all(query, SnapshotRecord)

    async def known(self, issuer_id: UUID, registry_ids: Sequence[UUID]) -> set[UUID]:
        """Which of these are registries of the issuer that stand."""
        query = select(trust_registries.c.id).where(
            trust_registries.c.issuer_id == issuer_id,
            trust_registries.c.ended_at.is_(None),
            trust_registries.c.id.in_(registry_ids),
        )
        return set((await self._connection.execute(query)).scalars())
