"""A file that comes in is scanned by a job, and looked at again for as long as the scanner is away."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from procrastinate.exceptions import AlreadyEnqueued
from tests.jobs.test_tasks import jobs, run
from tests.support.clamd import little_clamd
from tests.support.service import Service, running

from stackcred_issuer.gateways.spool import spooled
from stackcred_issuer.services.evidence.add import add_own
from stackcred_issuer.services.evidence.own import own_evidence
from stackcred_issuer.services.evidence.scan import COPY_ENDS, FOLDER, GIVES_UP, scan_waiting
from stackcred_issuer.services.evidence.wanted import NewEvidence
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.queue import SCAN

ANA = Holder("ana@example.org", None)


async def brought(service: Service, *files: bytes) -> None:
    tenant = await service.tenant()
    await tenant.api.post("/v1/learners", json={"email": ANA.email})
    for content in files or (b"%PDF-1.7",):
        with spooled(service.house.settings.data_dir / "spool", 100) as spool:
            spool.write(content)
            await add_own(service.house, ANA, NewEvidence("A file"), spool)


async def states(service: Service) -> list[str]:
    return [entry.blob.state for entry in await own_evidence(service.house, ANA) if entry.blob]


async def test_a_file_is_scanned_by_the_job_that_came_with_it(fresh_database_url: str, tmp_path: Path) -> None:
    async with little_clamd() as clamd, running(fresh_database_url, tmp_path, scan_clamd=clamd.place) as service:
        await brought(service)
        assert [job.task_name for job in await jobs(service.house, task=SCAN)] == [SCAN]
        assert await states(service) == ["waiting"]
        await run(service.house)
        assert await states(service) == ["clean"]


async def test_a_scanner_that_comes_back_is_asked_again(fresh_database_url: str, tmp_path: Path) -> None:
    socket = tmp_path / "clamd.sock"
    async with running(fresh_database_url, tmp_path, scan_clamd=f"unix:{socket}") as service:
        await brought(service)
        await run(service.house)
        assert await states(service) == ["waiting"]
        async with little_clamd(socket):
            async with service.house.store.queue.open_async():
                with suppress(AlreadyEnqueued):  # by the minute itself
                    await service.house.store.queue.configure_task("scan_again").defer_async(timestamp=0)
            await run(service.house)
        assert await states(service) == ["clean"]


async def test_without_a_scanner_there_is_nothing_to_do(fresh_database_url: str, tmp_path: Path) -> None:
    async with running(fresh_database_url, tmp_path) as service:
        await brought(service)
        assert await jobs(service.house, task=SCAN) == []


async def test_files_that_cannot_be_judged_keep_no_others_waiting(fresh_database_url: str, tmp_path: Path) -> None:
    command = f'{sys.executable} -c \'import sys; sys.exit(2 * (b"odd" in open(sys.argv[-1], "rb").read()))\''
    async with running(fresh_database_url, tmp_path, scan_command=command) as service:
        await brought(service, *(b"%PDF-1.7 odd" + bytes([number]) for number in range(GIVES_UP + 1)), b"%PDF-1.7 good")
        for _ in range(20):
            if await scan_waiting(service.house):
                break
        assert sorted(await states(service)) == ["clean"] + ["waiting"] * (GIVES_UP + 1)


async def test_copies_that_a_killed_worker_left_are_taken_away(fresh_database_url: str, tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    old, fresh = tmp_path / FOLDER / "old", tmp_path / FOLDER / "fresh"
    for copy in (old, fresh):
        copy.write_bytes(b"somebody's")
    os.utime(old, (time.time() - COPY_ENDS - 1,) * 2)
    async with running(fresh_database_url, tmp_path, scan_command="/bin/true") as service:
        await scan_waiting(service.house)
    assert (old.exists(), fresh.exists()) == (False, True)
