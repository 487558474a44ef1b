"""A process is killed (kill -9) between bytes and rows: no evidence without its file, and no file for ever."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio
from tests.services.clockwork import Clockwork
from tests.support.service import Service, running

from stackcred_issuer.gateways.spool import spooled
from stackcred_issuer.services.evidence.add import add_own
from stackcred_issuer.services.evidence.files import UPLOAD_ENDS, sweep_files
from stackcred_issuer.services.evidence.own import delete_own, own_evidence
from stackcred_issuer.services.evidence.seen import open_file
from stackcred_issuer.services.evidence.wanted import NewEvidence
from stackcred_issuer.store.access import Holder

SCRIPT = Path(__file__).with_name("dying_upload.py")
CONTENT = b"%PDF-1.7 of somebody who was cut off"  # the same as the killed process brings
ANA = "ana@example.org"


@dataclass
class Cut:
    """A service with one learner, and what is left in its folder and its database."""

    service: Service
    folder: Path
    database_url: str

    async def killed(self, moment: str, evidence: str = "") -> None:
        arguments = [str(SCRIPT), self.database_url, str(self.folder), moment, ANA, evidence]
        process = await asyncio.create_subprocess_exec(sys.executable, *arguments)
        assert await process.wait() == -signal.SIGKILL

    def files(self) -> int:
        return sum(path.is_file() for path in (self.folder / "blobs").rglob("*"))

    def rows(self, table: str) -> int:
        with psycopg.connect(self.database_url) as connection:
            (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,)
        return int(count)

    async def swept(self, later: timedelta) -> None:
        clock = Clockwork(self.service.house.clock.now() + later)
        await sweep_files(replace(self.service.house, clock=clock))

    async def added(self) -> str:
        with spooled(self.folder / "spool", 1000) as spool:
            spool.write(CONTENT)
            entry = await add_own(self.service.house, Holder(ANA, None), NewEvidence("Kept"), spool)
        return str(entry.id)


@pytest_asyncio.fixture
async def cut(fresh_database_url: str, tmp_path: Path) -> AsyncIterator[Cut]:
    async with running(fresh_database_url, tmp_path) as service:
        tenant = await service.tenant()
        await tenant.api.post("/v1/learners", json={"email": ANA})
        yield Cut(service, tmp_path, fresh_database_url)


@pytest.mark.parametrize(("moment", "files"), [("before-put", 0), ("after-put", 1)])
async def test_an_upload_that_is_cut_off_adds_nothing_and_is_swept(cut: Cut, moment: str, files: int) -> None:
    await cut.killed(moment)
    assert (cut.files(), cut.rows("evidence"), cut.rows("blob_uploads")) == (files, 0, 1)
    await cut.swept(timedelta())
    assert (cut.files(), cut.rows("blobs")) == (files, 1)  # it could be under way still
    await cut.swept(UPLOAD_ENDS + timedelta(seconds=1))
    assert (cut.files(), cut.rows("blobs"), cut.rows("blob_uploads")) == (0, 0, 0)


async def test_the_same_file_can_be_added_meanwhile_and_survives_the_sweep(cut: Cut) -> None:
    await cut.killed("after-put")
    await cut.added()
    await cut.swept(UPLOAD_ENDS + timedelta(seconds=1))
    (entry,) = await own_evidence(cut.service.house, Holder(ANA, None))
    pieces = await open_file(cut.service.house, entry, added_it=True)
    assert b"".join([piece async for piece in pieces]) == CONTENT


@pytest.mark.parametrize(("moment", "files"), [("before-delete", 1), ("after-delete", 0)])
async def test_a_deletion_that_is_cut_off_is_finished_by_the_sweep(cut: Cut, moment: str, files: int) -> None:
    evidence = await cut.added()
    await cut.killed(moment, evidence)
    assert (cut.files(), cut.rows("evidence"), cut.rows("blobs")) == (files, 0, 1)
    await cut.swept(timedelta())
    assert (cut.files(), cut.rows("blobs")) == (0, 0)


async def test_adding_and_deleting_the_same_file_at_once_never_leaves_evidence_without_it(cut: Cut) -> None:
    house, ana = cut.service.house, Holder(ANA, None)

    async def add_and_delete() -> None:
        for _ in range(6):
            evidence = await cut.added()
            entry = next(one for one in await own_evidence(house, ana) if str(one.id) == evidence)
            pieces = await open_file(house, entry, added_it=True)
            assert b"".join([piece async for piece in pieces]) == CONTENT
            await delete_own(house, ana, entry.id)

    await asyncio.gather(*(add_and_delete() for _ in range(3)))
    assert (cut.files(), cut.rows("evidence"), cut.rows("blobs"), cut.rows("blob_uploads")) == (0, 0, 0, 0)
