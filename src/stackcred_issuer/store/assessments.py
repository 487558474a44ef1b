"""Assessment results as they were posted: one row per post that was recorded, one of them current."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, update

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.store.message import Statement, sql_of
from stackcred_issuer.store.repository import Repository, after_id, among, each, found, given, insert_all, rows, rows_by
from stackcred_issuer.store.tables import assessments

Sitting = tuple[UUID, UUID, str]  # learner, achievement, activity: one assessment, however often it is taken


@dataclass(frozen=True, slots=True)
class AssessmentRecord:
    """One post. (learner, achievement, activity) is one assessment; `current` marks its newest result.

    body: the post as it was read. badge_id: the badge that says so, if any.
    """

    id: UUID
    issuer_id: UUID
    client_id: UUID
    learner_id: UUID
    achievement_id: UUID
    activity_id: str
    source_id: str
    assessed_at: datetime
    received_at: datetime
    passed: bool
    current: bool
    body: JsonObject
    badge_id: UUID | None = None


_ADD = insert(assessments)
_ADD_ALL = sql_of(insert_all(assessments, AssessmentRecord))
_OWN = rows_by(assessments, AssessmentRecord, "issuer_id", "id")
_CURRENT = rows_by(assessments, AssessmentRecord, "learner_id", "achievement_id", "activity_id").where(
    assessments.c.current
)
_SITTING = (assessments.c.learner_id, assessments.c.achievement_id, assessments.c.activity_id)
_CURRENT_OF = rows(assessments, AssessmentRecord).where(assessments.c.current, among(*_SITTING))


class Assessments(Repository):
    """Results of each issuer."""

    async def add(self, assessment: AssessmentRecord) -> None:
        """Raises CONFLICT when it is current and another one still is (supersede that first)."""
        await self._add(_ADD, assessment)

    def add_all_statement(self, added: Sequence[AssessmentRecord]) -> Statement[None]:
        """Many at once. Raises CONFLICT as `add` does."""
        return Statement(_ADD_ALL, given(added))

    async def current_of(self, sittings: Iterable[Sitting]) -> dict[Sitting, AssessmentRecord]:
        """The newest result of each of these assessments that has one."""
        found = await self._all(_CURRENT_OF, AssessmentRecord, **each(_SITTING, sittings))
        return {(item.learner_id, item.achievement_id, item.activity_id): item for item in found}

    async def get(self, issuer_id: UUID, assessment_id: UUID) -> AssessmentRecord:
        """Raises NOT_FOUND."""
        assessment = await self._one(_OWN, AssessmentRecord, issuer_id=issuer_id, id=assessment_id)
        return found(assessment, "assessment")

    async def current(self, learner_id: UUID, achievement_id: UUID, activity_id: str) -> AssessmentRecord | None:
        """The newest result of one assessment."""
        return await self._one(
            _CURRENT,
            AssessmentRecord,
            learner_id=learner_id,
            achievement_id=achievement_id,
            activity_id=activity_id,
        )

    async def supersede(self, assessment_id: UUID) -> None:
        """It is no longer the current result."""
        await self._connection.execute(
            update(assessments).where(assessments.c.id == assessment_id).values(current=False)
        )

    async def page(
        self,
        issuer_id: UUID,
        *,
        learner_id: UUID | None = None,
        achievement_id: UUID | None = None,
        after: UUID | None = None,
        limit: int = 100,
    ) -> list[AssessmentRecord]:
        query = rows(assessments, AssessmentRecord).where(assessments.c.issuer_id == issuer_id)
        if learner_id is not None:
            query = query.where(assessments.c.learner_id == learner_id)
        if achievement_id is not None:
            query = query.where(assessments.c.achievement_id == achievement_id)
        return await self._all(after_id(query, assessments.c.id, after, limit), AssessmentRecord)
