"""What many learners hold, by the facts that were kept of their badges: to find out for whom a decision is needed.

No credential is read again, and nothing that is found here makes an award (`evaluate_certification` does).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from stackcred_issuer.domain.stacking.holdings import Holdings
from stackcred_issuer.domain.stacking.kept_facts import Kinds, kept_facts
from stackcred_issuer.domain.verification.verify import VerifiedBadge, restore
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.verified_facts import own_badges
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


async def facts_in_sets(
    house: Deployment,
    uow: UnitOfWork,
    issuer_id: UUID,
    learner_ids: Sequence[UUID],
    achievements: frozenset[str] | None,
    kinds: Kinds,
) -> dict[UUID, Holdings]:
    """The badges of each learner for these achievement URLs, or all of them for None.

    Facts that were not kept before are kept first. kinds: what was read earlier in the same run.
    """
    held, lacking = await uow.badge_facts.held_by(learner_ids, achievements)
    if lacking:
        await keep_facts(house, uow, issuer_id, sorted(lacking))
        held, _ = await uow.badge_facts.held_by(learner_ids, achievements)  # who lacks now holds what is not authentic
    unknown = kinds.unknown(badge for badges in held.values() for badge in badges)
    if unknown:
        kinds.learn(await uow.badge_facts.common(unknown))
    return {learner_id: kinds.holdings(held.get(learner_id, ())) for learner_id in learner_ids}


async def keep_facts(house: Deployment, uow: UnitOfWork, issuer_id: UUID, learner_ids: Sequence[UUID]) -> None:
    """Keep what rules read of every badge of these learners; verifies those that never were, one learner at a time."""
    held: defaultdict[UUID, list[BadgeRecord]] = defaultdict(list)
    for badge in await uow.badges.of_learners(learner_ids):
        held[badge.learner_id].append(badge)
    reports = await uow.reports.of_badges([badge.id for badges in held.values() for badge in badges])
    tokens: dict[str, VerifiedBadge] = {}
    for learner_id, badges in held.items():
        restored = [restore(one.document, reports[one.id].report) for one in badges if one.id in reports]
        if len(restored) < len(badges) or None in restored:
            restored = [
                token for token, _ in await own_badges(house, uow, await uow.learners.get(issuer_id, learner_id))
            ]
        tokens |= {token.digest: token for token in restored if token is not None}
    rows = [(badge, tokens.get(badge.digest)) for badges in held.values() for badge in badges]
    await uow.badge_facts.put((badge.id, badge.digest, kept_facts(token)) for badge, token in rows if token is not None)
