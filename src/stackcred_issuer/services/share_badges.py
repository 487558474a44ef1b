"""Learners decide who sees their badges: each by itself, or a chosen set behind a link that ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.badge_access import own_in
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.sharing import ShareRecord, Visibility
from stackcred_issuer.store.unit_of_work import UnitOfWork

TOKEN_BYTES = 24  # 192 bits: nobody finds a link by trying
MAX_LABEL = 100  # characters, of a shown name too
MAX_SHARED = 30  # badges behind one link: each is verified anew when somebody looks
MAX_SHARES = 200  # of one person, withdrawn ones too: a list that a person can still read
SHARE_GOOD_FOR = timedelta(days=90)  # unless the learner says otherwise: one round of applications
LONGEST_SHARE = timedelta(days=731)  # a forgotten link should not last for ever


@dataclass(frozen=True, slots=True)
class Shared:
    """A link with what it shows, and how often it was opened."""

    share: ShareRecord
    badges: Sequence[BadgeRecord]
    views: int


@dataclass(frozen=True, slots=True)
class NewShare:
    """What a learner asks for. badges: their ids. until: the instant the link ends. shown_name: for the reader."""

    label: str
    badges: Sequence[UUID]
    until: datetime
    shown_name: str = ""


async def choose_visibility(house: Deployment, holder: Holder, badge_id: UUID, visibility: Visibility) -> None:
    """Raises NOT_FOUND for a badge that is not this person's."""
    async with house.store.begin(house.clock.now()) as uow:
        badge = await own_in(uow, holder, badge_id)
        await uow.sharing.choose([badge.id], visibility)


async def new_share(house: Deployment, holder: Holder, wanted: NewShare) -> ShareRecord:
    """A link to these badges of the person's.

    Raises INVALID with what to correct (pointers /label, /badges, /until), NOT_FOUND for a badge of somebody else's,
    CONFLICT beyond MAX_SHARES.
    """
    now = house.clock.now()
    _check(wanted, now)
    share = ShareRecord(
        id=house.entropy.new_id(),
        token=house.entropy.token(TOKEN_BYTES),
        label=wanted.label.strip(),
        shown_name=wanted.shown_name.strip() or None,
        created_at=now,
        expires_at=wanted.until,
        withdrawn_at=None,
    )
    async with house.store.begin(now) as uow:
        if len(await uow.sharing.shares_of(await _learners(uow, holder))) >= MAX_SHARES:
            detail = f"You have made {MAX_SHARES} links, which is all that one person may; use one of those again."
            raise StackcredError(ErrorCode.CONFLICT, detail)
        held = [await own_in(uow, holder, badge_id) for badge_id in wanted.badges]
        await uow.sharing.add_share(share, [badge.id for badge in held])
    return share


async def shares_of(house: Deployment, holder: Holder) -> list[Shared]:
    """Every link of the person's, the newest first."""
    async with house.store.begin(house.clock.now()) as uow:
        shares = await uow.sharing.shares_of(await _learners(uow, holder))
        views = await uow.sharing.views(share.id for share in shares)
        return [Shared(share, await uow.sharing.badges_in(share.id), views.get(share.id, 0)) for share in shares]


async def withdraw_share(house: Deployment, holder: Holder, share_id: UUID) -> None:
    """The link shows nothing from now on. Raises NOT_FOUND for one that is not this person's."""
    async with house.store.begin(house.clock.now()) as uow:
        if share_id not in {share.id for share in await uow.sharing.shares_of(await _learners(uow, holder))}:
            raise StackcredError(ErrorCode.NOT_FOUND, "You have no such link; look at the list of those you made.")
        await uow.sharing.withdraw(share_id)


async def count_view(house: Deployment, subject_id: UUID) -> None:
    """Somebody looked at the page of this badge or share; only that it happened is kept, and the day."""
    async with house.store.begin(house.clock.now()) as uow:
        await uow.sharing.count_view(subject_id)


async def _learners(uow: UnitOfWork, holder: Holder) -> list[UUID]:
    return [learner.id for learner in await uow.access.learners_of(holder)]


def _check(wanted: NewShare, now: datetime) -> None:
    if not 0 < len(wanted.label.strip()) <= MAX_LABEL:
        raise _wrong("/label", f"Give the link a name of at most {MAX_LABEL} characters, so that you know it again.")
    if len(wanted.shown_name.strip()) > MAX_LABEL:
        raise _wrong("/shownName", f"Shorten your name to {MAX_LABEL} characters.")
    if not 0 < len(set(wanted.badges)) <= MAX_SHARED:
        raise _wrong("/badges", f"Tick at least one badge and at most {MAX_SHARED}.")
    if not now < wanted.until <= now + LONGEST_SHARE:
        raise _wrong("/until", f"Choose a day from today on, at most {LONGEST_SHARE.days} days ahead.")


def _wrong(pointer: str, detail: str) -> StackcredError:
    return StackcredError(ErrorCode.INVALID, detail, pointer=pointer)
