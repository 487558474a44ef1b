"""A file that comes in is scanned by a job, and looked at again for as long as the scanner is away."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from procrastinate.exceptions import AlreadyEnqueued
from tests.jobs.test_tasks import jobs, run
from tests.support.clamd import little_clamd
from tests.support.service import Service, running

from stackcred_issuer.gateways.spool import spooled
from stackcred_issuer.services.evidence.add import add_own
from stackcred_issuer.services.evidence.own import own_evidence
from stackcred_issuer.services.evidence.wanted import NewEvidence
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.queue import SCAN

ANA = Holder("ana@example.org", None)


async def brought(service: Service) -> None:
    tenant = await service.tenant()
    await tenant.api.post("/v1/learners", json={"email": ANA.email})
    with spooled(service.house.settings.data_dir / "spool", 100) as spool:
        spool.write(b"%PDF-1.7")
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
