"""Imports for their issuer's clients: how far they are, confirmed, stopped, and what is wrong with which row."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from stackcred_issuer.domain.csv_cells import table
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.lms.import_outcome import LETTERS, PENDING, WORDS
from stackcred_issuer.services.browse import Cursor, Page, page_of
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.imports import FaultKind, FaultRecord, ImportRecord, Stage
from stackcred_issuer.store.unit_of_work import UnitOfWork

SHOWN_FAULTS = 20  # kinds of them, beside the counts; every one is in the file
FAULT_COLUMNS = ("line", "sourceId", "column", "code", "detail")
KEPT = timedelta(days=7)  # an import that nobody confirms: its file is personal data
FAULTS_KEPT = timedelta(days=30)  # after the end of an import
STOPPED = "It was stopped; what was recorded until then stays."
FORGOTTEN = f"Nobody confirmed it within {KEPT.days} days; send the file again."
_PAGE = 1_000  # faults read at once


@dataclass(frozen=True, slots=True)
class Progress:
    """An import, with how many rows have which outcome (domain/lms/import_outcome).

    expected: by the dry run; outcomes: as recorded. faults: the kinds of them, of the stage it is in.
    """

    record: ImportRecord
    expected: Mapping[str, int]
    outcomes: Mapping[str, int]
    faults: list[FaultKind]

    @property
    def stage(self) -> Stage:
        """What its faults are of."""
        return "check" if self.record.confirmed_at is None else "run"

    @property
    def done(self) -> int:
        """Rows that the stage it is in is through with."""
        return sum((self.expected if self.stage == "check" else self.outcomes).values())

    @property
    def moving(self) -> bool:
        """Whether it goes on by itself."""
        return self.record.state in ("checking", "running")

    def to_json(self) -> JsonObject:
        """As the API shows it."""
        return {
            **import_json(self.record),
            "done": self.done,
            "expected": dict(self.expected),
            "outcomes": dict(self.outcomes),
            "faults": [
                {
                    "line": kind.line,
                    "column": kind.place,
                    "code": kind.code,
                    "detail": kind.detail,
                    "rows": kind.rows,
                }
                for kind in self.faults
            ],
        }


async def get_import(house: Deployment, caller: Caller, import_id: UUID) -> Progress:
    """Raises NOT_FOUND."""
    caller.need(Scope.ASSESSMENTS_READ)
    async with house.store.looking(house.clock.now()) as uow:
        record = await uow.imports.get(caller.issuer_id, import_id)
        return await progress_of(uow, record)


async def progress_of(uow: UnitOfWork, record: ImportRecord) -> Progress:
    """How far it is."""
    letters = list(LETTERS.values())
    expected = await uow.imports.counts(record.id, letters, expected=True)
    outcomes = await uow.imports.counts(record.id, letters)
    progress = Progress(record, _in_words(expected), _in_words(outcomes), [])
    progress.faults.extend(await uow.imports.fault_kinds(record.id, progress.stage, SHOWN_FAULTS))
    return progress


async def list_imports(house: Deployment, caller: Caller, cursor: Cursor) -> Page[ImportRecord]:
    caller.need(Scope.ASSESSMENTS_READ)
    async with house.store.looking(house.clock.now()) as uow:
        return page_of(await uow.imports.page(caller.issuer_id, cursor.after, cursor.limit + 1), cursor)


async def confirm_import(house: Deployment, caller: Caller, import_id: UUID) -> Progress:
    """Let it run. One that runs, or has run, is left as it is. Raises NOT_FOUND, CONFLICT before it is checked."""
    caller.need(Scope.ASSESSMENTS)
    async with house.store.begin(house.clock.now()) as uow:
        record = await uow.imports.get(caller.issuer_id, import_id)
        if record.state == "checking":
            raise StackcredError(
                ErrorCode.CONFLICT,
                "Its rows are still being checked; confirm it when its state is ready.",
                retry_after=1,
            )
        if record.state == "stopped":
            raise StackcredError(ErrorCode.CONFLICT, "It was stopped and its rows are gone; send the file again.")
        if record.state == "ready":
            record = await uow.imports.change(record, "running", confirmed_at=uow.now)
            uow.record(Event(EventType.IMPORT_CONFIRMED, caller.issuer_id, str(record.id), caller.actor))
            uow.at_the_end(*uow.imports.work_statements())
        return await progress_of(uow, record)


async def stop_import(house: Deployment, caller: Caller, import_id: UUID) -> None:
    """Record none of its further rows, and forget them. What was recorded stays. Raises NOT_FOUND."""
    caller.need(Scope.ASSESSMENTS)
    async with house.store.begin(house.clock.now()) as uow:
        record = await uow.imports.get(caller.issuer_id, import_id)
        if record.state not in ("done", "stopped"):
            await _stop(uow, record, STOPPED, caller.actor)


async def tidy_imports(house: Deployment) -> None:
    """Stop what was checked long ago and never confirmed, and forget old faults: cells are quoted in them."""
    async with house.store.begin(house.clock.now()) as uow:
        for record in await uow.imports.unconfirmed(uow.now - KEPT):
            await _stop(uow, record, FORGOTTEN, "system")
        await uow.imports.forget_faults(uow.now - FAULTS_KEPT)


async def faults_file(house: Deployment, caller: Caller, import_id: UUID) -> AsyncIterator[str]:
    """What is wrong with which row, as CSV, piece by piece; no cell of it is a formula. Raises NOT_FOUND at once."""
    caller.need(Scope.ASSESSMENTS_READ)
    async with house.store.looking(house.clock.now()) as uow:
        record = await uow.imports.get(caller.issuer_id, import_id)
    return fault_pieces(house, record)


async def fault_pieces(house: Deployment, record: ImportRecord) -> AsyncIterator[str]:
    """The table of its faults."""
    yield table(FAULT_COLUMNS, ())
    stage: Stage = "check" if record.confirmed_at is None else "run"
    last = 0
    while True:
        async with house.store.looking(house.clock.now()) as uow:
            faults = await uow.imports.faults(record.id, stage, last, _PAGE)
        if not faults:
            return
        yield table(FAULT_COLUMNS, map(_cells, faults)).partition("\r\n")[2]
        last = faults[-1].line


async def _stop(uow: UnitOfWork, record: ImportRecord, reason: str, actor: str) -> None:
    await uow.imports.change(record, "stopped", reason=reason, finished_at=uow.now)
    await uow.imports.forget_rows(record.id)
    uow.record(Event(EventType.IMPORT_STOPPED, record.issuer_id, str(record.id), actor))


def _cells(fault: FaultRecord) -> tuple[int, str, str, str, str]:
    return fault.line, fault.source_id, fault.place, fault.code, fault.detail


def import_json(record: ImportRecord) -> JsonObject:
    """An import without its counts, as lists show it."""
    return {
        "id": str(record.id),
        "name": record.name,
        "format": record.format,
        "state": record.state,
        "reason": record.reason,
        "rows": record.rows,
        "createdAt": format_instant(record.created_at),
        "confirmedAt": format_instant(record.confirmed_at) if record.confirmed_at else None,
        "finishedAt": format_instant(record.finished_at) if record.finished_at else None,
    }


def _in_words(counts: Mapping[str, int]) -> dict[str, int]:
    return {WORDS[letter]: count for letter, count in counts.items() if letter != PENDING}
