"""A person's own evidence: listed, taken out again, shown with a badge, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.services.badge_access import own_in
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.evidence.add import LEARNER
from stackcred_issuer.services.evidence.files import forget_files
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.evidence import Audience, EvidenceEntry
from stackcred_issuer.store.unit_of_work import UnitOfWork


async def own_evidence(house: Deployment, holder: Holder) -> Sequence[EvidenceEntry]:
    """What they added and what assessors added about them, the newest first."""
    async with house.store.begin(house.clock.now()) as uow:
        learners = await uow.access.learners_of(holder)
        return await uow.evidence.of_learners(learner.id for learner in learners)


async def own_entry(house: Deployment, holder: Holder, evidence_id: UUID) -> EvidenceEntry:
    """Raises NOT_FOUND for somebody else's."""
    async with house.store.begin(house.clock.now()) as uow:
        return await _own(uow, holder, evidence_id)


async def show_evidence(
    house: Deployment, holder: Holder, evidence_id: UUID, badge_id: UUID | None, audience: Audience
) -> None:
    """Attach it to a badge of theirs, or to none, and say who sees it there. An assessor's stays with its badge.

    Raises NOT_FOUND for what is not theirs, INVALID for evidence that others shall see without a badge.
    """
    async with house.store.begin(house.clock.now()) as uow:
        entry = await _own(uow, holder, evidence_id)
        if entry.record.client_id is not None:
            badge_id = entry.record.badge_id
        if badge_id is None and audience != "private":
            detail = "Others see evidence with a badge: choose the badge it belongs to."
            raise StackcredError(ErrorCode.INVALID, detail, pointer="/badge")
        if badge_id is not None:
            await _need_same_issuer(uow, holder, entry, badge_id)
        await uow.evidence.choose(evidence_id, audience, badge_id)
        uow.record(Event(EventType.EVIDENCE_CHANGED, entry.record.issuer_id, str(evidence_id), LEARNER))


async def delete_own(house: Deployment, holder: Holder, evidence_id: UUID) -> None:
    """With its file. Raises NOT_FOUND, FORBIDDEN for what an assessor added."""
    async with house.store.begin(house.clock.now()) as uow:
        entry = await _own(uow, holder, evidence_id)
        if entry.record.client_id is not None:
            detail = "An assessor added this; ask your institution to delete it."
            raise StackcredError(ErrorCode.FORBIDDEN, detail)
        await uow.evidence.remove(evidence_id)
        uow.record(Event(EventType.EVIDENCE_DELETED, entry.record.issuer_id, str(evidence_id), LEARNER))
    if entry.blob is not None:
        await forget_files(house, [entry.blob.digest])


async def _own(uow: UnitOfWork, holder: Holder, evidence_id: UUID) -> EvidenceEntry:
    entry = await uow.evidence.any(evidence_id)
    if entry.record.learner_id not in {learner.id for learner in await uow.access.learners_of(holder)}:
        raise StackcredError(ErrorCode.NOT_FOUND, "There is no such evidence here; look at your list of it.")
    return entry


async def _need_same_issuer(uow: UnitOfWork, holder: Holder, entry: EvidenceEntry, badge_id: UUID) -> None:
    badge = await own_in(uow, holder, badge_id)
    if badge.learner_id != entry.record.learner_id:
        detail = "This evidence is kept with another institution's badges; add it once more for this badge."
        raise StackcredError(ErrorCode.INVALID, detail, pointer="/badge")
