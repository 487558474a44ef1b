"""Rate windows: never more than the limit passes, however many workers share the counter."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.gateways.rate_limit import MAX_SUBJECTS, RateLimiter

START = datetime(2026, 1, 1, 12, 0, 20, tzinfo=UTC)


class MovableClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.instant = START

    def now(self) -> datetime:
        return self.instant


class SharedCounter:
    """What the store does for all workers: add and answer the sum, atomically, after a round trip."""

    def __init__(self) -> None:
        self.used: defaultdict[tuple[str, datetime], int] = defaultdict(int)
        self.round_trips = 0

    async def take(self, subject: str, window_start: datetime, permits: int) -> int:
        self.round_trips += 1
        await asyncio.sleep(0)
        self.used[subject, window_start] += permits
        used = self.used[subject, window_start]
        await asyncio.sleep(0)
        return used


async def passes(limiter: RateLimiter, subject: str, limit: int) -> bool:
    try:
        await limiter.check(subject, limit)
    except StackcredError as error:
        if error.code is not ErrorCode.RATE_LIMITED:
            raise
        return False
    return True


@given(
    limit=st.integers(1, 900),
    workers=st.integers(1, 6),
    requests=st.lists(st.integers(0, 5), max_size=1500),
)
def test_workers_together_never_pass_more_than_the_limit(limit: int, workers: int, requests: list[int]) -> None:
    async def run() -> int:
        counter, clock = SharedCounter(), MovableClock()
        limiters = [RateLimiter(counter.take, clock) for _ in range(workers)]
        answers = await asyncio.gather(*(passes(limiters[worker % workers], "client:a", limit) for worker in requests))
        return sum(answers)

    passed = asyncio.run(run())
    assert passed <= limit
    if workers == 1 or limit < 400:  # nothing can stay unspent elsewhere: chunks of one, or one spender
        assert passed == min(limit, len(requests))


@pytest.mark.parametrize("limit", [1, 7, 600, 60_000])
async def test_one_worker_passes_exactly_the_limit(limit: int) -> None:
    counter, clock = SharedCounter(), MovableClock()
    limiter = RateLimiter(counter.take, clock)
    answers = [await passes(limiter, "client:a", limit) for _ in range(limit + 5)]
    assert answers == [True] * limit + [False] * 5


async def test_a_request_rarely_costs_a_round_trip() -> None:
    counter = SharedCounter()
    limiter = RateLimiter(counter.take, MovableClock())
    for _ in range(5000):
        await limiter.check("client:a", 600_000)
    assert counter.round_trips == 5


async def test_a_refused_subject_costs_no_more_round_trips() -> None:
    counter = SharedCounter()
    limiter = RateLimiter(counter.take, MovableClock())
    await limiter.check("public:192.0.2.1", 1)
    for _ in range(100):
        assert not await passes(limiter, "public:192.0.2.1", 1)
    assert counter.round_trips == 1


async def test_the_refusal_says_when_to_come_back_and_the_next_window_lets_pass() -> None:
    clock = MovableClock()
    limiter = RateLimiter(SharedCounter().take, clock)
    await limiter.check("client:a", 1)
    with pytest.raises(StackcredError) as refused:
        await limiter.check("client:a", 1)
    assert refused.value.retry_after == 40
    clock.instant += timedelta(seconds=refused.value.retry_after)
    await limiter.check("client:a", 1)


async def test_retry_after_is_never_zero() -> None:
    clock = MovableClock()
    clock.instant = datetime(2026, 1, 1, 12, 0, 59, 999_999, tzinfo=UTC)
    limiter = RateLimiter(SharedCounter().take, clock)
    await limiter.check("client:a", 1)
    with pytest.raises(StackcredError) as refused:
        await limiter.check("client:a", 1)
    assert refused.value.retry_after == 1


async def test_subjects_do_not_share_a_window() -> None:
    limiter = RateLimiter(SharedCounter().take, MovableClock())
    await limiter.check("client:a", 1)
    await limiter.check("client:b", 1)
    assert not await passes(limiter, "client:a", 1)


async def test_a_flood_of_subjects_takes_bounded_memory_and_frees_nobody() -> None:
    limiter = RateLimiter(SharedCounter().take, MovableClock())
    await limiter.check("public:first", 1)
    for number in range(MAX_SUBJECTS + 10):
        await limiter.check(f"public:{number}", 1)
    assert len(limiter._leases) == MAX_SUBJECTS
    assert not await passes(limiter, "public:first", 1)
