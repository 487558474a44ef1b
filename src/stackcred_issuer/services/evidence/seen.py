"""What others see of evidence: what its learner shows with a badge, and of files those that were found clean."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.badge_access import shared_set
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.endorse import asked_by_link
from stackcred_issuer.store.blobs import BlobRecord
from stackcred_issuer.store.evidence import Audience, EvidenceEntry

EVERYBODY: frozenset[Audience] = frozenset({"badge"})
BY_LINK: frozenset[Audience] = frozenset({"badge", "links"})


async def seen_with(house: Deployment, badge_id: UUID, audiences: Collection[Audience]) -> Sequence[EvidenceEntry]:
    """What is shown with a badge to who was let in to it; files that may not be served are left out."""
    async with house.store.begin(house.clock.now()) as uow:
        found = await uow.evidence.with_badge(badge_id, audiences)
    return [entry for entry in found if entry.blob is None or may_be_served(house, entry.blob)]


async def public_entry(house: Deployment, evidence_id: UUID) -> EvidenceEntry:
    """For anybody with its address. Raises NOT_FOUND, also where its badge is private."""
    async with house.store.begin(house.clock.now()) as uow:
        entry = await uow.evidence.any(evidence_id)
        badge_id = entry.record.badge_id
        open_badge = badge_id is not None and await uow.badges.public(badge_id) is not None
    return _for(entry, EVERYBODY if open_badge else frozenset())


async def shared_entry(house: Deployment, token: str, evidence_id: UUID) -> EvidenceEntry:
    """For whoever holds a link that shows its badge. Raises NOT_FOUND."""
    _, badges = await shared_set(house, token)
    async with house.store.begin(house.clock.now()) as uow:
        entry = await uow.evidence.any(evidence_id)
    shown = entry.record.badge_id in {badge.id for badge in badges}
    return _for(entry, BY_LINK if shown else frozenset())


async def asked_entry(house: Deployment, token: str, evidence_id: UUID) -> EvidenceEntry:
    """For somebody who is asked to endorse its badge. Raises NOT_FOUND, also once the link is over."""
    asked = await asked_by_link(house, token)
    async with house.store.begin(house.clock.now()) as uow:
        entry = await uow.evidence.any(evidence_id)
    shown = asked.open and asked.request.badge_id is not None and asked.request.badge_id == entry.record.badge_id
    return _for(entry, BY_LINK if shown else frozenset())


async def open_file(house: Deployment, entry: EvidenceEntry, *, added_it: bool) -> AsyncIterator[bytes]:
    """The file, piece by piece. added_it: whether the asker is who added it, and so knows it.

    Raises NOT_FOUND for evidence without a file, CONFLICT for one that was refused or was not scanned yet.
    """
    if entry.blob is None:
        raise StackcredError(ErrorCode.NOT_FOUND, "This evidence is no file; read it where it is listed.")
    if entry.blob.state == "refused":
        raise StackcredError(ErrorCode.CONFLICT, "A virus scanner refused this file; nobody gets it.")
    if not added_it and not may_be_served(house, entry.blob):
        raise StackcredError(ErrorCode.CONFLICT, "This file waits for the virus scanner; try again in a few minutes.")
    return await house.blobs.open(entry.blob.name)


def may_be_served(house: Deployment, blob: BlobRecord) -> bool:
    """To others than who added it."""
    unasked = not house.scanners and house.settings.serve_unscanned
    return blob.state == "clean" or (blob.state == "waiting" and unasked)


def _for(entry: EvidenceEntry, audiences: Collection[Audience]) -> EvidenceEntry:
    if entry.record.audience not in audiences:
        detail = "This evidence is not shown here; ask whose badge it belongs to for a link."
        raise StackcredError(ErrorCode.NOT_FOUND, detail)
    return entry
