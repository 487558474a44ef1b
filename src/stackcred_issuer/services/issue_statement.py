"""Sign and record a statement as a credential of our issuer, and take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.issuance.draft_statement import draft_statement
from stackcred_issuer.domain.issuance.lint import lint
from stackcred_issuer.domain.issuance.seal import seal
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.stacking.mentions import ANY
from stackcred_issuer.domain.status.status_list import REVOCATION, StatusSlot, status_entries
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.signers import active_signer
from stackcred_issuer.store.learners import LearnerRecord
from stackcred_issuer.store.statements import StatementKind, StatementRecord
from stackcred_issuer.store.statuses import SlotRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

EXPIRED_AT_ONCE = 500  # statements marked in one transaction


@dataclass(frozen=True, slots=True)
class Said:
    """What a statement says and whom it concerns.

    title: the credential's name. subject: the id of what is spoken of.
    """

    kind: StatementKind
    title: str
    subject: str
    comment: str
    evidence: Sequence[JsonObject]
    learner: LearnerRecord | None = None
    badge_id: UUID | None = None
    counts_as: str | None = None
    role: str | None = None
    claim: str | None = None
    valid_until: datetime | None = None


async def issue_statement(
    house: Deployment, uow: UnitOfWork, issuer_id: UUID, said: Said, slot: SlotRecord, *, actor: str
) -> StatementRecord:
    """Record it in the caller's transaction. Raises LINT_REFUSED with every finding."""
    issuer = await uow.issuers.get(issuer_id)
    key, signer = await active_signer(house, uow, issuer)
    statement_id, signed_at = house.entropy.new_id(), house.signing_instant()
    lists = StatusSlot(
        house.urls.status_list(slot.revocation_list), house.urls.status_list(slot.suspension_list), slot.index
    )
    draft = draft_statement(
        url=house.urls.statement(statement_id),
        name=said.title,
        issuer={"type": ["Profile"], **issuer.profile},
        subject=said.subject,
        comment=said.comment,
        evidence=said.evidence,
        valid_from=signed_at,
        valid_until=said.valid_until,
        status=status_entries(lists, (REVOCATION,)),
        withheld=(said.learner.name,) if said.learner and said.learner.name else (),
    )
    sealed = seal(lint(draft, house.contexts), signer, signed_at, house.contexts)
    record = StatementRecord(
        id=statement_id,
        issuer_id=issuer_id,
        kind=said.kind,
        learner_id=said.learner.id if said.learner else None,
        badge_id=said.badge_id,
        subject=said.subject,
        counts_as=said.counts_as,
        role=said.role,
        claim=said.claim,
        document=sealed.body,
        digest=sealed.digest,
        report=None,
        key_id=key.id,
        state="active",
        state_reason=None,
        state_at=signed_at,
        issued_at=signed_at,
        valid_until=said.valid_until,
        register_id=slot.register_id,
        status_index=slot.index,
        revocation_list=slot.revocation_list,
        suspension_list=slot.suspension_list,
    )
    await uow.statements.add(record)
    await _tell(uow, EventType.STATEMENT_ISSUED, record, actor)
    return record


async def revoke_statement(
    house: Deployment, caller: Caller, statement_id: UUID, *, equivalence: bool, reason: str | None
) -> StatementRecord:
    """Take a statement back, for good; what rests on it is decided again. Raises NOT_FOUND."""
    caller.need(Scope.TRUST if equivalence else Scope.ENDORSEMENTS)
    async with house.store.begin(house.clock.now()) as uow:
        record = await uow.statements.get(caller.issuer_id, statement_id)
        if (record.kind == "equivalence") is not equivalence:
            raise StackcredError(ErrorCode.NOT_FOUND, "There is no such statement here; check its id.")
        if record.learner_id is not None:
            await uow.learners.lock(record.learner_id)
        record = await uow.statements.get(caller.issuer_id, statement_id, lock=True)
        if record.state == "revoked":
            return record
        at = house.signing_instant()
        await uow.statuses.set(record.revocation_list, record.status_index, True)
        await uow.statements.revoke(record.id, reason, at)
        await _tell(uow, EventType.STATEMENT_REVOKED, record, caller.actor)
        return replace(record, state="revoked", state_reason=reason, state_at=at)


async def expire_statements(house: Deployment) -> int:
    """Let what rested on statements whose time is over be decided again. Returns how many there were."""
    async with house.store.begin(house.clock.now()) as uow:
        ended = await uow.statements.end_due(EXPIRED_AT_ONCE)
        for record in ended:
            await _tell(uow, EventType.STATEMENT_EXPIRED, record, "system")
    return len(ended)


async def public_statement(house: Deployment, statement_id: UUID) -> StatementRecord:
    """As it was signed, for whoever has its address. Raises NOT_FOUND."""
    async with house.store.begin(house.clock.now()) as uow:
        record = await uow.statements.public(statement_id)
    if record is None:
        raise StackcredError(ErrorCode.NOT_FOUND, "There is no such endorsement here; check the address.")
    return record


async def _tell(uow: UnitOfWork, kind: EventType, record: StatementRecord, actor: str) -> None:
    achievement = record.counts_as or ANY
    if record.badge_id is not None and record.counts_as is None:
        achievement = (await uow.badges.get(record.issuer_id, record.badge_id)).achievement_url
    uow.record(
        Event(
            type=kind,
            issuer_id=record.issuer_id,
            subject=str(record.id),
            actor=actor,
            digest=record.digest,
            learner_id=record.learner_id,
            achievement=achievement,
        )
    )
