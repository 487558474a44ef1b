"""An LMS hears of badges and awards: pushed and signed, or pulled; in order, and none lost."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from tests.services.clockwork import Clockwork
from tests.support.receiver import Receiver, receiving
from tests.support.service import Service, Tenant, all_of, running

from stackcred_issuer.services.deliver_webhook import WAITS, deliver_webhook

BADGES = ["badge.issued", "badge.revoked"]


@pytest_asyncio.fixture
async def open_service(fresh_database_url: str, tmp_path: Path) -> AsyncIterator[Service]:
    """A service that may push to this machine."""
    async with running(fresh_database_url, tmp_path, allow_loopback_fetch=True) as service:
        yield service


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


async def _webhook(tenant: Tenant, receiver: Receiver, types: list[str]) -> dict[str, Any]:
    answer = await tenant.api.post("/v1/webhooks", json={"url": receiver.url, "types": types})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def _look(tenant: Tenant, hook: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await tenant.api.get(f"/v1/webhooks/{hook['id']}")).json()
    return found


async def test_badges_and_the_award_they_make_are_pushed_by_the_jobs_signed_and_without_personal_data(
    open_service: Service, receiver: Receiver
) -> None:
    tenant = await open_service.tenant()
    networks, whole = await tenant.achievement("Networks"), await tenant.achievement("Whole")
    await tenant.certification(whole, all_of(networks))
    hook = await _webhook(tenant, receiver, ["badge.issued", "award.made"])
    badge = (await tenant.passed(networks["id"], "ana@example.org"))["badge"]
    await open_service.settle()
    assert sorted(receiver.types) == ["award.made", "badge.issued", "badge.issued"]
    first = receiver.received[0]
    assert Webhook(hook["secret"]).verify(first.body, first.headers)["data"]["subject"] == badge["id"]
    assert first.event["data"]["url"] == badge["url"]
    assert all(re.search(rb"\bana\b", received.body) is None for received in receiver.received)
    with pytest.raises(WebhookVerificationError):
        Webhook(hook["secret"]).verify(first.body.replace(b"issued", b"revoked"), first.headers)


async def test_a_receiver_that_was_away_gets_everything_in_order_once_it_is_back(
    open_service: Service, receiver: Receiver
) -> None:
    tenant = await open_service.tenant()
    hook = await _webhook(tenant, receiver, BADGES)
    networks = await tenant.achievement()
    issued = [(await tenant.passed(networks["id"], f"p{n}@example.org"))["badge"]["id"] for n in range(3)]
    clock = Clockwork(open_service.house.clock.now())
    house = dataclasses.replace(open_service.house, clock=clock)
    receiver.statuses = [204, 503]
    assert await deliver_webhook(house, UUID(hook["id"])) == 1
    waiting = await _look(tenant, hook)
    assert (waiting["failedTries"], "503" in waiting["lastProblem"]) == (1, True)
    assert await deliver_webhook(house, UUID(hook["id"])) == 0  # not yet
    clock.forward(seconds=WAITS[0].total_seconds())
    assert await deliver_webhook(house, UUID(hook["id"])) == 2
    assert [received.event["data"]["subject"] for received in receiver.received] == [*issued[:2], *issued[1:]]
    ids = [received.headers["webhook-id"] for received in receiver.received]
    assert ids[1] == ids[2]  # a repeat is known by its id
    assert (await _look(tenant, hook))["failedTries"] == 0


async def test_one_that_is_gone_or_never_answers_is_disabled_and_can_be_set_going_again_without_a_loss(
    open_service: Service, receiver: Receiver
) -> None:
    tenant = await open_service.tenant()
    hook = await _webhook(tenant, receiver, BADGES)
    networks = await tenant.achievement()
    await tenant.passed(networks["id"], "ana@example.org")
    clock = Clockwork(open_service.house.clock.now())
    house = dataclasses.replace(open_service.house, clock=clock)
    receiver.statuses = [500] * (len(WAITS) + 1)
    for wait in (*WAITS, WAITS[-1]):
        await deliver_webhook(house, UUID(hook["id"]))
        clock.forward(seconds=wait.total_seconds())
    assert (await _look(tenant, hook))["state"] == "disabled"
    assert (await tenant.api.patch(f"/v1/webhooks/{hook['id']}", json={})).json()["state"] == "active"
    receiver.statuses = [410]
    await deliver_webhook(house, UUID(hook["id"]))
    assert (await _look(tenant, hook))["state"] == "disabled"
    await tenant.api.patch(f"/v1/webhooks/{hook['id']}", json={})
    assert await deliver_webhook(house, UUID(hook["id"])) == 1


async def test_both_secrets_sign_while_they_overlap(open_service: Service, receiver: Receiver) -> None:
    tenant = await open_service.tenant()
    hook = await _webhook(tenant, receiver, BADGES)
    renewed = (await tenant.api.post(f"/v1/webhooks/{hook['id']}/rotate", json={"overlapSeconds": 60})).json()
    networks = await tenant.achievement()
    await tenant.passed(networks["id"], "ana@example.org")
    await deliver_webhook(open_service.house, UUID(hook["id"]))
    assert renewed["secret"] != hook["secret"]
    for secret in (renewed["secret"], hook["secret"]):
        Webhook(secret).verify(receiver.received[0].body, receiver.received[0].headers)


async def test_events_can_be_replayed_and_pulled(open_service: Service, receiver: Receiver) -> None:
    tenant = await open_service.tenant()
    networks = await tenant.achievement()
    await tenant.passed(networks["id"], "ana@example.org")
    hook = await _webhook(tenant, receiver, BADGES)
    assert await deliver_webhook(open_service.house, UUID(hook["id"])) == 0  # only what comes after it
    assert (await tenant.api.post(f"/v1/webhooks/{hook['id']}/replay", json={"after": 0})).status_code == 200
    assert await deliver_webhook(open_service.house, UUID(hook["id"])) == 1
    pulled = (await tenant.api.get("/v1/events", params={"type": "badge.issued"})).json()
    assert pulled["items"] == [receiver.received[0].event]
    assert (await tenant.api.get(pulled["next"])).json()["items"] == []
    beyond = await tenant.api.post(f"/v1/webhooks/{hook['id']}/replay", json={"after": 10**6})
    assert (beyond.status_code, beyond.json()["pointer"]) == (422, "/after")


async def test_an_ended_webhook_is_silent_and_another_tenants_does_not_exist(
    open_service: Service, receiver: Receiver
) -> None:
    tenant, other = await open_service.tenant(), await open_service.tenant()
    hook = await _webhook(tenant, receiver, [])
    for method in ("get", "delete"):
        assert (await getattr(other.api, method)(f"/v1/webhooks/{hook['id']}")).status_code == 404
    assert (await tenant.api.delete(f"/v1/webhooks/{hook['id']}")).status_code == 204
    assert (await tenant.api.get(f"/v1/webhooks/{hook['id']}")).status_code == 404
    await tenant.passed((await tenant.achievement())["id"], "ana@example.org")
    assert await deliver_webhook(open_service.house, UUID(hook["id"])) == 0
    assert receiver.received == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"url": "http://lms.example/hook"}, "/url"),
        ({"url": "https://user:pass@lms.example/hook"}, "/url"),
        ({"url": "ftp://lms.example/"}, "/url"),
        ({"url": "https://lms.example/", "types": ["badge.eaten"]}, "/types/0"),
    ],
)
async def test_a_webhook_that_cannot_work_is_refused_with_a_pointer(
    service: Service, body: dict[str, Any], pointer: str
) -> None:
    tenant = await service.tenant()
    answer = await tenant.api.post("/v1/webhooks", json=body)
    assert (answer.status_code, answer.json()["pointer"]) == (422, pointer)


async def test_nothing_is_sent_to_a_private_address(service: Service) -> None:
    tenant = await service.tenant()
    hook = (await tenant.api.post("/v1/webhooks", json={"url": "https://127.0.0.1:9/", "types": []})).json()
    await tenant.achievement()
    assert await deliver_webhook(service.house, UUID(hook["id"])) == 0
    assert "not public" in (await _look(tenant, hook))["lastProblem"]
