"""The audit log: one append-only hash chain per issuer, of ids and digests only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb
from sqlalchemy import bindparam, select

from stackcred_issuer.domain.events import Event
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.store.audit_chain import AuditRecord, Link, fault, unnumbered
from stackcred_issuer.store.message import put
from stackcred_issuer.store.repository import MAX_PAGE, Repository, found, rows
from stackcred_issuer.store.tables import audit_entries, audit_heads


@dataclass(frozen=True, slots=True)
class ChainReport:
    """ok: the chain holds. entries: how many of them were found good. broken_at: the first seq that is not.

    detail: a sentence about it.
    """

    ok: bool
    entries: int
    broken_at: int | None
    detail: str


_HEAD = select(audit_heads.c.seq, audit_heads.c.hash).where(audit_heads.c.issuer_id == bindparam("issuer_id"))


class Audit(Repository):
    """Reading and checking; entries are written by `UnitOfWork.record`, at commit."""

    async def page(
        self, issuer_id: UUID, after_seq: int = 0, limit: int = 100, types: Sequence[str] = ()
    ) -> list[AuditRecord]:
        """At most `limit` (1 … MAX_PAGE) entries after `after_seq`, in order; of these types only, if any are named."""
        query = (
            rows(audit_entries, AuditRecord)
            .where(audit_entries.c.issuer_id == issuer_id, audit_entries.c.seq > after_seq)
            .order_by(audit_entries.c.seq)
            .limit(max(1, min(limit, MAX_PAGE)))
        )
        if types:
            query = query.where(audit_entries.c.type.in_(types))
        return await self._all(query, AuditRecord)

    async def verify(self, issuer_id: UUID) -> ChainReport:
        """Recompute one issuer's chain up to its present head, a page at a time.

        Raises NOT_FOUND for an issuer that is not there.
        """
        head, last = await self._head(issuer_id), Link()
        async for entry in self._entries(issuer_id):
            if entry.seq > head.seq:
                if await self._head(issuer_id) != head:  # it was added meanwhile: for the next check
                    break
                return _broken(entry.seq, f"Entry {entry.seq} stands beyond the head of the chain.")
            problem = fault(entry, last)
            if problem is not None:
                return _broken(last.seq + 1, problem)
            last = Link(entry.seq, entry.hash)
        if last.seq < head.seq:
            return _broken(last.seq + 1, f"Entry {last.seq + 1} is missing; the chain had {head.seq}.")
        if last.hash != head.hash:
            return _broken(last.seq, f"The head of the chain names another hash than that of entry {last.seq}.")
        return ChainReport(True, last.seq, None, f"All {last.seq} entries hold.")

    async def _head(self, issuer_id: UUID) -> Link:
        return found(await self._one(_HEAD, Link, issuer_id=issuer_id), "issuer")

    async def _entries(self, issuer_id: UUID) -> AsyncIterator[AuditRecord]:
        seq = 0
        while page := await self.page(issuer_id, seq, MAX_PAGE):
            for entry in page:
                yield entry
            seq = page[-1].seq


async def append_and_commit(raw: psycopg.AsyncConnection[Any], events: Sequence[Event], at: datetime) -> None:
    """Add events to their issuers' chains and commit, in one message to the server.

    The heads are locked from the first append to the commit. Between the two there is no turn of ours: while
    this process signs for others, no other process waits for it.
    """
    by_issuer: defaultdict[UUID, list[JsonObject]] = defaultdict(list)
    for event in events:
        by_issuer[event.issuer_id].append(unnumbered(event, at))
    async with raw.pipeline():
        for issuer_id in sorted(by_issuer):  # one order for all, so that none waits in a circle
            await put(raw, "SELECT append_to_audit(%s, %s, %s)", [issuer_id, at, Jsonb(by_issuer[issuer_id])])
        await raw.commit()


def _broken(seq: int, detail: str) -> ChainReport:
    return ChainReport(False, max(seq - 1, 0), seq, detail)
