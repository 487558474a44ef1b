"""What follows from facts: certifications that mention what changed are decided again, each once."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.evaluate_certification import evaluate_certification
from stackcred_issuer.services.react_to_trust import TRUST_EVENTS, concerned_by_trust, mentioning_by_any_name
from stackcred_issuer.services.reevaluate import reevaluate
from stackcred_issuer.services.which_rule import renewed_by
from stackcred_issuer.store.certifications import CertificationRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

WHOLE_RULE = frozenset({EventType.RULE_PUBLISHED, EventType.RULE_DUE})
Decision = tuple[UUID, UUID, UUID]  # issuer, certification, learner
Mentioning = dict[tuple[UUID, str], list[UUID]]  # by issuer and achievement: most events of one job share theirs


async def react(house: Deployment, events: Iterable[Event]) -> int:
    """Decide again for every learner the events concern. Returns how many decisions were made.

    Safe to repeat: each decision looks at the record as it is. A decision that makes or breaks an award
    records events of its own, so certifications that stand on it follow by their own reaction.
    """
    causes: dict[Decision, str] = {}
    events = list(events)
    made = 0
    async with house.store.begin(house.clock.now()) as uow:
        mentioning: Mentioning = {}
        for event in events:
            for decision in await _concerned(house, uow, event, mentioning):
                causes.setdefault(decision, event.subject)
    for (issuer_id, certification_id, learner_id), cause in causes.items():
        await evaluate_certification(house, issuer_id, certification_id, learner_id, cause=cause)
    for event in events:
        if event.type in WHOLE_RULE:
            made += await _publish(house, event)
    return made + len(causes)


async def sweep_grace(house: Deployment) -> int:
    """Decide again every award in grace: the period may have run out. Returns how many there were."""
    swept, last = 0, None
    while True:
        async with house.store.begin(house.clock.now()) as uow:
            waiting = await uow.awards.in_grace(last)
        for award in waiting:
            await evaluate_certification(
                house, award.issuer_id, award.certification_id, award.learner_id, cause="grace period"
            )
        swept += len(waiting)
        if not waiting:
            return swept
        last = waiting[-1].id


async def _publish(house: Deployment, event: Event) -> int:
    """Hold a rule that was published, or whose `until` is over, against everybody it may concern."""
    return await reevaluate(house, event.issuer_id, UUID(event.subject), cause=event.subject)


async def _concerned(house: Deployment, uow: UnitOfWork, event: Event, known: Mentioning) -> list[Decision]:
    """The decisions an event may change: the certifications that mention its achievement, award or renew it."""
    if event.type in TRUST_EVENTS:
        return await concerned_by_trust(house, uow, event)
    if event.learner_id is None or event.achievement is None:
        return []
    name = (event.issuer_id, event.achievement)
    if name not in known:
        known[name] = await _mentioning(uow, *name)
    return [(event.issuer_id, certification_id, event.learner_id) for certification_id in known[name]]


async def _mentioning(uow: UnitOfWork, issuer_id: UUID, achievement: str) -> list[UUID]:
    wanted = list(await mentioning_by_any_name(uow, issuer_id, achievement))
    own = await uow.certifications.by_target(issuer_id, achievement)
    if own is not None:
        wanted += [own.id, *await _renewed_by(uow, own)]
    return list(dict.fromkeys(wanted))


async def _renewed_by(uow: UnitOfWork, certification: CertificationRecord) -> list[UUID]:
    """The certifications that are renewed with this one."""
    rule = await uow.certifications.latest_rule(certification.id)
    targets = renewed_by(rule) if rule is not None else ()
    lower = [await uow.certifications.by_target(certification.issuer_id, target) for target in targets]
    return [found.id for found in lower if found is not None]
