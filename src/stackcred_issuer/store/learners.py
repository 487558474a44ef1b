"""Learners and the identifiers platforms know them by. Personal data: kept here, never signed, erasable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.store.message import Statement, sql_of
from stackcred_issuer.store.repository import (
    Repository,
    after_id,
    among,
    each,
    found,
    found_by_given,
    given,
    given_keys,
    insert_all,
    rows,
    rows_by,
)
from stackcred_issuer.store.tables import learner_identifiers, learners

OwnIdentifier = tuple[UUID, str, str]  # issuer, type, value
Identifier = tuple[str, str]  # (type, value): an OB 3.0 identifier type and the normalised value


@dataclass(frozen=True, slots=True)
class LearnerRecord:
    """name: for pages only. did: the holder's own identifier, if they have one."""

    id: UUID
    issuer_id: UUID
    name: str | None
    did: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class _Naming:
    """A row of identifiers."""

    issuer_id: UUID
    type: str
    value: str
    learner_id: UUID


_ADD = insert(learners)
_ADD_ALL = sql_of(insert_all(learners, LearnerRecord))
_OWN = rows_by(learners, LearnerRecord, "issuer_id", "id")
_IDENTIFIED = (
    rows(learners, LearnerRecord)
    .where(
        learners.c.id.in_(
            select(learner_identifiers.c.learner_id).where(
                learner_identifiers.c.issuer_id == bindparam("issuer_id"),
                tuple_(learner_identifiers.c.type, learner_identifiers.c.value).in_(
                    bindparam("identifiers", expanding=True)
                ),
            )
        )
    )
    .order_by(learners.c.id)
)
_IDENTIFIERS = (
    select(learner_identifiers.c.type, learner_identifiers.c.value)
    .where(learner_identifiers.c.learner_id == bindparam("learner_id"))
    .order_by(learner_identifiers.c.type, learner_identifiers.c.value)
)
_NAME = (learner_identifiers.c.issuer_id, learner_identifiers.c.type, learner_identifiers.c.value)
_NAMED = found_by_given(learner_identifiers, *_NAME)
_OWNERS = sql_of(
    rows(learners, LearnerRecord)
    .add_columns(_NAMED.c.type, _NAMED.c.value)
    .join_from(_NAMED, learners, _NAMED.c.learner_id == learners.c.id)
)
_IDENTIFIERS_OF = select(learner_identifiers).where(among(learner_identifiers.c.learner_id))
_NAMES = select(learners.c.id, learners.c.name).where(
    learners.c.issuer_id == bindparam("issuer_id"), among(learners.c.id)
)
_LOCK = select(learners.c.id).where(learners.c.id == bindparam("id")).with_for_update(key_share=True)
_LOCK_ALL = select(learners.c.id).where(among(learners.c.id)).order_by(learners.c.id).with_for_update(key_share=True)
_CLAIM_ALL = sql_of(
    insert_all(learner_identifiers, _Naming).on_conflict_do_nothing().returning(learner_identifiers.c.value)
)
_CLAIM = upsert(learner_identifiers).on_conflict_do_nothing().returning(learner_identifiers.c.value)


