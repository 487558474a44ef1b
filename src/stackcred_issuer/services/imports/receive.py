"""Take a file of results in: split into chunks of rows, which wait to be checked. Nothing is recorded yet."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.jsonvalue import canonical_json, dump_json
from stackcred_issuer.domain.lms.import_columns import columns_of
from stackcred_issuer.domain.lms.import_file import (
    MAX_ROW_BYTES,
    Format,
    Record,
    header_of,
    in_chunks,
    read_csv,
    read_ndjson,
)
from stackcred_issuer.gateways.spool import Spool
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.imports import ChunkRecord, ImportRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

CHUNK_ROWS = 256  # of one transaction: a commit costs next to nothing for each, and a killed process repeats little
MAX_OPEN = 20  # imports of an issuer that are not finished: each keeps its whole file
MAX_NAME = 200  # characters


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read.

    mapping: from its own column names to ours. constants: columns that are the same for every row.
    """

    format: Format = "csv"
    mapping: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> bytes:
        """SHA-256 of all of it: the same file read alike is the same import."""
        return hashlib.sha256(canonical_json(asdict(self))).digest()


def pairs_of(pairs: Sequence[str], at: str) -> dict[str, str]:
    """A mapping, or constants, from `left:right` each. Of a mapping the last colon counts, else the first one.

    at: `/map` or `/set`. Raises INVALID.
    """
    found = {}
    for pair in pairs:
        left, colon, right = pair.rpartition(":") if at == "/map" else pair.partition(":")
        if not colon or not left or not right:
            raise StackcredError(ErrorCode.INVALID, f"{pair!r} is no pair; write it like Mail:email.", pointer=at)
        found[left] = right
    return found


async def receive_import(
    house: Deployment, caller: Caller, name: str, spool: Spool, reading: Reading
) -> tuple[ImportRecord, bool]:
    """The import of a file, and whether it is new: the same file, read alike, is one import and is never done twice.

    Raises INVALID with a finding for each column at fault, MALFORMED, TOO_LARGE, and CONFLICT with too many open ones.
    """
    caller.need(Scope.ASSESSMENTS)
    known = await _known(house, caller, spool, reading)
    if known is not None:
        return known, False
    try:
        return await _new(house, caller, name, spool, reading), True
    except StackcredError as error:
        known = await _known(house, caller, spool, reading) if error.code is ErrorCode.CONFLICT else None
        if known is None:
            raise
        return known, False  # somebody sent it at the same time


async def _known(house: Deployment, caller: Caller, spool: Spool, reading: Reading) -> ImportRecord | None:
    async with house.store.looking(house.clock.now()) as uow:
        return await uow.imports.same(caller.client_id, spool.digest, reading.digest)


async def _new(house: Deployment, caller: Caller, name: str, spool: Spool, reading: Reading) -> ImportRecord:
    """All of it, or nothing."""
    async with house.store.begin(house.clock.now()) as uow:
        if await uow.imports.open_ones(caller.issuer_id) >= MAX_OPEN:
            raise StackcredError(
                ErrorCode.CONFLICT, f"{MAX_OPEN} imports are open; confirm or delete one of them, then send this one."
            )
        columns, chunks = await asyncio.to_thread(_opened, spool, reading)
        record = _record(house, uow, caller, name, spool, reading, columns)
        await uow.imports.add(record)
        total = await _keep(uow, record, chunks)
        uow.record(Event(EventType.IMPORT_RECEIVED, caller.issuer_id, str(record.id), caller.actor))
        uow.at_the_end(*uow.imports.work_statements())
        return await uow.imports.change(record, "checking", rows=total)


def _opened(spool: Spool, reading: Reading) -> tuple[list[str], Iterator[list[Record]]]:
    lines = spool.lines(MAX_ROW_BYTES + 1)
    if reading.format == "ndjson":
        return [], in_chunks(read_ndjson(lines), CHUNK_ROWS)
    records = read_csv(lines)
    return columns_of(header_of(records), reading.mapping, reading.constants), in_chunks(records, CHUNK_ROWS)


async def _keep(uow: UnitOfWork, record: ImportRecord, chunks: Iterator[list[Record]]) -> int:
    """Every row, a chunk at a time; how many there are."""
    total = number = 0
    while chunk := await asyncio.to_thread(next, chunks, None):
        content = dump_json({"rows": [[row.line, *row.cells] for row in chunk]}).decode()
        added = [ChunkRecord(record.id, number, len(chunk), "split", content)]
        await uow.send(*uow.imports.add_chunks_statements(added))
        total, number = total + len(chunk), number + 1
    if not total:
        raise StackcredError(ErrorCode.INVALID, "The file has no rows; send one with a row for each result.")
    return total


def _record(
    house: Deployment,
    uow: UnitOfWork,
    caller: Caller,
    name: str,
    spool: Spool,
    reading: Reading,
    columns: list[str],
) -> ImportRecord:
    return ImportRecord(
        id=house.entropy.new_id(),
        issuer_id=caller.issuer_id,
        client_id=caller.client_id,
        name=name[:MAX_NAME],
        format=reading.format,
        digest=spool.digest,
        reading=reading.digest,
        columns=columns,
        constants=dict(reading.constants),
        rows=0,
        state="checking",
        reason=None,
        created_at=uow.now,
        confirmed_at=None,
        finished_at=None,
    )
