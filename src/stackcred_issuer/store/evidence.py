"""Evidence that was added to learners, each entry with what is known of its file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, bindparam, delete, func, insert, select, update

from stackcred_issuer.store.blobs import BlobRecord
from stackcred_issuer.store.message import Statement, sql_of
from stackcred_issuer.store.repository import Repository, after_id, found, rows
from stackcred_issuer.store.tables import assessments, blobs, evidence

EvidenceKind = Literal["file", "link", "narrative"]
Audience = Literal["private", "links", "badge"]


@dataclass(frozen=True, slots=True)
class EvidenceRecord:
    """badge_id: the badge it is attached to. client_id: who added it; None: the learner.

    audience: `private` to the learner, also behind `links` that show its badge, or wherever its `badge` is seen.
    """

    id: UUID
    issuer_id: UUID
    learner_id: UUID
    badge_id: UUID | None
    client_id: UUID | None
    kind: EvidenceKind
    name: str
    description: str | None
    narrative: str | None
    url: str | None
    digest: bytes | None
    audience: Audience
    created_at: datetime


@dataclass(frozen=True, slots=True)
class EvidenceEntry:
    """blob: of a file."""

    record: EvidenceRecord
    blob: BlobRecord | None

    @property
    def id(self) -> UUID:
        return self.record.id


_ATTACH = sql_of(
    update(evidence)
    .where(evidence.c.id == func.any(bindparam("ids", type_=ARRAY(Uuid))))
    .values(badge_id=bindparam("badge"))
)
_WIDTH = len(fields(EvidenceRecord))
_ENTRIES = (
    rows(evidence, EvidenceRecord)
    .add_columns(*(blobs.c[field.name] for field in fields(BlobRecord)))
    .outerjoin_from(evidence, blobs, blobs.c.digest == evidence.c.digest)
)


def _entry(*row: Any) -> EvidenceEntry:
    blob = row[_WIDTH:]
    return EvidenceEntry(EvidenceRecord(*row[:_WIDTH]), None if blob[0] is None else BlobRecord(*blob))


class Evidence(Repository):
    """Whose it is, is the caller's to know; a client's own reads name its issuer."""

    async def add(self, record: EvidenceRecord) -> None:
        await self._add(insert(evidence), record)

    async def any(self, evidence_id: UUID) -> EvidenceEntry:
        """Raises NOT_FOUND. For gates that look at the learner or the badge next."""
        return found(await self._one(_ENTRIES.where(evidence.c.id == evidence_id), _entry), "evidence")

    async def of_client(self, issuer_id: UUID, evidence_id: UUID) -> EvidenceEntry:
        """What a client of this issuer has added. Raises NOT_FOUND, for what a learner added too."""
        query = _ENTRIES.where(_of_clients(issuer_id), evidence.c.id == evidence_id)
        return found(await self._one(query, _entry), "evidence")

    async def page(
        self, issuer_id: UUID, learner_id: UUID | None, after: UUID | None, limit: int
    ) -> list[EvidenceEntry]:
        """What clients of the issuer have added, to all learners or to one."""
        query = _ENTRIES.where(_of_clients(issuer_id))
        if learner_id is not None:
            query = query.where(evidence.c.learner_id == learner_id)
        return await self._all(after_id(query, evidence.c.id, after, limit), _entry)

    async def of_learners(self, learner_ids: Iterable[UUID]) -> list[EvidenceEntry]:
        """The newest first."""
        query = _ENTRIES.where(evidence.c.learner_id.in_(list(learner_ids)))
        return await self._all(query.order_by(evidence.c.created_at.desc(), evidence.c.id), _entry)

    async def with_badge(self, badge_id: UUID, audiences: Collection[Audience]) -> list[EvidenceEntry]:
        """What is attached to a badge and may be seen by these, the oldest first."""
        query = _ENTRIES.where(evidence.c.badge_id == badge_id, evidence.c.audience.in_(list(audiences)))
        return await self._all(query.order_by(evidence.c.created_at, evidence.c.id), _entry)

    async def among(self, issuer_id: UUID, ids: Iterable[UUID]) -> dict[UUID, EvidenceEntry]:
        """Of these, what clients of the issuer have added."""
        query = _ENTRIES.where(_of_clients(issuer_id), evidence.c.id.in_(list(ids)))
        return {entry.record.id: entry for entry in await self._all(query, _entry)}

    async def totals(self, learner_ids: Iterable[UUID], *, by_clients: bool) -> tuple[int, int]:
        """How many entries clients, or the learners themselves, have added to these learners, and bytes of files."""
        query = (
            select(func.count(), func.coalesce(func.sum(blobs.c.size), 0))
            .select_from(evidence.outerjoin(blobs, blobs.c.digest == evidence.c.digest))
            .where(
                evidence.c.learner_id.in_(list(learner_ids)),
                evidence.c.client_id.is_not(None) if by_clients else evidence.c.client_id.is_(None),
            )
        )
        count, size = (await self._connection.execute(query)).one()
        return int(count), int(size)

    async def is_signed(self, record: EvidenceRecord, url: str) -> bool:
        """Whether a result of the learner names it at this address."""
        named = assessments.c.body.contains({"evidence": [{"id": url}]})
        query = select(assessments.c.id).where(assessments.c.learner_id == record.learner_id, named)
        return (await self._connection.execute(query.limit(1))).first() is not None

    async def choose(self, evidence_id: UUID, audience: Audience, badge_id: UUID | None) -> None:
        changed = update(evidence).where(evidence.c.id == evidence_id).values(audience=audience, badge_id=badge_id)
        await self._connection.execute(changed)

    def attach_statement(self, ids: Sequence[UUID], badge_id: UUID) -> Statement[None]:
        """They belong to this badge from now on; who sees them stays as it is."""
        return Statement(_ATTACH, {"ids": list(ids), "badge": badge_id})

    async def remove(self, evidence_id: UUID) -> None:
        await self._connection.execute(delete(evidence).where(evidence.c.id == evidence_id))


def _of_clients(issuer_id: UUID) -> ColumnElement[bool]:
    return (evidence.c.issuer_id == issuer_id) & evidence.c.client_id.is_not(None)
