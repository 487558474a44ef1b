"""Foreign documents remembered for a moment, as bytes: one asker per address, bounded in time and memory."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.gateways.clock import Clock
from stackcred_issuer.gateways.safe_http import FetchedBytes

FRESH = timedelta(seconds=60)  # a foreign revocation is seen at most this much later
FAILED = timedelta(seconds=10)  # a failing host is not asked again for this long
MAX_BYTES = 16 * 1024 * 1024
ENTRY_BYTES = 1024  # what an entry costs besides its body, so that empty ones are bounded too

Fetch = Callable[[], Awaitable[FetchedBytes]]


@dataclass(frozen=True, slots=True)
class _Entry:
    answer: FetchedBytes | str  # or the reason why there is none
    until: datetime

    @property
    def size(self) -> int:
        return ENTRY_BYTES + (len(self.answer.body) if isinstance(self.answer, FetchedBytes) else 0)


class FetchCache:
    """Answers by address; the least recently used make room."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._size = 0
        self._asking: dict[str, asyncio.Task[FetchedBytes]] = {}

    async def get(self, url: str, fetch: Fetch) -> FetchedBytes:
        """The remembered answer, or a new one. Raises UNREACHABLE, also from memory."""
        entry = self._entries.get(url)
        if entry is None or entry.until <= self._clock.now():
            return await self._ask(url, fetch)
        self._entries.move_to_end(url)
        if isinstance(entry.answer, str):
            raise StackcredError(ErrorCode.UNREACHABLE, entry.answer)
        return entry.answer

    async def _ask(self, url: str, fetch: Fetch) -> FetchedBytes:
        """One question for all who ask at the same time; who leaves does not spoil it for the others."""
        if url not in self._asking:
            task = asyncio.create_task(self._fetch(url, fetch))
            self._asking[url] = task
            task.add_done_callback(lambda done: self._asked(url, done))
        return await asyncio.shield(self._asking[url])

    def _asked(self, url: str, task: asyncio.Task[FetchedBytes]) -> None:
        del self._asking[url]
        if not task.cancelled():
            task.exception()  # seen, even if everybody who asked has left

    async def _fetch(self, url: str, fetch: Fetch) -> FetchedBytes:
        try:
            answer = await fetch()
        except StackcredError as error:
            self._keep(url, _Entry(error.detail, self._clock.now() + FAILED))
            raise
        self._keep(url, _Entry(answer, self._clock.now() + FRESH))
        return answer

    def _keep(self, url: str, entry: _Entry) -> None:
        old = self._entries.pop(url, None)
        self._size += entry.size - (old.size if old else 0)
        self._entries[url] = entry
        while self._size > MAX_BYTES:
            _, dropped = self._entries.popitem(last=False)
            self._size -= dropped.size
