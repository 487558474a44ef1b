"""Bounds on what a request brings and how often it comes, over every process of a deployment."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.support.database import Databases
from tests.support.service import Service, running
from tests.web.conftest import Record, School
from tests.web.problem import problem

LIMIT = 4 * 1024 * 1024


async def stream(size: int) -> AsyncIterator[bytes]:
    """A JSON text of about this size, without saying how long it will be."""
    yield b'{"narrative": "'
    for _ in range(size // 65_536):
        yield b"x" * 65_536
    yield b'"}'


@pytest.mark.parametrize("path", ["/v1/assessments", "/v1/achievements", "/v1/evaluations", "/v1/verify"])
async def test_a_body_beyond_the_limit_is_refused_announced_or_not(school: School, record: Record, path: str) -> None:
    before = record.fingerprint()
    for content in (b'{"narrative": "' + b"x" * LIMIT + b'"}', stream(LIMIT + 65_536)):
        answer = await school.tenant.api.post(path, content=content)
        assert str(LIMIT) in problem(answer, 413, "too_large")["detail"]
    liar = await school.tenant.api.post(path, content=stream(LIMIT + 65_536), headers={"Content-Length": "2"})
    problem(liar, 413, "too_large")
    assert record.fingerprint() == before


async def test_a_body_that_announces_too_much_is_refused_before_it_comes(school: School) -> None:
    async def never() -> AsyncIterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    headers = {"Content-Length": str(LIMIT + 1)}
    problem(await school.tenant.api.post("/v1/assessments", content=never(), headers=headers), 413, "too_large")


async def test_files_have_the_same_limit(service: Service) -> None:
    fits = await service.public.post("/v1/verify", files={"file": ("x", b"{" + b" " * (LIMIT - 2) + b"}")})
    assert fits.status_code == 200
    problem(await service.public.post("/v1/verify", files={"file": ("x", b"x" * (LIMIT + 70_000))}), 413, "too_large")


async def test_the_form_for_tokens_is_small(service: Service) -> None:
    form = {"grant_type": "client_credentials", "client_secret": "x" * 20_000}
    problem(await service.public.post("/oauth/token", data=form), 413, "too_large")


async def test_a_document_of_too_many_values_is_refused_however_small_it_is(service: Service) -> None:
    body = json.dumps({"x": [0] * 100_001})
    assert len(body) < LIMIT
    problem(await service.public.post("/v1/verify", content=body), 413, "too_large")


@asynccontextmanager
async def two_processes(databases: Databases, folder: Path, **limits: Any) -> AsyncIterator[tuple[Service, Service]]:
    """Two deployments of the same settings on one database, as two web processes would be."""
    name = f"limits-{folder.name[-12:]}"
    url = databases.make(name)
    async with AsyncExitStack() as stack:
        both = [await stack.enter_async_context(running(url, folder, **limits)) for _ in range(2)]
        yield both[0], both[1]
    databases.drop(name)


def limited(answer: httpx.Response) -> bool:
    if answer.status_code != 429:
        assert answer.status_code < 300, answer.text
        return False
    said = problem(answer, 429, "rate_limited")
    seconds = int(answer.headers["retry-after"])
    assert 1 <= seconds <= 60
    assert str(seconds) in said["detail"]
    return True


async def test_limits_count_over_all_processes(databases: Databases, tmp_path: Path) -> None:
    limits = {"client_requests_per_minute": 5, "public_requests_per_minute": 7, "token_requests_per_minute": 3}
    async with two_processes(databases, tmp_path, **limits) as (one, two):
        tenant = await one.tenant()
        key = tenant.api.headers["authorization"].removeprefix("Bearer ")
        other = await one.client(tenant.issuer.id)
        if (left := 60 - one.house.clock.now().second) < 5:
            await asyncio.sleep(left)  # the counts would end with the minute
        clients = [tenant.api, two.bearer(key)]
        passed = [not limited(await clients[number % 2].get("/v1/badges")) for number in range(12)]
        assert sum(passed) == 5
        assert not limited(await other.get("/v1/badges"))  # each client has its own
        passed = [not limited(await (one, two)[number % 2].public.get("/verify")) for number in range(16)]
        assert sum(passed) == 7
        assert not limited(await one.public.get("/healthz"))  # a load balancer is never turned away
        answers = [
            await (one, two)[number % 2].public.post("/oauth/token", data={"grant_type": "x"}) for number in range(6)
        ]
        assert [answer.status_code for answer in answers].count(400) == 3
        assert [answer.status_code for answer in answers].count(429) == 3
