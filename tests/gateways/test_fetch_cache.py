"""What was fetched a moment ago is not fetched again; what is remembered stays small."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.gateways.fetch_cache import ENTRY_BYTES, FAILED, FRESH, MAX_BYTES, FetchCache
from stackcred_issuer.gateways.safe_http import FetchedBytes

URL = "https://badges.example/list"
MOMENT = timedelta(microseconds=1)


class MovableClock:
    def __init__(self) -> None:
        self.instant = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant


class Source:
    """A host that counts how often it is asked."""

    def __init__(self, clock: MovableClock, size: int = 10, fails: bool = False) -> None:
        self.clock, self.size, self.fails, self.asked = clock, size, fails, 0

    async def __call__(self) -> FetchedBytes:
        self.asked += 1
        await asyncio.sleep(0)
        if self.fails:
            raise StackcredError(ErrorCode.UNREACHABLE, "The host is down.")
        return FetchedBytes(URL, b"x" * self.size, "application/json", self.clock.now())


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


async def test_a_fresh_answer_is_not_asked_for_again_and_an_old_one_is(clock: MovableClock) -> None:
    cache, source = FetchCache(clock), Source(clock)
    first = await cache.get(URL, source)
    clock.instant += FRESH - MOMENT
    assert await cache.get(URL, source) is first
    assert first.fetched_at == clock.instant - FRESH + MOMENT  # it does not pretend to be newer
    clock.instant += MOMENT
    assert (await cache.get(URL, source)).fetched_at == clock.instant
    assert source.asked == 2


async def test_a_failing_host_is_left_alone_for_a_while(clock: MovableClock) -> None:
    cache, source = FetchCache(clock), Source(clock, fails=True)
    for _ in range(3):
        with pytest.raises(StackcredError, match="down"):
            await cache.get(URL, source)
    assert source.asked == 1
    clock.instant += FAILED
    source.fails = False
    await cache.get(URL, source)
    assert source.asked == 2


async def test_many_askers_at_once_are_one_question(clock: MovableClock) -> None:
    cache, source = FetchCache(clock), Source(clock)
    answers = await asyncio.gather(*(cache.get(URL, source) for _ in range(50)))
    assert source.asked == 1
    assert len({id(answer) for answer in answers}) == 1


async def test_an_asker_who_leaves_does_not_spoil_the_answer(clock: MovableClock) -> None:
    cache, source = FetchCache(clock), Source(clock)
    leaver = asyncio.create_task(cache.get(URL, source))
    stayer = asyncio.create_task(cache.get(URL, source))
    await asyncio.sleep(0)
    leaver.cancel()
    assert (await stayer).body == b"x" * 10
    assert source.asked == 1


async def test_what_is_remembered_is_bounded_and_the_least_used_goes_first(clock: MovableClock) -> None:
    cache = FetchCache(clock)
    kept, passing = Source(clock, size=10), Source(clock, size=1024 * 1024)
    await cache.get("kept", kept)
    for number in range(40):
        await cache.get(str(number), passing)
        await cache.get("kept", kept)
    assert kept.asked == 1
    assert cache._size <= MAX_BYTES
    assert cache._size == sum(entry.size for entry in cache._entries.values())
    assert len(cache._entries) == 16  # 15 of 1 MiB and the one in use


async def test_empty_answers_and_failures_are_bounded_too(clock: MovableClock) -> None:
    cache, empty, failing = FetchCache(clock), Source(clock, size=0), Source(clock, fails=True)
    for number in range(MAX_BYTES // ENTRY_BYTES + 50):
        source = empty if number % 2 else failing
        await asyncio.gather(cache.get(str(number), source), return_exceptions=True)
    assert len(cache._entries) == MAX_BYTES // ENTRY_BYTES
