"""`stackcred import`: assessment results from a file: checked first, then recorded, each row once."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO
from uuid import UUID

import typer

from stackcred_issuer.cli.output import AsJson, console, print_json, print_table
from stackcred_issuer.cli.progress import progress
from stackcred_issuer.domain.errors import ErrorCode, StackcredError

if TYPE_CHECKING:
    from stackcred_issuer.domain.lms.import_file import Format
    from stackcred_issuer.services.caller import Caller
    from stackcred_issuer.services.deployment import Deployment
    from stackcred_issuer.services.imports.manage import Progress
    from stackcred_issuer.services.imports.receive import Reading

PIECE = 1024 * 1024  # bytes read at once
LOOK_SECONDS = 0.3  # between two looks at how far it is
AT_ONCE = 2  # chunks under way in this process: while one waits for the database, the other computes
MAX_PROCESSES = 64
MEANINGS = {
    "issued": "badge issued",
    "reissued": "badge issued in place of an older one",
    "failed": "recorded, no badge (not passed)",
    "revoked": "badge taken back (not passed any more)",
    "unchanged": "recorded, says the same as before",
    "older": "recorded, a newer result is known",
    "repeated": "was recorded before",
    "twice": "its sourceId comes twice in the file",
    "refused": "refused, see the faults",
}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What was asked for. faults: where to write what is wrong with which row."""

    file: str
    issuer: str | None
    client: str | None
    reading: Reading
    faults: Path
    confirmed: bool
    dry_run: bool
    quiet: bool


