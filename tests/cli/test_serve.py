"""`stackcred serve` as a process of its own: a result comes in, its worker makes the award, and it ends well."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.support.service import PASS_MARK, achievement, all_of

START_SECONDS = 60
STOP_SECONDS = 15


@dataclass
class Served:
    """A running `stackcred serve`."""

    process: subprocess.Popen[bytes]
    url: str
    environment: dict[str, str]
    log: Path

    def stackcred(self, *arguments: str) -> Any:
        """What a command of the same deployment prints as JSON."""
        command = [sys.executable, "-m", "stackcred_issuer", *arguments, "--json"]
        done = subprocess.run(command, env=self.environment, capture_output=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return httpx.Response(200, content=done.stdout).json()

    def children(self) -> set[int]:
        """Every process that came from this one."""
        found: set[int] = set()
        waiting = [self.process.pid]
        while waiting:
            parent = waiting.pop()
            for task in Path(f"/proc/{parent}/task").glob("*/children"):
                fresh = {int(text) for text in task.read_text().split()} - found
                found |= fresh
                waiting += fresh
        return found


@contextmanager
def serving(folder: Path, database_url: str, **settings: str) -> Iterator[Served]:
    port = free_port()
    url = f"http://localhost:{port}"
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "STACKCRED_BASE_URL": url,
        "STACKCRED_PORT": str(port),
        "STACKCRED_KEYSTORE": f"file:{folder / 'keys'}",
        **settings,
    }
    log = folder / "serve.log"
    with log.open("wb") as output:
        command = [sys.executable, "-m", "stackcred_issuer", "serve"]
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    served = Served(process, url, environment, log)
    try:
        wait_for(lambda: ready(served), START_SECONDS)
        yield served
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(STOP_SECONDS)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ready(served: Served) -> bool:
    assert served.process.poll() is None, served.log.read_text()
    try:
        return httpx.get(f"{served.url}/readyz").status_code == 200
    except httpx.TransportError:
        return False


def wait_for(condition: Any, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.1)


def is_alive(pid: int) -> bool:
    """Running, and no zombie waiting to be noticed."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_it_awards_by_its_own_worker_and_ends_with_every_process(fresh_database_url: str, tmp_path: Path) -> None:
    with serving(tmp_path, fresh_database_url) as served:
        served.stackcred("issuer", "create", "acme", "--name", "Acme")
        key = served.stackcred("client", "create", "acme")["apiKey"]
        with httpx.Client(base_url=served.url, headers={"Authorization": f"Bearer {key}"}) as api:
            part = api.post("/v1/achievements", json=achievement("Networks")).json()
            target = api.post("/v1/achievements", json=achievement("Certificate")).json()
            rule = {"requires": all_of(part)}
            assert api.post("/v1/certifications", json={"achievement": target["id"], "rule": rule}).status_code == 201
            post = {
                "sourceId": "1",
                "learner": {"email": "ana@example.org"},
                "achievement": part["id"],
                "assessedAt": "2026-03-01T09:00:00Z",
                "results": [{"type": ["Result"], "resultDescription": PASS_MARK, "value": "90"}],
            }
            learner = api.post("/v1/assessments", json=post).json()["learner"]
            wait_for(lambda: api.get(f"/v1/learners/{learner}").json()["awards"], 20)
            (award,) = api.get(f"/v1/learners/{learner}").json()["awards"]
            report = api.post("/v1/verify", json={"url": f"{served.url}/badges/{award['badge']}"}).json()
            assert report["verdict"] == "valid"
        (worker,) = job_workers(served)
        os.kill(worker, signal.SIGKILL)
        wait_for(lambda: job_workers(served) not in ([], [worker]), 20)  # another one takes its place
        family = served.children()
        assert len(family) >= 2  # the worker, and what verifies
        served.process.send_signal(signal.SIGTERM)
        stopped = time.monotonic()
        assert served.process.wait(STOP_SECONDS) == 0
        wait_for(lambda: not any(map(is_alive, family)), STOP_SECONDS - (time.monotonic() - stopped))
    text = served.log.read_text()
    assert "Traceback" not in text, text
    assert key not in text
    assert "ana@example.org" not in text


def job_workers(served: Served) -> list[int]:
    """The processes that run `stackcred worker`."""
    found = []
    for pid in served.children():
        with suppress(OSError):
            if Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").endswith(b"\0worker"):
                found.append(pid)
    return found


def statuses(served: Served, forwarded: list[str]) -> list[int]:
    """How requests fare that claim to come from these addresses."""
    with httpx.Client(base_url=served.url) as client:
        return [client.get("/verify", headers={"X-Forwarded-For": claim}).status_code for claim in forwarded]


@pytest.mark.parametrize("trusted", ["", "127.0.0.0/8,::1"])
def test_forwarded_addresses_are_believed_from_named_proxies_only(
    fresh_database_url: str, tmp_path: Path, trusted: str
) -> None:
    limits = {"STACKCRED_PUBLIC_REQUESTS_PER_MINUTE": "4", "STACKCRED_TRUSTED_PROXIES": trusted}
    with serving(tmp_path, fresh_database_url, **limits) as served:
        time.sleep(max(0, 5 - (60 - time.time() % 60)))  # within one minute
        many = statuses(served, [f"203.0.113.{number}" for number in range(8)])
        assert many.count(429) == (0 if trusted else 4)
        if trusted:
            assert statuses(served, ["198.51.100.7"] * 8).count(429) == 4
            assert statuses(served, ["203.0.113.99, 198.51.100.7"] * 2) == [429, 429]  # the nearest hop counts


def test_a_port_that_is_taken_ends_it_with_its_worker(fresh_database_url: str, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environment = {
            **os.environ,
            "DATABASE_URL": fresh_database_url,
            "STACKCRED_PORT": str(taken.getsockname()[1]),
            "STACKCRED_KEYSTORE": f"file:{tmp_path}",
        }
        command = [sys.executable, "-m", "stackcred_issuer", "serve"]
        done = subprocess.run(command, env=environment, capture_output=True, timeout=START_SECONDS)
    assert done.returncode != 0
    assert b"address already in use" in done.stderr
