"""Everything an award may rest on for one learner: own badges, foreign ones, and what people have said, verified."""

from __future__ import annotations

from collections.abc import Sequence

from stackcred_issuer.domain.stacking.evaluation.gathered import Gathered, Held
from stackcred_issuer.domain.stacking.facts import holding_of
from stackcred_issuer.domain.stacking.outcome import NotCounted
from stackcred_issuer.domain.stacking.rule import Rule
from stackcred_issuer.domain.stacking.trust import Trust
from stackcred_issuer.domain.verification.presented import read
from stackcred_issuer.domain.verification.verify import AUTHENTICITY, Policy, VerifiedBadge, restore, verify
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.keep_trust import trust_of
from stackcred_issuer.services.verified_facts import own_badges, own_materials
from stackcred_issuer.store.foreign_badges import ForeignBadgeRecord
from stackcred_issuer.store.learners import LearnerRecord
from stackcred_issuer.store.statements import StatementRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


async def trusted_facts(
    house: Deployment, uow: UnitOfWork, learner: LearnerRecord, rule: Rule
) -> tuple[Gathered, Trust]:
    """What is known of the learner, and whose word counts for this rule."""
    gathered = await gathered_facts(house, uow, learner)
    return gathered, await trust_for(house, uow, learner, gathered, rule)


async def trust_for(
    house: Deployment, uow: UnitOfWork, learner: LearnerRecord, gathered: Gathered, rule: Rule
) -> Trust:
    """Whose word counts for this rule, among those of whom the learner has something."""
    return await trust_among(house, uow, learner, gathered, rule.trust)


async def trust_among(
    house: Deployment, uow: UnitOfWork, learner: LearnerRecord, gathered: Gathered, registries: Sequence[str]
) -> Trust:
    """The same by the addresses of trust registries; none: this service's own issuers."""
    issuers = sorted({str(_issuer(held.badge)) for held in gathered.badges})
    return await trust_of(house, uow, learner.issuer_id, registries, issuers)


async def gathered_facts(house: Deployment, uow: UnitOfWork, learner: LearnerRecord) -> Gathered:
    """The learner's badges and what was said of them, each as a token; and what is none of theirs, with why."""
    own = [Held(badge, state) for badge, state in await own_badges(house, uow, learner)]
    brought = await uow.foreign_badges.of_learner(learner.id)
    foreign, left_out = _foreign(brought)
    subjects = sorted({subject for held in (*own, *foreign) for subject in _subjects(held.badge)})
    standing = await uow.statements.standing(learner.issuer_id, learner.id, subjects)
    said = await _verified(house, uow, learner, standing)
    return Gathered(subject_of(learner), (*own, *foreign), tuple(said), tuple(left_out))


def subject_of(learner: LearnerRecord) -> str:
    """How statements name the learner: an opaque identifier, the same in all of one issuer's statements."""
    return learner.id.urn


def _foreign(brought: Sequence[ForeignBadgeRecord]) -> tuple[list[Held], list[NotCounted]]:
    held, left_out = [], []
    for record in brought:
        token = restore(record.document, record.report) if record.standing == "held" else None
        if token is not None:
            held.append(Held(token, record.status))
        else:
            left_out.append(NotCounted(record.credential_id, record.reason or "it could not be verified"))
    return held, left_out


async def _verified(
    house: Deployment, uow: UnitOfWork, learner: LearnerRecord, records: Sequence[StatementRecord]
) -> list[VerifiedBadge]:
    """The statements that prove authentic; each is verified once, then its stored report restores the token."""
    tokens = {found.id: restore(found.document, found.report) for found in records if found.report is not None}
    fresh = [found for found in records if tokens.get(found.id) is None]
    if fresh:
        materials = await own_materials(house, uow, learner)
        for record in fresh:
            result = verify(read(record.document), materials, Policy(checks=AUTHENTICITY), house.clock.now())
            tokens[record.id] = result.badge
            if result.badge is not None:
                await uow.statements.keep_report(record.id, result.report.to_json())
    return [token for token in tokens.values() if token is not None]


def _issuer(badge: VerifiedBadge) -> object:
    issuer = badge.document.get("issuer")
    return issuer.get("id") if isinstance(issuer, dict) else issuer


def _subjects(badge: VerifiedBadge) -> tuple[str, str]:
    """What an equivalence may be about: the badge itself, or its achievement."""
    facts = holding_of(badge, status="active")
    return str(facts["id"]), str(facts["achievement"])
