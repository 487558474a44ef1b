"""A learning platform speaks xAPI, by a client library of that world; results become badges, none is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
import tincan
from tests.support.live import listening
from tests.support.service import BASE_URL, Service, Tenant

from stackcred_issuer.services import receive_reports
from stackcred_issuer.services.caller import ALL_SCOPES
from stackcred_issuer.services.create_client import create_client

QUIZ = "https://lms.example/activities/networks-quiz"
VERBS = "http://adlnet.gov/expapi/verbs/"


@dataclass
class Platform:
    """A platform with a client library: the statements it sends, and what it is answered."""

    tenant: Tenant
    lrs: tincan.RemoteLRS

    async def send(self, verb: str, scaled: float | None = None, **members: Any) -> tincan.LRSResponse:
        result = None if scaled is None else tincan.Result(score=tincan.Score(scaled=scaled))
        wanted = {
            "id": str(uuid4()),
            "actor": tincan.Agent(mbox="mailto:ana@example.org"),
            "verb": tincan.Verb(id=VERBS + verb),
            "object": tincan.Activity(id=QUIZ),
            "timestamp": "2026-03-01T09:00:00Z",
            **({"result": result} if result else {}),
        } | members
        return await asyncio.to_thread(self.lrs.save_statement, tincan.Statement(**wanted))

    async def badges(self) -> list[str]:
        items = (await self.tenant.api.get("/v1/badges")).json()["items"]
        return [badge["status"] for badge in items]


@pytest_asyncio.fixture
async def platform(service: Service) -> AsyncIterator[Platform]:
    tenant = await service.tenant()
    secrets = await create_client(service.house, tenant.issuer.id, "LMS", ALL_SCOPES)
    async with listening(service.transport.app) as address:
        lrs = tincan.RemoteLRS(
            endpoint=f"{address}/xapi/", username=str(secrets.client_id), password=secrets.client_secret
        )
        yield Platform(tenant, lrs)


async def _mapped(platform: Platform) -> dict[str, Any]:
    networks = await platform.tenant.achievement()
    body = {"activity": QUIZ, "achievement": networks["id"]}
    assert (await platform.tenant.api.put("/v1/lms/activities", json=body)).status_code == 200
    return networks


async def test_a_passed_statement_becomes_a_badge_and_a_repeat_none(platform: Platform) -> None:
    await _mapped(platform)
    statement_id = str(uuid4())
    for _ in range(2):
        sent = await platform.send("passed", 0.9, id=statement_id)
        assert sent.success, sent.data
    assert await platform.badges() == ["active"]
    back = await asyncio.to_thread(platform.lrs.retrieve_statement, statement_id)
    assert back.success
    assert back.content.verb.id == f"{VERBS}passed"


async def test_the_same_id_with_another_body_is_a_conflict(platform: Platform) -> None:
    await _mapped(platform)
    statement_id = str(uuid4())
    assert (await platform.send("passed", 0.9, id=statement_id)).success
    assert (await platform.send("passed", 0.8, id=statement_id)).response.status == 409


async def test_what_fails_or_is_below_the_mark_is_recorded_without_a_badge(platform: Platform) -> None:
    await _mapped(platform)
    assert (await platform.send("failed", 0.9)).success
    assert (await platform.send("scored", 0.5, timestamp="2026-03-02T09:00:00Z")).success
    assert await platform.badges() == []
    assert len((await platform.tenant.api.get("/v1/assessments")).json()["items"]) == 2


async def test_voiding_a_statement_takes_its_badge_back(platform: Platform) -> None:
    await _mapped(platform)
    statement_id = str(uuid4())
    await platform.send("passed", 0.9, id=statement_id)
    assert (await platform.send("voided", object=tincan.StatementRef(id=statement_id))).success
    assert await platform.badges() == ["revoked"]
    back = await asyncio.to_thread(platform.lrs.retrieve_statement, statement_id)
    assert back.response.status == 404


async def test_an_unknown_activity_and_an_unknown_account_wait_in_the_inbox_until_they_are_mapped(
    platform: Platform,
) -> None:
    account = tincan.AgentAccount(home_page="https://lms.example", name="u7")
    assert (await platform.send("passed", 0.9, actor=tincan.Agent(account=account))).success
    assert (await platform.send("passed", 0.9)).success
    api = platform.tenant.api
    inbox = (await api.get("/v1/lms/inbox")).json()["items"]
    assert [entry["activity"] for entry in inbox] == [QUIZ, QUIZ]
    await _mapped(platform)
    assert await platform.badges() == ["active"]  # the one whose mail address is known
    [waiting] = (await api.get("/v1/lms/inbox")).json()["items"]
    assert "account" in waiting["reason"]
    learner = {"email": "bo@example.org", "identifiers": [waiting["account"]]}
    assert (await api.post("/v1/learners", json=learner)).status_code == 201
    assert (await api.post("/v1/lms/inbox/retry")).json() == {"tried": 1}
    assert (await api.get("/v1/lms/inbox")).json()["items"] == []
    assert await platform.badges() == ["active", "active"]


async def test_a_list_is_kept_whole_or_not_at_all(service: Service) -> None:
    tenant = await service.tenant()
    good = {"actor": {"mbox": "mailto:a@b.example"}, "verb": {"id": VERBS + "passed"}, "object": {"id": QUIZ}}
    headers = {"X-Experience-API-Version": "1.0.3"}
    refused = await tenant.api.post("/xapi/statements", json=[good, {**good, "verb": {}}], headers=headers)
    assert (refused.status_code, refused.json()["pointer"]) == (400, "/1/verb/id")
    assert refused.headers["X-Experience-API-Version"]
    kept = (await tenant.api.get("/xapi/statements", headers=headers)).json()
    assert kept == {"statements": [], "more": ""}
    ids = (await tenant.api.post("/xapi/statements", json=[good, good], headers=headers)).json()
    kept = (await tenant.api.get("/xapi/statements?limit=1", headers=headers)).json()
    assert [kept["statements"][0]["id"]] == ids[:1]
    assert (await tenant.api.get(kept["more"], headers=headers)).json()["statements"][0]["id"] == ids[1]


async def test_the_version_is_asked_for_and_told(service: Service) -> None:
    tenant = await service.tenant()
    assert (await service.public.get("/xapi/about")).json() == {"version": ["1.0.3", "2.0.0"]}
    assert (await tenant.api.get("/xapi/statements")).status_code == 400
    for asked, told in (("1.0", "1.0.3"), ("2.0.0", "2.0.0")):
        answer = await tenant.api.get("/xapi/statements", headers={"X-Experience-API-Version": asked})
        assert answer.headers["X-Experience-API-Version"] == told


async def test_a_wrong_secret_is_refused(service: Service) -> None:
    for login in ("bm9ib2R5Om5vdGhpbmc=", "%%%"):
        headers = {"X-Experience-API-Version": "1.0.3", "Authorization": f"Basic {login}"}
        assert (await service.public.get(f"{BASE_URL}/xapi/statements", headers=headers)).status_code == 401


async def test_what_was_kept_when_the_service_died_is_recorded_by_the_next_sweep(
    platform: Platform, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _mapped(platform)

    async def die(*_: Any) -> None:
        raise RuntimeError("the process is gone")

    with monkeypatch.context() as patch:
        patch.setattr(receive_reports, "record_result", die)
        assert (await platform.send("passed", 0.9)).response.status == 500
    assert await platform.badges() == []
    await receive_reports.apply_parked(service.house, platform.tenant.issuer.id)
    assert await platform.badges() == ["active"]
