"""A learner's badges as verified facts: the only thing an award may rest on."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from stackcred_issuer.domain.stacking.facts import VerifiedFacts
from stackcred_issuer.domain.stacking.kept_facts import kept_facts
from stackcred_issuer.domain.verification.materials import Fetched, Materials
from stackcred_issuer.domain.verification.presented import read
from stackcred_issuer.domain.verification.verify import AUTHENTICITY, Policy, VerifiedBadge, restore, verify
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.publish_did import did_document_of
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.learners import LearnerRecord
from stackcred_issuer.store.reports import ReportRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


async def verified_facts(house: Deployment, uow: UnitOfWork, learner: LearnerRecord) -> VerifiedFacts:
    """The learner's own badges as facts; `gathered_facts` has those of other issuers too, and what people said."""
    return VerifiedFacts.of(await own_badges(house, uow, learner))


async def own_badges(house: Deployment, uow: UnitOfWork, learner: LearnerRecord) -> list[tuple[VerifiedBadge, str]]:
    """Every badge of the learner that proves authentic, with its status as the store has it now.

    A badge is verified once; after that its stored report restores the token, as long as the bytes are the same.
    """
    badges = await uow.badges.of_learner(learner.id)
    kept = await uow.reports.of_badges([badge.id for badge in badges])
    verified = {found.id: restore(found.document, kept[found.id].report) for found in badges if found.id in kept}
    fresh = [badge for badge in badges if verified.get(badge.id) is None]
    if fresh:
        materials = await own_materials(house, uow, learner)
        for badge in fresh:
            verified[badge.id] = await _verify(house, uow, badge, materials)
        told = [(badge, verified[badge.id]) for badge in fresh]
        await uow.badge_facts.put((one.id, one.digest, kept_facts(token)) for one, token in told if token is not None)
    return _with_status(badges, verified)


def _with_status(
    badges: Sequence[BadgeRecord], verified: dict[UUID, VerifiedBadge | None]
) -> list[tuple[VerifiedBadge, str]]:
    tokens = [(verified[badge.id], badge.state) for badge in badges]
    return [(token, state) for token, state in tokens if token is not None]


async def _verify(house: Deployment, uow: UnitOfWork, badge: BadgeRecord, materials: Materials) -> VerifiedBadge | None:
    result = verify(read(badge.document), materials, Policy(checks=AUTHENTICITY), house.clock.now())
    if result.badge is not None:
        await uow.reports.put(ReportRecord(badge.id, badge.digest, result.report.to_json()))
    return result.badge


async def own_materials(house: Deployment, uow: UnitOfWork, learner: LearnerRecord) -> Materials:
    """Our own issuer's keys, straight from the record: no request leaves, no second connection is taken."""
    issuer = await uow.issuers.get(learner.issuer_id)
    await uow.rights.hold([issuer.id])
    document = did_document_of(issuer, await uow.keys.of_issuer(issuer.id), house)
    fetched = {issuer.did: Fetched(issuer.did, document, house.clock.now(), None)}
    return Materials(contexts=house.contexts, schemas={}, fetched=fetched)
