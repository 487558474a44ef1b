"""What every repository shares: one connection, one instant, rows read as records.

Statements that every request runs are built once, at import, with named parameters: building them and their
cache keys anew costs SQLAlchemy more than running them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import orjson
from psycopg import DataError
from sqlalchemy import (
    ARRAY,
    JSON,
    Column,
    ColumnElement,
    Executable,
    Select,
    Subquery,
    Table,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    true,
    tuple_,
)
from sqlalchemy import Insert as AnyInsert
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from stackcred_issuer.domain.errors import ErrorCode, StackcredError

R = TypeVar("R")
MAX_PAGE = 1000  # rows of one page, whatever was asked for


class Repository:
    """The rows of one noun inside one transaction. Columns and record fields have the same names."""

    def __init__(self, connection: AsyncConnection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    async def _one(self, query: Executable, record: Callable[..., R], **parameters: Any) -> R | None:
        """The first row of a query made by `rows` or `rows_by`."""
        row = (await self._connection.execute(query, parameters)).first()
        return None if row is None else record(*row)

    async def _all(self, query: Executable, record: Callable[..., R], **parameters: Any) -> list[R]:
        return [record(*row) for row in await self._connection.execute(query, parameters)]

    async def _add(self, statement: AnyInsert, record: Any) -> None:
        await self._connection.execute(statement, values(record))


def rows(table: Table | Subquery, record: type) -> Select[Any]:
    """Rows of a table, their columns in the order of the record's fields."""
    return select(*(table.c[field.name] for field in fields(record)))


def rows_by(table: Table, record: type, *columns: str) -> Select[Any]:
    """Those rows that have the values given under these columns' names when it runs."""
    return rows(table, record).where(*(table.c[name] == bindparam(name) for name in columns))


def insert_all(table: Table, record: type) -> Insert:
    """Any number of rows by one statement with one parameter, in the order given.

    JSON, because PostgreSQL and orjson turn a batch into it and back many times sooner than a driver binds values.
    """
    names = [field.name for field in fields(record)]
    return insert(table).from_select(names, select(*_given(table, names).c))


def found_by_given(table: Table, *key: Column[Any]) -> Subquery:
    """The rows of a table whose unique key is among the `given` ones, as `insert_all` takes rows: one look for each.

    A semi-join is planned once, while the table is still empty, and then reads the whole table for every batch.
    """
    wanted = _given(table, [column.name for column in key])
    same = (column == wanted.c[column.name] for column in key)
    one = select(table).where(*same).correlate(wanted).limit(literal_column("1")).lateral()
    return select(one).select_from(wanted.join(one, true())).subquery()


def _given(table: Table, names: Sequence[str]) -> Any:
    typed: ColumnElement[Any] = literal_column(f"NULL::{table.name}")
    rows_given = cast(bindparam("given", type_=Text), JSON)
    return func.json_populate_recordset(typed, rows_given).table_valued(*names)


def columns_of(*columns: Column[Any]) -> Select[Any]:
    """Given rows, as the arrays of their columns: the statement's text is the same for any number of them."""
    arrays = [bindparam(f"each_{column.name}", type_=ARRAY(column.type)) for column in columns]
    given = func.unnest(*arrays).table_valued(*(column.name for column in columns), name="given").render_derived()
    return select(*given.c)


def among(*columns: Column[Any]) -> ColumnElement[bool]:
    """Whether a row's values of these columns are among the given ones (`each`)."""
    return tuple_(*columns).in_(columns_of(*columns))


def each(columns: Sequence[Column[Any]], given: Iterable[Sequence[Any]]) -> dict[str, list[Any]]:
    """The parameters of `columns_of` and `among`: given rows, turned into columns."""
    rows_given = list(given)
    return {f"each_{column.name}": [row[place] for row in rows_given] for place, column in enumerate(columns)}


def given(records: Sequence[Any]) -> dict[str, str]:
    """Records as the parameter of `insert_all`. Raises psycopg.DataError for a text that is no Unicode."""
    return _as_given([values(record) for record in records])


def given_keys(columns: Sequence[Column[Any]], keys: Iterable[Sequence[Any]]) -> dict[str, str]:
    """Values of these columns as the parameter of `found_by_given`. Raises as `given`."""
    names = [str(column.name) for column in columns]  # of the plain type, as orjson wants them
    return _as_given([dict(zip(names, key, strict=True)) for key in keys])


def _as_given(rows_given: list[dict[str, Any]]) -> dict[str, str]:
    try:
        return {"given": orjson.dumps(rows_given, default=_bytes).decode()}
    except TypeError as error:  # a lone surrogate
        raise DataError(str(error)) from None


def _bytes(value: Any) -> str:
    """A byte string in PostgreSQL's own notation."""
    if isinstance(value, bytes):
        return r"\x" + value.hex()
    raise TypeError(f"{type(value).__name__} has no form in a row")


def values(record: Any) -> dict[str, Any]:
    """A slotted record as column values, without copying what it holds."""
    return {name: getattr(record, name) for name in record.__slots__}


def after_id(query: Select[Any], id_column: Column[UUID], after: UUID | None, limit: int) -> Select[Any]:
    """One keyset page: at most `limit` (1 … MAX_PAGE) rows whose id follows `after`."""
    if after is not None:
        query = query.where(id_column > after)
    return query.order_by(id_column).limit(max(1, min(limit, MAX_PAGE)))


def found(record: R | None, noun: str) -> R:
    """The record, or NOT_FOUND in words."""
    if record is None:
        raise StackcredError(ErrorCode.NOT_FOUND, f"There is no such {noun} here; check its id.")
    return record
