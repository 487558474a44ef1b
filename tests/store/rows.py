"""Rows that tests of the store need before they come to their point."""

from __future__ import annotations

import hashlib
import itertools
import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.store.achievements import AchievementRecord
from stackcred_issuer.store.assessments import AssessmentRecord
from stackcred_issuer.store.awards import AwardRecord
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.certifications import CertificationRecord, RuleRecord
from stackcred_issuer.store.clients import ClientRecord
from stackcred_issuer.store.engine import Store
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.keys import KeyRecord
from stackcred_issuer.store.learners import LearnerRecord
from stackcred_issuer.store.statuses import SlotRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
_order = list(range(131_072))
random.Random(1).shuffle(_order)
INDEX_ORDER = b"".join(index.to_bytes(3, "big") for index in _order)
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Tenant:
    """An issuer with one of everything that a badge needs."""

    issuer: IssuerRecord
    key: KeyRecord
    client: ClientRecord
    achievement: AchievementRecord
    learner: LearnerRecord
    register_id: UUID
    revocation_list: UUID
    suspension_list: UUID

    @property
    def id(self) -> UUID:
        return self.issuer.id


def new_issuer(**changes: Any) -> IssuerRecord:
    id = uuid4()
    issuer = IssuerRecord(id, f"issuer-{id}", "An issuer", f"did:web:x:{id}", "web", False, {"type": ["Profile"]}, NOW)
    return replace(issuer, **changes)


def new_key(issuer_id: UUID, **changes: Any) -> KeyRecord:
    key = KeyRecord(uuid4(), issuer_id, f"z6Mk{uuid4().hex}", "Ed25519", "file:keys/1", "active", NOW)
    return replace(key, **changes)


def new_client(issuer_id: UUID) -> ClientRecord:
    return ClientRecord(uuid4(), issuer_id, "An LMS", ["assessments"], NOW)


def new_achievement(issuer_id: UUID, **changes: Any) -> AchievementRecord:
    id = uuid4()
    achievement = AchievementRecord(id, issuer_id, f"https://x/achievements/{id}", {"name": "A"}, 1, NOW, NOW)
    return replace(achievement, **changes)


def new_learner(issuer_id: UUID, **changes: Any) -> LearnerRecord:
    return replace(LearnerRecord(uuid4(), issuer_id, "Ana", None, NOW), **changes)


async def add_tenant(store: Store) -> Tenant:
    """Commit a tenant with a key, a client, an achievement, a learner and a status register."""
    issuer = new_issuer()
    tenant = Tenant(
        issuer,
        new_key(issuer.id),
        new_client(issuer.id),
        new_achievement(issuer.id),
        new_learner(issuer.id),
        uuid4(),
        uuid4(),
        uuid4(),
    )
    async with store.begin(NOW) as uow:
        await uow.issuers.add(issuer)
        await uow.keys.add(tenant.key)
        await uow.clients.add(tenant.client)
        await uow.achievements.add(tenant.achievement)
        await uow.learners.add(tenant.learner, [("emailAddress", f"{tenant.learner.id}@example.org")])
        await uow.statuses.add_register(
            register_id=tenant.register_id,
            issuer_id=issuer.id,
            index_order=INDEX_ORDER,
            revocation_list=tenant.revocation_list,
            suspension_list=tenant.suspension_list,
        )
    return tenant


def new_badge(tenant: Tenant, slot: SlotRecord | None = None, **changes: Any) -> BadgeRecord:
    """A badge of the tenant's learner; without a slot it takes a low index that `lease` knows nothing of."""
    id = uuid4()
    badge = BadgeRecord(
        id=id,
        issuer_id=tenant.id,
        learner_id=tenant.learner.id,
        achievement_id=tenant.achievement.id,
        achievement_url=tenant.achievement.url,
        assessment_id=None,
        kind="badge",
        document=b'{"id": "%s"}' % str(id).encode(),
        digest=f"z{id}",
        key_id=tenant.key.id,
        state="active",
        state_reason=None,
        state_at=NOW,
        issued_at=NOW,
        valid_from=NOW,
        valid_until=None,
        register_id=tenant.register_id,
        status_index=slot.index if slot else next(_numbers),
        revocation_list=tenant.revocation_list,
        suspension_list=tenant.suspension_list,
    )
    return replace(badge, **changes)


def new_assessment(tenant: Tenant, **changes: Any) -> AssessmentRecord:
    assessment = AssessmentRecord(
        id=uuid4(),
        issuer_id=tenant.id,
        client_id=tenant.client.id,
        learner_id=tenant.learner.id,
        achievement_id=tenant.achievement.id,
        activity_id="quiz-1",
        source_id="post-1",
        assessed_at=NOW,
        received_at=NOW,
        passed=True,
        current=True,
        body={"sourceId": "post-1", "score": 87.5},
    )
    return replace(assessment, **changes)


def new_certification(tenant: Tenant, **changes: Any) -> CertificationRecord:
    certification = CertificationRecord(uuid4(), tenant.id, tenant.achievement.id, tenant.achievement.url, NOW)
    return replace(certification, **changes)


def new_rule(certification: CertificationRecord, version: int = 1) -> RuleRecord:
    document = b'{"version": %d }' % version
    return RuleRecord(certification.id, version, document, f"zRule{version}", NOW)


def new_award(certification: CertificationRecord, badge: BadgeRecord, **changes: Any) -> AwardRecord:
    award = AwardRecord(
        id=uuid4(),
        issuer_id=badge.issuer_id,
        certification_id=certification.id,
        learner_id=badge.learner_id,
        period=1,
        badge_id=badge.id,
        rule_version=1,
        rule_digest="zRule1",
        evaluation=b'{"verdict": "satisfied" }',
        latest_evaluation=b'{"verdict": "satisfied" }',
        state="active",
        cause="a badge",
        broken_at=None,
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(award, **changes)


def new_event(tenant: Tenant, **changes: Any) -> Event:
    """An issued badge, which needs a reaction."""
    event = Event(
        type=EventType.BADGE_ISSUED,
        issuer_id=tenant.id,
        subject=str(uuid4()),
        actor=f"client:{tenant.client.id}",
        digest="zDigest",
        learner_id=tenant.learner.id,
        achievement=tenant.achievement.url,
        cause=None,
    )
    return replace(event, **changes)


async def add_badge(uow: UnitOfWork, tenant: Tenant, **changes: Any) -> BadgeRecord:
    badge = new_badge(tenant, **changes)
    await uow.badges.add(badge)
    return badge


def sha256(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
