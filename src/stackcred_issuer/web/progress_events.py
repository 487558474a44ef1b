"""Progress as server-sent events (WHATWG HTML, "Server-sent events"): one whenever something has changed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json

LOOK_SECONDS = 0.5  # between two looks
SILENCE_SECONDS = 15.0  # after which a comment shows proxies that the stream lives
MAX_SECONDS = 3600.0  # of one stream: whoever is still there connects again, and is asked for a key again
RETRY_MS = 2_000  # before a browser connects again

Look = Callable[[], Awaitable[tuple[str, JsonObject, bool]]]
"""The name of the present event, its data, and whether anything more will come."""


async def progress_events(look: Look) -> AsyncIterator[bytes]:
    """An event for each change until nothing more will come; the last one is followed by `end`."""
    yield b"retry: %d\n\n" % RETRY_MS
    begun = told_at = time.monotonic()
    told: JsonObject | None = None
    while time.monotonic() - begun < MAX_SECONDS:
        name, data, goes_on = await look()
        if data != told:
            told, told_at = data, time.monotonic()
            yield b"event: %b\ndata: %b\n\n" % (name.encode(), dump_json(data))
        elif time.monotonic() - told_at > SILENCE_SECONDS:
            told_at = time.monotonic()
            yield b": waiting\n\n"
        if not goes_on:
            yield b"event: end\ndata: {}\n\n"
            return
        await asyncio.sleep(LOOK_SECONDS)
