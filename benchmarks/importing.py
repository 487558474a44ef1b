"""`python -m benchmarks.importing --rows 10000`: a file is imported, killed in the middle (kill -9), and goes on.

Everything is on, each row durable. Afterwards the record is counted: nothing may be missing, nothing be there twice.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import psycopg

from benchmarks import material
from benchmarks.figures import Figure, Figures
from benchmarks.service import database, new_client, settings_in
from stackcred_issuer.bootstrap import open_deployment
from stackcred_issuer.services.authenticate import authenticate
from stackcred_issuer.services.keep_achievement import create_achievement

FOLDER = Path(".stackcred") / "benchmark-import"
COLUMNS = ("sourceId", "email", "achievement", "activityId", "assessedAt", "score", "resultDescription", "narrative")
LOOK_SECONDS = 0.05
FAILING = 20  # every so many rows is not passed


@dataclass
class Run:
    """One process group that imports. peak: the most memory any of its processes took, in bytes."""

    arguments: list[str]
    environment: dict[str, str]
    log: Path
    peak: int = 0
    process: subprocess.Popen[bytes] = field(init=False)

    def __enter__(self) -> Run:
        with self.log.open("ab") as output:
            command = [sys.executable, "-m", "stackcred_issuer", "import", *self.arguments]
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=output, stderr=output, start_new_session=True
            )
        return self

    def look(self) -> bool:
        """Whether it still runs; takes note of its memory."""
        self.peak = max([self.peak, *map(_memory, _group(self.process.pid))])
        return self.process.poll() is None

    def kill(self) -> None:
        """All of its processes, as a machine that loses power."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.kill()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.importing", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000, help="default 10,000")
    parser.add_argument("--processes", type=int, default=4, help="that record (default 4)")
    options = parser.parse_args()
    figures, folder = Figures(), FOLDER.resolve()
    with database(folder) as url:
        measure(figures, options.rows, folder, url, new_client(folder, url), processes=options.processes)
    figures.console.print()
    figures.console.print(figures.table())


def measure(figures: Figures, rows: int, folder: Path, url: str, api_key: str, *, processes: int = 4) -> None:
    """Check, record the half, kill, go on to the end; then count."""
    figures.section(f"{rows:,} rows imported by {processes} processes, killed in the middle")
    file, achievement = folder / "results.csv", asyncio.run(_achievement(folder, url, api_key))
    _write(file, achievement, rows)
    settings = settings_in(folder)
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "STACKCRED_BASE_URL": settings.base_url,
        "STACKCRED_DATA_DIR": str(settings.data_dir),
        "STACKCRED_KEYSTORE": settings.keystore,
        "STACKCRED_LOG_LEVEL": "warning",
    }
    arguments = [str(file), "--yes", "--json", "--processes", str(processes)]
    log = folder / "import.log"
    log.unlink(missing_ok=True)
    with figures.doing("Importing until the half, then kill -9"), Run(arguments, environment, log) as first:
        while first.look() and _recorded(url) < rows // 2:
            time.sleep(LOOK_SECONDS)
        at_kill, killed = _recorded(url), time.time()
        first.kill()
    with figures.doing("Going on"), Run(arguments, environment, log) as second:
        while second.look():
            time.sleep(LOOK_SECONDS)
    if second.process.returncode != 0:
        raise SystemExit(f"The import failed:\n{log.read_text('utf-8', 'replace')[-2000:]}")
    _report(figures, url, achievement, rows, at_kill, killed, max(first.peak, second.peak))


def _report(figures: Figures, url: str, achievement: str, rows: int, at_kill: int, killed: float, peak: int) -> None:
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT extract(epoch FROM created_at), extract(epoch FROM confirmed_at), extract(epoch FROM finished_at) "
            "FROM imports ORDER BY id DESC LIMIT 1"
        ).fetchone()
        counts = connection.execute(
            "SELECT count(*), count(DISTINCT source_id), count(badge_id), count(DISTINCT learner_id), "
            "(SELECT count(*) FROM badges WHERE achievement_id = %(one)s), "
            "(SELECT count(*) FROM audit_entries "
            "WHERE type = 'badge.issued' AND achievement LIKE '%%' || %(one)s::text) "
            "FROM assessments WHERE achievement_id = %(one)s",
            {"one": UUID(achievement)},
        ).fetchone()
    assert row is not None
    assert counts is not None
    created, confirmed, finished = map(float, row)
    passes = rows - rows // FAILING
    if tuple(counts) != (rows, rows, passes, rows, passes, passes):
        raise SystemExit(f"Something is lost or twice: {counts}, where {rows} rows hold {passes} passes.")
    checked = rows / (confirmed - created)
    figures.add(
        Figure("import_check_per_s", "rows checked in the dry run", checked, "/s", "one process, then the others")
    )
    before = at_kill / (killed - confirmed)
    how = "recorded, signed, each durable, reactions worked off beside it"
    beside = ("bulk_w4_per_s",) if "bulk_w4_per_s" in figures.taken else ()
    figures.add(Figure("import_per_s", "rows imported until the kill", before, "/s", how, beside))
    whole = rows / (finished - confirmed)
    how = "all rows by the time from the confirmation to the end; the kill and a new start are part of it"
    figures.add(Figure("import_killed_per_s", "rows imported, with a kill", whole, "/s", how))
    figures.add(
        Figure("import_rss_mib", "the most memory of one process", peak / 2**20, "MiB", "VmHWM, looked at often")
    )
    figures.console.print(f"  {rows:,} results, {passes:,} badges: nothing lost, nothing twice")


async def _achievement(folder: Path, url: str, api_key: str) -> str:
    async with open_deployment(settings_in(folder), url) as house:
        caller = await authenticate(house, api_key)
        document = {**material.ACHIEVEMENT, "resultDescription": material.ACHIEVEMENT["resultDescription"][:1]}
        return str((await create_achievement(house, caller, document)).id)


def _write(file: Path, achievement: str, rows: int) -> None:
    with file.open("w", encoding="utf-8", newline="") as output:
        writer = csv.writer(output)
        writer.writerow(COLUMNS)
        for number in range(rows):
            score = "40" if number % FAILING == FAILING - 1 else "88"
            post = material.post(achievement, f"import-{number}")
            writer.writerow(
                [post["sourceId"], post["learner"]["email"], achievement, post["activityId"], post["assessedAt"], score,
                 material.SCORE, post["narrative"]]
            )  # fmt: skip


def _recorded(url: str) -> int:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(
            "SELECT coalesce(sum(length(replace(outcomes, '.', ''))), 0) FROM import_marks"
        ).fetchone()
    return int(row[0]) if row else 0


def _group(leader: int) -> list[int]:
    """The processes of a group, as far as /proc tells."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.getpgid(int(entry.name)) == leader:
                    found.append(int(entry.name))
            except ProcessLookupError:
                continue
    return found


def _memory(pid: int) -> int:
    """The most a process ever took, in bytes; 0 where nobody knows."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


if __name__ == "__main__":
    main()
