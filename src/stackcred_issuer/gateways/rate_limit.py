"""Fixed windows of one minute, shared by all workers through one counter that is seldom asked.

Each limiter leases a chunk of the window's positions from the shared counter and spends it from memory. Only
positions within the limit are ever spent, so no number of workers passes more than the limit; a worker that
leaves part of its last chunk unspent makes the others stop a little earlier, never later.
"""

from __future__ import annotations

import asyncio
import math
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.gateways.clock import Clock

WINDOW = timedelta(minutes=1)
MAX_SUBJECTS = 10_000  # remembered per process; a forgotten one merely leases again
CHUNKS_PER_WINDOW = 200  # of a limit: what one worker may hold unspent is half a per cent of it
MAX_CHUNK = 1000

TakePermits = Callable[[str, datetime, int], Awaitable[int]]
"""(subject, window_start, n) adds n to that window's counter and answers how many are used now, at once."""


@dataclass(slots=True)
class _Lease:
    """What one process may still let pass for one subject in one window."""

    window: datetime
    permits: int = 0
    used_up: bool = False  # the shared counter has reached the limit
    leasing: asyncio.Lock = field(default_factory=asyncio.Lock)


class RateLimiter:
    """Lets a limited number of requests per subject and minute pass, over all limiters of one counter."""

    def __init__(self, take_permits: TakePermits, clock: Clock) -> None:
        self._take_permits = take_permits
        self._clock = clock
        self._leases: OrderedDict[str, _Lease] = OrderedDict()

    async def check(self, subject: str, limit_per_minute: int) -> None:
        """Count one request of `subject`, such as `client:<id>`; use one limit (≥ 1) for one subject.

        Raises StackcredError RATE_LIMITED with `retry_after`, the seconds until the window ends.
        """
        now = self._clock.now()
        window = now - (now - datetime.min.replace(tzinfo=UTC)) % WINDOW
        lease = self._lease(subject, window)
        while lease.permits == 0 and not lease.used_up:
            async with lease.leasing:
                if lease.permits == 0 and not lease.used_up:
                    await self._renew(lease, subject, limit_per_minute)
        if lease.permits == 0:
            raise _limited(limit_per_minute, window + WINDOW - now)
        lease.permits -= 1

    async def _renew(self, lease: _Lease, subject: str, limit: int) -> None:
        chunk = max(1, min(limit // CHUNKS_PER_WINDOW, MAX_CHUNK))
        used = await self._take_permits(subject, lease.window, chunk)
        lease.permits = max(0, min(used, limit) - (used - chunk))
        lease.used_up = used >= limit

    def _lease(self, subject: str, window: datetime) -> _Lease:
        lease = self._leases.get(subject)
        if lease is None or lease.window != window:
            lease = self._leases[subject] = _Lease(window)
        self._leases.move_to_end(subject)
        if len(self._leases) > MAX_SUBJECTS:
            self._leases.popitem(last=False)
        return lease


def _limited(limit: int, remaining: timedelta) -> StackcredError:
    seconds = max(1, math.ceil(remaining.total_seconds()))
    return StackcredError(
        ErrorCode.RATE_LIMITED,
        f"More than {limit} requests in this minute; try again in {seconds} s.",
        retry_after=seconds,
    )
