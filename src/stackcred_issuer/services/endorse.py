"""The word of mentors, workplace assessors and confirmers: recorded by a client, or given by whoever has the link."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from stackcred_issuer.domain.credential.identity import normal_email
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.issuance.draft_statement import Speaker
from stackcred_issuer.services.assessment_result import Did, Email, InstantText, Narrative, ShortText
from stackcred_issuer.services.browse import Cursor, Page
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.gathered_facts import subject_of
from stackcred_issuer.services.issue_badge import optional_instant
from stackcred_issuer.services.issue_statement import Said, issue_statement
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.endorsement_requests import EndorsementRequestRecord, RequestState
from stackcred_issuer.store.learners import LearnerRecord
from stackcred_issuer.store.statements import StatementRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

TOKEN_BYTES = 32  # of a link: nobody guesses it, so only its hash is kept
MAX_DAYS = 365  # a link may stay open for

Role = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
ClaimName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._:-]{0,99}$")]


class Person(BaseModel):
    """Who speaks: by e-mail, DID or, failing these, name. The e-mail is kept as a hash only and never signed."""

    model_config = ConfigDict(extra="forbid")

    email: Email | None = None
    did: Did | None = None
    name: ShortText | None = None


class RequestWanted(Person):
    """Whom to ask, in which role (such as mentor, workplace-assessor, confirmer), for what claim, and until when."""

    role: Role
    claim: ClaimName | None = None
    message: Annotated[str, StringConstraints(min_length=1, max_length=2_000)] | None = None
    expiresInDays: int = Field(30, ge=1, le=MAX_DAYS)


class AttestationWanted(BaseModel):
    """A decision that somebody made elsewhere, as a trusted client knows it."""

    model_config = ConfigDict(extra="forbid")

    role: Role
    claim: ClaimName | None = None
    comment: Narrative
    by: Person
    relationship: ShortText | None = None
    until: InstantText | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person behind a link writes. name: as it shall stand in the public endorsement."""

    name: str
    relationship: str
    comment: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as its page shows it. title: what is endorsed; criteria: what it took, if it says so."""

    request: EndorsementRequestRecord
    issuer: str
    learner: str | None
    title: str | None
    description: str | None
    open: bool


async def ask_for_endorsement(
    house: Deployment, caller: Caller, badge_id: UUID, wanted: RequestWanted
) -> tuple[EndorsementRequestRecord, str]:
    """The request about a badge, and its link, told this once. Raises NOT_FOUND, CONFLICT for a revoked badge."""
    caller.need(Scope.ENDORSEMENTS)
    async with house.store.begin(house.clock.now()) as uow:
        badge = await uow.badges.get(caller.issuer_id, badge_id)
        if badge.state == "revoked":
            raise StackcredError(ErrorCode.CONFLICT, "This badge is revoked; there is nothing to endorse.")
        return await open_request(house, uow, caller.issuer_id, caller.actor, badge.learner_id, badge, wanted)


async def ask_for_attestation(
    house: Deployment, caller: Caller, learner_id: UUID, wanted: RequestWanted
) -> tuple[EndorsementRequestRecord, str]:
    """The request about a learner, not tied to a badge, and its link."""
    caller.need(Scope.ENDORSEMENTS)
    async with house.store.begin(house.clock.now()) as uow:
        learner = await uow.learners.get(caller.issuer_id, learner_id)
        return await open_request(house, uow, caller.issuer_id, caller.actor, learner.id, None, wanted)


async def record_attestation(
    house: Deployment, caller: Caller, learner_id: UUID, wanted: AttestationWanted
) -> StatementRecord:
    """Sign an attestation about a learner at once, on the client's word."""
    caller.need(Scope.ENDORSEMENTS)
    slot = await house.slots.take(caller.issuer_id)
    signing = False
    try:
        async with house.store.begin(house.clock.now()) as uow:
            learner = await uow.learners.get(caller.issuer_id, learner_id)
            await uow.learners.lock(learner.id)
            by = await _identify(house, uow, caller.issuer_id, wanted.by)
            speaker = Speaker(by, wanted.role, wanted.by.name, wanted.claim, wanted.relationship)
            said = _said(house, learner, None, speaker, wanted.comment, until=optional_instant(wanted.until))
            signing = True
            return await issue_statement(house, uow, caller.issuer_id, said, slot, actor=caller.actor)
    finally:
        if not signing:
            house.slots.give_back(caller.issuer_id, slot)


