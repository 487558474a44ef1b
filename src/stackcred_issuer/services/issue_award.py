"""Issue a certification's own badge: an ordinary Open Badge that names and digests its proof (stacking-rules §4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from uuid import UUID

from stackcred_issuer.domain.issuance.draft import RelatedResource, draft_award
from stackcred_issuer.domain.jsonvalue import canonical_json
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.stacking.evaluation.evaluate import Outcome
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.issue_badge import Achieved, Issuance, issue
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.certifications import CertificationRecord, RuleRecord
from stackcred_issuer.store.statuses import SlotRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


async def issue_award(
    house: Deployment,
    uow: UnitOfWork,
    certification: CertificationRecord,
    published: RuleRecord,
    learner_id: UUID,
    outcome: Outcome,
    slot: SlotRecord,
    *,
    valid_until: datetime | None = None,
) -> BadgeRecord:
    """Sign and record the award in the caller's transaction, from an outcome on verified facts only."""
    issuer = await uow.issuers.get(certification.issuer_id)
    achievement = await uow.achievements.get(certification.issuer_id, certification.achievement_id)
    learner = await uow.learners.get(certification.issuer_id, learner_id)
    evaluation = canonical_json(outcome.to_json())
    resources = [
        RelatedResource(house.urls.rule(certification.id, published.version), published.digest),
        *(RelatedResource(claim.credential, claim.digest) for claim in outcome.credential_claims()),
        *_grounds(house, outcome),
    ]
    drafter = partial(
        draft_award,
        evaluation_digest=digest_multibase(evaluation),
        evaluation_of=house.urls.evaluation,
        related=resources,
        narrative_of_stack=outcome.summary(),
    )
    issuance = Issuance(
        issuer=issuer,
        achievement=achievement,
        learner=learner,
        achieved=Achieved(valid_until=valid_until),
        slot=slot,
        actor="rule",
        kind="award",
        cause=published.digest,
    )
    return await issue(house, uow, issuance, drafter=drafter)


def _grounds(house: Deployment, outcome: Outcome) -> Iterator[RelatedResource]:
    """The trust snapshots and equivalences the outcome rests on, each at its own address."""
    for pinned in outcome.grounds.get("trust", ()):
        registry = UUID(pinned["id"].removeprefix(house.urls.trust_registry_prefix))
        yield RelatedResource(house.urls.trust_snapshot(registry, pinned["version"]), pinned["digestMultibase"])
    for applied in outcome.grounds.get("equivalences", ()):
        yield RelatedResource(applied["statement"], applied["digestMultibase"])
