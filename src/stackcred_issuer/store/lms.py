"""Posts of learning platforms, each once, and the mapping from their activities to achievements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.store.repository import MAX_PAGE, Repository, after_id, found, rows, rows_by, values
from stackcred_issuer.store.tables import learner_identifiers, lms_activities, lms_posts

LmsState = Literal["recorded", "parked", "ignored", "voided"]


@dataclass(frozen=True, slots=True)
class ActivityRecord:
    """What an activity of a platform means here. result_description: whose scale its score is on."""

    id: UUID
    issuer_id: UUID
    activity: str
    achievement_id: UUID
    result_description: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LmsPostRecord:
    """One post. source_id: its protocol's own id of it. report: what it says, None for what is no result.

    reason: why it is parked, for a person to act upon.
    """

    id: UUID
    issuer_id: UUID
    client_id: UUID
    protocol: str
    source_id: str
    body_digest: bytes
    body: JsonObject | None
    state: LmsState
    reason: str | None
    activity: str | None
    report: JsonObject | None
    assessment_id: UUID | None
    received_at: datetime


_OWN = rows_by(lms_posts, LmsPostRecord, "issuer_id", "id")
_BY_SOURCE = rows_by(lms_posts, LmsPostRecord, "client_id", "protocol", "source_id")
_CLAIM = upsert(lms_posts).on_conflict_do_nothing().returning(lms_posts.c.id)
_ACTIVITY = rows_by(lms_activities, ActivityRecord, "issuer_id", "activity")
_OFFERED = upsert(lms_activities)
_PUT = _OFFERED.on_conflict_do_update(
    index_elements=["issuer_id", "activity"],
    set_={name: _OFFERED.excluded[name] for name in ("achievement_id", "result_description")},
)
_ACCOUNT_KNOWN = (
    select(learner_identifiers.c.learner_id)
    .where(
        learner_identifiers.c.issuer_id == lms_posts.c.issuer_id,
        learner_identifiers.c.type == lms_posts.c.report["account"]["type"].astext,
        learner_identifiers.c.value == lms_posts.c.report["account"]["value"].astext,
    )
    .exists()
)
_IS_EMAIL = lms_posts.c.report["account"]["type"].astext == "emailAddress"


class Lms(Repository):
    """What came in by a platform's own protocol."""

    async def claim(self, post: LmsPostRecord) -> LmsPostRecord:
        """Keep it, or answer the one that came before under the same id; ours until the transaction ends."""
        if (await self._connection.execute(_CLAIM, values(post))).first() is not None:
            return post
        before = await self.by_source(post.client_id, post.protocol, post.source_id)
        return found(before, "post")

    async def by_source(self, client_id: UUID, protocol: str, source_id: str) -> LmsPostRecord | None:
        return await self._one(_BY_SOURCE, LmsPostRecord, client_id=client_id, protocol=protocol, source_id=source_id)

    async def get(self, issuer_id: UUID, post_id: UUID) -> LmsPostRecord:
        """Raises NOT_FOUND."""
        return found(await self._one(_OWN, LmsPostRecord, issuer_id=issuer_id, id=post_id), "post")

    async def settle(self, post: LmsPostRecord, state: LmsState, **members: Any) -> None:
        """Write down what became of it; a reason of before is gone."""
        changes = {"state": state, "reason": None, **members}
        await self._connection.execute(update(lms_posts).where(lms_posts.c.id == post.id).values(**changes))

    async def parked(self, issuer_id: UUID, after: UUID | None = None, limit: int = 100) -> list[LmsPostRecord]:
        """The inbox: what waits for a mapping."""
        query = rows(lms_posts, LmsPostRecord).where(lms_posts.c.issuer_id == issuer_id, lms_posts.c.state == "parked")
        return await self._all(after_id(query, lms_posts.c.id, after, limit), LmsPostRecord)

    async def ready(self, issuer_id: UUID | None, limit: int, activity: str | None = None) -> list[LmsPostRecord]:
        """Parked posts whose activity and account are known by now, the oldest first; of all issuers if None.

        activity: those of this one, whether the account is known or not.
        """
        mapped = (lms_activities.c.issuer_id == lms_posts.c.issuer_id) & (
            lms_activities.c.activity == lms_posts.c.activity
        )
        query = rows(lms_posts, LmsPostRecord).join(lms_activities, mapped).where(lms_posts.c.state == "parked")
        query = query.where(lms_posts.c.activity == activity if activity is not None else _IS_EMAIL | _ACCOUNT_KNOWN)
        if issuer_id is not None:
            query = query.where(lms_posts.c.issuer_id == issuer_id)
        return await self._all(query.order_by(lms_posts.c.id).limit(max(1, min(limit, MAX_PAGE))), LmsPostRecord)

    async def latest(self, client_id: UUID, protocol: str, after: UUID | None, limit: int) -> list[LmsPostRecord]:
        """A client's own posts by one protocol, in the order they came."""
        query = rows(lms_posts, LmsPostRecord).where(
            lms_posts.c.client_id == client_id, lms_posts.c.protocol == protocol
        )
        return await self._all(after_id(query, lms_posts.c.id, after, limit), LmsPostRecord)

    async def put_activity(self, activity: ActivityRecord) -> None:
        """In place of what the activity meant before."""
        await self._connection.execute(_PUT, values(activity))

    async def activity(self, issuer_id: UUID, activity: str) -> ActivityRecord | None:
        return await self._one(_ACTIVITY, ActivityRecord, issuer_id=issuer_id, activity=activity)

    async def activities(self, issuer_id: UUID, after: UUID | None = None, limit: int = 100) -> list[ActivityRecord]:
        query = rows(lms_activities, ActivityRecord).where(lms_activities.c.issuer_id == issuer_id)
        return await self._all(after_id(query, lms_activities.c.id, after, limit), ActivityRecord)

    async def drop_activity(self, issuer_id: UUID, activity_id: UUID) -> None:
        """Raises NOT_FOUND. What was recorded by it stays."""
        own = (lms_activities.c.issuer_id == issuer_id) & (lms_activities.c.id == activity_id)
        gone = await self._connection.execute(delete(lms_activities).where(own).returning(lms_activities.c.id))
        found(gone.first(), "activity")

    async def knows(self, issuer_id: UUID, kind: str, value: str) -> bool:
        """Whether an account is a learner's."""
        query = select(func.count()).where(
            learner_identifiers.c.issuer_id == issuer_id,
            learner_identifiers.c.type == bindparam("kind"),
            learner_identifiers.c.value == bindparam("value"),
        )
        return bool((await self._connection.execute(query, {"kind": kind, "value": value})).scalar())