async def list_requests(house: Deployment, caller: Caller, cursor: Cursor) -> Page[EndorsementRequestRecord]:
    caller.need(Scope.ENDORSEMENTS_READ)
    async with house.store.begin(house.clock.now()) as uow:
        rows = await uow.endorsement_requests.page(caller.issuer_id, cursor.after, cursor.limit + 1)
    shown = rows[: cursor.limit]
    return Page(shown, shown[-1].id if len(rows) > cursor.limit else None)


async def withdraw_request(house: Deployment, caller: Caller, request_id: UUID) -> EndorsementRequestRecord:
    """End the link. Raises CONFLICT when it was answered."""
    caller.need(Scope.ENDORSEMENTS)
    async with house.store.begin(house.clock.now()) as uow:
        request = await uow.endorsement_requests.get(caller.issuer_id, request_id, lock=True)
        if request.state in ("answered", "declined"):
            raise StackcredError(ErrorCode.CONFLICT, "This request was answered; revoke the endorsement instead.")
        if request.state == "open":
            await close_request(uow, request, "withdrawn", caller.actor)
        return await uow.endorsement_requests.get(caller.issuer_id, request_id)


async def asked_by_link(house: Deployment, token: str) -> Asked:
    """What the page behind a link shows. Raises NOT_FOUND for an unknown link."""
    async with house.store.begin(house.clock.now()) as uow:
        request = await _of_link(uow, token)
        issuer = await uow.issuers.get(request.issuer_id)
        learner = await uow.learners.get(request.issuer_id, request.learner_id)
        title = description = None
        if request.badge_id is not None:
            badge = await uow.badges.get(request.issuer_id, request.badge_id)
            document = (await uow.achievements.get(badge.issuer_id, badge.achievement_id)).document
            title, description = _text(document.get("name")), _text(document.get("description"))
        return Asked(request, issuer.name, learner.name, title, description, _is_open(request, uow.now))


async def answer_by_link(house: Deployment, token: str, reply: Reply) -> StatementRecord:
    """Sign what the person said. Raises NOT_FOUND, CONFLICT when the link is used, ended or over, LINT_REFUSED."""
    async with house.store.begin(house.clock.now()) as uow:
        request = await _of_link(uow, token)
    slot = await house.slots.take(request.issuer_id)
    signing = False
    try:
        async with house.store.begin(house.clock.now()) as uow:
            await uow.learners.lock(request.learner_id)
            request = await _of_link(uow, token, lock=True)
            _need_open(request, uow.now)
            learner = await uow.learners.get(request.issuer_id, request.learner_id)
            badge = await uow.badges.get(request.issuer_id, request.badge_id) if request.badge_id else None
            by = request.endorser_did or request.endorser_id.urn
            speaker = Speaker(by, request.role, reply.name, request.claim, reply.relationship)
            said = _said(house, learner, badge, speaker, reply.comment, until=None)
            signing = True
            actor = f"endorser:{request.endorser_id}"
            record = await issue_statement(house, uow, request.issuer_id, said, slot, actor=actor)
            await close_request(uow, request, "answered", actor, record.id)
            return record
    finally:
        if not signing:
            house.slots.give_back(request.issuer_id, slot)


async def decline_by_link(house: Deployment, token: str) -> None:
    """The person says no; nothing is signed. Raises as `answer_by_link`."""
    async with house.store.begin(house.clock.now()) as uow:
        request = await _of_link(uow, token, lock=True)
        _need_open(request, uow.now)
        await close_request(uow, request, "declined", f"endorser:{request.endorser_id}")


