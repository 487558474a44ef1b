"""Awards: which certification a learner holds, by which rule, evaluation and badges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from stackcred_issuer.store.repository import Repository, rows, rows_by, values
from stackcred_issuer.store.tables import award_claims, awards

AwardState = Literal["active", "grace", "flagged", "suspended", "revoked"]


@dataclass(frozen=True, slots=True)
class AwardRecord:
    """One certification of one learner in one period (1, 2, … with each renewal).

    badge_id: the signed credential. rule_version, rule_digest, evaluation: what it was awarded on, verbatim.
    latest_evaluation: the outcome that led to its present state. cause: the id of what led there.
    broken_at: since when its rule no longer holds.
    """

    id: UUID
    issuer_id: UUID
    certification_id: UUID
    learner_id: UUID
    period: int
    badge_id: UUID
    rule_version: int
    rule_digest: str
    evaluation: bytes
    latest_evaluation: bytes
    state: AwardState
    cause: str
    broken_at: datetime | None
    created_at: datetime
    updated_at: datetime


_CURRENT = rows_by(awards, AwardRecord, "certification_id", "learner_id").order_by(awards.c.period.desc()).limit(1)
_BY_BADGE = rows_by(awards, AwardRecord, "badge_id")
_OF_LEARNER = rows_by(awards, AwardRecord, "learner_id").order_by(awards.c.id)
_IN_STATE = rows_by(awards, AwardRecord, "state").order_by(awards.c.id)
_CLAIMING = (
    rows(awards, AwardRecord)
    .join(award_claims, award_claims.c.award_id == awards.c.id)
    .where(award_claims.c.badge_id == bindparam("badge_id"))
    .order_by(awards.c.id)
)
_CLAIMS = (
    select(award_claims.c.badge_id)
    .where(award_claims.c.award_id == bindparam("award_id"))
    .order_by(award_claims.c.badge_id)
)


class Awards(Repository):
    """The awards of each issuer and the badges each one claims."""

    async def add(self, award: AwardRecord, claims: Iterable[UUID] = ()) -> bool:
        """False when this learner has the certification for this period already: nothing was added."""
        added = await self._connection.execute(
            upsert(awards)
            .values(values(award))
            .on_conflict_do_nothing(index_elements=["certification_id", "learner_id", "period"])
            .returning(awards.c.id)
        )
        if added.first() is None:
            return False
        await self._claim(award.id, claims)
        return True

    async def current(self, certification_id: UUID, learner_id: UUID) -> AwardRecord | None:
        """The award of the latest period, whatever its state."""
        return await self._one(_CURRENT, AwardRecord, certification_id=certification_id, learner_id=learner_id)

    async def update(self, award: AwardRecord, claims: Iterable[UUID] | None = None) -> None:
        """Store everything of it that may change; `claims` replace the claimed badges unless None."""
        changed = {name: value for name, value in values(award).items() if name not in _FIXED}
        await self._connection.execute(update(awards).where(awards.c.id == award.id).values(changed))
        if claims is not None:
            await self._connection.execute(delete(award_claims).where(award_claims.c.award_id == award.id))
            await self._claim(award.id, claims)

    async def by_badge(self, badge_id: UUID) -> AwardRecord | None:
        """The award whose signed credential this is."""
        return await self._one(_BY_BADGE, AwardRecord, badge_id=badge_id)

    async def of_learner(self, learner_id: UUID) -> list[AwardRecord]:
        """All of one learner's, by id."""
        return await self._all(_OF_LEARNER, AwardRecord, learner_id=learner_id)

    async def claiming(self, badge_id: UUID) -> list[AwardRecord]:
        """The awards that rest on this badge, by id."""
        return await self._all(_CLAIMING, AwardRecord, badge_id=badge_id)

    async def in_grace(self) -> list[AwardRecord]:
        """Every tenant's awards that wait for their grace to end, by id."""
        return await self._all(_IN_STATE, AwardRecord, state="grace")

    async def claims(self, award_id: UUID) -> list[UUID]:
        """The badges an award rests on, by id."""
        return list((await self._connection.execute(_CLAIMS, {"award_id": award_id})).scalars())

    async def _claim(self, award_id: UUID, claims: Iterable[UUID]) -> None:
        claimed = [{"award_id": award_id, "badge_id": badge_id} for badge_id in sorted(set(claims))]
        if claimed:
            await self._connection.execute(insert(award_claims), claimed)


_FIXED = frozenset({"id", "issuer_id", "certification_id", "learner_id", "period", "created_at"})
