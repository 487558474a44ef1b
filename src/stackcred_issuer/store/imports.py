"""Imports of results: one row for each file, one for each chunk of its rows, one letter for what became of each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    true,
    update,
)

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.lms.import_file import Format
from stackcred_issuer.domain.lms.import_outcome import LETTERS, PENDING
from stackcred_issuer.store.message import Statement, sql_of
from stackcred_issuer.store.queue import import_statement
from stackcred_issuer.store.repository import Repository, after_id, found, given, insert_all, rows, rows_by
from stackcred_issuer.store.tables import clients, import_chunks, import_faults, import_marks, imports

ImportState = Literal["checking", "ready", "running", "done", "stopped"]
Stage = Literal["check", "run"]
LOOKED_AT = 10_000  # faults of which the kinds are told apart: whoever watches asks twice a second
LANES = 8  # jobs that work side by side, over all processes: two in each of four


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """A file. digest, reading: SHA-256 of it, and of how it is read. columns: ours, for each of its own."""

    id: UUID
    issuer_id: UUID
    client_id: UUID
    name: str
    format: Format
    digest: bytes
    reading: bytes
    columns: list[str]
    constants: JsonObject
    rows: int
    state: ImportState
    reason: str | None
    created_at: datetime
    confirmed_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChunkRecord:
    """Some rows of a file. content: those, until they are recorded.

    expected: a letter for each, by the check. sources: for each a number that stands for its sourceId.
    """

    import_id: UUID
    number: int
    rows: int
    state: Literal["split", "checked", "recorded"]
    content: str | None
    expected: str | None = None
    sources: list[int] | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A chunk that is ours until the transaction ends. outcomes: what became of its rows so far."""

    of: ImportRecord
    chunk: ChunkRecord
    outcomes: str


@dataclass(frozen=True, slots=True)
class FaultRecord:
    """What is wrong with one row. place: the column or member at fault, "" where it is none alone."""

    import_id: UUID
    stage: Stage
    line: int
    source_id: str
    place: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class FaultKind:
    """A fault that so many rows have, the first of them at `line`."""

    line: int
    place: str
    code: str
    detail: str
    rows: int


@dataclass(frozen=True, slots=True)
class _Mark:
    import_id: UUID
    number: int
    outcomes: str


_OWN = rows_by(imports, ImportRecord, "issuer_id", "id")
_BY_ID = rows_by(imports, ImportRecord, "id")
_SAME = rows_by(imports, ImportRecord, "client_id", "digest", "reading").where(imports.c.state != "stopped")
_AT_WORK = imports.c.state.in_(["checking", "running"])
_WAITING = or_(
    and_(imports.c.state == "checking", import_chunks.c.state == "split"),
    and_(imports.c.state == "running", import_chunks.c.state == "checked"),
)
_CLAIM = (
    rows(imports, ImportRecord)
    .add_columns(*rows(import_chunks, ChunkRecord).selected_columns, import_marks.c.outcomes)
    .join_from(import_chunks, imports, import_chunks.c.import_id == imports.c.id)
    .join(
        import_marks,
        and_(import_marks.c.import_id == import_chunks.c.import_id, import_marks.c.number == import_chunks.c.number),
    )
    .where(_AT_WORK, _WAITING, import_chunks.c.state != "recorded", import_chunks.c.content.is_not(None))
    .order_by(import_chunks.c.number, import_chunks.c.import_id)
    .limit(1)
    .with_for_update(of=import_chunks, key_share=True, skip_locked=True)
)
_IMPORT_FIELDS = len(ImportRecord.__slots__)
_FINISHED = (
    update(imports)
    .where(_AT_WORK, ~exists().where(import_chunks.c.import_id == imports.c.id, _WAITING))
    .values(
        state=case((imports.c.state == "checking", "ready"), else_="done"),
        finished_at=case((imports.c.state == "running", bindparam("at")), else_=None),
    )
    .returning(*rows(imports, ImportRecord).selected_columns)
)
_MARK = sql_of(
    update(import_marks)
    .where(
        import_marks.c.import_id == bindparam("of_import"),
        import_marks.c.number == bindparam("of_number"),
        import_marks.c.outcomes == bindparam("before"),
        imports.c.id == import_marks.c.import_id,
        imports.c.state == literal_column("'running'"),
        clients.c.id == imports.c.client_id,
        clients.c.revoked_at.is_(None),
    )
    .values(outcomes=bindparam("after"))
    .returning(import_marks.c.number)
)
_ADD_FAULTS = sql_of(insert_all(import_faults, FaultRecord))
_ADD_CHUNKS = sql_of(insert_all(import_chunks, ChunkRecord))
_ADD_MARKS = sql_of(insert_all(import_marks, _Mark))
_EXPECT_ONCE = text("""
    UPDATE import_chunks SET expected = anew.expected FROM (
        SELECT number, string_agg(
            CASE WHEN nth > 1 AND letter <> 'e' THEN :twice ELSE letter END, '' ORDER BY place
        ) AS expected
        FROM (
            SELECT number, place, substr(expected, place::int, 1) AS letter,
                row_number() OVER (PARTITION BY source ORDER BY number, place) AS nth
            FROM import_chunks, unnest(sources) WITH ORDINALITY AS one (source, place)
            WHERE import_id = :import_id
        ) AS rows
        GROUP BY number HAVING max(nth) > 1
    ) AS anew
    WHERE import_chunks.import_id = :import_id AND import_chunks.number = anew.number
""")
_REVOKED = select(clients.c.revoked_at.is_not(None)).where(clients.c.id == bindparam("client_id"))


