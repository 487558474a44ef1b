"""Facts of the past, in ids and digests only, never personal data: audited, chained and reacted to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class EventType(StrEnum):
    """What happened; each is explained in docs/events.md."""

    ISSUER_CREATED = "issuer.created"
    CLIENT_CREATED = "client.created"
    CLIENT_ROTATED = "client.rotated"
    CLIENT_REVOKED = "client.revoked"
    KEY_CREATED = "key.created"
    KEY_RETIRED = "key.retired"
    KEY_COMPROMISED = "key.compromised"
    ACHIEVEMENT_CREATED = "achievement.created"
    ACHIEVEMENT_CHANGED = "achievement.changed"
    CERTIFICATION_CREATED = "certification.created"
    RULE_PUBLISHED = "rule.published"
    PATHWAY_PUBLISHED = "pathway.published"
    LEARNER_CREATED = "learner.created"
    LEARNER_BOUND = "learner.bound"
    LEARNER_ERASED = "learner.erased"
    RESULT_RECORDED = "result.recorded"
    BADGE_ISSUED = "badge.issued"
    BADGE_REVOKED = "badge.revoked"
    BADGE_SUSPENDED = "badge.suspended"
    BADGE_REINSTATED = "badge.reinstated"
    BADGE_RESIGNED = "badge.resigned"
    AWARD_MADE = "award.made"
    AWARD_RENEWED = "award.renewed"
    AWARD_FLAGGED = "award.flagged"
    AWARD_PROLONGED = "award.prolonged"
    AWARD_ENDING = "award.ending"
    BADGE_EXPIRED = "badge.expired"
    RULE_DUE = "rule.due"
    CERTIFICATION_PROGRESSED = "certification.progressed"
    GAP_CLOSED = "gap.closed"
    BUNDLE_GATHERED = "bundle.gathered"
    TRANSCRIPT_SIGNED = "transcript.signed"
    STATUS_PUBLISHED = "status.published"
    IMPORT_RECEIVED = "import.received"
    IMPORT_CONFIRMED = "import.confirmed"
    IMPORT_STOPPED = "import.stopped"
    IMPORT_FINISHED = "import.finished"
    FRAMEWORK_IMPORTED = "framework.imported"
    COMPETENCY_DESCRIBED = "competency.described"
    WEBHOOK_CREATED = "webhook.created"
    WEBHOOK_CHANGED = "webhook.changed"
    WEBHOOK_DISABLED = "webhook.disabled"
    WEBHOOK_ENDED = "webhook.ended"
    PLATFORM_CHANGED = "platform.changed"
    SIGN_IN_SERVICE_CHANGED = "sign_in_service.changed"
    CREDENTIAL_ISSUED = "credential.issued"
    CREDENTIAL_STATUS_CHANGED = "credential.status_changed"
    TRUST_CHANGED = "trust.changed"
    FOREIGN_BADGE_RECEIVED = "foreign_badge.received"
    FOREIGN_BADGE_WITHDRAWN = "foreign_badge.withdrawn"
    FOREIGN_BADGE_CHANGED = "foreign_badge.changed"
    STATEMENT_ISSUED = "statement.issued"
    STATEMENT_REVOKED = "statement.revoked"
    STATEMENT_EXPIRED = "statement.expired"
    EVIDENCE_ADDED = "evidence.added"
    EVIDENCE_CHANGED = "evidence.changed"
    EVIDENCE_DELETED = "evidence.deleted"
    EVIDENCE_JUDGED = "evidence.judged"
    ENDORSEMENT_REQUESTED = "endorsement.requested"
    ENDORSEMENT_CLOSED = "endorsement.closed"


@dataclass(frozen=True, slots=True)
class Event:
    """One fact of one issuer.

    subject: the id of the thing it is about, as text.
    actor: `client:<id>`, `cli`, `rule` or `system`.
    digest: digestMultibase of the document it concerns, if there is one.
    learner_id, achievement: whom and which achievement URL a reaction must look at, if any.
    cause: the id of the event, badge or rule that led to it, if any.
    """

    type: EventType
    issuer_id: UUID
    subject: str
    actor: str
    digest: str | None = None
    learner_id: UUID | None = None
    achievement: str | None = None
    cause: str | None = None
