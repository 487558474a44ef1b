"""Whatever a document makes its examination do, the service goes on."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator
from concurrent.futures import BrokenExecutor
from typing import Any

import pytest
from pebble import ProcessPool
from tests.gateways import sandbox_work as work

from stackcred_issuer.domain.errors import ErrorCode, Finding, StackcredError
from stackcred_issuer.gateways.sandbox import MAX_WAITING, Sandbox


@pytest.fixture(scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(workers=2, timeout_seconds=1, memory_mb=64, preload=work.preload)
    await sandbox.warm()
    yield sandbox
    await sandbox.close()


async def exhaustion(sandbox: Sandbox, function: object, *args: object) -> str:
    with pytest.raises(StackcredError) as stopped:
        await sandbox.run(function, *args)  # type: ignore[arg-type]
    assert stopped.value.code is ErrorCode.EXHAUSTED
    assert await sandbox.run(work.add, 1) == 2
    return stopped.value.detail


async def test_it_answers_what_the_function_answers(sandbox: Sandbox) -> None:
    assert await sandbox.run(work.add, 40, right=2) == 42
    assert await sandbox.run(work.echo, b"x" * 3_000_000) == b"x" * 3_000_000


async def test_the_work_is_done_elsewhere_by_workers_that_stay(sandbox: Sandbox) -> None:
    workers = {await sandbox.run(work.worker) for _ in range(20)}
    assert os.getpid() not in workers
    assert len(workers) <= 2


async def test_each_worker_is_preloaded_once(sandbox: Sandbox) -> None:
    assert all([await sandbox.run(work.loaded_here) for _ in range(10)])


@pytest.mark.parametrize("hang", [(work.spin,), (work.sleep, 60)])
async def test_endless_work_is_stopped(sandbox: Sandbox, hang: tuple[object, ...]) -> None:
    start = time.monotonic()
    assert "longer than 1 s" in await exhaustion(sandbox, *hang)
    assert time.monotonic() - start < 4


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux only")
async def test_a_memory_bomb_is_stopped_and_ordinary_work_fits(sandbox: Sandbox) -> None:
    assert "memory" in await exhaustion(sandbox, work.devour)
    assert "memory" in await exhaustion(sandbox, work.use_memory, 80)
    assert await sandbox.run(work.use_memory, 40) == 40 * 1024 * 1024


@pytest.mark.parametrize("crash", [work.crash, work.abort])
async def test_a_crash_harms_nobody(sandbox: Sandbox, crash: object) -> None:
    assert "crashes" in await exhaustion(sandbox, crash)


async def test_bottomless_recursion_is_exhaustion(sandbox: Sandbox) -> None:
    assert "nested" in await exhaustion(sandbox, work.recurse)


async def test_our_own_errors_come_back_whole(sandbox: Sandbox) -> None:
    with pytest.raises(StackcredError) as refused:
        await sandbox.run(work.refuse)
    assert refused.value.code is ErrorCode.MALFORMED
    assert refused.value.findings == (Finding("/a", "bad", "§1"),)


async def test_other_errors_come_back_with_their_traceback(sandbox: Sandbox) -> None:
    with pytest.raises(RuntimeError, match=r"(?s)fail_awkwardly.*Awkward: first"):
        await sandbox.run(work.fail_awkwardly)
    assert await sandbox.run(work.add, 1) == 2


async def test_what_cannot_be_pickled_is_refused_before_it_goes_anywhere(sandbox: Sandbox) -> None:
    with pytest.raises((AttributeError, TypeError)):
        await sandbox.run(lambda: 1)


async def test_bad_neighbours_do_not_spoil_good_work(sandbox: Sandbox) -> None:
    bad = [sandbox.run(function) for function in (work.spin, work.crash, work.devour, work.abort) * 2]
    good = [sandbox.run(work.add, number) for number in range(30)]
    answers = await asyncio.gather(*bad, *good, return_exceptions=True)
    assert all(isinstance(answer, StackcredError) for answer in answers[:8])
    assert answers[8:] == [number + 1 for number in range(30)]


async def test_workers_killed_by_the_system_are_replaced(sandbox: Sandbox) -> None:
    for _ in range(3):
        os.kill(await sandbox.run(work.worker), signal.SIGKILL)
        await asyncio.sleep(0.15)
        assert await sandbox.run(work.add, 1) == 2


async def test_the_loop_serves_others_while_the_workers_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a new process the first call starts a server and its workers; that took 2 s, and all who waited gave up."""
    schedule, served = ProcessPool.schedule, threading.Event()

    def starting(pool: ProcessPool, *args: Any, **kwargs: Any) -> Any:
        assert served.wait(2), "whoever starts the workers holds up the loop"
        return schedule(pool, *args, **kwargs)

    monkeypatch.setattr(ProcessPool, "schedule", starting)
    sandbox = Sandbox(workers=1, timeout_seconds=30, memory_mb=64)
    first = asyncio.create_task(sandbox.run(work.add, 1))
    await asyncio.sleep(0.01)
    served.set()
    assert await first == 2
    await sandbox.close()


async def test_a_caller_who_leaves_frees_the_worker() -> None:
    sandbox = Sandbox(workers=1, timeout_seconds=30, memory_mb=64)
    await sandbox.warm()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(sandbox.run(work.sleep, 25), 0.3)
    start = time.monotonic()
    assert await sandbox.run(work.add, 1) == 2
    assert time.monotonic() - start < 10
    await sandbox.close()


async def test_too_long_a_queue_is_refused_at_the_door() -> None:
    sandbox = Sandbox(workers=1, timeout_seconds=5, memory_mb=64)
    await sandbox.warm()
    calls = [asyncio.create_task(sandbox.run(work.sleep, 0.01)) for _ in range(MAX_WAITING + 3)]
    answers = await asyncio.gather(*calls, return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, StackcredError)]
    assert [error.code for error in refused] == [ErrorCode.RATE_LIMITED] * 3
    assert refused[0].retry_after == 1
    assert await sandbox.run(work.add, 1) == 2
    await sandbox.close()


async def test_closing_stops_what_runs() -> None:
    sandbox = Sandbox(workers=1, timeout_seconds=60, memory_mb=64)
    pid = await sandbox.run(work.worker)
    running = asyncio.create_task(sandbox.run(work.sleep, 50))
    await asyncio.sleep(0.3)
    await sandbox.close()
    with pytest.raises(BrokenExecutor):
        await asyncio.wait_for(running, 5)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
