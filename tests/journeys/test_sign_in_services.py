"""Learners sign in by their institution's own OpenID Connect service, and see what that institution gave them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text
from tests.support.openid import CLIENT, SECRET, Provider, provider
from tests.support.service import BASE_URL, Service, Tenant, running


@dataclass
class School:
    """A tenant with a sign-in service, and Ana, who has a badge of it."""

    service: Service
    tenant: Tenant
    place: Provider
    made: dict[str, Any]

    @property
    def way(self) -> str:
        return f"/learn/with/{self.made['id']}"

    async def away(self) -> tuple[str, str]:
        """The state and the code of somebody who went to the provider."""
        sent = await self.service.public.get(self.way)
        assert sent.status_code == 303, sent.text
        code = self.place.authorize(sent.headers["location"])
        return self.place.codes[code]["state"], code

    async def back(self, state: str, code: str) -> httpx.Response:
        return await self.service.public.get(f"{self.way}/back", params={"state": state, "code": code})


@pytest_asyncio.fixture
async def school(fresh_database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[School]:
    method = getattr(request, "param", "client_secret_basic")
    async with provider(method) as place, running(fresh_database_url, tmp_path, allow_loopback_fetch=True) as service:
        tenant = await service.tenant()
        wanted = {"name": "Example School", "provider": place.address, "clientId": CLIENT, "clientSecret": SECRET}
        made = await tenant.api.post("/v1/sign-in-services", json=wanted)
        assert made.status_code == 201, made.text
        achievement = await tenant.achievement()
        await tenant.post(tenant.result(achievement["id"], "ana@school.example"))
        yield School(service, tenant, place, made.json())


@pytest.mark.parametrize("school", ["client_secret_basic", "client_secret_post"], indirect=True)
async def test_the_button_leads_there_and_back_to_ones_own_badges(school: School) -> None:
    other = await school.service.tenant()
    theirs = await other.achievement("Elsewhere")
    await other.post(other.result(theirs["id"], "ana@school.example"))
    form = await school.service.public.get("/learn")
    assert f'href="{school.way}"' in form.text
    assert "Example School" in form.text
    let_in = await school.back(*await school.away())
    assert (let_in.status_code, let_in.headers["location"]) == (303, "/learn")
    page = await school.service.public.get("/learn", headers={"Cookie": let_in.headers["set-cookie"]})
    assert "Networks" in page.text
    assert "Elsewhere" not in page.text


async def test_a_way_back_is_good_once_and_for_its_own_service(school: School) -> None:
    state, code = await school.away()
    assert (await school.back("another", code)).status_code == 401
    assert (await school.back(state, code)).status_code == 303
    assert (await school.back(state, code)).status_code == 401


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"email": "bo@school.example"}, "bo@school.example"),
        ({"email": None}, "does not vouch"),
        ({"email_verified": False}, "does not vouch"),
        ({"nonce": "another"}, "another request"),
        ({"aud": "another"}, "somebody else"),
    ],
)
async def test_whoever_is_not_vouched_for_is_told_why(school: School, claims: dict[str, Any], words: str) -> None:
    school.place.claims = claims
    page = await school.back(*await school.away())
    assert page.status_code == 401
    assert words in page.text
    assert "set-cookie" not in page.headers


async def test_who_is_turned_away_there_can_try_again(school: School) -> None:
    page = await school.service.public.get(f"{school.way}/back", params={"error": "access_denied", "state": "x"})
    assert page.status_code == 401
    assert f'href="{school.way}"' in page.text
    state, _ = await school.away()
    refused = await school.back(state, "made-up")
    assert (refused.status_code, "did not confirm" in refused.text) == (401, True)


async def test_the_secret_is_kept_sealed_and_shown_to_nobody(school: School) -> None:
    listed = await school.tenant.api.get("/v1/sign-in-services")
    assert SECRET not in listed.text
    async with school.service.house.store.begin(school.service.house.clock.now()) as uow:
        kept = (await uow._connection.execute(text("SELECT secret FROM sign_in_services"))).scalar_one()
    assert SECRET.encode() not in kept
    assert listed.json()["items"][0]["redirectUrl"] == f"{BASE_URL}{school.way}/back"


async def test_what_is_no_provider_is_refused_at_once(school: School) -> None:
    wanted = {"name": "X", "provider": f"{school.place.address}/nothing", "clientId": "x", "clientSecret": "y"}
    answer = await school.tenant.api.post("/v1/sign-in-services", json=wanted)
    assert (answer.status_code, answer.json()["code"]) == (422, "unreachable")


async def test_another_issuer_sees_and_ends_nothing_of_it(school: School) -> None:
    other = await school.service.tenant()
    assert (await other.api.get("/v1/sign-in-services")).json()["items"] == []
    assert (await other.api.delete(f"/v1/sign-in-services/{school.made['id']}")).status_code == 404
    assert (await school.tenant.api.delete(f"/v1/sign-in-services/{school.made['id']}")).status_code == 204
    assert (await school.service.public.get(school.way)).status_code == 404
