"""Who may see which badge, links to chosen badges, and how often pages were looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import bindparam, exists, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.repository import Repository, among, each, rows, rows_by
from stackcred_issuer.store.tables import badge_visibility, badges, page_views, shared_badges, shares

Visibility = Literal["public", "unlisted", "private"]
UNCHOSEN: Visibility = "unlisted"


@dataclass(frozen=True, slots=True)
class ShareRecord:
    """A link to chosen badges.

    label: the learner's own word for it, shown to nobody else. shown_name: what they call themselves to the reader.
    """

    id: UUID
    token: str
    label: str
    shown_name: str | None
    created_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None


_OPEN = rows_by(shares, ShareRecord, "token").where(
    shares.c.withdrawn_at.is_(None), shares.c.expires_at > bindparam("now")
)
_IN = exists().where(shared_badges.c.share_id == shares.c.id, badges.c.id == shared_badges.c.badge_id)
_THEIRS = badges.c.learner_id.in_(bindparam("learners", expanding=True))
_OF_LEARNERS = rows(shares, ShareRecord).where(_IN.where(_THEIRS), ~_IN.where(~_THEIRS)).order_by(shares.c.id.desc())
_SHARED = (
    rows(badges, BadgeRecord)
    .join(shared_badges, shared_badges.c.badge_id == badges.c.id)
    .where(shared_badges.c.share_id == bindparam("share_id"))
    .order_by(badges.c.issued_at.desc(), badges.c.id)
)
_CHOSEN = select(badge_visibility.c.badge_id, badge_visibility.c.visibility).where(among(badge_visibility.c.badge_id))
_SEEN = (
    select(page_views.c.subject_id, func.sum(page_views.c.views))
    .where(among(page_views.c.subject_id))
    .group_by(page_views.c.subject_id)
)
_VIEWED = upsert(page_views).values(views=1)
_COUNT = _VIEWED.on_conflict_do_update(
    index_elements=[page_views.c.subject_id, page_views.c.day], set_={"views": page_views.c.views + 1}
)


class Sharing(Repository):
    """What learners let others see. Whose badges they are is the caller's to know."""

    async def visibilities(self, badge_ids: Iterable[UUID]) -> dict[UUID, Visibility]:
        """What was chosen for these; a badge that is left out is UNCHOSEN."""
        wanted = each([badge_visibility.c.badge_id], ((badge_id,) for badge_id in badge_ids))
        return {row[0]: row[1] for row in await self._connection.execute(_CHOSEN, wanted)}

    async def choose(self, badge_ids: Iterable[UUID], visibility: Visibility) -> None:
        added = [{"badge_id": one, "visibility": visibility, "chosen_at": self._now} for one in sorted(badge_ids)]
        if added:
            chosen = upsert(badge_visibility).values(added)
            named = {name: chosen.excluded[name] for name in ("visibility", "chosen_at")}
            await self._connection.execute(
                chosen.on_conflict_do_update(index_elements=[badge_visibility.c.badge_id], set_=named)
            )

    async def add_share(self, share: ShareRecord, badge_ids: Iterable[UUID]) -> None:
        await self._add(insert(shares), share)
        held = [{"share_id": share.id, "badge_id": badge_id} for badge_id in sorted(set(badge_ids))]
        await self._connection.execute(insert(shared_badges), held)

    async def open_share(self, token: str) -> ShareRecord | None:
        """The one behind a link, unless it was withdrawn or is over."""
        return await self._one(_OPEN, ShareRecord, token=token, now=self._now)

    async def shares_of(self, learner_ids: Iterable[UUID]) -> Sequence[ShareRecord]:
        """Those that show badges of these learners and of nobody else, the newest first."""
        return await self._all(_OF_LEARNERS, ShareRecord, learners=list(learner_ids))

    async def badges_in(self, share_id: UUID) -> list[BadgeRecord]:
        """The newest first."""
        return await self._all(_SHARED, BadgeRecord, share_id=share_id)

    async def withdraw(self, share_id: UUID) -> None:
        """Withdrawing it twice is once."""
        at = func.coalesce(shares.c.withdrawn_at, self._now)
        await self._connection.execute(update(shares).where(shares.c.id == share_id).values(withdrawn_at=at))

    async def count_view(self, subject_id: UUID) -> None:
        await self._connection.execute(_COUNT, {"subject_id": subject_id, "day": self._now.date()})

    async def views(self, subject_ids: Iterable[UUID]) -> dict[UUID, int]:
        """Of all days together; what nobody looked at is left out."""
        wanted = each([page_views.c.subject_id], ((subject_id,) for subject_id in subject_ids))
        return {row[0]: int(row[1]) for row in await self._connection.execute(_SEEN, wanted)}
