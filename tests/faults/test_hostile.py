"""The hostile corpus against the real service: nothing accepted, nothing broken, nothing slow, nobody private called.

`--hostile all` sends everything, in the forms of intake by turns; without it a sample is sent.
"""

from __future__ import annotations

import os
import re
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from tests.faults.hostile import FAMILIES
from tests.faults.hostile.base import Attack
from tests.support.service import BASE_URL, running

from stackcred_issuer.domain.verification.materials import Fetched
from stackcred_issuer.gateways.resolver import Resolver

SECONDS = 2.0  # until the answer
EXAMINED = 1.5  # of these for one examination: reading, fetching and answering take their share
MEGABYTES = 300
BUSY = 2  # the sample runs among other tests; the whole corpus is measured alone
SLOWEST = 5  # named when the run is printed
SAMPLE = 20  # of a family, spread over it: everything takes minutes


@dataclass
class Shelf:
    """What strangers' servers answer: documents of the attack; everything else is asked of the real world."""

    real: Resolver
    documents: Mapping[str, Any] = field(default_factory=dict)

    async def fetch(self, url: str, *, within: float | None = None) -> Fetched:
        found = await self.real.fetch(url, within=within) if url not in self.documents else None
        if found is not None:
            return found
        body = self.documents[url]
        return Fetched(url, body, datetime.now(UTC), None if body is not None else "the host did not answer")


class Trap:
    """A socket on this machine that counts who connects."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.caught = 0
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while True:
            try:
                self._socket.accept()[0].close()
            except OSError:
                return
            self.caught += 1

    def close(self) -> None:
        self._socket.close()


@dataclass
class Range:
    """The service under fire."""

    public: httpx.AsyncClient
    client: httpx.AsyncClient
    shelf: Shelf
    trap: Trap


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def target(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Range]:
    trap = Trap()
    async with running(database_url, tmp_path_factory.mktemp("hostile"), verify_timeout_seconds=EXAMINED) as service:
        house = service.house
        shelf = Shelf(house.resolver)
        service.transport.app.state.house = replace(house, resolver=shelf)  # type: ignore[attr-defined]
        transport = httpx.ASGITransport(service.transport.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as public:
            await public.post("/v1/verify", content=b"{}")  # workers start
            yield Range(public, (await service.tenant()).api, shelf, trap)
    assert trap.caught == 0
    trap.close()


@pytest.fixture
def everything(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("hostile") == "all")


def peak_megabytes() -> dict[int, float]:
    """The most memory that each process of the service has held so far, in MB."""
    found, waiting = {}, [os.getpid()]
    while waiting:
        pid = waiting.pop()
        peak = _peak(pid)
        if peak is not None:
            found[pid] = peak
            waiting += [int(child) for tasks in _children(pid) for child in tasks.split()]
    return found


def _children(pid: int) -> list[str]:
    try:
        return [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []


def _peak(pid: int) -> float | None:
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return None
    return int(found[1]) / 1000 if found else None


def forget_peaks() -> None:
    for pid in peak_megabytes():
        try:
            Path(f"/proc/{pid}/clear_refs").write_text("5")
        except OSError:
            continue


FORMS = ("body", "file", "text")


def sending(attack: Attack, form: str, port: int) -> dict[str, Any]:
    data = attack.data.replace(b"@TRAP@", str(port).encode())
    if attack.kind is not None:
        return {"content": data, "headers": {"Content-Type": attack.kind.encode()}}
    if form == "body":
        return {"content": data}
    if form == "file":
        return {"files": {"file": ("../../badge.png", data, "text/html")}}
    try:
        return {"data": {"text": data.decode("utf-8")}}
    except UnicodeDecodeError:  # no text field can hold it
        return {"content": data}


def shots(family: str, everything: bool) -> Iterator[tuple[Attack, str]]:
    attacks = list(FAMILIES[family]())
    step = 1 if everything else max(1, len(attacks) // SAMPLE)
    yield from ((attack, FORMS[number % 3]) for number, attack in enumerate(attacks[::step]))


@pytest.mark.parametrize("family", FAMILIES)
async def test_nothing_hostile_is_accepted_breaks_the_service_or_costs_much(
    target: Range, family: str, everything: bool
) -> None:
    seconds_allowed = SECONDS if everything else SECONDS * BUSY
    faults: list[str] = []
    costs: list[tuple[float, float, str]] = []
    for attack, form in shots(family, everything):
        seconds, megabytes, said = await fire(target, attack, form)
        costs.append((seconds, megabytes, f"{attack.name} {form}"))
        if seconds > seconds_allowed:  # asked again: other work on the machine is not the document's fault
            seconds, megabytes, said = await fire(target, attack, form)
        faults += [f"{attack.name} {form}: {fault}" for fault in said]
        if seconds > seconds_allowed or megabytes > MEGABYTES:
            faults.append(f"{attack.name} {form}: {seconds:.2f} s, {megabytes:.0f} MB")
    report(family, costs)
    assert not faults, "\n".join(faults)
    assert target.trap.caught == 0
    assert costs


def report(family: str, costs: list[tuple[float, float, str]]) -> None:
    """One line for whoever runs with -s: how many, the slowest, and the largest."""
    slowest = "; ".join(f"{seconds:.2f} s {name}" for seconds, _, name in sorted(costs, reverse=True)[:SLOWEST])
    megabytes, largest = max((grown, name) for _, grown, name in costs)
    print(f"\n{family}: {len(costs)} sent; slowest: {slowest}; largest: {megabytes:.0f} MB {largest}")


def is_accepted(attack: Attack, answer: httpx.Response) -> bool:
    """Whether the service took it for genuine, or recorded anything."""
    if attack.to == "/v1/verify":
        return answer.status_code == 200 and answer.json()["verdict"] == "valid"
    return answer.is_success


async def fire(target: Range, attack: Attack, form: str) -> tuple[float, float, list[str]]:
    """Seconds, megabytes that a process grew by, and what was wrong with the answer."""
    sent = sending(attack, form, target.trap.port)
    target.shelf.documents = attack.shelf
    forget_peaks()
    before, start = peak_megabytes(), time.perf_counter()
    asked = target.public if attack.to == "/v1/verify" else target.client
    answer = await asked.post(attack.to, **sent)
    seconds = time.perf_counter() - start
    grown = max(peak - before.get(pid, 0.0) for pid, peak in peak_megabytes().items())
    faults = []
    if answer.status_code >= 500:
        faults.append(f"status {answer.status_code}: {answer.text[:200]}")
    elif is_accepted(attack, answer):
        faults.append("accepted")
    return seconds, grown, faults
