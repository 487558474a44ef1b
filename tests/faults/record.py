"""What stands in the database, read beside the service."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.store.address import with_database
from stackcred_issuer.store.audit import ChainReport
from stackcred_issuer.store.engine import Store

NOW = parse_instant("2026-01-01T00:00:00Z")  # of transactions that only read
REACTION_SECONDS = 120  # by when every job is done, also one whose worker was killed


class Record:
    """One database, by plain SQL."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url

    def all(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of a query, or of a statement that returns some."""
        with psycopg.connect(self._url, autocommit=True) as connection:
            return connection.execute(query.encode(), parameters).fetchall()

    def count(self, what: str) -> int:
        """How many: `what` follows SELECT count(*) FROM."""
        return int(self.all(f"SELECT count(*) FROM {what}")[0][0])

    def is_whole(self) -> None:
        """Nothing stands there by halves or twice, where every result was new and nothing was revoked."""
        assert self.count("posts WHERE answer IS NULL") == 0
        assert self.count("posts WHERE kind = 'source'") == self.count("assessments")
        assert self.count("assessments WHERE passed") == self.count("badges WHERE kind = 'badge'")
        assert self.count("assessments JOIN badges ON badges.id = badge_id") == self.count("assessments WHERE passed")
        assert self.count("badges") == self.count("audit_entries WHERE type = 'badge.issued'")
        assert self.count("awards") == self.count("badges WHERE kind = 'award'")
        assert self.count("awards") == self.count("audit_entries WHERE type = 'award.made'")
        assert self.count("(SELECT DISTINCT register_id, status_index FROM badges) AS places") == self.count("badges")

    async def chain(self, issuer_id: UUID) -> ChainReport:
        """The issuer's audit chain, recomputed."""
        store = Store.connect(self._url, pool_size=1)
        try:
            async with store.begin(NOW) as uow:
                return await uow.audit.verify(issuer_id)
        finally:
            await store.close()

    def break_connections(self) -> int:
        """End every connection but ours, whatever it is doing. Returns how many there were."""
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        return len(self.all(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))

    @contextmanager
    def away(self) -> Iterator[None]:
        """Meanwhile the database has no connections and accepts none."""
        (name,) = self.all("SELECT current_database()")[0]
        accept = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        with psycopg.connect(with_database(self._url, "postgres"), autocommit=True) as server:
            server.execute(accept.format(sql.Identifier(name), sql.Literal(False)))
            server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            try:
                yield
            finally:
                server.execute(accept.format(sql.Identifier(name), sql.Literal(True)))

    async def until(self, what: str, least: int) -> None:
        """Return when there are at least so many."""
        deadline = time.monotonic() + REACTION_SECONDS
        while (found := self.count(what)) < least:
            assert time.monotonic() < deadline, f"{found} {what}; waited for {least}"
            await asyncio.sleep(0.01)

    async def reacted(self) -> None:
        """Return when no job waits or runs and none has failed."""
        deadline = time.monotonic() + REACTION_SECONDS
        while open_jobs := self.all(
            "SELECT status, task_name, attempts, count(*) FROM procrastinate_jobs"
            " WHERE task_name = 'react' GROUP BY 1, 2, 3"
        ):
            assert time.monotonic() < deadline, f"Jobs are left: {open_jobs}"
            await asyncio.sleep(0.1)
