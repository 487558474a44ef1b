"""Have virus scanners look at files that wait: all of them, whenever a scanner that was away is back."""

from __future__ import annotations

import asyncio
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import structlog

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.gateways.virus_scan import Judgement
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.blobs import BlobRecord, BlobState

AT_ONCE = 100  # files of one job; the next one goes on
GIVES_UP = 5  # failures in a row: then it is the scanner, and not the files
FOLDER = "scans"  # in the data folder: copies for scanners, by name, since commands want a path
COPY_ENDS = 3600  # seconds, after which a copy was left by a killed worker
log = structlog.get_logger(__name__)


async def scan_waiting(house: Deployment) -> int:
    """How many were judged. A scanner or store that is away leaves the rest waiting."""
    if not house.scanners:
        return 0
    async with house.store.looking(house.clock.now()) as uow:
        waiting = await uow.blobs.waiting(AT_ONCE)
    await asyncio.to_thread(_tidy, house.settings.data_dir / FOLDER)
    judged = failed = 0
    for blob in waiting:
        try:
            judged += await _keep(house, blob, await _judge(house, blob))
            failed = 0
        except StackcredError as error:
            log.warning("an evidence file waits to be scanned", problem=error.detail)
            failed += 1
        if failed == GIVES_UP:
            break
    return judged


async def _judge(house: Deployment, blob: BlobRecord) -> Judgement:
    """Of all scanners, one after the other. The file lies on the disk meanwhile, closed to others."""
    folder = house.settings.data_dir / FOLDER
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        async for piece in await house.blobs.open(blob.name):
            await asyncio.to_thread(file.write, piece)
        file.flush()
        for scanner in house.scanners:
            judgement = await scanner.scan(Path(file.name))
            if not judgement.clean:
                return judgement
    return Judgement(None)


def _tidy(folder: Path) -> None:
    for copy in folder.glob("*"):
        with suppress(FileNotFoundError):  # another worker was quicker
            if copy.stat().st_mtime < time.time() - COPY_ENDS:
                copy.unlink()


async def _keep(house: Deployment, blob: BlobRecord, judgement: Judgement) -> bool:
    state: BlobState = "clean" if judgement.clean else "refused"
    async with house.store.begin(house.clock.now()) as uow:
        if not await uow.blobs.judge(blob.digest, state, judgement.finding):
            return False
        for issuer_id, evidence_id in await uow.blobs.subjects(blob.digest):
            uow.record(Event(EventType.EVIDENCE_JUDGED, issuer_id, str(evidence_id), "system"))
    return True