async def open_request(
    house: Deployment,
    uow: UnitOfWork,
    issuer_id: UUID,
    actor: str,
    learner_id: UUID,
    badge: BadgeRecord | None,
    wanted: RequestWanted,
) -> tuple[EndorsementRequestRecord, str]:
    """A request with its link. Whoever calls this has found out that the asker may ask."""
    token = house.entropy.token(TOKEN_BYTES)
    request = EndorsementRequestRecord(
        id=house.entropy.new_id(),
        issuer_id=issuer_id,
        learner_id=learner_id,
        badge_id=badge.id if badge else None,
        endorser_id=await _endorser(house, uow, issuer_id, wanted),
        endorser_did=wanted.did,
        role=wanted.role,
        claim=wanted.claim,
        name=wanted.name,
        message=wanted.message,
        token_digest=_digest(token),
        state="open",
        statement_id=None,
        created_at=uow.now,
        expires_at=uow.now + timedelta(days=wanted.expiresInDays),
        closed_at=None,
    )
    await uow.endorsement_requests.add(request)
    uow.record(Event(EventType.ENDORSEMENT_REQUESTED, issuer_id, str(request.id), actor))
    return request, house.urls.endorsement_link(token)


async def _identify(house: Deployment, uow: UnitOfWork, issuer_id: UUID, person: Person) -> str:
    """How statements name a person: by their DID, else by an identifier of ours that tells nothing about them."""
    return person.did or (await _endorser(house, uow, issuer_id, person)).urn


async def _endorser(house: Deployment, uow: UnitOfWork, issuer_id: UUID, person: Person) -> UUID:
    """One identifier for one person, whoever asks them and how often."""
    if person.did:
        known = f"did:{person.did}"
    elif person.email:
        known = f"email:{normal_email(person.email)}"
    elif person.name:
        known = f"name:{' '.join(person.name.casefold().split())}"
    else:
        raise StackcredError(ErrorCode.INVALID, "Say who is asked: give an email, a did or a name.", pointer="/email")
    key = hashlib.sha256(f"{issuer_id}|{known}".encode()).hexdigest()
    return await uow.endorsement_requests.endorser(issuer_id, key, house.entropy.new_id(), person.name)


def _said(
    house: Deployment,
    learner: LearnerRecord,
    badge: BadgeRecord | None,
    speaker: Speaker,
    comment: str,
    *,
    until: datetime | None,
) -> Said:
    role = speaker.role.replace("-", " ")
    return Said(
        kind="attestation" if badge is None else "endorsement",
        title=f"Attestation by a {role}" if badge is None else f"Endorsement by a {role}",
        subject=subject_of(learner) if badge is None else house.urls.badge(badge.id),
        comment=comment,
        evidence=[speaker.evidence()],
        learner=learner,
        badge_id=badge.id if badge else None,
        role=speaker.role,
        claim=speaker.claim,
        valid_until=until,
    )


async def close_request(
    uow: UnitOfWork,
    request: EndorsementRequestRecord,
    state: RequestState,
    actor: str,
    statement_id: UUID | None = None,
) -> None:
    """What became of a request."""
    await uow.endorsement_requests.close(request.id, state, statement_id)
    uow.record(Event(EventType.ENDORSEMENT_CLOSED, request.issuer_id, str(request.id), actor))


async def _of_link(uow: UnitOfWork, token: str, *, lock: bool = False) -> EndorsementRequestRecord:
    request = await uow.endorsement_requests.by_token(_digest(token), lock=lock)
    if request is None:
        raise StackcredError(
            ErrorCode.NOT_FOUND, "This link is not known here; open the whole link as it stands in your message."
        )
    return request


def _is_open(request: EndorsementRequestRecord, now: datetime) -> bool:
    return request.state == "open" and now < request.expires_at


def _need_open(request: EndorsementRequestRecord, now: datetime) -> None:
    if not _is_open(request, now):
        raise StackcredError(
            ErrorCode.CONFLICT, "This link was used, withdrawn, or is over; ask for a new one if you are still asked."
        )


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _text(value: object) -> str | None:
    """A text of an achievement; of several languages the first."""
    if isinstance(value, dict):
        value = next(iter(value.values()), None)
    return value if isinstance(value, str) else None
