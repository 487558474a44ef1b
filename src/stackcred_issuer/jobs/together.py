"""Reactions that wait are carried out with one that has begun: in a burst a job for each costs more than its work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import structlog

from stackcred_issuer.domain.events import Event
from stackcred_issuer.services.deployment import Deployment

log = structlog.get_logger(__name__)
BURST_SECONDS = 0.1  # that one waits for more, where some wait already; an award comes so much later then

Follow = Callable[[Sequence[Event]], Awaitable[None]]


async def together(house: Deployment, own: Sequence[Event], follow: Follow) -> None:
    """Carry out what follows from a job's own events and from those of the jobs that wait.

    If that fails, what follows from its own alone: nobody fails for its neighbours' sake. Raises what that raises.
    """
    others: list[Event] = []
    try:
        async with _waiting(house) as others:
            await follow([*own, *others])
    except Exception as error:
        if not others:
            raise
        log.warning("reactions failed together", events=len(others), error=type(error).__name__)
        await follow(own)


@asynccontextmanager
async def _waiting(house: Deployment) -> AsyncIterator[list[Event]]:
    """The events of reactions that wait. They are done when this ends well, and wait on if it does not."""
    async with house.store.begin(house.clock.now()) as uow:
        events = await uow.reactions.take()
        if events:
            await asyncio.sleep(BURST_SECONDS)
            events += await uow.reactions.take()
        yield events
