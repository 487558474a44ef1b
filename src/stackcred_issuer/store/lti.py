"""Platforms that launch us as a tool, their courses, and the last result that was read of each user."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.store.repository import Repository, after_id, found, rows, rows_by, values
from stackcred_issuer.store.tables import lti_courses, lti_platforms, lti_results


@dataclass(frozen=True, slots=True)
class PlatformRecord:
    """platform: its `iss`. tool_client_id: how it calls us, None until it has told. deployments: ids, none for any.

    client_id: our client, in whose name its results come in. key_uri, public_key: what we sign with towards it.
    """

    id: UUID
    issuer_id: UUID
    client_id: UUID
    name: str
    platform: str
    tool_client_id: str | None
    deployments: list[str]
    authorization_url: str
    token_url: str
    jwks_url: str
    key_uri: str
    public_key: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CourseRecord:
    """context: the course's id on its platform. outcome: of the last pull, for a person to read."""

    id: UUID
    issuer_id: UUID
    platform_id: UUID
    context: str
    title: str | None
    line_items_url: str | None
    memberships_url: str | None
    pulled_at: datetime | None
    outcome: JsonObject | None
    created_at: datetime


_ANY = rows_by(lti_platforms, PlatformRecord, "id")
_OWN = rows_by(lti_platforms, PlatformRecord, "issuer_id", "id")
_COURSE = rows_by(lti_courses, CourseRecord, "issuer_id", "id")
_DUE = (
    rows(lti_courses, CourseRecord)
    .where(lti_courses.c.pulled_at.is_(None) | (lti_courses.c.pulled_at < bindparam("before")))
    .order_by(lti_courses.c.pulled_at.nulls_first(), lti_courses.c.id)
    .limit(bindparam("limit"))
)
_OFFERED = upsert(lti_courses)
_SERVICES = ("title", "line_items_url", "memberships_url")
_PUT = _OFFERED.on_conflict_do_update(
    index_elements=["platform_id", "context"], set_={name: _OFFERED.excluded[name] for name in _SERVICES}
).returning(*rows(lti_courses, CourseRecord).selected_columns)
_KNOWN = select(lti_results.c.user_id, lti_results.c.digest, lti_results.c.changes).where(
    lti_results.c.course_id == bindparam("course_id"), lti_results.c.line_item == bindparam("line_item")
)
_SEEN = upsert(lti_results)
_SAW = _SEEN.on_conflict_do_update(
    index_elements=["course_id", "line_item", "user_id"],
    set_={name: _SEEN.excluded[name] for name in ("digest", "changes")},
)


class LtiPlatforms(Repository):
    """The platforms of each issuer."""

    async def add(self, platform: PlatformRecord) -> None:
        await self._add(insert(lti_platforms), platform)

    async def find(self, platform_id: UUID) -> PlatformRecord | None:
        """Whoever's it is: a launch names no tenant."""
        return await self._one(_ANY, PlatformRecord, id=platform_id)

    async def get(self, issuer_id: UUID, platform_id: UUID) -> PlatformRecord:
        """Raises NOT_FOUND."""
        return found(await self._one(_OWN, PlatformRecord, issuer_id=issuer_id, id=platform_id), "platform")

    async def change(self, platform: PlatformRecord, changes: dict[str, Any]) -> None:
        await self._connection.execute(update(lti_platforms).where(lti_platforms.c.id == platform.id).values(**changes))

    async def drop(self, platform: PlatformRecord) -> None:
        """With its courses; what was recorded of them stays."""
        await self._connection.execute(delete(lti_platforms).where(lti_platforms.c.id == platform.id))

    async def page(self, issuer_id: UUID, after: UUID | None = None, limit: int = 100) -> list[PlatformRecord]:
        query = rows(lti_platforms, PlatformRecord).where(lti_platforms.c.issuer_id == issuer_id)
        return await self._all(after_id(query, lti_platforms.c.id, after, limit), PlatformRecord)

    async def put_course(self, course: CourseRecord) -> CourseRecord:
        """A new course, or the one that is known, with the services it has now."""
        row = (await self._connection.execute(_PUT, values(course))).one()
        return CourseRecord(*row)

    async def course(self, issuer_id: UUID, course_id: UUID) -> CourseRecord:
        """Raises NOT_FOUND."""
        return found(await self._one(_COURSE, CourseRecord, issuer_id=issuer_id, id=course_id), "course")

    async def courses(self, issuer_id: UUID, after: UUID | None = None, limit: int = 100) -> list[CourseRecord]:
        query = rows(lti_courses, CourseRecord).where(lti_courses.c.issuer_id == issuer_id)
        return await self._all(after_id(query, lti_courses.c.id, after, limit), CourseRecord)

    async def due(self, before: datetime, limit: int) -> list[CourseRecord]:
        """Courses of all issuers that were not pulled since; those never pulled first."""
        return await self._all(_DUE, CourseRecord, before=before, limit=limit)

    async def pulled(self, course: CourseRecord, outcome: JsonObject) -> CourseRecord:
        """Write down when it was pulled, and how that went."""
        changes = {"pulled_at": self._now, "outcome": outcome}
        await self._connection.execute(update(lti_courses).where(lti_courses.c.id == course.id).values(**changes))
        return await self.course(course.issuer_id, course.id)

    async def known_results(self, course: CourseRecord, line_item: str) -> dict[str, tuple[bytes, int]]:
        """Of each user the digest of the last result, and how often it has changed."""
        read = await self._connection.execute(_KNOWN, {"course_id": course.id, "line_item": line_item})
        return {row.user_id: (row.digest, row.changes) for row in read}

    async def saw_result(self, course: CourseRecord, line_item: str, user: str, digest: bytes, changes: int) -> None:
        row = {"course_id": course.id, "line_item": line_item, "user_id": user, "issuer_id": course.issuer_id}
        await self._connection.execute(_SAW, {**row, "digest": digest, "changes": changes})
