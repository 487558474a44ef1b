"""Add evidence to a learner: by themselves, or by a client of their issuer."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.gateways.spool import Spool
from stackcred_issuer.services.badge_access import own_in
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.evidence.files import Upload, uploaded
from stackcred_issuer.services.evidence.wanted import MAX_EVIDENCE, UPLOADS_PER_MINUTE, NewEvidence
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.evidence import EvidenceEntry, EvidenceKind, EvidenceRecord
from stackcred_issuer.store.learners import LearnerRecord
from stackcred_issuer.store.queue import scan_statement
from stackcred_issuer.store.unit_of_work import UnitOfWork

LEARNER = "learner"  # as an actor


async def add_own(house: Deployment, holder: Holder, wanted: NewEvidence, file: Spool | None) -> EvidenceEntry:
    """Added by the person, seen by nobody else.

    Raises INVALID with what to correct, NOT_FOUND for somebody else's badge, CONFLICT and TOO_LARGE when they have
    as much as one person may, FORBIDDEN for a person that no issuer knows, RATE_LIMITED, UNAVAILABLE.
    """
    kind = wanted.kind(file)
    if file is None:
        return await _own(house, holder, wanted, kind, None, 0)
    async with house.store.looking(house.clock.now()) as uow:
        learners = await _learners(uow, holder)
    await house.limiter.check(f"evidence:{learners[0].id}", UPLOADS_PER_MINUTE)
    async with uploaded(house, file) as upload:
        return await _own(house, holder, wanted, kind, upload, file.size)


async def add_for_learner(
    house: Deployment, caller: Caller, learner_id: UUID, wanted: NewEvidence, file: Spool
) -> EvidenceEntry:
    """A file that an assessor looked at; a result may name it in its evidence. Raises as `add_own`, and NOT_FOUND."""
    caller.need(Scope.ASSESSMENTS)
    kind = wanted.kind(file)
    await house.limiter.check(f"evidence:{caller.client_id}", house.settings.client_requests_per_minute)
    async with house.store.begin(house.clock.now()) as uow:
        learner = await uow.learners.get(caller.issuer_id, learner_id)
    async with uploaded(house, file) as upload, house.store.begin(house.clock.now()) as uow:
        await _need_room(house, uow, [learner], file.size, by_clients=True)
        record = _record(house, uow, learner, wanted, kind, upload, caller.client_id)
        return await _add(house, uow, record, upload, caller.actor)


async def _own(
    house: Deployment, holder: Holder, wanted: NewEvidence, kind: EvidenceKind, upload: Upload | None, size: int
) -> EvidenceEntry:
    async with house.store.begin(house.clock.now()) as uow:
        learners = await _learners(uow, holder)
        badge = await own_in(uow, holder, wanted.badge_id) if wanted.badge_id else None
        learner = next((one for one in learners if badge and one.id == badge.learner_id), learners[0])
        await _need_room(house, uow, learners, size, by_clients=False)
        record = _record(house, uow, learner, wanted, kind, upload, None)
        return await _add(house, uow, record, upload, LEARNER)


async def _learners(uow: UnitOfWork, holder: Holder) -> Sequence[LearnerRecord]:
    found = await uow.access.learners_of(holder)
    if not found:
        detail = "No issuer here knows you yet; evidence can be added as soon as one has given you a badge."
        raise StackcredError(ErrorCode.FORBIDDEN, detail)
    return found


async def _need_room(
    house: Deployment, uow: UnitOfWork, learners: Sequence[LearnerRecord], size: int, *, by_clients: bool
) -> None:
    """Whether it may be added; two that are added at once are counted one after the other. Erasures are awaited."""
    ids = [learner.id for learner in learners]
    await uow.learners.lock_all(ids)
    if len(await uow.learners.identifiers_of(ids)) < len(ids):
        detail = "This learner was erased; nothing is kept about them any more."
        raise StackcredError(ErrorCode.NOT_FOUND, detail)
    count, total = await uow.evidence.totals(ids, by_clients=by_clients)
    if count >= MAX_EVIDENCE:
        detail = f"There are {MAX_EVIDENCE} pieces of evidence already, as many as may be; delete one first."
        raise StackcredError(ErrorCode.CONFLICT, detail)
    most = house.settings.max_person_evidence_bytes
    if total + size > most:
        detail = f"The files together would be larger than {most // 2**20} MB; delete one first, or add a smaller one."
        raise StackcredError(ErrorCode.TOO_LARGE, detail)


def _record(
    house: Deployment,
    uow: UnitOfWork,
    learner: LearnerRecord,
    wanted: NewEvidence,
    kind: EvidenceKind,
    upload: Upload | None,
    client_id: UUID | None,
) -> EvidenceRecord:
    return EvidenceRecord(
        id=house.entropy.new_id(),
        issuer_id=learner.issuer_id,
        learner_id=learner.id,
        badge_id=wanted.badge_id,
        client_id=client_id,
        kind=kind,
        name=wanted.name,
        description=wanted.description or None,
        narrative=wanted.narrative or None,
        url=wanted.url or None,
        digest=upload.digest if upload else None,
        audience="private",
        created_at=uow.now,
    )


async def _add(
    house: Deployment, uow: UnitOfWork, record: EvidenceRecord, upload: Upload | None, actor: str
) -> EvidenceEntry:
    await uow.evidence.add(record)
    if upload is not None:
        await uow.blobs.end_upload(upload.id)
        if house.scanners:
            uow.at_the_end(scan_statement())
    uow.record(Event(EventType.EVIDENCE_ADDED, record.issuer_id, str(record.id), actor))
    return await uow.evidence.any(record.id)
