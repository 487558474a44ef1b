"""Group commit: whatever is queued while one transaction is under way goes into the next one together.

Nobody waits on purpose: a lone post is written at once, many at the same time share transactions. Each waiter
gets its own result or its own error.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Generic, Protocol, TypeVar

import structlog

from stackcred_issuer.domain.errors import ErrorCode, StackcredError

MAX_BATCH = 64  # commands of one transaction: beyond that a commit costs next to nothing per command
MAX_QUEUED = 1_000  # commands that wait: one to three seconds of work; whoever comes later is asked to come again

log = structlog.get_logger(__name__)


class Command(Protocol):
    """What is to be written."""

    @property
    def group(self) -> object:
        """Only commands of one and the same group share a transaction."""

    @property
    def keys(self) -> frozenset[Hashable]:
        """What it touches: commands that share a key are never in one transaction, and keep their order."""


class Contended(StackcredError):
    """Others were faster too often: it is about this command alone, and the database is well."""

    def __init__(self) -> None:
        super().__init__(
            ErrorCode.UNAVAILABLE, "Others keep writing the same; send the same request again.", retry_after=1
        )


class Later(Enum):
    """Instead of a result: not in this transaction, but in the next."""

    LATER = "later"


C = TypeVar("C", bound=Command)
A = TypeVar("A")
Write = Callable[[Sequence[C]], Awaitable[Sequence[A | StackcredError | Later]]]
"""Carries out commands in one transaction, a result for each; never LATER for the first. Raises: nothing is written."""


@dataclass(slots=True, eq=False)
class _Waiting(Generic[C, A]):
    command: C
    answer: asyncio.Future[A]


class BatchWriter(Generic[C, A]):
    """The writer of one process. It starts with the first command and ends with the last: there is nothing to close.

    write: see `Write`. max_queued: see MAX_QUEUED.
    """

    def __init__(self, write: Write[C, A], *, max_queued: int = MAX_QUEUED) -> None:
        self._write = write
        self._max_queued = max_queued
        self._queue: deque[_Waiting[C, A]] = deque()
        self._writer: asyncio.Task[None] | None = None

    async def submit(self, command: C) -> A:
        """What became of it, after the commit. Raises UNAVAILABLE when too many wait, or the writer dies.

        Who stops waiting takes the command back if nobody has begun with it, and changes nothing otherwise.
        """
        if len(self._queue) >= self._max_queued:
            raise _unavailable("Too many posts wait to be written")
        waiting = _Waiting[C, A](command, asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        if self._writer is None or self._writer.done():
            # A context of its own: it works for many requests, not for the one that happened to start it.
            self._writer = asyncio.create_task(self._drain(), context=contextvars.Context())
            self._writer.add_done_callback(self._ended)
        return await waiting.answer

    async def _drain(self) -> None:
        while batch := self._gather():
            try:
                await self._carry_out(batch)
            finally:
                for waiting in batch:
                    _refuse(waiting, _unavailable("The writer was stopped"))

    def _gather(self) -> list[_Waiting[C, A]]:
        """The next commands that can share a transaction, in their order; those that cannot keep their place."""
        batch: list[_Waiting[C, A]] = []
        passed: list[_Waiting[C, A]] = []
        blocked = set[Hashable]()
        while self._queue and len(batch) < MAX_BATCH:
            waiting = self._queue.popleft()
            if waiting.answer.done():
                continue
            apart = bool(batch) and waiting.command.group is not batch[0].command.group
            (passed if apart or blocked & waiting.command.keys else batch).append(waiting)
            blocked |= waiting.command.keys
        self._queue.extendleft(reversed(passed))
        return batch

    async def _carry_out(self, batch: list[_Waiting[C, A]]) -> None:
        """All in one transaction; if that fails, one by one, so that none fails for its neighbour's sake."""
        try:
            await self._together(batch)
        except Exception as error:
            if len(batch) == 1:
                _refuse(batch[0], error)
                return
            log.warning("a batch failed and is written one by one", size=len(batch), error=type(error).__name__)
            await self._one_by_one(batch)

    async def _together(self, batch: list[_Waiting[C, A]]) -> None:
        results = await self._write([waiting.command for waiting in batch])
        later = []
        for waiting, result in zip(batch, results, strict=True):
            if isinstance(result, StackcredError):
                _refuse(waiting, result)
            elif isinstance(result, Later):
                later.append(_Waiting(waiting.command, waiting.answer))
            elif not waiting.answer.done():
                waiting.answer.set_result(result)
        for waiting in later:
            await self._carry_out([waiting])

    async def _one_by_one(self, batch: list[_Waiting[C, A]]) -> None:
        gone: Exception | None = None
        for waiting in batch:
            if gone is not None:  # the database is away: the others need not find out one after the other
                _refuse(waiting, gone)
                continue
            try:
                await self._together([waiting])
            except Exception as error:
                _refuse(waiting, error)
                if _is_away(error):
                    gone = error

    def _ended(self, writer: asyncio.Task[None]) -> None:
        """It leaves nobody waiting: nobody else would come for them before the next command does."""
        if not writer.cancelled() and writer.exception() is not None:
            log.error("the batch writer died", exc_info=writer.exception())
        while self._queue and writer is self._writer:  # else another one has begun
            _refuse(self._queue.popleft(), _unavailable("The writer was stopped"))


def _refuse(waiting: _Waiting[C, A], error: BaseException) -> None:
    if not waiting.answer.done():
        waiting.answer.set_exception(error)


def _is_away(error: Exception) -> bool:
    """Whether the next command would meet the same: a database that does not answer."""
    return isinstance(error, StackcredError) and error.code is ErrorCode.UNAVAILABLE and type(error) is not Contended


def _unavailable(what: str) -> StackcredError:
    return StackcredError(ErrorCode.UNAVAILABLE, f"{what}; send the same request again.", retry_after=1)
