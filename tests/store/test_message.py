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
