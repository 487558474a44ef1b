"""Statements our issuers have signed: endorsements, attestations, equivalences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import bindparam, insert, or_, select, update

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.store.repository import Repository, after_id, found, rows, rows_by
from stackcred_issuer.store.tables import badges, statements

StatementKind = Literal["endorsement", "attestation", "equivalence"]


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """One signed statement.

    document: the bytes that were signed, verbatim; digest: their digestMultibase. subject: what it is about.
    report: of our own verification, None until there is one. counts_as: the achievement an equivalence leads to.
    """

    id: UUID
    issuer_id: UUID
    kind: StatementKind
    learner_id: UUID | None
    badge_id: UUID | None
    subject: str
    counts_as: str | None
    role: str | None
    claim: str | None
    document: bytes
    digest: str
    report: JsonObject | None
    key_id: UUID
    state: Literal["active", "revoked", "expired"]
    state_reason: str | None
    state_at: datetime
    issued_at: datetime
    valid_until: datetime | None
    register_id: UUID
    status_index: int
    revocation_list: UUID
    suspension_list: UUID


_OWN = rows_by(statements, StatementRecord, "issuer_id", "id")
_LOCKED = _OWN.with_for_update()
_ANY = rows_by(statements, StatementRecord, "id")
_STANDING = (
    rows(statements, StatementRecord)
    .where(
        statements.c.issuer_id == bindparam("issuer_id"),
        statements.c.state == "active",
        or_(
            statements.c.learner_id == bindparam("learner_id"),
            statements.c.learner_id.is_(None) & statements.c.subject.in_(bindparam("subjects", expanding=True)),
        ),
    )
    .order_by(statements.c.id)
)
_TARGETS = (
    select(statements.c.counts_as)
    .where(
        statements.c.issuer_id == bindparam("issuer_id"),
        statements.c.kind == "equivalence",
        statements.c.subject.in_(bindparam("subjects", expanding=True)),
    )
    .distinct()
    .order_by(statements.c.counts_as)
)


class Statements(Repository):
    """What each issuer has signed about others' word."""

    async def add(self, statement: StatementRecord) -> None:
        await self._add(insert(statements), statement)

    async def get(self, issuer_id: UUID, statement_id: UUID, *, lock: bool = False) -> StatementRecord:
        """Raises NOT_FOUND."""
        query = _LOCKED if lock else _OWN
        return found(await self._one(query, StatementRecord, issuer_id=issuer_id, id=statement_id), "statement")

    async def public(self, statement_id: UUID) -> StatementRecord | None:
        """Any tenant's, by its own address."""
        return await self._one(_ANY, StatementRecord, id=statement_id)

    async def page(
        self,
        issuer_id: UUID,
        *,
        equivalences: bool,
        learner_id: UUID | None = None,
        after: UUID | None = None,
        limit: int = 100,
    ) -> list[StatementRecord]:
        """Equivalences, or all the others."""
        kind = statements.c.kind == "equivalence"
        query = rows(statements, StatementRecord).where(
            statements.c.issuer_id == issuer_id, kind if equivalences else ~kind
        )
        if learner_id is not None:
            query = query.where(statements.c.learner_id == learner_id)
        return await self._all(after_id(query, statements.c.id, after, limit), StatementRecord)

    async def standing(self, issuer_id: UUID, learner_id: UUID, subjects: list[str]) -> list[StatementRecord]:
        """Those not revoked that concern this learner: about them, and equivalences for everybody of these subjects."""
        return await self._all(
            _STANDING, StatementRecord, issuer_id=issuer_id, learner_id=learner_id, subjects=subjects
        )

    async def end_due(self, limit: int) -> list[StatementRecord]:
        """Mark as expired those of any tenant whose time is over, up to `limit`."""
        due = (
            select(statements.c.id)
            .where(statements.c.state == "active", statements.c.valid_until <= self._now)
            .order_by(statements.c.valid_until)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        ended = update(statements).where(statements.c.id.in_(due)).values(state="expired", state_at=self._now)
        columns = [statements.c[name] for name in StatementRecord.__slots__]
        return [StatementRecord(*row) for row in await self._connection.execute(ended.returning(*columns))]

    async def keep_report(self, statement_id: UUID, report: JsonObject) -> None:
        await self._connection.execute(update(statements).where(statements.c.id == statement_id).values(report=report))

    async def forget_signed_by(self, key_id: UUID) -> None:
        """Drop the reports on what a key signed: it vouches for nothing any more."""
        await self._connection.execute(update(statements).where(statements.c.key_id == key_id).values(report=None))

    async def revoke(self, statement_id: UUID, reason: str | None, at: datetime) -> None:
        query = update(statements).where(statements.c.id == statement_id)
        await self._connection.execute(query.values(state="revoked", state_reason=reason, state_at=at))

    async def targets(self, issuer_id: UUID, subjects: list[str]) -> list[str]:
        """The achievements that badges for these, or these badges, may count as, by any statement ever made."""
        return list(
            (await self._connection.execute(_TARGETS, {"issuer_id": issuer_id, "subjects": subjects})).scalars()
        )

    async def sources(self, issuer_id: UUID, counts_as: list[str]) -> list[str]:
        """What counts as one of these achievements by any statement ever made."""
        query = select(statements.c.subject).where(
            statements.c.issuer_id == issuer_id, statements.c.counts_as.in_(counts_as)
        )
        return sorted(set((await self._connection.execute(query)).scalars()))

    async def attested(self, issuer_id: UUID) -> list[UUID]:
        """Learners of whom somebody has spoken, by id."""
        query = select(statements.c.learner_id).where(
            statements.c.issuer_id == issuer_id, statements.c.learner_id.is_not(None)
        )
        return sorted(set((await self._connection.execute(query)).scalars()))

    async def about_everybody(self, issuer_id: UUID) -> bool:
        """Whether a statement that stands is about no learner in particular."""
        general = select(statements.c.id).where(
            statements.c.issuer_id == issuer_id, statements.c.learner_id.is_(None), statements.c.state == "active"
        )
        return (await self._connection.execute(general.limit(1))).first() is not None

    async def own_holders(self, issuer_id: UUID, achievement_url: str) -> list[UUID]:
        """Learners with a badge of our own for an achievement, by id."""
        query = select(badges.c.learner_id).where(
            badges.c.issuer_id == issuer_id, badges.c.achievement_url == achievement_url
        )
        return sorted(set((await self._connection.execute(query)).scalars()))
