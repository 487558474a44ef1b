"""The work that is left in all imports, a chunk at a time: checked, or recorded."""

from __future__ import annotations

import math
import time

import structlog

from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.services.batch_writer import Contended
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.imports.check import check_chunk
from stackcred_issuer.services.imports.record import record_chunk
from stackcred_issuer.services.record_batch import NotMarked
from stackcred_issuer.store.imports import Claimed
from stackcred_issuer.store.unit_of_work import UnitOfWork

log = structlog.get_logger(__name__)
SYSTEM = "system"  # who finishes an import, in the audit log
REVOKED = "The client that sent it was revoked; what was recorded until then stays."


async def work_on_imports(house: Deployment, *, seconds: float = math.inf) -> bool:
    """Check and record chunks until none waits, or the time is over; whether it was over first.

    Many may do so at once, in many processes. Raises UNAVAILABLE and KEY_UNUSABLE; then it is to be called again later.
    """
    until = time.monotonic() + seconds
    while await _next_chunk(house):
        if time.monotonic() > until:
            return True
    async with house.store.begin(house.clock.now()) as uow:
        for finished in await uow.imports.finish():
            if finished.state == "ready":
                await uow.imports.expect_once(finished.id)
            else:
                uow.record(Event(EventType.IMPORT_FINISHED, finished.issuer_id, str(finished.id), SYSTEM))
    return False


async def _next_chunk(house: Deployment) -> bool:
    """Whether there was one. Its row stays locked while it is worked at: a killed process lets go of it at once."""
    async with house.store.begin(house.clock.now()) as uow:
        claimed = await uow.imports.claim()
        if claimed is None:
            return False
        if claimed.of.state == "checking":
            await _check(house, uow, claimed)
        else:
            await _record(house, uow, claimed)
        return True


async def _check(house: Deployment, uow: UnitOfWork, claimed: Claimed) -> None:
    found = await check_chunk(house, claimed)
    if found.faults:
        uow.at_the_end(uow.imports.faults_statement(found.faults))
    await uow.imports.checked(claimed.chunk, found.expected, found.sources)


async def _record(house: Deployment, uow: UnitOfWork, claimed: Claimed) -> None:
    try:
        await record_chunk(house, claimed)
    except NotMarked:
        if await uow.imports.client_is_revoked(claimed.of.client_id):
            await uow.imports.change(claimed.of, "stopped", reason=REVOKED, finished_at=uow.now)
            await uow.imports.forget_rows(claimed.of.id)
            uow.record(Event(EventType.IMPORT_STOPPED, claimed.of.issuer_id, str(claimed.of.id), SYSTEM))
    except Contended:
        log.info("a chunk of an import waits until others have written", chunk=claimed.chunk.number)
    else:
        await uow.imports.recorded(claimed.chunk)
