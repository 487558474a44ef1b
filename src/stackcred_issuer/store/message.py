"""Statements that go to the server in one message and come back in one answer: many cost one round trip.

For what every post of a result does. Elsewhere one statement after the other is easier to read, and fast enough.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, TypeVarTuple

import psycopg
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


async def send(raw: psycopg.AsyncConnection[Any], statements: Sequence[Statement[Any]]) -> list[Any]:
    """Run them in their order; the answers of those that have one, None for the others.

    Raises psycopg.Error for the first that fails; those after it are not run.
    """
    async with raw.pipeline():
        cursors = [await raw.execute(one.sql, one.parameters) for one in statements]
        return [
            one.read(await cursor.fetchall()) if one.read is not None else None
            for one, cursor in zip(statements, cursors, strict=True)
        ]
