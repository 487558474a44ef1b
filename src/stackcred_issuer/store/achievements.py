"""Achievements: what can be earned, as OB 3.0 Achievement documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, update

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.store.repository import Repository, after_id, among, each, found, rows, rows_by
from stackcred_issuer.store.tables import achievements


@dataclass(frozen=True, slots=True)
class AchievementRecord:
    """url: its public id, also inside `document`. version: 1, then one more with each change."""

    id: UUID
    issuer_id: UUID
    url: str
    document: JsonObject
    version: int
    created_at: datetime
    updated_at: datetime


_OWN = rows_by(achievements, AchievementRecord, "issuer_id", "id")
_ANY = rows_by(achievements, AchievementRecord, "id")
_BY_URL = rows_by(achievements, AchievementRecord, "issuer_id", "url")
_URL = (achievements.c.issuer_id, achievements.c.url)
_BY_URLS = rows(achievements, AchievementRecord).where(among(*_URL))


class Achievements(Repository):
    """The catalogue of each issuer."""

    async def add(self, achievement: AchievementRecord) -> None:
        """Raises CONFLICT when the URL is taken."""
        await self._add(insert(achievements), achievement)

    async def get(self, issuer_id: UUID, achievement_id: UUID) -> AchievementRecord:
        """Raises NOT_FOUND."""
        achievement = await self._one(_OWN, AchievementRecord, issuer_id=issuer_id, id=achievement_id)
        return found(achievement, "achievement")

    async def public(self, achievement_id: UUID) -> AchievementRecord | None:
        """Any tenant's, for its public page."""
        return await self._one(_ANY, AchievementRecord, id=achievement_id)

    async def by_url(self, issuer_id: UUID, url: str) -> AchievementRecord | None:
        return await self._one(_BY_URL, AchievementRecord, issuer_id=issuer_id, url=url)

    async def by_urls(self, urls: Iterable[tuple[UUID, str]]) -> dict[tuple[UUID, str], AchievementRecord]:
        """Those of these (issuer, url) that there are."""
        found = await self._all(_BY_URLS, AchievementRecord, **each(_URL, urls))
        return {(achievement.issuer_id, achievement.url): achievement for achievement in found}

    async def replace(self, achievement: AchievementRecord) -> None:
        """Put `document`, `version` (the stored one plus 1) and `updated_at` in place of the stored ones.

        Raises CONFLICT when somebody else changed it meanwhile.
        """
        changed = await self._connection.execute(
            update(achievements)
            .where(
                achievements.c.issuer_id == achievement.issuer_id,
                achievements.c.id == achievement.id,
                achievements.c.version == achievement.version - 1,
            )
            .values(
                document=achievement.document,
                version=achievement.version,
                updated_at=achievement.updated_at,
            )
        )
        if not changed.rowcount:
            raise StackcredError(
                ErrorCode.CONFLICT,
                "The achievement was changed meanwhile; read it again and repeat the change.",
            )

    async def page(self, issuer_id: UUID, after: UUID | None = None, limit: int = 100) -> list[AchievementRecord]:
        query = rows(achievements, AchievementRecord).where(achievements.c.issuer_id == issuer_id)
        return await self._all(after_id(query, achievements.c.id, after, limit), AchievementRecord)
