"""Awards: which certification a learner holds, by which rule, evaluation and badges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from stackcred_issuer.store.repository import MAX_PAGE, Repository, after_id, rows, rows_by, values
from stackcred_issuer.store.tables import award_bundles, award_claims, award_holdings, awards

AwardState = Literal["active", "grace", "flagged", "suspended", "revoked"]


@dataclass(frozen=True, slots=True)
class AwardRecord:
    """One certification of one learner in one period (1, 2, … with each renewal).

    badge_id: the signed credential. rule_version, rule_digest, evaluation: what it was awarded on, verbatim.
    latest_evaluation: the outcome that led to its present state. cause: the id of what led there.
    broken_at: since when its rule no longer holds. valid_until: the end of its period, None without renewal.
    reminded_at: when its holder was told that it ends.
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
    valid_until: datetime | None = None
    reminded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BundleRecord:
    """The evidence bundle last handed out. grounds: what it was gathered from, in one digest. digest: its own."""

    award_id: UUID
    grounds: str
    document: bytes
    digest: str
    gathered_at: datetime


_CURRENT = rows_by(awards, AwardRecord, "certification_id", "learner_id").order_by(awards.c.period.desc()).limit(1)
_BY_BADGE = rows_by(awards, AwardRecord, "badge_id")
_OF_LEARNER = rows_by(awards, AwardRecord, "learner_id").order_by(awards.c.id)
_BUNDLE = rows_by(award_bundles, BundleRecord, "award_id")
_HOLDINGS = select(award_holdings.c.digest, award_holdings.c.document).where(
    award_holdings.c.award_id == bindparam("award_id")
)
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

    async def in_grace(self, after: UUID | None = None, limit: int = MAX_PAGE) -> list[AwardRecord]:
        """Every tenant's awards that wait for their grace to end, by id, a page at a time."""
        query = rows(awards, AwardRecord).where(awards.c.state == "grace")
        return await self._all(after_id(query, awards.c.id, after, limit), AwardRecord)

    async def all(
        self, *, certification_id: UUID | None = None, after: UUID | None = None, limit: int = MAX_PAGE
    ) -> list[AwardRecord]:
        """Every tenant's awards that are not revoked, or those of one certification, by id, a page at a time."""
        query = rows(awards, AwardRecord).where(awards.c.state != "revoked")
        if certification_id is not None:
            query = query.where(awards.c.certification_id == certification_id)
        return await self._all(after_id(query, awards.c.id, after, limit), AwardRecord)

    async def count(self) -> int:
        """How many `all` gives."""
        query = select(func.count()).select_from(awards).where(awards.c.state != "revoked")
        return int((await self._connection.execute(query)).scalar_one())

    async def current_of(self, certification_id: UUID, learner_ids: Sequence[UUID]) -> dict[UUID, AwardRecord]:
        """The award of the latest period of each of these learners who has one."""
        query = (
            rows(awards, AwardRecord)
            .where(awards.c.certification_id == certification_id, awards.c.learner_id.in_(learner_ids))
            .order_by(awards.c.period)
        )
        return {award.learner_id: award for award in await self._all(query, AwardRecord)}

    async def ending(self, before: datetime, limit: int = MAX_PAGE) -> list[AwardRecord]:
        """Awards that end before an instant and whose holders were not told so yet, the first to end first."""
        query = (
            rows(awards, AwardRecord)
            .where(awards.c.state != "revoked", awards.c.valid_until < before, awards.c.reminded_at.is_(None))
            .order_by(awards.c.valid_until, awards.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return await self._all(query, AwardRecord)

    async def mark_reminded(self, award_ids: Iterable[UUID], at: datetime) -> None:
        """Their holders were told that they end."""
        await self._connection.execute(update(awards).where(awards.c.id.in_(list(award_ids))).values(reminded_at=at))

    async def keep_holdings(self, award_id: UUID, digest: str, document: bytes) -> None:
        """The holdings an evaluation of this award was made on, by their digest; the same ones are kept once."""
        await self._connection.execute(
            upsert(award_holdings).values(award_id=award_id, digest=digest, document=document).on_conflict_do_nothing()
        )

    async def holdings(self, award_id: UUID) -> dict[str, bytes]:
        """The holdings that were kept for an award, by digest."""
        return {row.digest: row.document for row in await self._connection.execute(_HOLDINGS, {"award_id": award_id})}

    async def forget_holdings(self, award_id: UUID, keep: Iterable[str]) -> None:
        """Drop the holdings that no evaluation of the award is about any more."""
        await self._connection.execute(
            delete(award_holdings).where(
                award_holdings.c.award_id == award_id, award_holdings.c.digest.not_in(list(keep))
            )
        )

    async def bundle(self, award_id: UUID) -> BundleRecord | None:
        """The bundle last handed out for an award."""
        return await self._one(_BUNDLE, BundleRecord, award_id=award_id)

    async def put_bundle(self, bundle: BundleRecord) -> None:
        """In place of an earlier one."""
        offered = upsert(award_bundles).values(values(bundle))
        await self._connection.execute(
            offered.on_conflict_do_update(
                index_elements=["award_id"],
                set_={name: offered.excluded[name] for name in ("grounds", "document", "digest", "gathered_at")},
            )
        )

    async def claims(self, award_id: UUID) -> list[UUID]:
        """The badges an award rests on, by id."""
        return list((await self._connection.execute(_CLAIMS, {"award_id": award_id})).scalars())

    async def _claim(self, award_id: UUID, claims: Iterable[UUID]) -> None:
        claimed = [{"award_id": award_id, "badge_id": badge_id} for badge_id in sorted(set(claims))]
        if claimed:
            await self._connection.execute(insert(award_claims), claimed)


_FIXED = frozenset({"id", "issuer_id", "certification_id", "learner_id", "period", "created_at"})
