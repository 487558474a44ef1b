"""Verification reports of our own badges, so that a re-evaluation need not verify from scratch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert as upsert

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.store.repository import Repository, rows, rows_by, values
from stackcred_issuer.store.tables import badges, verification_reports


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """digest: digestMultibase of the document the report is about."""

    badge_id: UUID
    digest: str
    report: JsonObject


_OFFERED = upsert(verification_reports)
_PUT = _OFFERED.on_conflict_do_update(
    index_elements=["badge_id"],
    set_={"digest": _OFFERED.excluded.digest, "report": _OFFERED.excluded.report},
)
_OF_BADGE = rows_by(verification_reports, ReportRecord, "badge_id")
_OF_BADGES = rows(verification_reports, ReportRecord).where(
    verification_reports.c.badge_id.in_(bindparam("badge_ids", expanding=True))
)


class Reports(Repository):
    """At most one report per badge."""

    async def put(self, report: ReportRecord) -> None:
        """In place of an earlier one."""
        await self._connection.execute(_PUT, values(report))

    async def get(self, badge_id: UUID) -> ReportRecord | None:
        """None when the badge was never verified here, which is no error."""
        return await self._one(_OF_BADGE, ReportRecord, badge_id=badge_id)

    async def of_badges(self, badge_ids: Sequence[UUID]) -> dict[UUID, ReportRecord]:
        """The reports there are, by badge."""
        reports = await self._all(_OF_BADGES, ReportRecord, badge_ids=list(badge_ids))
        return {report.badge_id: report for report in reports}

    async def forget_signed_by(self, key_id: UUID) -> None:
        """Drop the reports on what a key signed: it vouches for nothing any more."""
        signed = select(badges.c.id).where(badges.c.key_id == key_id)
        await self._connection.execute(delete(verification_reports).where(verification_reports.c.badge_id.in_(signed)))
