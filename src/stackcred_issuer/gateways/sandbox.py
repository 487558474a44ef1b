"""Work on a stranger's documents, in processes that can be stopped: bounded time, bounded memory.

The workers are forked from a server process that has imported our modules once, so a worker that had to be killed
is replaced within a fraction of a second. This bounds what a document can cost, not what code may do.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import pickle
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.settings import Settings

try:
    import resource
except ImportError:  # Windows: work is bounded in time only
    resource = None  # type: ignore[assignment]

MAX_TASKS = 1000  # of one worker, then a fresh one takes its place: whatever leaks stays small
MAX_WAITING = 64  # calls per worker at a time, so that nobody waits behind an endless queue
START_SECONDS = 30  # what starting workers may take on a busy machine
_OUT_OF_MEMORY = 77

P = ParamSpec("P")
Result = TypeVar("Result")
Call = ProcessFuture[bytes]


class Sandbox:
    """Runs pure functions in killable worker processes."""

    def __init__(
        self,
        *,
        workers: int,
        timeout_seconds: float,
        memory_mb: int,
        preload: Callable[[], object] | None = None,
    ) -> None:
        """timeout_seconds: of one call, from when a worker takes it up. memory_mb: MiB of one call (Linux).

        preload: run once in each worker before its first call.
        """
        self._workers = workers
        self._timeout_seconds = timeout_seconds
        self._memory_bytes = memory_mb * 1024 * 1024
        self._preload = preload
        self._running = 0
        self._calls: dict[Call, ProcessPool] = {}
        self._closed = False
        self._started: ProcessPool | None = None
        self._pool = self._open()

    @classmethod
    def of(cls, settings: Settings, preload: Callable[[], object] | None = None) -> Sandbox:
        """As the deployment is configured."""
        return cls(
            workers=settings.verify_workers,
            timeout_seconds=settings.verify_timeout_seconds,
            memory_mb=settings.verify_memory_mb,
            preload=preload,
        )

    async def run(self, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        """The result of an importable function; everything that goes in and out is pickled.

        Raises what the function raised if that is a StackcredError; EXHAUSTED when it took too long, needed
        too much memory or crashed; RATE_LIMITED when too many calls are waiting; RuntimeError with the
        traceback for any other error of the function, which is ours to mend.
        """
        if self._running >= MAX_WAITING * self._workers:
            raise StackcredError(
                ErrorCode.RATE_LIMITED, "Too many documents wait to be examined; try again.", retry_after=1
            )
        self._running += 1
        try:
            call = pickle.dumps((function, args, kwargs))
            return cast(Result, pickle.loads(await self._call(call)))  # noqa: S301 - our own worker's bytes
        finally:
            self._running -= 1

    async def warm(self) -> None:
        """Start the workers, so that the first caller need not wait for them."""
        await asyncio.wrap_future(await self._start(self._pool))

    async def _start(self, pool: ProcessPool) -> ProcessFuture[int]:
        """Starting takes seconds at times, in which the loop has others to serve."""
        return cast("ProcessFuture[int]", await asyncio.to_thread(pool.schedule, os.getpid))

    async def close(self) -> None:
        """Stop every worker, whatever it is doing."""
        self._closed = True
        await asyncio.to_thread(_stop, self._pool, self._pending(self._pool))

    async def _call(self, call: bytes) -> bytes:
        pool = self._pool
        try:
            return await self._attempt(pool, call)
        except (BrokenExecutor, RuntimeError) as error:
            # The pool itself failed, for instance since the system killed a worker: not this call's fault.
            if self._closed or (pool.active and not isinstance(error, BrokenExecutor)):
                raise
        self._replace(pool)
        try:
            return await self._attempt(self._pool, call)
        except BrokenExecutor:
            raise _exhausted("brought down the process that examined it") from None

    async def _attempt(self, pool: ProcessPool, call: bytes) -> bytes:
        if self._started is not pool:
            await self._start(pool)
            self._started = pool
        future = pool.schedule(_bounded, args=(call,), timeout=self._timeout_seconds)
        self._calls[future] = pool
        try:
            async with asyncio.timeout(self._patience()):
                return cast(bytes, await asyncio.wrap_future(future))
        except ProcessExpired as error:
            reason = "needs too much memory" if error.exitcode == _OUT_OF_MEMORY else "crashes the examination"
            raise _exhausted(reason) from None
        except TimeoutError:
            if not future.done():  # longer than any queue can take: the pool is stuck
                self._replace(pool)
            raise _exhausted(f"takes longer than {self._timeout_seconds:g} s to examine") from None
        finally:
            del self._calls[future]

    def _patience(self) -> float:
        return START_SECONDS + (MAX_WAITING + 1) * (self._timeout_seconds + 1)

    def _open(self) -> ProcessPool:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_modules(self._preload))
        return ProcessPool(
            max_workers=self._workers,
            max_tasks=MAX_TASKS,
            initializer=_prepare,
            initargs=(self._memory_bytes, self._preload),
            context=context,
        )

    def _replace(self, broken: ProcessPool) -> None:
        if self._pool is broken and not self._closed:
            self._pool = self._open()
            asyncio.get_running_loop().run_in_executor(None, _stop, broken, self._pending(broken))

    def _pending(self, pool: ProcessPool) -> list[Call]:
        return [call for call, where in self._calls.items() if where is pool]


def _modules(preload: Callable[[], object] | None) -> list[str]:
    """What the server imports before it forks: all of ours that this process has, since calls come from there.

    Each worker also imports the main module of this process, which is quick only if this was done before.
    """
    package = __name__.partition(".")[0]
    ours = [name for name in sys.modules if name.partition(".")[0] == package and "__main__" not in name]
    return ours if preload is None else [*ours, preload.__module__]


def _prepare(memory_bytes: int, preload: Callable[[], object] | None) -> None:
    """In the worker, before its first call: load, then limit what may come on top."""
    if preload is not None:
        preload()
    if resource is None:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold a stranger's document
    used = _data_bytes()
    if used is not None:
        limit = used + memory_bytes
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _data_bytes() -> int | None:
    """The memory this process has for itself, as RLIMIT_DATA counts it; None where that is not enforced."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmData:"))
    return int(line.split()[1]) * 1024


def _bounded(call: bytes) -> bytes:
    """In the worker: unpack, call, pack. Only errors that survive the way back are raised."""
    try:
        function, args, kwargs = pickle.loads(call)  # noqa: S301 - packed by our own parent
        return pickle.dumps(function(*args, **kwargs))
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)  # a heap that was full once is in no state for the next document
    except StackcredError:
        raise
    except RecursionError:
        raise _exhausted("is nested too deeply to examine") from None
    except Exception:
        raise RuntimeError(f"An examination failed:\n{traceback.format_exc()}") from None


def _stop(pool: ProcessPool, calls: list[Call]) -> None:
    """End a pool and tell those who wait for it, which the pool itself does not do."""
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()
    for call in calls:
        if not call.done():
            call.set_exception(BrokenExecutor("The sandbox was closed."))


def _exhausted(reason: str) -> StackcredError:
    return StackcredError(ErrorCode.EXHAUSTED, f"The document {reason}.")
