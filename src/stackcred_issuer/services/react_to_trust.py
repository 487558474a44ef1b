"""Which decisions follow when trust, a statement, or another issuer's badge changes."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.stacking.mentions import ANY
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.unit_of_work import UnitOfWork

Decision = tuple[UUID, UUID, UUID]  # issuer, certification, learner
TRUST_EVENTS = (
    EventType.TRUST_CHANGED,
    EventType.STATEMENT_ISSUED,
    EventType.STATEMENT_REVOKED,
    EventType.STATEMENT_EXPIRED,
)


async def concerned_by_trust(house: Deployment, uow: UnitOfWork, event: Event) -> list[Decision]:
    """Certifications that name the registry, or what the statement is about, for every learner it may concern."""
    if event.type is EventType.TRUST_CHANGED:
        url = house.urls.trust_registry(UUID(event.subject))
        wanted = await uow.certifications.mentioning(event.issuer_id, url)
        learners = await _trusting(uow, event)
    else:
        assert event.achievement is not None, "only such statements are reacted to"
        wanted = await mentioning_by_any_name(uow, event.issuer_id, event.achievement)
        learners = [event.learner_id] if event.learner_id else await _counting_as(uow, event)
    return [(event.issuer_id, certification, learner) for certification in wanted for learner in learners]


async def mentioning_by_any_name(uow: UnitOfWork, issuer_id: UUID, achievement: str) -> list[UUID]:
    """Certifications that mention an achievement, or one that it may count as."""
    names = [achievement, *await uow.statements.targets(issuer_id, [achievement])]
    found = {one for name in names for one in await uow.certifications.mentioning(issuer_id, name)}
    return sorted(found)


async def heard_of(uow: UnitOfWork, issuer_id: UUID, learner_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of them whose case may turn by what others issued or said; all of them where a statement is about all."""
    if await uow.statements.about_everybody(issuer_id):
        return frozenset(learner_ids)
    named = {*await uow.foreign_badges.holders(issuer_id), *await uow.statements.attested(issuer_id)}
    return frozenset(learner_ids) & named


async def _trusting(uow: UnitOfWork, event: Event) -> list[UUID]:
    """Learners with badges of the issuer an entry was about, or of whom somebody has spoken."""
    holders = await uow.foreign_badges.holders(event.issuer_id, foreign_issuer=event.cause)
    return sorted({*holders, *await uow.statements.attested(event.issuer_id)})


async def _counting_as(uow: UnitOfWork, event: Event) -> list[UUID]:
    """Learners with a badge that counts as the statement's achievement, for a statement about everybody."""
    if event.achievement in (None, ANY):
        return []
    sources = await uow.statements.sources(event.issuer_id, [str(event.achievement)])
    foreign = await uow.foreign_badges.holders(event.issuer_id, achievements=sources)
    own = [learner for source in sources for learner in await uow.statements.own_holders(event.issuer_id, source)]
    return sorted({*foreign, *own})
