"""The load generator: processes of its own, each with keep-alive connections that send one request after another."""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from array import array
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import cast

import httptools
import uvloop

PROCESSES = 2
NUMBER = b"000number000"  # stands in a request for a number that no other request has
WARM_UP = 0.2  # of the time measured, before it


@dataclass(frozen=True, slots=True)
class Task:
    """What one process shall do. requests: whole HTTP requests, sent in turn. first: its own range of numbers."""

    port: int
    requests: Sequence[bytes]
    expected: int
    clients: int
    seconds: float
    first: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """per_second: answers in the time measured. latencies: seconds of each. busy: CPU seconds per second."""

    per_second: float
    latencies: array[float]
    busy: float

    def percentile(self, share: float) -> float:
        """Milliseconds that this share of the answers took at most."""
        ordered = sorted(self.latencies)
        return 1e3 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Generator:
    """Runs loads on its processes, one load after the other."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool
        self._ranges = count(1)

    def run(self, port: int, requests: Sequence[bytes], expected: int, clients: int, seconds: float) -> Outcome:
        """Load by so many clients. Raises RuntimeError for the first answer with another status than `expected`."""
        shares = [clients // PROCESSES + (place < clients % PROCESSES) for place in range(PROCESSES)]
        tasks = [
            Task(port, requests, expected, share, seconds, next(self._ranges) * 10_000_000) for share in shares if share
        ]
        outcomes = list(self._pool.map(_run, tasks))
        merged = array("d")
        for outcome in outcomes:
            merged.extend(outcome.latencies)
        if not merged:
            raise RuntimeError("No answer came in the time measured; measure for longer.")
        return Outcome(sum(found.per_second for found in outcomes), merged, max(found.busy for found in outcomes))


@contextmanager
def generator() -> Iterator[Generator]:
    """A generator whose processes are started and warm."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        list(pool.map(time.sleep, [0.1] * PROCESSES))
        yield Generator(pool)


def request(method: str, path: str, port: int, body: bytes = b"", api_key: str | None = None) -> bytes:
    """One whole HTTP request. NUMBER may stand in the body."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    if api_key is not None:
        lines.append(f"Authorization: Bearer {api_key}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class _Connection(asyncio.Protocol):
    """One keep-alive connection: a request, its answer, the next request."""

    def __init__(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._body: list[bytes] = []
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None

    async def send(self, data: bytes) -> tuple[int, bytes]:
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(data)
        return await self._answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, part: bytes) -> None:
        self._body.append(part)

    def on_message_complete(self) -> None:
        answer, self._body = (self._parser.get_status_code(), b"".join(self._body)), []
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(answer)

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error or ConnectionResetError("The service closed the connection."))


def _run(task: Task) -> Outcome:
    return uvloop.run(_load(task))


async def _load(task: Task) -> Outcome:
    numbers = count(task.first)
    opens = time.perf_counter() + WARM_UP * task.seconds
    closes = opens + task.seconds
    latencies = array("d")

    async def client() -> None:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(_Connection, "127.0.0.1", task.port)
        while (sent := time.perf_counter()) < closes:
            number = next(numbers)
            data = task.requests[number % len(task.requests)].replace(NUMBER, b"%012d" % number)
            status, body = await connection.send(data)
            if status != task.expected:
                raise RuntimeError(f"{status} instead of {task.expected}: {body[:500]!r}")
            if opens <= (answered := time.perf_counter()) <= closes:
                latencies.append(answered - sent)

    used = time.process_time()
    await asyncio.gather(*(client() for _ in range(task.clients)))
    busy = (time.process_time() - used) / (task.seconds * (1 + WARM_UP))
    return Outcome(len(latencies) / task.seconds, latencies, busy)
