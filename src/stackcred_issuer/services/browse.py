"""Look things up for a client: only its own issuer's, page by page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.achievements import AchievementRecord
from stackcred_issuer.store.assessments import AssessmentRecord
from stackcred_issuer.store.audit_chain import AuditRecord
from stackcred_issuer.store.awards import AwardRecord
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.certifications import CertificationRecord, RuleRecord
from stackcred_issuer.store.clients import ClientRecord
from stackcred_issuer.store.keys import KeyRecord
from stackcred_issuer.store.learners import LearnerRecord
from stackcred_issuer.store.progress import ProgressRecord
from stackcred_issuer.store.trust import RegistryRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

MAX_PAGE = 200  # rows in one answer

T = TypeVar("T")


class _HasId(Protocol):
    @property
    def id(self) -> UUID: ...


R = TypeVar("R", bound=_HasId)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page starts: after which id, and how many rows (1 to MAX_PAGE)."""

    after: UUID | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """Rows and the id to go on after, None at the end."""

    items: Sequence[R]
    next: UUID | None


@dataclass(frozen=True, slots=True)
class CertificationView:
    """A certification with its newest rule."""

    certification: CertificationRecord
    rule: RuleRecord


@dataclass(frozen=True, slots=True)
class LearnerView:
    """A learner with what they are known by, hold and were awarded."""

    learner: LearnerRecord
    identifiers: Sequence[tuple[str, str]]
    badges: Sequence[BadgeRecord]
    awards: Sequence[AwardRecord]


async def list_achievements(house: Deployment, caller: Caller, cursor: Cursor) -> Page[AchievementRecord]:
    caller.need(Scope.ACHIEVEMENTS_READ)
    return await _page(
        house, cursor, lambda uow: uow.achievements.page(caller.issuer_id, cursor.after, cursor.limit + 1)
    )


async def get_achievement(house: Deployment, caller: Caller, achievement_id: UUID) -> AchievementRecord:
    caller.need(Scope.ACHIEVEMENTS_READ)
    return await _read(house, lambda uow: uow.achievements.get(caller.issuer_id, achievement_id))


async def list_certifications(house: Deployment, caller: Caller, cursor: Cursor) -> Page[CertificationRecord]:
    caller.need(Scope.CERTIFICATIONS_READ)
    return await _page(
        house, cursor, lambda uow: uow.certifications.page(caller.issuer_id, cursor.after, cursor.limit + 1)
    )


async def get_certification(house: Deployment, caller: Caller, certification_id: UUID) -> CertificationView:
    caller.need(Scope.CERTIFICATIONS_READ)
    async with house.store.begin(house.clock.now()) as uow:
        certification = await uow.certifications.get(caller.issuer_id, certification_id)
        rule = await uow.certifications.latest_rule(certification_id)
    assert rule is not None, "a certification is created with its first rule"
    return CertificationView(certification, rule)


async def list_rules(house: Deployment, caller: Caller, certification_id: UUID) -> Sequence[RuleRecord]:
    await get_certification(house, caller, certification_id)
    async with house.store.begin(house.clock.now()) as uow:
        return await uow.certifications.rules(certification_id)


async def list_learners(house: Deployment, caller: Caller, cursor: Cursor) -> Page[LearnerRecord]:
    caller.need(Scope.LEARNERS_READ)
    return await _page(house, cursor, lambda uow: uow.learners.page(caller.issuer_id, cursor.after, cursor.limit + 1))


async def get_learner(house: Deployment, caller: Caller, learner_id: UUID) -> LearnerView:
    caller.need(Scope.LEARNERS_READ)
    async with house.store.begin(house.clock.now()) as uow:
        learner = await uow.learners.get(caller.issuer_id, learner_id)
        return LearnerView(
            learner,
            await uow.learners.identifiers(learner_id),
            await uow.badges.of_learner(learner_id),
            await uow.awards.of_learner(learner_id),
        )


async def learner_progress(house: Deployment, caller: Caller, learner_id: UUID) -> list[ProgressRecord]:
    """How far the learner was with each certification when it was last decided. Raises NOT_FOUND."""
    caller.need(Scope.LEARNERS_READ)
    async with house.store.begin(house.clock.now()) as uow:
        learner = await uow.learners.get(caller.issuer_id, learner_id)
        return await uow.progress.of_learner(caller.issuer_id, learner.id)


async def list_assessments(house: Deployment, caller: Caller, cursor: Cursor) -> Page[AssessmentRecord]:
    caller.need(Scope.ASSESSMENTS_READ)
    return await _page(
        house,
        cursor,
        lambda uow: uow.assessments.page(caller.issuer_id, after=cursor.after, limit=cursor.limit + 1),
    )


async def get_assessment(house: Deployment, caller: Caller, assessment_id: UUID) -> AssessmentRecord:
    caller.need(Scope.ASSESSMENTS_READ)
    return await _read(house, lambda uow: uow.assessments.get(caller.issuer_id, assessment_id))


async def list_badges(house: Deployment, caller: Caller, cursor: Cursor, learner_id: UUID | None) -> Page[BadgeRecord]:
    caller.need(Scope.BADGES_READ)
    return await _page(
        house,
        cursor,
        lambda uow: uow.badges.page(
            caller.issuer_id, learner_id=learner_id, after=cursor.after, limit=cursor.limit + 1
        ),
    )


async def get_badge(house: Deployment, caller: Caller, badge_id: UUID) -> BadgeRecord:
    caller.need(Scope.BADGES_READ)
    return await _read(house, lambda uow: uow.badges.get(caller.issuer_id, badge_id))


async def list_trust_registries(house: Deployment, caller: Caller, cursor: Cursor) -> Page[RegistryRecord]:
    caller.need(Scope.TRUST_READ)
    return await _page(house, cursor, lambda uow: uow.trust.page(caller.issuer_id, cursor.after, cursor.limit + 1))


async def list_clients(house: Deployment, caller: Caller, cursor: Cursor) -> Page[ClientRecord]:
    caller.need(Scope.CLIENTS)
    return await _page(house, cursor, lambda uow: uow.clients.page(caller.issuer_id, cursor.after, cursor.limit + 1))


async def list_keys(house: Deployment, caller: Caller) -> Sequence[KeyRecord]:
    caller.need(Scope.KEYS)
    async with house.store.begin(house.clock.now()) as uow:
        return await uow.keys.of_issuer(caller.issuer_id)


async def list_audit(house: Deployment, caller: Caller, after: int, limit: int) -> Sequence[AuditRecord]:
    """Entries after a sequence number, oldest first."""
    caller.need(Scope.AUDIT)
    async with house.store.begin(house.clock.now()) as uow:
        return await uow.audit.page(caller.issuer_id, after, limit)


async def _page(house: Deployment, cursor: Cursor, read: Callable[[UnitOfWork], Awaitable[Sequence[R]]]) -> Page[R]:
    """One row more than wanted tells whether there is a next page."""
    async with house.store.begin(house.clock.now()) as uow:
        rows = await read(uow)
    return page_of(rows, cursor)


def page_of(rows: Sequence[R], cursor: Cursor) -> Page[R]:
    """A page of what was read: the rows wanted, and one more if there is a next page."""
    shown = rows[: cursor.limit]
    return Page(shown, shown[-1].id if len(rows) > cursor.limit else None)


async def _read(house: Deployment, read: Callable[[UnitOfWork], Awaitable[T]]) -> T:
    async with house.store.begin(house.clock.now()) as uow:
        return await read(uow)