class Learners(Repository):
    """The learners of each issuer; one (type, value) identifies at most one of them."""

    async def find(self, issuer_id: UUID, identifiers: Sequence[Identifier]) -> list[LearnerRecord]:
        """The distinct learners these identify, by id: none, one, or a contradiction."""
        return await self._all(_IDENTIFIED, LearnerRecord, issuer_id=issuer_id, identifiers=list(identifiers))

    async def find_or_add(
        self, issuer_id: UUID, identifiers: Sequence[Identifier], make: Callable[[], LearnerRecord]
    ) -> tuple[LearnerRecord, bool]:
        """The learner these identify, and whether `make` was needed; unknown identifiers are added to them.

        Concurrent callers get the same learner. Raises CONFLICT when the identifiers belong to two learners,
        INVALID when there is none.
        """
        if not identifiers:
            raise StackcredError(ErrorCode.INVALID, "A learner needs at least one identifier, such as an e-mail.")
        while True:
            owners = await self.find(issuer_id, identifiers)
            if len(owners) > 1:
                raise two_learners()
            if owners:
                return await self._extended(owners[0], identifiers), False
            learner = make()
            await self._add(_ADD, learner)
            if await self._claim(learner, identifiers):
                return learner, True
            await self._withdraw(learner)

    async def add(self, learner: LearnerRecord, identifiers: Iterable[Identifier] = ()) -> None:
        """Raises CONFLICT when an identifier is another learner's."""
        await self._add(_ADD, learner)
        await self.add_identifiers(learner, identifiers)

    async def add_identifiers(self, learner: LearnerRecord, identifiers: Iterable[Identifier]) -> None:
        """Those the learner has already are left alone. Raises CONFLICT when one is another learner's."""
        wanted = set(identifiers)
        if wanted:
            await self._claim(learner, wanted)
            if not wanted <= set(await self.identifiers(learner.id)):
                raise two_learners()

    async def identifiers(self, learner_id: UUID) -> list[Identifier]:
        """Their (type, value) pairs, sorted."""
        found_rows = await self._connection.execute(_IDENTIFIERS, {"learner_id": learner_id})
        return [(row.type, row.value) for row in found_rows]

    async def names(self, issuer_id: UUID, ids: Sequence[UUID]) -> dict[UUID, str | None]:
        """What these learners are called, as far as anybody said."""
        wanted = each([learners.c.id], ((learner_id,) for learner_id in ids)) | {"issuer_id": issuer_id}
        return {row.id: row.name for row in await self._connection.execute(_NAMES, wanted)}

    async def get(self, issuer_id: UUID, learner_id: UUID) -> LearnerRecord:
        """Raises NOT_FOUND."""
        learner = await self._one(_OWN, LearnerRecord, issuer_id=issuer_id, id=learner_id)
        return found(learner, "learner")

    async def bind_did(self, learner: LearnerRecord, did: str) -> None:
        """Name them by it from now on; earlier ones go on identifying them. Raises CONFLICT when it is another's."""
        await self.add_identifiers(learner, [("did", did)])
        await self._connection.execute(update(learners).where(learners.c.id == learner.id).values(did=did))

    async def lock(self, learner_id: UUID) -> None:
        """Until the transaction ends, no other one that locks this learner goes on.

        FOR NO KEY UPDATE: rows that merely refer to the learner can be written meanwhile, so a transaction
        that wrote one before it locks cannot deadlock with another that did the same.
        """
        await self._connection.execute(_LOCK, {"id": learner_id})

    async def lock_all(self, ids: Iterable[UUID]) -> bool:
        """Lock many, in the order of their ids, so that none waits in a circle; False if one of them is gone."""
        wanted = [(learner_id,) for learner_id in ids]
        locked = await self._connection.execute(_LOCK_ALL, each([learners.c.id], wanted))
        return len(locked.all()) == len(wanted)

    def owners_statement(self, identifiers: Iterable[OwnIdentifier]) -> Statement[dict[OwnIdentifier, LearnerRecord]]:
        """Whom each of these identifies, as far as somebody is known by it."""
        return Statement(
            _OWNERS,
            given_keys(_NAME, identifiers),
            lambda owned: {(row[1], row[-2], row[-1]): LearnerRecord(*row[:-2]) for row in owned},
        )

    async def identifiers_of(self, ids: Iterable[UUID]) -> dict[UUID, list[Identifier]]:
        """Each learner's (type, value) pairs, sorted."""
        owned: defaultdict[UUID, list[Identifier]] = defaultdict(list)
        wanted = each([learner_identifiers.c.learner_id], ((learner_id,) for learner_id in ids))
        for row in await self._connection.execute(_IDENTIFIERS_OF, wanted):
            owned[row.learner_id].append((row.type, row.value))
        return {learner_id: sorted(pairs) for learner_id, pairs in owned.items()}

    def add_all_statement(self, fresh: Sequence[LearnerRecord]) -> Statement[None]:
        """Many at once; their identifiers come next."""
        return Statement(_ADD_ALL, given(fresh))

    def claim_statement(self, known_by: Mapping[OwnIdentifier, UUID]) -> Statement[bool]:
        """The learner whom each new identifier names; False if one of those is taken, and then undo everything.

        Waits for transactions that claim the same identifiers. In one order, so that none waits in a circle.
        """
        wanted = [_Naming(*name, known_by[name]) for name in sorted(known_by)]
        return Statement(_CLAIM_ALL, given(wanted), lambda claimed: len(claimed) == len(wanted))

    async def page(self, issuer_id: UUID, after: UUID | None = None, limit: int = 100) -> list[LearnerRecord]:
        query = rows(learners, LearnerRecord).where(learners.c.issuer_id == issuer_id)
        return await self._all(after_id(query, learners.c.id, after, limit), LearnerRecord)

    async def _extended(self, learner: LearnerRecord, identifiers: Sequence[Identifier]) -> LearnerRecord:
        if len(set(identifiers)) > 1:  # the one that found them is theirs already
            await self.add_identifiers(learner, identifiers)
        return learner

    async def _claim(self, learner: LearnerRecord, identifiers: Iterable[Identifier]) -> bool:
        """Whether all of them are newly the learner's; waits for transactions that claim the same."""
        wanted = [
            {"issuer_id": learner.issuer_id, "type": kind, "value": value, "learner_id": learner.id}
            for kind, value in sorted(set(identifiers))  # one order for all, so that none waits in a circle
        ]
        claimed = await self._connection.execute(_CLAIM.values(wanted))
        return len(claimed.all()) == len(wanted)

    async def _withdraw(self, learner: LearnerRecord) -> None:
        await self._connection.execute(
            delete(learner_identifiers).where(learner_identifiers.c.learner_id == learner.id)
        )
        await self._connection.execute(delete(learners).where(learners.c.id == learner.id))


def two_learners() -> StackcredError:
    """What to answer when identifiers contradict each other."""
    return StackcredError(
        ErrorCode.CONFLICT,
        "The identifiers belong to different learners; send only those of one.",
        pointer="/learner",
    )
