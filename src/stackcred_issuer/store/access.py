"""Sign-in links, sessions and sign-ins under way of learners; of the secrets only SHA-256 digests are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.learners import LearnerRecord
from stackcred_issuer.store.repository import Repository, rows, rows_by, values
from stackcred_issuer.store.tables import (
    badge_notices,
    badges,
    learner_identifiers,
    learner_sessions,
    learners,
    sign_in_links,
    sign_ins_under_way,
)

EMAIL = "emailAddress"
_OF_ADDRESS = (
    rows(learners, LearnerRecord)
    .join(learner_identifiers, learner_identifiers.c.learner_id == learners.c.id)
    .where(learner_identifiers.c.type == EMAIL, learner_identifiers.c.value == bindparam("email"))
    .order_by(learners.c.id)
)
_USE = (
    update(sign_in_links)
    .where(
        sign_in_links.c.digest == bindparam("token"),
        sign_in_links.c.used_at.is_(None),
        sign_in_links.c.expires_at > bindparam("now"),
    )
    .values(used_at=bindparam("now"))
    .returning(sign_in_links.c.email, sign_in_links.c.learner_id)
)
_USABLE = select(sign_in_links.c.email).where(
    sign_in_links.c.digest == bindparam("token"),
    sign_in_links.c.used_at.is_(None),
    sign_in_links.c.expires_at > bindparam("now"),
)
_SESSION = select(learner_sessions.c.email, learner_sessions.c.learner_id).where(
    learner_sessions.c.digest == bindparam("token"), learner_sessions.c.expires_at > bindparam("now")
)
_COME_BACK = (
    delete(sign_ins_under_way)
    .where(
        sign_ins_under_way.c.digest == bindparam("token"),
        sign_ins_under_way.c.party == bindparam("from_party"),
        sign_ins_under_way.c.expires_at > bindparam("now"),
    )
    .returning(sign_ins_under_way.c.digest)
)
_ALONE = rows_by(learners, LearnerRecord, "id")
_HOLDERS = (
    rows(badges, BadgeRecord)
    .add_columns(learner_identifiers.c.value)
    .join_from(badges, learner_identifiers, learner_identifiers.c.learner_id == badges.c.learner_id)
    .where(
        badges.c.id.in_(bindparam("ids", expanding=True)),
        badges.c.state == "active",
        learner_identifiers.c.type == EMAIL,
    )
    .order_by(badges.c.id, learner_identifiers.c.value)
)
_UNTOLD = _HOLDERS.where(~select(badge_notices.c.badge_id).where(badge_notices.c.badge_id == badges.c.id).exists())


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is signed in: everybody this address is known for, or one learner alone. One of both is given."""

    email: str | None
    learner_id: UUID | None


@dataclass(frozen=True, slots=True)
class Untold:
    """A badge its holder has not heard of, and the address to tell them at."""

    badge: BadgeRecord
    email: str


class Access(Repository):
    """Links and sign-ins under way are good once and for a while, sessions for a while."""

    async def learners_of(self, holder: Holder) -> list[LearnerRecord]:
        """Who that is, one learner per issuer at the most."""
        if holder.learner_id is not None:
            return await self._all(_ALONE, LearnerRecord, id=holder.learner_id)
        return await self._all(_OF_ADDRESS, LearnerRecord, email=holder.email)

    async def add_link(self, digest: bytes, holder: Holder, expires_at: datetime) -> None:
        row = {"digest": digest, **values(holder), "created_at": self._now, "expires_at": expires_at, "used_at": None}
        await self._connection.execute(insert(sign_in_links), row)

    async def link_is_good(self, digest: bytes) -> bool:
        """Whether it would open; it stays unused."""
        found = await self._connection.execute(_USABLE, {"token": digest, "now": self._now})
        return found.first() is not None

    async def use_link(self, digest: bytes) -> Holder | None:
        """Whom it was made for, this once; None if it is unknown, used or too old."""
        return await self._one(_USE, Holder, token=digest, now=self._now)

    async def add_session(self, digest: bytes, holder: Holder, expires_at: datetime) -> None:
        row = {"digest": digest, **values(holder), "created_at": self._now, "expires_at": expires_at}
        await self._connection.execute(insert(learner_sessions), row)

    async def session(self, digest: bytes) -> Holder | None:
        """Who is signed in by it."""
        return await self._one(_SESSION, Holder, token=digest, now=self._now)

    async def end_session(self, digest: bytes) -> None:
        await self._connection.execute(delete(learner_sessions).where(learner_sessions.c.digest == digest))

    async def send_away(self, digest: bytes, party: UUID, expires_at: datetime) -> None:
        """A sign-in that a platform or a sign-in service is to answer."""
        await self._connection.execute(
            insert(sign_ins_under_way), {"digest": digest, "party": party, "expires_at": expires_at}
        )

    async def comes_back(self, digest: bytes, party: UUID) -> bool:
        """Whether this sign-in was sent there and is awaited; once."""
        awaited = {"token": digest, "from_party": party, "now": self._now}
        return (await self._connection.execute(_COME_BACK, awaited)).first() is not None

    async def drop_expired(self, before: datetime) -> None:
        for table in (sign_in_links, learner_sessions, sign_ins_under_way):
            await self._connection.execute(delete(table).where(table.c.expires_at < before))

    async def untold(self, badge_ids: Sequence[UUID]) -> list[Untold]:
        """Of these badges, those that are active and that no notice was sent of."""
        found = await self._connection.execute(_UNTOLD, {"ids": list(badge_ids)})
        return [Untold(BadgeRecord(*row[:-1]), row[-1]) for row in found]

    async def holders(self, badge_ids: Sequence[UUID]) -> list[Untold]:
        """Of these badges, those that are active, each with every address of its holder."""
        found = await self._connection.execute(_HOLDERS, {"ids": list(badge_ids)})
        return [Untold(BadgeRecord(*row[:-1]), row[-1]) for row in found]

    async def told(self, badge_id: UUID) -> None:
        noted = upsert(badge_notices).on_conflict_do_nothing()
        await self._connection.execute(noted, {"badge_id": badge_id, "sent_at": self._now})
