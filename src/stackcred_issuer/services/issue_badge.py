"""Issue one badge: reserve → draft → lint → sign → record. The caller's transaction commits before any answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from stackcred_issuer.domain.credential.identity import hashed_email
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.issuance.draft import Draft, Recipient, draft_badge
from stackcred_issuer.domain.issuance.seal import SealedCredential
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.signer import Signer
from stackcred_issuer.domain.status.status_list import StatusSlot, status_entries
from stackcred_issuer.services.assessment_result import AchievementFacts
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.signers import signer_with, signing_key
from stackcred_issuer.store.achievements import AchievementRecord
from stackcred_issuer.store.badges import BadgeKind, BadgeRecord
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.keys import KeyRecord
from stackcred_issuer.store.learners import LearnerRecord
from stackcred_issuer.store.statuses import SlotRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

SALT_BYTES = 16  # 128 bits: an e-mail hash cannot be looked up in a table made beforehand


@dataclass(frozen=True, slots=True)
class Achieved:
    """What one badge will say beyond its achievement (OB 3.0 AchievementSubject members, JSON names)."""

    results: list[JsonObject] = field(default_factory=list)
    evidence: list[JsonObject] = field(default_factory=list)
    source: JsonObject | None = None
    narrative: str | None = None
    credits: float | None = None
    started: str | None = None
    ended: str | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Issuance:
    """Everything one badge is made of."""

    issuer: IssuerRecord
    achievement: AchievementRecord
    learner: LearnerRecord
    achieved: Achieved
    slot: SlotRecord
    actor: str
    assessment_id: UUID | None = None
    kind: BadgeKind = "badge"
    cause: str | None = None


Drafter = Callable[..., Draft]
Sealer = Callable[[Draft, Signer, datetime], SealedCredential]


async def issue(
    house: Deployment, uow: UnitOfWork, issuance: Issuance, *, drafter: Drafter = draft_badge
) -> BadgeRecord:
    """Sign and record one badge inside the caller's transaction. Raises LINT_REFUSED with every finding."""
    key = await signing_key(uow, issuance.issuer.id)
    identifiers = await uow.learners.identifiers(issuance.learner.id)
    badge = sealed_badge(house, issuance, key, identifiers, drafter=drafter)
    await uow.badges.add(badge)
    uow.record(issued_event(issuance, badge))
    return badge


def sealed_badge(
    house: Deployment,
    issuance: Issuance,
    key: KeyRecord | None,
    identifiers: list[tuple[str, str]],
    *,
    drafter: Drafter = draft_badge,
    sealer: Sealer | None = None,
) -> BadgeRecord:
    """Draft, lint and sign, with the issuer's active key and the learner's identifiers; nothing is recorded yet.

    sealer: what lints and signs, if not the deployment's stamps.

    Raises LINT_REFUSED with every finding, KEY_UNUSABLE without a key.
    """
    key, signer = signer_with(house, issuance.issuer, key)
    badge_id, signed_at = house.entropy.new_id(), house.signing_instant()
    recipient = recipient_of(issuance.learner, identifiers, house)
    draft = drafter(
        badge_url=house.urls.badge(badge_id),
        issuer=issuance.issuer.profile,
        achievement=issuance.achievement.document,
        recipient=recipient,
        valid_from=signed_at,
        valid_until=issuance.achieved.valid_until,
        results=issuance.achieved.results,
        evidence=issuance.achieved.evidence,
        source=issuance.achieved.source,
        narrative=issuance.achieved.narrative,
        credits=issuance.achieved.credits,
        activity_start=issuance.achieved.started,
        activity_end=issuance.achieved.ended,
        status=status_entries(slot_urls(issuance.slot, house)),
    )
    sealed = (sealer or house.stamps.seal)(draft, signer, signed_at)
    return BadgeRecord(
        id=badge_id,
        issuer_id=issuance.issuer.id,
        learner_id=issuance.learner.id,
        achievement_id=issuance.achievement.id,
        achievement_url=issuance.achievement.url,
        assessment_id=issuance.assessment_id,
        kind=issuance.kind,
        document=sealed.body,
        digest=sealed.digest,
        key_id=key.id,
        state="active",
        state_reason=None,
        state_at=signed_at,
        issued_at=signed_at,
        valid_from=signed_at,
        valid_until=issuance.achieved.valid_until,
        register_id=issuance.slot.register_id,
        status_index=issuance.slot.index,
        revocation_list=issuance.slot.revocation_list,
        suspension_list=issuance.slot.suspension_list,
    )


def issued_event(issuance: Issuance, badge: BadgeRecord) -> Event:
    """What the transaction that keeps the badge records of it."""
    return Event(
        type=EventType.BADGE_ISSUED,
        issuer_id=badge.issuer_id,
        subject=str(badge.id),
        actor=issuance.actor,
        digest=badge.digest,
        learner_id=badge.learner_id,
        achievement=badge.achievement_url,
        cause=issuance.cause or (str(issuance.assessment_id) if issuance.assessment_id else None),
    )


def recipient_of(learner: LearnerRecord, identifiers: list[tuple[str, str]], house: Deployment) -> Recipient:
    """The learner as a badge names them: a DID, and the e-mail as a hash with a fresh salt, never in the clear."""
    emails = [value for kind, value in identifiers if kind == "emailAddress"]
    identities = tuple(hashed_email(email, house.entropy.token(SALT_BYTES)) for email in emails[:1])
    if not identities and learner.did is None:
        raise StackcredError(
            ErrorCode.INVALID,
            "A badge needs a recipient: give the learner an e-mail address or a DID.",
            pointer="/learner",
        )
    return Recipient(did=learner.did, identities=identities, withheld=(learner.name,) if learner.name else ())


def achieved(said: AchievementFacts, *, valid_until: datetime | None = None) -> Achieved:
    """A post's facts as the members a badge carries."""
    facts = said.facts()
    return Achieved(
        results=facts.get("results", []),
        evidence=facts.get("evidence", []),
        source=facts.get("source"),
        narrative=said.narrative,
        credits=said.creditsEarned,
        started=said.activityStartDate,
        ended=said.activityEndDate,
        valid_until=valid_until,
    )


def optional_instant(text: str | None) -> datetime | None:
    return None if text is None else parse_instant(text)


def slot_urls(slot: SlotRecord, house: Deployment) -> StatusSlot:
    """A slot as the addresses that a status entry names."""
    return StatusSlot(
        revocation_url=house.urls.status_list(slot.revocation_list),
        suspension_url=house.urls.status_list(slot.suspension_list),
        index=slot.index,
    )
