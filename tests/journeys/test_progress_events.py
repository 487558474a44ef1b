"""Who listens hears of progress toward a certification and of every gap that closes, without personal data."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from standardwebhooks.webhooks import Webhook
from tests.support.receiver import Receiver, receiving
from tests.support.service import Service, Tenant, running

ANA = "ana-gap@example.org"
PROGRESS = ["certification.progressed", "gap.closed"]
Json = dict[str, Any]


@pytest_asyncio.fixture
async def service(fresh_database_url: str, tmp_path: Path) -> AsyncIterator[Service]:
    """A service that may push to this machine."""
    async with running(fresh_database_url, tmp_path, allow_loopback_fetch=True) as service:
        yield service


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


def _part(name: str, *achievements: Json, count: int = 1) -> Json:
    urls = [found["url"] for found in achievements]
    return {"op": "select", "id": name, "where": {"achievement": urls}, "count": {"min": count}}


async def _certification(tenant: Tenant) -> tuple[list[Json], Json]:
    """Two of three electives, beside one part that all need."""
    found = [await tenant.achievement(name) for name in ("Baking", "Cooking", "Serving", "Safety")]
    parts = [_part("electives", *found[:3], count=2), _part("safety", found[3])]
    requires = {"op": "all", "id": "whole", "of": parts}
    return found, await tenant.certification(await tenant.achievement("Kitchen"), requires)


async def _events(tenant: Tenant, after: int = 0) -> list[tuple[str, str]]:
    """Type and requirement (empty for the certification) of each."""
    answer = await tenant.api.get("/v1/events", params={"after": after, "type": PROGRESS})
    assert answer.status_code == 200, answer.text
    items = answer.json()["items"]
    return [(item["type"], item["data"]["subject"].partition("#")[2]) for item in items]


async def _head(tenant: Tenant) -> int:
    items = (await tenant.api.get("/v1/events", params={"limit": 100})).json()["items"]
    return max(int(item["data"]["seq"]) for item in items)


async def test_progress_and_closed_gaps_are_pushed_signed_and_name_whom_and_what(
    service: Service, receiver: Receiver
) -> None:
    tenant = await service.tenant()
    found, made = await _certification(tenant)
    hook = (await tenant.api.post("/v1/webhooks", json={"url": receiver.url, "types": PROGRESS})).json()
    passed = await tenant.passed(found[3]["id"], ANA)
    await service.settle()
    assert sorted(receiver.types) == ["certification.progressed", "gap.closed"]
    for received in receiver.received:
        data = Webhook(hook["secret"]).verify(received.body, received.headers)["data"]
        assert (data["learner"], data["cause"]) == (passed["learner"], passed["badge"]["id"])
        assert data["subject"].startswith(made["id"])
        assert b"ana" not in received.body
    closed = next(one.event for one in receiver.received if one.event["type"] == "gap.closed")
    assert closed["data"]["subject"] == f"{made['id']}#safety"


async def test_a_number_that_grows_is_progress_and_a_requirement_that_is_met_is_a_closed_gap(service: Service) -> None:
    tenant = await service.tenant()
    found, made = await _certification(tenant)
    learner = (await tenant.passed(found[0]["id"], ANA))["learner"]
    await service.settle()
    assert await _events(tenant) == [("certification.progressed", "")]
    told = (await tenant.api.get(f"/v1/learners/{learner}/progress")).json()["items"]
    assert [one["certification"] for one in told] == [made["id"]]
    assert {"id": "electives", "have": 1, "need": 2, "met": False} in told[0]["requirements"]
    before = await _head(tenant)
    await tenant.passed(found[1]["id"], ANA)
    await service.settle()
    assert await _events(tenant, before) == [("certification.progressed", ""), ("gap.closed", "electives")]
    before = await _head(tenant)
    await tenant.passed(found[3]["id"], ANA)
    await service.settle()
    closed = [("gap.closed", "safety"), ("gap.closed", "whole")]
    assert sorted(await _events(tenant, before)) == [("certification.progressed", ""), *closed]


async def test_a_decision_that_finds_the_same_tells_nothing(service: Service) -> None:
    tenant = await service.tenant()
    found, _ = await _certification(tenant)
    await tenant.passed(found[0]["id"], ANA)
    await service.settle()
    before = await _head(tenant)
    await tenant.passed(found[0]["id"], ANA, activityId="another", assessedAt="2026-03-02T09:00:00Z")
    await service.settle()
    assert await _events(tenant, before) == []


async def test_what_opens_again_is_progress_and_closing_it_once_more_is_told_again(service: Service) -> None:
    tenant = await service.tenant()
    found, _ = await _certification(tenant)
    badge = (await tenant.passed(found[3]["id"], ANA))["badge"]["id"]
    await service.settle()
    before = await _head(tenant)
    await tenant.api.post(f"/v1/badges/{badge}/suspend", json={"reason": "looked into"})
    await service.settle()
    assert await _events(tenant, before) == [("certification.progressed", "")]
    before = await _head(tenant)
    await tenant.api.post(f"/v1/badges/{badge}/reinstate", json={"reason": "all is well"})
    await service.settle()
    assert await _events(tenant, before) == [("certification.progressed", ""), ("gap.closed", "safety")]


async def test_a_new_rule_tells_those_who_were_known_and_not_of_whom_nothing_was_known(service: Service) -> None:
    tenant = await service.tenant()
    found, made = await _certification(tenant)
    await tenant.passed(found[0]["id"], ANA)
    await service.settle()
    before = await _head(tenant)
    easier = {"op": "all", "id": "whole", "of": [_part("electives", *found[:3]), _part("safety", found[3])]}
    await tenant.api.post(f"/v1/certifications/{made['id']}/rules", json={"rule": {"requires": easier}})
    target = await tenant.achievement("Another")
    await tenant.certification(target, {"op": "all", "of": [_part("one", found[0]), _part("two", found[1])]})
    await service.settle()
    assert await _events(tenant, before) == [("certification.progressed", ""), ("gap.closed", "electives")]


async def test_another_issuer_sees_no_progress_of_a_learner(service: Service) -> None:
    tenant, other = await service.tenant(), await service.tenant()
    found, _ = await _certification(tenant)
    learner = (await tenant.passed(found[0]["id"], ANA))["learner"]
    await service.settle()
    assert (await other.api.get(f"/v1/learners/{learner}/progress")).status_code == 404
