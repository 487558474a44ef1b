"""Competency frameworks of an issuer: imported whole, updated in place, never forgetting a competency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, insert, literal_column, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from stackcred_issuer.store.repository import MAX_PAGE, Repository, after_id, found, rows, rows_by, values
from stackcred_issuer.store.tables import achievements, competencies, frameworks


@dataclass(frozen=True, slots=True)
class FrameworkRecord:
    """identifier: the publisher's. source: where it was fetched from, if it was."""

    id: UUID
    issuer_id: UUID
    identifier: str
    uri: str
    title: str
    creator: str | None
    source: str | None
    created_at: datetime
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class CompetencyRecord:
    """As domain/competency has it. vanished_at: when an import no longer had it; badges may still point to it."""

    id: UUID
    issuer_id: UUID
    framework_id: UUID
    identifier: str
    uri: str
    statement: str
    code: str | None
    abbreviated: str | None
    kind: str | None
    level: str | None
    parent: str | None
    position: int
    tasks: list[str]
    outcomes: list[str]
    replaced_by: str | None
    vanished_at: datetime | None


_OWN = rows_by(frameworks, FrameworkRecord, "issuer_id", "id")
_BY_IDENTIFIER = rows_by(frameworks, FrameworkRecord, "issuer_id", "identifier")
_COMPETENCY = rows_by(competencies, CompetencyRecord, "framework_id", "identifier")
_PUBLIC = rows(frameworks, FrameworkRecord).where(
    or_(frameworks.c.id == bindparam("framework_id"), frameworks.c.uri == bindparam("uri"))
)
_PUBLIC = _PUBLIC.order_by((frameworks.c.id == bindparam("framework_id")).desc(), frameworks.c.id)
_AT = (
    rows(competencies, CompetencyRecord)
    .where(
        competencies.c.issuer_id == bindparam("issuer_id"),
        competencies.c.uri.in_(bindparam("uris", expanding=True)),
    )
    .order_by(competencies.c.framework_id, competencies.c.position)
)
_PARTS = rows_by(competencies, CompetencyRecord, "framework_id", "parent").order_by(competencies.c.position)
_ALL = rows_by(competencies, CompetencyRecord, "framework_id").order_by(competencies.c.position)
_OFFERED = upsert(competencies)
_PUT = _OFFERED.on_conflict_do_update(
    index_elements=["framework_id", "identifier"],
    set_={
        column.name: _OFFERED.excluded[column.name]
        for column in competencies.c
        if column.name not in ("id", "issuer_id", "framework_id", "identifier")
    },
)
_TARGETS = func.jsonb_path_query(achievements.c.document, literal_column("'$.**.targetUrl'")).column_valued(
    "target", joins_implicitly=True
)
_ALIGNED = (
    select(achievements.c.url, achievements.c.document["name"].astext, _TARGETS.op("#>>")(literal_column("'{}'")))
    .select_from(achievements)
    .where(achievements.c.issuer_id == bindparam("issuer_id"))
    .distinct()
)


class Frameworks(Repository):
    """Frameworks by id or by the publisher's identifier, and their competencies in document order."""

    async def add(self, framework: FrameworkRecord) -> None:
        """Raises CONFLICT when another import of the same framework came first."""
        await self._add(insert(frameworks), framework)

    async def replace(self, framework: FrameworkRecord) -> None:
        await self._connection.execute(
            update(frameworks).where(frameworks.c.id == framework.id).values(values(framework))
        )

    async def get(self, issuer_id: UUID, framework_id: UUID) -> FrameworkRecord:
        """Raises NOT_FOUND."""
        return found(await self._one(_OWN, FrameworkRecord, issuer_id=issuer_id, id=framework_id), "framework")

    async def public(self, framework_id: UUID, uri: str) -> FrameworkRecord | None:
        """Any tenant's, by its id, else by the address it was imported under; so nobody can stand before another."""
        return await self._one(_PUBLIC, FrameworkRecord, framework_id=framework_id, uri=uri)

    async def at(self, issuer_id: UUID, uris: Sequence[str]) -> list[CompetencyRecord]:
        """The issuer's competencies at these addresses: what its achievements are aligned to."""
        return await self._all(_AT, CompetencyRecord, issuer_id=issuer_id, uris=list(uris)) if uris else []

    async def parts(self, framework_id: UUID, identifier: str) -> list[CompetencyRecord]:
        """Those directly below a competency."""
        return await self._all(_PARTS, CompetencyRecord, framework_id=framework_id, parent=identifier)

    async def by_identifier(self, issuer_id: UUID, identifier: str) -> FrameworkRecord | None:
        """Locked until the transaction ends, so that two imports of it follow one another."""
        locked = _BY_IDENTIFIER.with_for_update()
        return await self._one(locked, FrameworkRecord, issuer_id=issuer_id, identifier=identifier)

    async def page(self, issuer_id: UUID, after: UUID | None = None, limit: int = 100) -> list[FrameworkRecord]:
        query = rows(frameworks, FrameworkRecord).where(frameworks.c.issuer_id == issuer_id)
        return await self._all(after_id(query, frameworks.c.id, after, limit), FrameworkRecord)

    async def competencies(self, framework_id: UUID) -> list[CompetencyRecord]:
        """All of them (at most MAX_COMPETENCIES of domain/competency, and those that vanished)."""
        return await self._all(_ALL, CompetencyRecord, framework_id=framework_id)

    async def competency_page(self, framework_id: UUID, after: int, limit: int) -> list[CompetencyRecord]:
        """Those whose position follows `after`."""
        query = _ALL.where(competencies.c.position > after).limit(max(1, min(limit, MAX_PAGE)))
        return await self._all(query, CompetencyRecord, framework_id=framework_id)

    async def competency(self, framework_id: UUID, identifier: str) -> CompetencyRecord:
        """Raises NOT_FOUND."""
        one = await self._one(_COMPETENCY, CompetencyRecord, framework_id=framework_id, identifier=identifier)
        return found(one, "competency")

    async def put(self, changed: Sequence[CompetencyRecord]) -> None:
        """New ones, and those that are known by their identifier in place of what they were."""
        if changed:
            await self._connection.execute(_PUT, [values(record) for record in changed])

    async def describe(self, competency: CompetencyRecord, **members: Any) -> None:
        await self._connection.execute(update(competencies).where(competencies.c.id == competency.id).values(**members))

    async def alignments(self, issuer_id: UUID) -> Iterable[tuple[str, str, str]]:
        """(achievement URL, its name, address it aligns to), wherever in the achievement the alignment stands."""
        found_rows = await self._connection.execute(_ALIGNED, {"issuer_id": issuer_id})
        return [(url, name, target) for url, name, target in found_rows]
