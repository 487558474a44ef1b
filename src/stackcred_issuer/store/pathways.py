"""Pathways: published versions never change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, bindparam, insert, update

from stackcred_issuer.store.repository import Repository, after_id, found, rows, rows_by
from stackcred_issuer.store.tables import pathway_versions, pathways


@dataclass(frozen=True, slots=True)
class PathwayRecord:
    """ended_at: since when it is offered to nobody new; its page stays."""

    id: UUID
    issuer_id: UUID
    latest_version: int
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class PathwayVersionRecord:
    """document: verbatim. digest: its digestMultibase. version: 1, 2, 3 …"""

    pathway_id: UUID
    version: int
    document: bytes
    digest: str
    published_at: datetime


_OWN = rows_by(pathways, PathwayRecord, "issuer_id", "id")
_OWN_LOCKED = _OWN.with_for_update()
_ANY = rows_by(pathways, PathwayRecord, "id")
_VERSION = rows_by(pathway_versions, PathwayVersionRecord, "pathway_id", "version")
_OFFERED = (
    rows(pathway_versions, PathwayVersionRecord)
    .join(
        pathways,
        and_(
            pathway_versions.c.pathway_id == pathways.c.id,
            pathway_versions.c.version == pathways.c.latest_version,
        ),
    )
    .where(pathways.c.issuer_id == bindparam("issuer_id"), pathways.c.ended_at.is_(None))
    .order_by(pathways.c.id)
    .limit(bindparam("limit"))
)


class Pathways(Repository):
    """The pathways of each issuer."""

    async def add(self, pathway: PathwayRecord) -> None:
        await self._add(insert(pathways), pathway)

    async def publish(self, version: PathwayVersionRecord) -> None:
        """The next version; it is the one that is shown from now on."""
        await self._add(insert(pathway_versions), version)
        changed = update(pathways).where(pathways.c.id == version.pathway_id).values(latest_version=version.version)
        await self._connection.execute(changed)

    async def get(self, issuer_id: UUID, pathway_id: UUID, *, lock: bool = False) -> PathwayRecord:
        """lock: until the transaction ends, nobody else publishes a version of it. Raises NOT_FOUND."""
        query = _OWN_LOCKED if lock else _OWN
        return found(await self._one(query, PathwayRecord, issuer_id=issuer_id, id=pathway_id), "pathway")

    async def public(self, pathway_id: UUID) -> PathwayRecord:
        """Any tenant's, for its public page. Raises NOT_FOUND."""
        return found(await self._one(_ANY, PathwayRecord, id=pathway_id), "pathway")

    async def version(self, pathway_id: UUID, version: int) -> PathwayVersionRecord:
        """Raises NOT_FOUND."""
        record = await self._one(_VERSION, PathwayVersionRecord, pathway_id=pathway_id, version=version)
        return found(record, "version of the pathway")

    async def page(self, issuer_id: UUID, after: UUID | None = None, limit: int = 100) -> list[PathwayRecord]:
        query = rows(pathways, PathwayRecord).where(pathways.c.issuer_id == issuer_id)
        return await self._all(after_id(query, pathways.c.id, after, limit), PathwayRecord)

    async def offered(self, issuer_id: UUID, limit: int) -> list[PathwayVersionRecord]:
        """The newest version of each that is not ended."""
        return await self._all(_OFFERED, PathwayVersionRecord, issuer_id=issuer_id, limit=limit)

    async def end(self, pathway: PathwayRecord) -> None:
        ended = update(pathways).where(pathways.c.id == pathway.id).values(ended_at=self._now)
        await self._connection.execute(ended)
