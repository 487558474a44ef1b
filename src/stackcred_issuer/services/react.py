"""What follows from facts: certifications that mention what changed are decided again, each once."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.evaluate_certification import evaluate_certification
from stackcred_issuer.services.react_to_trust import (
    TRUST_EVENTS,
    bringing_learners,
    concerned_by_trust,
    mentioning_by_any_name,
)
from stackcred_issuer.store.unit_of_work import UnitOfWork

Decision = tuple[UUID, UUID, UUID]  # issuer, certification, learner


async def react(house: Deployment, events: Iterable[Event]) -> int:
    """Decide again for every learner the events concern. Returns how many decisions were made.

    Safe to repeat: each decision looks at the record as it is. A decision that makes or breaks an award
    records events of its own, so certifications that stand on it follow by their own reaction.
    """
    causes: dict[Decision, str] = {}
    async with house.store.begin(house.clock.now()) as uow:
        for event in events:
            for decision in await _concerned(house, uow, event):
                causes.setdefault(decision, event.subject)
    for (issuer_id, certification_id, learner_id), cause in causes.items():
        await evaluate_certification(house, issuer_id, certification_id, learner_id, cause=cause)
    return len(causes)


async def sweep_grace(house: Deployment) -> int:
    """Decide again every award in grace: the period may have run out. Returns how many there were."""
    async with house.store.begin(house.clock.now()) as uow:
        waiting = await uow.awards.in_grace()
    for award in waiting:
        await evaluate_certification(
            house, award.issuer_id, award.certification_id, award.learner_id, cause="grace period"
        )
    return len(waiting)


async def _concerned(house: Deployment, uow: UnitOfWork, event: Event) -> list[Decision]:
    """The decisions an event may change: the certifications that mention its achievement, or award it."""
    if event.type is EventType.RULE_PUBLISHED:
        certification_id = UUID(event.subject)
        learners = await uow.certifications.learners_concerned(event.issuer_id, certification_id)
        learners = sorted({*learners, *await bringing_learners(uow, event.issuer_id)})
        return [(event.issuer_id, certification_id, learner_id) for learner_id in learners]
    if event.type in TRUST_EVENTS:
        return await concerned_by_trust(house, uow, event)
    if event.learner_id is None or event.achievement is None:
        return []
    mentioning = await mentioning_by_any_name(uow, event.issuer_id, event.achievement)
    own = await uow.certifications.by_target(event.issuer_id, event.achievement)
    wanted = [*mentioning, own.id] if own is not None else mentioning
    return [(event.issuer_id, certification_id, event.learner_id) for certification_id in wanted]
