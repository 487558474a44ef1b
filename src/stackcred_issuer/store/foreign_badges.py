"""Badges that other issuers gave our learners: verbatim, with the report of their verification and their status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import func, insert, select, update

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.store.repository import Repository, after_id, found, rows, rows_by
from stackcred_issuer.store.tables import foreign_badges

Standing = Literal["held", "duplicate", "not_theirs", "withdrawn"]
ForeignStatus = Literal["active", "suspended", "revoked", "unknown"]


@dataclass(frozen=True, slots=True)
class ForeignBadgeRecord:
    """One badge as it was brought.

    document: the bytes, verbatim; digest: their digestMultibase. foreign_issuer, credential_id: what makes two
    documents the same badge. standing: whether it is a holding, and `reason` why not. status: what the issuer said
    when last asked, `unknown` when that could not be found out. failures: in a row, of asking.
    """

    id: UUID
    issuer_id: UUID
    learner_id: UUID
    foreign_issuer: str
    credential_id: str
    achievement: str
    name: str | None
    document: bytes
    digest: str
    report: JsonObject
    standing: Standing
    reason: str | None
    status: ForeignStatus
    status_reason: str | None
    received_at: datetime
    checked_at: datetime
    next_check_at: datetime
    failures: int


_OWN = rows_by(foreign_badges, ForeignBadgeRecord, "issuer_id", "learner_id", "id")
_OF_LEARNER = rows_by(foreign_badges, ForeignBadgeRecord, "learner_id").order_by(foreign_badges.c.id)
_SAME_BYTES = rows_by(foreign_badges, ForeignBadgeRecord, "learner_id", "digest")


class ForeignBadges(Repository):
    """What each issuer's learners have brought."""

    async def add(self, badge: ForeignBadgeRecord) -> None:
        await self._add(insert(foreign_badges), badge)

    async def get(self, issuer_id: UUID, learner_id: UUID, badge_id: UUID) -> ForeignBadgeRecord:
        """Raises NOT_FOUND."""
        record = await self._one(_OWN, ForeignBadgeRecord, issuer_id=issuer_id, learner_id=learner_id, id=badge_id)
        return found(record, "badge")

    async def of_learner(self, learner_id: UUID) -> list[ForeignBadgeRecord]:
        """All that the learner brought, whatever came of it, the oldest first."""
        return await self._all(_OF_LEARNER, ForeignBadgeRecord, learner_id=learner_id)

    async def page(self, learner_id: UUID, after: UUID | None, limit: int) -> list[ForeignBadgeRecord]:
        query = rows(foreign_badges, ForeignBadgeRecord).where(foreign_badges.c.learner_id == learner_id)
        return await self._all(after_id(query, foreign_badges.c.id, after, limit), ForeignBadgeRecord)

    async def with_digest(self, learner_id: UUID, digest: str) -> ForeignBadgeRecord | None:
        """The very same bytes, brought before."""
        return await self._one(_SAME_BYTES, ForeignBadgeRecord, learner_id=learner_id, digest=digest)

    async def count(self, learner_id: UUID) -> int:
        query = select(func.count()).where(foreign_badges.c.learner_id == learner_id)
        return int((await self._connection.execute(query)).scalar_one())

    async def withdraw(self, badge_id: UUID, reason: str) -> None:
        query = update(foreign_badges).where(foreign_badges.c.id == badge_id)
        await self._connection.execute(query.values(standing="withdrawn", reason=reason))

    async def take_due(self, until: datetime, limit: int) -> list[ForeignBadgeRecord]:
        """Up to `limit` badges of any tenant that are due, and nobody else's until then; the longest due first."""
        due = (
            select(foreign_badges.c.id)
            .where(foreign_badges.c.standing == "held", foreign_badges.c.next_check_at <= self._now)
            .order_by(foreign_badges.c.next_check_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        taken = update(foreign_badges).where(foreign_badges.c.id.in_(due)).values(next_check_at=until)
        columns = [foreign_badges.c[name] for name in ForeignBadgeRecord.__slots__]
        return [ForeignBadgeRecord(*row) for row in await self._connection.execute(taken.returning(*columns))]

    async def checked(
        self, badge_id: UUID, status: ForeignStatus, reason: str | None, next_check_at: datetime, failures: int
    ) -> None:
        """What asking again came to."""
        query = update(foreign_badges).where(foreign_badges.c.id == badge_id)
        await self._connection.execute(
            query.values(
                status=status,
                status_reason=reason,
                checked_at=self._now,
                next_check_at=next_check_at,
                failures=failures,
            )
        )

    async def holders(
        self, issuer_id: UUID, *, achievements: Sequence[str] | None = None, foreign_issuer: str | None = None
    ) -> list[UUID]:
        """Learners who hold a foreign badge for one of these achievements, or of this issuer, by id."""
        query = select(foreign_badges.c.learner_id).where(
            foreign_badges.c.issuer_id == issuer_id, foreign_badges.c.standing == "held"
        )
        if achievements is not None:
            query = query.where(foreign_badges.c.achievement.in_(achievements))
        if foreign_issuer is not None:
            query = query.where(foreign_badges.c.foreign_issuer == foreign_issuer)
        ordered = query.distinct().order_by(foreign_badges.c.learner_id)
        return list((await self._connection.execute(ordered)).scalars())
