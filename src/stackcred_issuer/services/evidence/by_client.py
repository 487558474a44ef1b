"""What a client of an issuer does with the evidence that its issuer's clients have added."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.services.browse import Cursor, Page
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.evidence.files import forget_files
from stackcred_issuer.services.evidence.seen import open_file
from stackcred_issuer.store.evidence import EvidenceEntry


async def list_evidence(
    house: Deployment, caller: Caller, learner_id: UUID | None, cursor: Cursor
) -> Page[EvidenceEntry]:
    """Of all learners, or of one. What learners added themselves is theirs, and not among it."""
    caller.need(Scope.ASSESSMENTS_READ)
    async with house.store.begin(house.clock.now()) as uow:
        rows = await uow.evidence.page(caller.issuer_id, learner_id, cursor.after, cursor.limit + 1)
    shown = rows[: cursor.limit]
    return Page(shown, shown[-1].id if len(rows) > cursor.limit else None)


async def get_evidence(house: Deployment, caller: Caller, evidence_id: UUID) -> EvidenceEntry:
    """Raises NOT_FOUND."""
    caller.need(Scope.ASSESSMENTS_READ)
    async with house.store.begin(house.clock.now()) as uow:
        return await uow.evidence.of_client(caller.issuer_id, evidence_id)


async def open_evidence(
    house: Deployment, caller: Caller, evidence_id: UUID
) -> tuple[EvidenceEntry, AsyncIterator[bytes]]:
    """Its file again, scanned or not: the issuer's own software brought it. Raises NOT_FOUND, CONFLICT if refused."""
    entry = await get_evidence(house, caller, evidence_id)
    return entry, await open_file(house, entry, added_it=True)


async def delete_evidence(house: Deployment, caller: Caller, evidence_id: UUID) -> None:
    """With its file. Raises NOT_FOUND, CONFLICT for what a result names: a signed badge may rest on it."""
    caller.need(Scope.ASSESSMENTS)
    async with house.store.begin(house.clock.now()) as uow:
        entry = await uow.evidence.of_client(caller.issuer_id, evidence_id)
        await uow.learners.lock(entry.record.learner_id)  # who posts a result that names it holds this too
        if await uow.evidence.is_signed(entry.record, house.urls.evidence(evidence_id)):
            detail = "A result names this evidence, so a badge may rest on it; it goes when its learner is erased."
            raise StackcredError(ErrorCode.CONFLICT, detail)
        await uow.evidence.remove(evidence_id)
        uow.record(Event(EventType.EVIDENCE_DELETED, caller.issuer_id, str(evidence_id), caller.actor))
    if entry.blob is not None:
        await forget_files(house, [entry.blob.digest])
