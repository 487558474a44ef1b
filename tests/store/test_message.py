"""Statements of one message arrive however large they are, also at a server that is busy when they come."""

from __future__ import annotations

import asyncio
from typing import Any

import psycopg
import pytest
from tests.store.rows import NOW

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.store import unit_of_work
from stackcred_issuer.store.engine import Store
from stackcred_issuer.store.message import Statement

BUSY: Statement[None] = Statement("SELECT pg_sleep(0.3)", {})
LARGE: Statement[None] = Statement(
    "SELECT length(%(text)s::text)", {"text": "x" * 4_000_000}
)  # more than a socket holds

LATE_FAULT = "SELECT 1 / (SELECT %(number)s::int FROM pg_sleep(0.1))"  # so that what follows was sent already


async def committed(database_url: str, seconds: float) -> None:
    store = Store.connect(database_url)
    try:
        async with asyncio.timeout(seconds), store.begin(NOW) as uow:
            uow.at_the_end(BUSY, LARGE, LARGE)
    finally:
        await store.close()


async def test_a_large_statement_reaches_a_busy_server(database_url: str) -> None:
    await committed(database_url, 30)


async def test_without_our_help_the_driver_waits_for_ever(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """When this fails, the driver has been put right, and `put` can go."""

    async def bare(raw: psycopg.AsyncConnection[Any], sql: str, parameters: Any = None) -> psycopg.AsyncCursor[Any]:
        return await raw.execute(sql.encode(), parameters)

    monkeypatch.setattr(unit_of_work, "put", bare)
    with pytest.raises((TimeoutError, StackcredError)):  # the connection is closed to end it
        await committed(database_url, 3)


async def test_a_message_that_fails_leaves_no_connection_that_believes_in_what_came_after(database_url: str) -> None:
    """Behind what fails the server prepares nothing, and the driver thinks it did: each later use would fail.

    After a ROLLBACK the driver forgets everything, but without a transaction there is none.
    """
    store = Store.connect(database_url, pool_size=1)
    failing: Statement[None] = Statement(LATE_FAULT, {"number": 0})

    async def send(*statements: Statement[Any]) -> list[Any]:
        async with store.looking(NOW) as uow:
            return await uow.send(*statements)

    try:
        for often in range(8):  # at one of these the statement is to be prepared
            sound = Statement(f"SELECT %(number)s::int + {often}", {"number": 1}, lambda rows: rows[0][0])
            for _ in range(often):
                await send(sound)
            with pytest.raises(StackcredError):
                await send(failing, sound)
            assert await send(sound) == [often + 1]
    finally:
        await store.close()