class Imports(Repository):
    """The imports of each issuer, and the work that is left in all of them."""

    async def add(self, record: ImportRecord) -> None:
        """Raises CONFLICT where the client has sent the same before."""
        await self._add(insert(imports), record)

    def add_chunks_statements(self, chunks: Sequence[ChunkRecord]) -> list[Statement[None]]:
        """Their rows wait to be checked."""
        marks = [_Mark(chunk.import_id, chunk.number, PENDING * chunk.rows) for chunk in chunks]
        return [Statement(_ADD_CHUNKS, given(chunks)), Statement(_ADD_MARKS, given(marks))]

    async def same(self, client_id: UUID, digest: bytes, reading: bytes) -> ImportRecord | None:
        """What the client sent before that is the same, byte for byte, and read alike; not what was stopped."""
        return await self._one(_SAME, ImportRecord, client_id=client_id, digest=digest, reading=reading)

    async def get(self, issuer_id: UUID, import_id: UUID) -> ImportRecord:
        """Raises NOT_FOUND."""
        return found(await self._one(_OWN, ImportRecord, issuer_id=issuer_id, id=import_id), "import")

    async def find(self, import_id: UUID) -> ImportRecord | None:
        """For whoever has been let in by its address, whosoever it is."""
        return await self._one(_BY_ID, ImportRecord, id=import_id)

    async def page(self, issuer_id: UUID, after: UUID | None = None, limit: int = 100) -> list[ImportRecord]:
        query = rows(imports, ImportRecord).where(imports.c.issuer_id == issuer_id)
        return await self._all(after_id(query, imports.c.id, after, limit), ImportRecord)

    async def claim(self) -> Claimed | None:
        """The next chunk that nobody works at, ours until the transaction ends; of all imports the lowest number.

        A process that is killed lets go of it at once.
        """
        row = (await self._connection.execute(_CLAIM)).first()
        if row is None:
            return None
        return Claimed(ImportRecord(*row[:_IMPORT_FIELDS]), ChunkRecord(*row[_IMPORT_FIELDS:-1]), row[-1])

    async def checked(self, chunk: ChunkRecord, expected: str, sources: list[int]) -> None:
        """Its rows were checked, by the transaction that claimed it."""
        await self._change(chunk, state="checked", expected=expected, sources=sources)

    async def expect_once(self, import_id: UUID) -> None:
        """Rows that would be taken, but whose sourceId stands in an earlier row of the file, are told apart."""
        await self._connection.execute(_EXPECT_ONCE, {"import_id": import_id, "twice": LETTERS["twice"]})

    async def recorded(self, chunk: ChunkRecord) -> None:
        """Something became of each of its rows: the personal data in it is not needed any more."""
        await self._change(chunk, state="recorded", content=None, sources=None)

    async def _change(self, chunk: ChunkRecord, **values: Any) -> None:
        place = and_(import_chunks.c.import_id == chunk.import_id, import_chunks.c.number == chunk.number)
        await self._connection.execute(update(import_chunks).where(place).values(**values))

    def mark_statement(self, claimed: Claimed, outcomes: str) -> Statement[bool]:
        """What became of the rows of a chunk, in the transaction that records them.

        False, and then undo everything: somebody else marked it, the import was stopped, or its client was revoked.
        With the issuer's rights held, none of this can happen until the transaction ends.
        """
        return Statement(
            _MARK,
            {
                "of_import": claimed.of.id,
                "of_number": claimed.chunk.number,
                "before": claimed.outcomes,
                "after": outcomes,
            },
            bool,
        )

    def faults_statement(self, faults: Sequence[FaultRecord]) -> Statement[None]:
        """What is wrong with some rows."""
        return Statement(_ADD_FAULTS, given(faults))

    async def change(self, record: ImportRecord, state: ImportState, **members: Any) -> ImportRecord:
        """Change it, unless its state has changed since it was read. Raises NOT_FOUND then."""
        unchanged = and_(imports.c.id == record.id, imports.c.state == record.state)
        query = update(imports).where(unchanged).values(state=state, **members).returning(imports.c.id)
        if (await self._connection.execute(query)).first() is None:
            found(None, "import in that state")
        return replace(record, state=state, **members)

    async def forget_rows(self, import_id: UUID) -> None:
        """Personal data of rows that will not be recorded."""
        mine = import_chunks.c.import_id == import_id
        await self._connection.execute(update(import_chunks).where(mine).values(content=None, sources=None))

    def work_statements(self) -> list[Statement[None]]:
        """Jobs for as many processes as may be there; those that find nothing to do end at once."""
        return [import_statement()] * LANES

    async def open_ones(self, issuer_id: UUID) -> int:
        """How many of an issuer's are neither done nor stopped."""
        mine = and_(imports.c.issuer_id == issuer_id, imports.c.state.not_in(["done", "stopped"]))
        return int((await self._connection.execute(select(func.count()).select_from(imports).where(mine))).scalar_one())

    async def unconfirmed(self, before: datetime) -> list[ImportRecord]:
        """Those that wait to be confirmed since `before` or longer."""
        query = rows(imports, ImportRecord).where(imports.c.state == "ready", imports.c.created_at < before)
        return await self._all(query, ImportRecord)

    async def forget_faults(self, before: datetime) -> None:
        """Of imports that ended before then."""
        ended = select(imports.c.id).where(imports.c.finished_at < before)
        await self._connection.execute(delete(import_faults).where(import_faults.c.import_id.in_(ended)))

    async def finish(self) -> list[ImportRecord]:
        """Imports of which nothing waits to be checked, or recorded, any more go on to their next state."""
        return await self._all(_FINISHED, ImportRecord, at=self._now)

    async def at_work(self) -> bool:
        """Whether any import has something to do."""
        return bool((await self._connection.execute(select(exists().where(_AT_WORK)))).scalar_one())

    async def client_is_revoked(self, client_id: UUID) -> bool:
        return bool((await self._connection.execute(_REVOKED, {"client_id": client_id})).scalar_one())

    async def counts(self, import_id: UUID, letters: Sequence[str], *, expected: bool = False) -> Mapping[str, int]:
        """How many rows have each of these letters, by what became of them, or by what the check expects."""
        table, column = (
            (import_chunks, import_chunks.c.expected) if expected else (import_marks, import_marks.c.outcomes)
        )
        sums = [func.coalesce(func.sum(_how_often(column, letter)), 0) for letter in letters]
        row = (await self._connection.execute(select(*sums, true()).where(table.c.import_id == import_id))).one()
        return {letter: int(count) for letter, count in zip(letters, row[:-1], strict=True)}

    async def faults(self, import_id: UUID, stage: Stage, after: int = 0, limit: int = 1000) -> list[FaultRecord]:
        """What is wrong with rows after a line, in order."""
        query = (
            rows(import_faults, FaultRecord)
            .where(import_faults.c.import_id == import_id, import_faults.c.stage == stage, import_faults.c.line > after)
            .order_by(import_faults.c.line)
            .limit(limit)
        )
        return await self._all(query, FaultRecord)

    async def fault_kinds(self, import_id: UUID, stage: Stage, limit: int) -> list[FaultKind]:
        """The different faults among the first ones, in the order of their first lines."""
        looked_at = (
            select(import_faults)
            .where(import_faults.c.import_id == import_id, import_faults.c.stage == stage)
            .order_by(import_faults.c.line)
            .limit(LOOKED_AT)
            .subquery()
        )
        same = (looked_at.c.place, looked_at.c.code, looked_at.c.detail)
        first = func.min(looked_at.c.line)
        query = select(first, *same, func.count()).group_by(*same).order_by(first).limit(limit)
        return await self._all(query, FaultKind)


def _how_often(column: Any, letter: str) -> Any:
    return func.length(column) - func.length(func.replace(column, letter, ""))
