"""The way to the database: one pool per process, one transaction per use case."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import orjson
import procrastinate
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from stackcred_issuer.store.address import engine_url
from stackcred_issuer.store.faults import drop_forgetful, in_words
from stackcred_issuer.store.permits import drop_windows, take_permits
from stackcred_issuer.store.queue import make_queue
from stackcred_issuer.store.unit_of_work import UnitOfWork

# What the repositories rely on, whatever the server's own defaults are.
_SESSION = r"-c timezone=UTC -c default_transaction_isolation=read\ committed"


class Store:
    """A pool of connections. queue: the job queue of the same database, for whoever runs a worker."""

    def __init__(self, engine: AsyncEngine, queue: procrastinate.App) -> None:
        self._engine = engine
        self._autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")
        self.queue = queue

    @classmethod
    def connect(cls, database_url: str, *, pool_size: int = 20) -> Store:
        """Nothing is opened yet. pool_size: connections kept at most; more callers than that wait in line."""
        engine = create_async_engine(
            engine_url(database_url),
            pool_size=pool_size,
            max_overflow=0,
            hide_parameters=True,  # errors are logged, personal data is not
            json_serializer=lambda value: orjson.dumps(value).decode(),
            json_deserializer=orjson.loads,
            connect_args={"options": _SESSION},
        )
        event.listen(engine.sync_engine, "handle_error", drop_forgetful)
        return cls(engine, make_queue(database_url))

    @asynccontextmanager
    async def begin(self, now: datetime) -> AsyncIterator[UnitOfWork]:
        """One transaction: committed with its events on normal exit, rolled back on an exception.

        now: the instant that the transaction happens at. Raises StackcredError CONFLICT for a unique value
        that is taken and INVALID for a value that PostgreSQL cannot hold (such as U+0000 in text).
        """
        with in_words():
            async with self._engine.begin() as connection:
                uow = UnitOfWork(connection, now)
                yield uow
                await uow.commit()

    @asynccontextmanager
    async def looking(self, now: datetime) -> AsyncIterator[UnitOfWork]:
        """For reading only, without a transaction: each statement sees what is committed when it runs.

        Nothing is recorded. Raises UNAVAILABLE as `begin` does.
        """
        with in_words():
            async with self._autocommit.connect() as connection:
                yield UnitOfWork(connection, now)

    async def take_permits(self, subject: str, window_start: datetime, permits: int) -> int:
        """Permits `subject` has used in this window, these included. Counts at once, whatever follows."""
        with in_words():
            async with self._autocommit.connect() as connection:
                return await take_permits(connection, subject, window_start, permits)

    async def drop_windows(self, before: datetime) -> None:
        """Forget rate windows that started before `before`."""
        async with self._autocommit.connect() as connection:
            await drop_windows(connection, before)

    async def ping(self) -> None:
        """Raises if the database does not answer."""
        async with self._autocommit.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close every connection of the pool."""
        await self._engine.dispose()
