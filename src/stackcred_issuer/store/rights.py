"""What an issuer's keys and clients may do, held still while a transaction makes use of it.

Advisory locks, because they queue fairly: a withdrawal waits for the transactions under way and no longer, however many
come after it, while a row that everybody locks FOR SHARE can be shared for ever (and is written with each lock).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, func, select

from stackcred_issuer.store.message import Statement, sql_of
from stackcred_issuer.store.repository import Repository
from stackcred_issuer.store.tables import issuers

_HELD = func.hold_rights(bindparam("issuers", type_=ARRAY(Uuid))).table_valued("issuer", "edition")
_HOLD = select(_HELD.c.issuer, _HELD.c.edition)
_HOLD_SQL = sql_of(_HOLD)
_WITHDRAW = select(func.withdraw_rights(bindparam("issuer", type_=Uuid)))
_EDITION = select(issuers.c.edition).where(issuers.c.id == bindparam("issuer"))


class Rights(Repository):
    """Whoever signs or writes for a client holds the issuer's rights, then reads them, then acts.

    Held before any row of reports or statements is written: who withdraws a key deletes such rows next.
    An issuer's edition is one more after every change of the issuer, its keys, clients and achievements (migration
    0015): what was read at an edition holds for as long as that is the present one.
    """

    async def hold(self, issuers: Iterable[UUID]) -> Mapping[UUID, int]:
        """No right of these issuers is withdrawn until this transaction ends. Returns their present editions."""
        held = await self._connection.execute(_HOLD, {"issuers": list(issuers)})
        return {row.issuer: row.edition for row in held}

    def hold_statement(self, issuers: Iterable[UUID]) -> Statement[Mapping[UUID, int]]:
        """`hold` as part of a message."""
        return Statement(_HOLD_SQL, {"issuers": list(issuers)}, dict)

    async def withdraw(self, issuer_id: UUID) -> None:
        """Wait for all who hold them: what they did is on record, and what comes later sees what is withdrawn."""
        await self._connection.execute(_WITHDRAW, {"issuer": issuer_id})

    async def edition(self, issuer_id: UUID) -> int:
        """The present one. To remember something, read this first."""
        return int((await self._connection.execute(_EDITION, {"issuer": issuer_id})).scalar_one())
