"""Who may see a badge: anybody, its learner, or who was given a link. A badge's record is what the gate hands out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.sharing import ShareRecord, Visibility
from stackcred_issuer.store.unit_of_work import UnitOfWork


async def public_badge(house: Deployment, badge_id: UUID) -> BadgeRecord:
    """For anybody with its address. Raises NOT_FOUND, for one that its learner keeps private too."""
    async with house.store.begin(house.clock.now()) as uow:
        return _found(await uow.badges.public(badge_id))


async def own_badge(house: Deployment, holder: Holder, badge_id: UUID) -> BadgeRecord:
    """For the learner it is about, as they are signed in. Raises NOT_FOUND for every other badge."""
    async with house.store.begin(house.clock.now()) as uow:
        return await own_in(uow, holder, badge_id)


async def own_in(uow: UnitOfWork, holder: Holder, badge_id: UUID) -> BadgeRecord:
    """The same in the caller's transaction."""
    badge = _found(await uow.badges.any(badge_id))
    if badge.learner_id not in {learner.id for learner in await uow.access.learners_of(holder)}:
        raise _missing()
    return badge


async def shared_badge(house: Deployment, token: str, badge_id: UUID) -> BadgeRecord:
    """For whoever holds a link of its learner's. Raises NOT_FOUND for a badge that the link does not show."""
    _, badges = await shared_set(house, token)
    return _found(next((badge for badge in badges if badge.id == badge_id), None))


async def shared_set(house: Deployment, token: str) -> tuple[ShareRecord, list[BadgeRecord]]:
    """What a link shows, the newest badge first. Raises NOT_FOUND for one that is over, withdrawn or none of ours."""
    async with house.store.begin(house.clock.now()) as uow:
        share = await uow.sharing.open_share(token)
        if share is None:
            detail = "This link shows nothing any more; ask whoever gave it to you for a new one."
            raise StackcredError(ErrorCode.NOT_FOUND, detail)
        return share, await uow.sharing.badges_in(share.id)


def as_list(badges: Sequence[BadgeRecord]) -> bytes:
    """Their signed documents, verbatim, as a JSON list: what software is given of a link."""
    return b"[" + b",".join(badge.document for badge in badges) + b"]"


async def need_open_parts(house: Deployment, badge: BadgeRecord, shown: Collection[UUID] = ()) -> None:
    """Whether strangers may see what an award rests on: its bundle holds those badges whole.

    shown: badges that the asker was shown by a link. Raises NOT_FOUND where a part is private.
    """
    async with house.store.begin(house.clock.now()) as uow:
        award = await uow.awards.by_badge(badge.id)
        parts = await uow.awards.claims(award.id) if award else []
        private = [one for one, chosen in (await uow.sharing.visibilities(parts)).items() if chosen == "private"]
    if not set(private) <= set(shown):
        detail = "The learner keeps a badge private that this certification rests on; ask the learner for its proof."
        raise StackcredError(ErrorCode.NOT_FOUND, detail)


async def visibility_of(uow: UnitOfWork, badge_id: UUID) -> Visibility:
    """As chosen, or unlisted."""
    return (await uow.sharing.visibilities([badge_id])).get(badge_id, "unlisted")


def _found(badge: BadgeRecord | None) -> BadgeRecord:
    if badge is None:
        raise _missing()
    return badge


def _missing() -> StackcredError:
    return StackcredError(ErrorCode.NOT_FOUND, "There is no such badge here; check the address.")
