"""The verified facts of many learners with two reads: a stored report restores what was verified before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from stackcred_issuer.domain.stacking.facts import VerifiedFacts
from stackcred_issuer.domain.verification.verify import restore
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.verified_facts import verified_facts
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.reports import ReportRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


async def facts_in_sets(
    house: Deployment, uow: UnitOfWork, issuer_id: UUID, learner_ids: Sequence[UUID]
) -> dict[UUID, VerifiedFacts]:
    """The facts of each learner. Who has a badge that was never verified is gone through one by one."""
    held: defaultdict[UUID, list[BadgeRecord]] = defaultdict(list)
    for badge in await uow.badges.of_learners(learner_ids):
        held[badge.learner_id].append(badge)
    reports = await uow.reports.of_badges([badge.id for badges in held.values() for badge in badges])
    found = {}
    for learner_id in learner_ids:
        facts = _restored(held[learner_id], reports)
        if facts is None:
            facts = await verified_facts(house, uow, await uow.learners.get(issuer_id, learner_id))
        found[learner_id] = facts
    return found


def _restored(badges: Sequence[BadgeRecord], reports: dict[UUID, ReportRecord]) -> VerifiedFacts | None:
    """None when a badge has no report on its very bytes."""
    tokens = []
    for badge in badges:
        kept = reports.get(badge.id)
        token = restore(badge.document, kept.report) if kept is not None else None
        if token is None:
            return None
        tokens.append((token, badge.state))
    return VerifiedFacts.of(tokens)