def import_command(
    file: Annotated[str, typer.Argument(help="CSV, or NDJSON (by its name, or --ndjson); `-` is standard input.")],
    issuer: Annotated[str | None, typer.Option(help="The issuer's slug; may be left out when there is one.")] = None,
    client: Annotated[str | None, typer.Option(help="In whose name: a client's name or id.")] = None,
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="THEIRS:OURS for a column; `-` ignores it.")
    ] = None,
    constants: Annotated[list[str] | None, typer.Option("--set", help="COLUMN:VALUE, the same in every row.")] = None,
    ndjson: Annotated[bool, typer.Option("--ndjson", help="One JSON object on each line.")] = False,
    faults: Annotated[Path | None, typer.Option(help="Where faults are written. Default: FILE.faults.csv.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Record without asking.")] = False,
    processes: Annotated[int, typer.Option(min=1, max=MAX_PROCESSES, help="Processes that record.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Import assessment results from a file. Run it again after an interruption: it goes on, nothing happens twice."""
    from stackcred_issuer.services.imports.receive import Reading, pairs_of

    kind: Format = "ndjson" if ndjson or file.endswith((".ndjson", ".jsonl")) else "csv"
    reading = Reading(kind, pairs_of(mapping or [], "/map"), pairs_of(constants or [], "/set"))
    beside = faults or Path(f"{'results' if file == '-' else file}.faults.csv")
    wanted = _Wanted(file, issuer, client, reading, beside, yes, dry_run, as_json)
    done = _run(wanted, processes)
    if as_json:
        print_json(done.to_json())
    counts = done.expected if done.stage == "check" else done.outcomes
    sys.exit(1 if counts.get("refused") else 0)


def _run(wanted: _Wanted, processes: int) -> Progress:
    """In this process, with so many more beside it."""
    from stackcred_issuer.bootstrap import open_deployment
    from stackcred_issuer.cli.running import migrated_database
    from stackcred_issuer.cli.serve import job_worker
    from stackcred_issuer.memory import keep_what_is_loaded
    from stackcred_issuer.settings import load_settings

    settings = load_settings()

    async def run(url: str) -> Progress:
        async with open_deployment(settings, url) as house:
            keep_what_is_loaded()
            return await _import(house, wanted)

    with migrated_database(settings) as url, ExitStack() as others:
        os.environ["DATABASE_URL"] = url
        for _ in range(processes - 1):
            others.enter_context(job_worker())
        try:
            return asyncio.run(run(url))
        except KeyboardInterrupt:
            sys.stderr.write("Stopped. Run the same command again to go on; nothing happens twice.\n")
            raise


async def _import(house: Deployment, wanted: _Wanted) -> Progress:
    from stackcred_issuer.services.find_client import find_client
    from stackcred_issuer.services.find_issuer import find_issuer
    from stackcred_issuer.services.imports.manage import confirm_import

    caller = await find_client(house, (await find_issuer(house, wanted.issuer)).id, wanted.client)
    import_id = await _receive(house, caller, wanted)
    found = await _work(house, caller, import_id, "Checking", wanted)
    if found.record.state == "ready":
        await _show(house, caller, found, wanted, "What would happen", found.expected)
        if wanted.dry_run or not _confirmed(wanted, found):
            return found
        await confirm_import(house, caller, import_id)
    found = await _work(house, caller, import_id, "Recording", wanted)
    await _show(house, caller, found, wanted, "What has happened", found.outcomes)
    return found


async def _receive(house: Deployment, caller: Caller, wanted: _Wanted) -> UUID:
    from stackcred_issuer.gateways.spool import spooled
    from stackcred_issuer.services.imports.receive import receive_import

    with spooled(house.settings.data_dir / "spool", house.settings.max_import_bytes) as spool:
        for piece in _pieces(wanted.file):
            spool.write(piece)
        name = Path(wanted.file).name
        record, new = await receive_import(house, caller, name, spool, wanted.reading)
    if not new and not wanted.quiet:
        console.print(f"This file is known ({record.state}, since {record.created_at:%Y-%m-%d %H:%M} UTC): it goes on.")
    return record.id


async def _work(house: Deployment, caller: Caller, import_id: UUID, label: str, wanted: _Wanted) -> Progress:
    """Until nothing of its stage is left to do, whoever does it."""
    from stackcred_issuer.services.imports.manage import get_import
    from stackcred_issuer.services.imports.work import work_on_imports

    found = await get_import(house, caller, import_id)
    shown = found.done
    with progress(label, found.record.rows, quiet=wanted.quiet) as advance:
        advance(shown)
        while found.record.state in ("checking", "running"):
            workers = [asyncio.create_task(work_on_imports(house)) for _ in range(AT_ONCE)]
            while not all(worker.done() for worker in workers):
                await asyncio.wait(workers, timeout=LOOK_SECONDS)
                found = await get_import(house, caller, import_id)
                advance(found.done - shown)
                shown = found.done
            await asyncio.gather(*workers)
            found = await get_import(house, caller, import_id)
            if found.record.state in ("checking", "running"):
                await asyncio.sleep(LOOK_SECONDS)  # others are at its last chunks
    return found


async def _show(
    house: Deployment, caller: Caller, found: Progress, wanted: _Wanted, title: str, counts: Mapping[str, int]
) -> None:
    from stackcred_issuer.services.imports.manage import faults_file
    from stackcred_issuer.store.imports import LOOKED_AT

    if counts.get("refused"):
        with wanted.faults.open("w", encoding="utf-8", newline="") as file:
            async for piece in await faults_file(house, caller, found.record.id):
                file.write(piece)
    if wanted.quiet:
        return
    rows = [[MEANINGS[word], f"{count:,}"] for word, count in counts.items() if count]
    print_table(f"{title} ({found.record.rows:,} rows)", ["outcome", "rows"], rows)
    if found.faults:
        lines = [[str(kind.line), f"{kind.rows:,}", kind.place, kind.detail] for kind in found.faults]
        among = f" (kinds among the first {LOOKED_AT:,})" if counts["refused"] > LOOKED_AT else ""
        print_table(f"Faults{among}", ["first line", "rows", "column", "what is wrong"], lines)
        console.print(f"All of them are in {wanted.faults}", highlight=False, soft_wrap=True)


def _confirmed(wanted: _Wanted, found: Progress) -> bool:
    if wanted.confirmed:
        return True
    if wanted.quiet or wanted.file == "-" or not sys.stdin.isatty():
        if not wanted.quiet:
            console.print("Nothing is recorded yet. To record it, run the same command with --yes.")
        return False
    return typer.confirm(f"Record these {found.record.rows:,} rows?")


def _pieces(name: str) -> Iterator[bytes]:
    if name == "-":
        yield from _read(typer.get_binary_stream("stdin"))
        return
    try:
        with Path(name).open("rb") as file:
            yield from _read(file)
    except OSError as error:
        raise StackcredError(ErrorCode.INVALID, f"{name} cannot be read: {error.strerror}.") from None


def _read(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece
