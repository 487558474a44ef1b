"""An import is killed in the middle (kill -9), again and again: nothing is lost, nothing is done twice."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.faults.conftest import Scene
from tests.services.imports.files import csv_of, row

ROWS = 1500
FAILING = 10  # every so many rows is not passed
SECONDS = 120  # for one command


def command(scene: Scene, file: Path) -> subprocess.Popen[bytes]:
    """`stackcred import` with a process beside it, as a group of its own."""
    environment = {
        **os.environ,
        "DATABASE_URL": scene.processes.database_url,
        "STACKCRED_BASE_URL": scene.processes.base_url,
        "STACKCRED_DATA_DIR": str(scene.processes.folder),
        "STACKCRED_KEYSTORE": f"file:{scene.processes.folder / 'keys'}",
    }
    arguments = ["-m", "stackcred_issuer", "import", str(file), "--yes", "--json", "--processes", "2"]
    return subprocess.Popen(
        [sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, start_new_session=True
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


async def written(scene: Scene, folder: Path) -> Path:
    networks = await scene.tenant.achievement()
    file = folder / "results.csv"
    rows = [row(number, networks, "90" if number % FAILING else "10") for number in range(ROWS)]
    file.write_bytes(csv_of(*rows))
    return file


async def all_there(scene: Scene) -> None:
    passes = ROWS - ROWS // FAILING
    assert scene.record.count("assessments") == ROWS
    assert scene.record.count("(SELECT DISTINCT source_id FROM assessments) AS ids") == ROWS
    assert scene.record.count("badges WHERE kind = 'badge'") == passes
    scene.record.is_whole()
    (marks,) = scene.record.all("SELECT string_agg(outcomes, '') FROM import_marks")
    assert (marks[0].count("i"), marks[0].count("f"), len(marks[0])) == (passes, ROWS - passes, ROWS)
    chain = await scene.record.chain(scene.tenant.issuer.id)
    assert chain.ok, chain.detail


async def test_a_killed_command_goes_on_where_it_was(scene: Scene, tmp_path: Path) -> None:
    scene.processes.start_web()
    file = await written(scene, tmp_path)
    for share in (0.2, 0.6):
        importing = command(scene, file)
        await scene.record.until("assessments", int(share * ROWS))
        kill(importing)
    last = command(scene, file)
    out, _ = await asyncio.to_thread(last.communicate, timeout=SECONDS)
    done = json.loads(out)
    assert (last.returncode, done["state"], done["done"]) == (0, "done", ROWS)
    assert (done["outcomes"]["issued"], done["outcomes"]["repeated"]) == (ROWS - ROWS // FAILING, 0)
    await all_there(scene)


async def test_killed_job_workers_are_followed_by_others(scene: Scene, tmp_path: Path) -> None:
    scene.processes.start_web()
    scene.processes.start_worker(2)
    file = await written(scene, tmp_path)
    sent = await scene.tenant.api.post("/v1/imports", content=file.read_bytes(), headers={"Content-Type": "text/csv"})
    here = f"/v1/imports/{sent.json()['id']}"
    await scene.record.until("imports WHERE state = 'ready'", 1)
    assert (await scene.tenant.api.post(f"{here}/confirm")).status_code == 202
    for share in (0.2, 0.6):
        await scene.record.until("assessments", int(share * ROWS))
        for worker in scene.processes.workers:
            worker.kill()
            worker.wait()
        scene.processes.workers.clear()
        scene.processes.start_worker(2)
    await scene.record.until("imports WHERE state = 'done'", 1)
    await all_there(scene)


async def test_an_import_outlives_a_database_that_drops_every_connection(scene: Scene, tmp_path: Path) -> None:
    scene.processes.start_web()
    scene.processes.start_worker(2)
    file = await written(scene, tmp_path)
    sent = await scene.tenant.api.post("/v1/imports", content=file.read_bytes(), headers={"Content-Type": "text/csv"})
    await scene.record.until("imports WHERE state = 'ready'", 1)
    assert (await scene.tenant.api.post(f"/v1/imports/{sent.json()['id']}/confirm")).status_code == 202
    for share in (0.2, 0.6):
        await scene.record.until("assessments", int(share * ROWS))
        assert scene.record.break_connections() > 0
    await scene.record.until("imports WHERE state = 'done'", 1)
    await all_there(scene)
