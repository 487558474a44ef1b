"""Badges and awards as they were signed, and their state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import exists, insert, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from stackcred_issuer.store.message import Statement, sql_of
from stackcred_issuer.store.repository import (
    MAX_PAGE,
    Repository,
    after_id,
    among,
    each,
    found,
    given,
    insert_all,
    rows,
    rows_by,
)
from stackcred_issuer.store.tables import badge_visibility, badges, expired_badges, former_documents

BadgeKind = Literal["badge", "award"]
BadgeState = Literal["active", "suspended", "revoked"]


@dataclass(frozen=True, slots=True)
class BadgeRecord:
    """One signed credential.

    document: the bytes that were signed and sent, verbatim; digest: their digestMultibase.
    kind: `badge` from an assessment or by hand, `award` of a certification.
    register_id, status_index: its place in both status lists, never given to another badge.
    """

    id: UUID
    issuer_id: UUID
    learner_id: UUID
    achievement_id: UUID
    achievement_url: str
    assessment_id: UUID | None
    kind: BadgeKind
    document: bytes
    digest: str
    key_id: UUID
    state: BadgeState
    state_reason: str | None
    state_at: datetime
    issued_at: datetime
    valid_from: datetime
    valid_until: datetime | None
    register_id: UUID
    status_index: int
    revocation_list: UUID
    suspension_list: UUID


_ADD = insert(badges)
_ADD_ALL = sql_of(insert_all(badges, BadgeRecord))
_OWN = rows_by(badges, BadgeRecord, "issuer_id", "id")
_ANY = rows_by(badges, BadgeRecord, "id")
_SEEN = _ANY.where(
    ~exists().where(badge_visibility.c.badge_id == badges.c.id, badge_visibility.c.visibility == "private")
)
_OF_IDS = rows(badges, BadgeRecord).where(among(badges.c.id))
_OF_LEARNER = rows_by(badges, BadgeRecord, "learner_id").order_by(badges.c.id)


class Badges(Repository):
    """The signed credentials of each issuer. Documents never change; states do."""

    async def add(self, badge: BadgeRecord) -> None:
        """Raises CONFLICT when its status index was used before."""
        await self._add(_ADD, badge)

    def add_all_statement(self, added: Sequence[BadgeRecord]) -> Statement[None]:
        """Many at once. Raises CONFLICT as `add` does."""
        return Statement(_ADD_ALL, given(added))

    async def of_ids(self, ids: Iterable[UUID]) -> dict[UUID, BadgeRecord]:
        """Those of these that there are. Their ids come from rows that the caller may see."""
        wanted = [(badge_id,) for badge_id in ids]
        found = await self._all(_OF_IDS, BadgeRecord, **each([badges.c.id], wanted)) if wanted else []
        return {badge.id: badge for badge in found}

    async def get(self, issuer_id: UUID, badge_id: UUID) -> BadgeRecord:
        """Raises NOT_FOUND."""
        return found(await self._one(_OWN, BadgeRecord, issuer_id=issuer_id, id=badge_id), "badge")

    async def public(self, badge_id: UUID) -> BadgeRecord | None:
        """Any tenant's, for its public page; None also for one that its learner keeps private."""
        return await self._one(_SEEN, BadgeRecord, id=badge_id)

    async def any(self, badge_id: UUID) -> BadgeRecord | None:
        """Any tenant's, private ones too: whether the asker may see it is the caller's to find out."""
        return await self._one(_ANY, BadgeRecord, id=badge_id)

    async def of_learner(self, learner_id: UUID) -> list[BadgeRecord]:
        """All of one learner's, whatever their state, by id."""
        return await self._all(_OF_LEARNER, BadgeRecord, learner_id=learner_id)

    async def of_learners(self, learner_ids: Sequence[UUID]) -> list[BadgeRecord]:
        """All of these learners', by id."""
        query = rows(badges, BadgeRecord).where(badges.c.learner_id.in_(learner_ids)).order_by(badges.c.id)
        return await self._all(query, BadgeRecord)

    async def newly_expired(self, limit: int = MAX_PAGE) -> list[BadgeRecord]:
        """Badges that ended before now and were not given by this method before; given once, with the commit."""
        seen = exists().where(expired_badges.c.badge_id == badges.c.id)
        query = rows(badges, BadgeRecord).where(badges.c.valid_until < self._now, ~seen)
        found = await self._all(query.order_by(badges.c.valid_until, badges.c.id).limit(limit), BadgeRecord)
        if found:
            told = upsert(expired_badges).values([{"badge_id": badge.id} for badge in found])
            await self._connection.execute(told.on_conflict_do_nothing())
        return found

    async def page(
        self,
        issuer_id: UUID,
        *,
        learner_id: UUID | None = None,
        after: UUID | None = None,
        limit: int = 100,
    ) -> list[BadgeRecord]:
        query = rows(badges, BadgeRecord).where(badges.c.issuer_id == issuer_id)
        if learner_id is not None:
            query = query.where(badges.c.learner_id == learner_id)
        return await self._all(after_id(query, badges.c.id, after, limit), BadgeRecord)

    async def set_state(self, badge_id: UUID, state: BadgeState, reason: str | None, at: datetime) -> None:
        """Change the state only; the status bit is `Statuses.set`, the learner is locked by the caller."""
        await self._connection.execute(
            update(badges).where(badges.c.id == badge_id).values(state=state, state_reason=reason, state_at=at)
        )

    async def replace_document(
        self, badge_id: UUID, document: bytes, digest: str, key_id: UUID, at: datetime
    ) -> BadgeRecord:
        """Serve the same badge under a new signature; the former bytes are kept. Raises NOT_FOUND."""
        one = badges.c.id == badge_id
        former = select(
            badges.c.id,
            badges.c.digest,
            badges.c.document,
            badges.c.key_id,
            literal(at, badges.c.state_at.type),
        ).where(one)
        await self._connection.execute(
            insert(former_documents).from_select(["badge_id", "digest", "document", "key_id", "replaced_at"], former)
        )
        changed = update(badges).where(one).values(document=document, digest=digest, key_id=key_id)
        return found(
            await self._one(changed.returning(*rows(badges, BadgeRecord).selected_columns), BadgeRecord), "badge"
        )

    async def former_documents(self, badge_id: UUID) -> list[bytes]:
        """What was served before, the first one first."""
        query = (
            select(former_documents.c.document)
            .where(former_documents.c.badge_id == badge_id)
            .order_by(former_documents.c.replaced_at)
        )
        return list((await self._connection.execute(query)).scalars())

    async def signed_by(self, key_id: UUID, after: UUID | None = None, limit: int = 100) -> list[BadgeRecord]:
        """One page of what a key signed, by id: work through it when the key is compromised."""
        query = rows(badges, BadgeRecord).where(badges.c.key_id == key_id)
        return await self._all(after_id(query, badges.c.id, after, limit), BadgeRecord)
