"""What the database itself can take, durably: single commits, and many rows in one statement."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import psycopg

from benchmarks.figures import Figure, Figures

ROW_BYTES = 3_400  # of one signed badge
ROWS = 32  # of one multi-row statement
CONNECTIONS = 4  # that write such statements
SINGLE = "INSERT INTO bench_rows (document) VALUES (%s)"
MANY = "INSERT INTO bench_rows (document) SELECT unnest(%s::bytea[])"

Step = Callable[[psycopg.AsyncConnection], Awaitable[object]]


def measure(figures: Figures, seconds: float, database_url: str) -> None:
    """All figures of the database alone."""
    figures.section("The database alone, every commit on disk")
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE bench_rows (id bigserial PRIMARY KEY, document bytea NOT NULL)")
    document = bytes(range(256)) * (ROW_BYTES // 256 + 1)
    single, many = [document[:ROW_BYTES]], [[document[:ROW_BYTES]] * ROWS]
    with figures.doing("Committing"):
        alone = asyncio.run(_rate(database_url, 1, lambda to: to.execute(SINGLE, single), seconds))
        together = asyncio.run(_rate(database_url, 32, lambda to: to.execute(SINGLE, single), seconds))
        batches = asyncio.run(_rate(database_url, CONNECTIONS, lambda to: to.execute(MANY, many), seconds))
    row = f"rows of {ROW_BYTES:,} bytes, psycopg, one process"
    figures.add(Figure("commits_c1_per_s", "durable commits, 1 connection", alone, "/s", row))
    figures.add(Figure("commits_c32_per_s", "durable commits, 32 connections", together, "/s", row))
    how = f"{ROWS} rows per statement and commit, {CONNECTIONS} connections; {row}"
    figures.add(Figure("insert_rows_per_s", "durable rows, many per commit", batches * ROWS, "/s", how))
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("DROP TABLE bench_rows")


async def _rate(database_url: str, connections: int, step: Step, seconds: float) -> float:
    """Steps per second of so many connections, each its own transaction."""
    opened = [await psycopg.AsyncConnection.connect(database_url, autocommit=True) for _ in range(connections)]
    ends = time.perf_counter() + seconds
    begun = time.perf_counter()

    async def repeat(connection: psycopg.AsyncConnection) -> int:
        done = 0
        while time.perf_counter() < ends:
            await step(connection)
            done += 1
        return done

    counts = await asyncio.gather(*(repeat(connection) for connection in opened))
    elapsed = time.perf_counter() - begun
    for connection in opened:
        await connection.close()
    return sum(counts) / elapsed
