"""What rules read of verified badges, in few bytes: to look over many holders without reading their credentials."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, bindparam, select
from sqlalchemy.dialects.postgresql import Insert

from stackcred_issuer.domain.stacking.kept_facts import EDITION, KeptBadge, KeptFacts
from stackcred_issuer.store.repository import Repository, among, each, given, insert_all
from stackcred_issuer.store.tables import badge_facts, badge_kinds, badges


@dataclass(frozen=True, slots=True)
class _Row:
    badge_id: UUID
    digest: str
    edition: int
    kind: bytes
    awarded: datetime
    valid_from: datetime | None
    valid_until: datetime | None


@dataclass(frozen=True, slots=True)
class _Kind:
    kind: bytes
    facts: bytes


def _in_place(insert: Insert) -> Insert:
    renewed = {name: insert.excluded[name] for name in _Row.__slots__ if name != "badge_id"}
    return insert.on_conflict_do_update(index_elements=["badge_id"], set_=renewed)


_PUT = _in_place(insert_all(badge_facts, _Row))
_PUT_KINDS = insert_all(badge_kinds, _Kind).on_conflict_do_nothing()
_KINDS = select(badge_kinds.c.kind, badge_kinds.c.facts).where(among(badge_kinds.c.kind))
_of_these = (
    (badge_facts.c.badge_id == badges.c.id)
    & (badge_facts.c.digest == badges.c.digest)
    & (badge_facts.c.edition == EDITION)
)
_HELD = (
    select(
        badges.c.learner_id,
        badges.c.id,
        badges.c.state,
        badge_facts.c.kind,
        badge_facts.c.awarded,
        badge_facts.c.valid_from,
        badge_facts.c.valid_until,
    )
    .join_from(badges, badge_facts, _of_these, isouter=True)
    .where(badges.c.learner_id == bindparam("learners", type_=ARRAY(Uuid)).any_())
)
_HELD_OF_THESE = _HELD.where(badges.c.achievement_url == bindparam("urls", type_=ARRAY(Text)).any_())


class BadgeFacts(Repository):
    """At most one row per badge, beside its verification report and gone with it."""

    async def put(self, kept: Iterable[tuple[UUID, str, KeptFacts]]) -> None:
        """The facts of badges, by id and digest of the document; in place of earlier ones."""
        found = list(kept)
        kinds = {facts.kind: facts.common for _, _, facts in found}
        await self._connection.execute(_PUT_KINDS, given([_Kind(*kind) for kind in sorted(kinds.items())]))
        rows = [
            _Row(badge_id, digest, EDITION, facts.kind, facts.awarded, facts.valid_from, facts.valid_until)
            for badge_id, digest, facts in found
        ]
        await self._connection.execute(_PUT, given(rows))

    async def held_by(
        self, learner_ids: Sequence[UUID], achievements: frozenset[str] | None
    ) -> tuple[Mapping[UUID, Sequence[KeptBadge]], frozenset[UUID]]:
        """Their badges for these achievement URLs (None: for any), and who holds one whose facts are not kept.

        Such a badge is left out.
        """
        wanted: dict[str, Any] = {"learners": list(learner_ids)}
        query = _HELD
        if achievements is not None:
            query, wanted = _HELD_OF_THESE, wanted | {"urls": sorted(achievements)}
        held, lacking = defaultdict[UUID, list[KeptBadge]](list), set[UUID]()
        for learner_id, badge_id, *kept in await self._connection.execute(query, wanted):
            if kept[1] is None:
                lacking.add(learner_id)
            else:
                held[learner_id].append(KeptBadge(badge_id, *kept))
        return held, frozenset(lacking)

    async def common(self, kinds: Iterable[bytes]) -> dict[bytes, bytes]:
        """What the badges of each kind share."""
        wanted = each([badge_kinds.c.kind], [(kind,) for kind in kinds])
        return {row.kind: row.facts for row in await self._connection.execute(_KINDS, wanted)}
