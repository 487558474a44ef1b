"""How far learners were with certifications when those were last decided, to know what has changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import ARRAY, Uuid, bindparam, func, select, text

from stackcred_issuer.store.repository import Repository, rows_by
from stackcred_issuer.store.tables import certification_progress

Numbers = Mapping[str, tuple[int | float, int | float, bool]]
"""By requirement id: what there is, what is needed, and whether it is met."""


@dataclass(frozen=True, slots=True)
class ProgressRecord:
    """requirements: `[have, need, met]` by requirement id. fingerprint: of them. as_of: when they were decided."""

    certification_id: UUID
    learner_id: UUID
    issuer_id: UUID
    requirements: Mapping[str, list[int | float | bool]]
    fingerprint: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Changed:
    """A learner whose numbers are not what they were. before: None where they were never looked at."""

    learner_id: UUID
    before: Mapping[str, list[int | float | bool]] | None


_OF_LEARNER = rows_by(certification_progress, ProgressRecord, "issuer_id", "learner_id").order_by(
    certification_progress.c.certification_id
)
_FINGERPRINTS = select(certification_progress.c.learner_id, certification_progress.c.fingerprint).where(
    certification_progress.c.certification_id == bindparam("certification_id"),
    certification_progress.c.learner_id == func.any(bindparam("learner_ids", type_=ARRAY(Uuid))),
)
# One statement for any number of learners. Whoever decided later has the last word: a re-evaluation of everybody holds
# no learner's lock, and what it found may be past when it is written down.
_REMEMBER = text("""
    WITH given AS (
        SELECT * FROM jsonb_to_recordset(CAST(:given AS jsonb))
        AS g (learner_id uuid, requirements jsonb, fingerprint text)
    ), before AS (
        SELECT p.learner_id, p.requirements FROM certification_progress p JOIN given USING (learner_id)
        WHERE p.certification_id = :certification
    ), kept AS (
        INSERT INTO certification_progress AS p
        (certification_id, learner_id, issuer_id, requirements, fingerprint, as_of)
        SELECT :certification, learner_id, :issuer, given.requirements, given.fingerprint, :now
        FROM given LEFT JOIN before USING (learner_id)
        WHERE before.requirements IS DISTINCT FROM given.requirements
        AND (CAST(:newcomers AS boolean) OR before.learner_id IS NOT NULL)
        ORDER BY learner_id
        ON CONFLICT (certification_id, learner_id) DO UPDATE
        SET requirements = excluded.requirements, fingerprint = excluded.fingerprint, as_of = excluded.as_of
        WHERE p.as_of <= excluded.as_of AND p.requirements <> excluded.requirements
        RETURNING learner_id
    )
    SELECT kept.learner_id, before.requirements FROM kept LEFT JOIN before USING (learner_id) ORDER BY 1
""")


def fingerprint(numbers: Numbers) -> str:
    """The same for the same numbers, whatever their order."""
    return hashlib.blake2b(orjson.dumps(numbers, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()


class Progress(Repository):
    """What was remembered of each learner and certification."""

    async def remember(
        self, issuer_id: UUID, certification_id: UUID, found: Mapping[UUID, Numbers], *, newcomers: bool
    ) -> list[Changed]:
        """Keep the numbers of these learners; those whose numbers changed, by id.

        newcomers: also of who is new. Whoever does not hold the learner's lock may not: they may be erased meanwhile.
        """
        given = [
            {"learner_id": str(learner), "requirements": numbers, "fingerprint": fingerprint(numbers)}
            for learner, numbers in found.items()
        ]
        asked = {"certification": certification_id, "issuer": issuer_id, "now": self._now}
        written = await self._connection.execute(
            _REMEMBER, {**asked, "given": orjson.dumps(given).decode(), "newcomers": newcomers}
        )
        return [Changed(*row) for row in written]

    async def fingerprints(self, certification_id: UUID, learner_ids: Collection[UUID]) -> dict[UUID, str]:
        """Of what is remembered of these learners: cheaper to compare than all the numbers of a page of them."""
        asked = {"certification_id": certification_id, "learner_ids": list(learner_ids)}
        return {row[0]: row[1] for row in await self._connection.execute(_FINGERPRINTS, asked)}

    async def of_learner(self, issuer_id: UUID, learner_id: UUID) -> list[ProgressRecord]:
        """By certification."""
        return await self._all(_OF_LEARNER, ProgressRecord, issuer_id=issuer_id, learner_id=learner_id)
