"""What an issuer's keys and clients may do, held still while a transaction makes use of it.

Advisory locks, because they queue fairly: a withdrawal waits for the transactions under way and no longer, however many
come after it, while a row that everybody locks FOR SHARE can be shared for ever (and is written with each lock).
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ARRAY, Text, bindparam, func, select

from stackcred_issuer.store.repository import Repository

_EACH = func.unnest(bindparam("issuers", type_=ARRAY(Text))).column_valued("issuer")
_HOLD = select(func.pg_advisory_xact_lock_shared(func.hashtextextended("rights of " + _EACH, 0)))
_ISSUER = bindparam("issuer", type_=Text)
_WITHDRAW = select(func.pg_advisory_xact_lock(func.hashtextextended("rights of " + _ISSUER, 0)))


class Rights(Repository):
    """Whoever signs or writes for a client holds the issuer's rights, then reads them, then acts.

    Held before any row of reports or statements is written: who withdraws a key deletes such rows next.
    """

    async def hold(self, issuers: Iterable[UUID]) -> None:
        """No right of these issuers is withdrawn until this transaction ends; what is read from now on holds."""
        await self._connection.execute(_HOLD, {"issuers": sorted(map(str, issuers))})

    async def withdraw(self, issuer_id: UUID) -> None:
        """Wait for all who hold them: what they did is on record, and what comes later sees what is withdrawn."""
        await self._connection.execute(_WITHDRAW, {"issuer": str(issuer_id)})
