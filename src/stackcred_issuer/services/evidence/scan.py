"""Have virus scanners look at files that wait: all of them, whenever a scanner that was away is back."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import structlog

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.gateways.virus_scan import Judgement
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.blobs import BlobRecord, BlobState

AT_ONCE = 100  # files of one job; the next one goes on
log = structlog.get_logger(__name__)


async def scan_waiting(house: Deployment) -> int:
    """How many were judged. A scanner or store that is away leaves the rest waiting."""
    if not house.scanners:
        return 0
    async with house.store.looking(house.clock.now()) as uow:
        waiting = await uow.blobs.waiting(AT_ONCE)
    judged = 0
    for blob in waiting:
        try:
            judged += await _keep(house, blob, await _judge(house, blob))
        except StackcredError as error:
            log.warning("evidence files wait to be scanned", waiting=len(waiting) - judged, problem=error.detail)
    return judged


async def _judge(house: Deployment, blob: BlobRecord) -> Judgement:
    """Of all scanners, one after the other. The file lies on the disk meanwhile, closed to others."""
    folder = house.settings.data_dir / "spool"
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


async def _keep(house: Deployment, blob: BlobRecord, judgement: Judgement) -> bool:
    state: BlobState = "clean" if judgement.clean else "refused"
    async with house.store.begin(house.clock.now()) as uow:
        if not await uow.blobs.judge(blob.digest, state, judgement.finding):
            return False
        for issuer_id, evidence_id in await uow.blobs.subjects(blob.digest):
            uow.record(Event(EventType.EVIDENCE_JUDGED, issuer_id, str(evidence_id), "system"))
    return True
