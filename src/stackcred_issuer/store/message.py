"""Statements that go to the server in one message and come back in one answer: many cost one round trip.

For what every post of a result does. Elsewhere one statement after the other is easier to read, and fast enough.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, TypeVarTuple

import psycopg
from psycopg.pq.abc import PGconn
from psycopg.waiting import Ready, Wait
from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql import psycopg as spelling

A = TypeVar("A")
As = TypeVarTuple("As")
_DIALECT = spelling.dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Statement(Generic[A]):
    """One statement of a message. read: what its rows mean; None if it has none."""

    sql: str
    parameters: Mapping[str, Any]
    read: Callable[[Sequence[Any]], A] | None = None


def sql_of(query: Executable) -> str:
    """A statement as the driver takes it, made once, at import; its parameters by the names of its `bindparam`s."""
    return str(query.compile(dialect=_DIALECT))  # type: ignore[attr-defined]


async def put(raw: psycopg.AsyncConnection[Any], sql: str, parameters: Any = None) -> psycopg.AsyncCursor[Any]:
    """Run a statement as part of a message (inside `raw.pipeline()`), and see it leave for the server, however large.

    psycopg stops sending when the socket is full and no other statement waits; at a commit it then waits for the answer
    to a statement of which the server has only a part: for ever (3.3.9, BasePipeline._sync_gen).
    """
    cursor = await raw.execute(sql.encode(), parameters)
    await raw.wait(_sent(raw.pgconn))
    return cursor


def _sent(connection: PGconn) -> Generator[Wait, Ready | int, None]:
    """Wait until everything is with the server; its answers meanwhile are taken in, so that it does not wait for us."""
    while connection.flush():
        if (yield Wait.RW) & Ready.R:
            connection.consume_input()


async def send(raw: psycopg.AsyncConnection[Any], statements: Sequence[Statement[Any]]) -> list[Any]:
    """Run them in their order; the answers of those that have one, None for the others.

    Raises psycopg.Error for the first that fails; those after it are not run.
    """
    async with raw.pipeline():
        cursors = [await put(raw, one.sql, one.parameters) for one in statements]
        return [
            one.read(await cursor.fetchall()) if one.read is not None else None
            for one, cursor in zip(statements, cursors, strict=True)
        ]
