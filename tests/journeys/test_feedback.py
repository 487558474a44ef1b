"""Learners see what others say of them, and ask for more; what they asked for counts for no rule."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from tests.support.service import Service, Tenant
from tests.support.signed_in import sign_in

from stackcred_issuer.services.feedback import MAX_OPEN

MARIA = {"name": "Maria Santos", "email": "maria@example.org"}
WORD = {"comment": "She cabled our **east wing**.", "relationship": "Supervisor", "name": "Maria Santos"}
CONFIRM = {**WORD, "confirm": "yes", "decision": "confirm"}


@pytest_asyncio.fixture
async def tenant(service: Service) -> Tenant:
    return await service.tenant()


@dataclass
class Ana:
    """Signed in, with one badge, and what it is for."""

    browser: httpx.AsyncClient
    learner: str
    badge: str
    url: str

    async def ask(self, **changed: str) -> httpx.Response:
        return await self.browser.post("/learn/feedback", data={"badge": self.badge, **MARIA, **changed})

    async def page(self) -> httpx.Response:
        return await self.browser.get("/learn/feedback")


@pytest_asyncio.fixture
async def ana(service: Service, tenant: Tenant) -> AsyncIterator[Ana]:
    networks, email = await tenant.achievement(), f"ana-{uuid4()}@example.org"
    passed = await tenant.passed(networks["id"], email)
    async with await sign_in(service, email) as browser:
        yield Ana(browser, passed["learner"], passed["badge"]["id"], networks["url"])


def _link(page: httpx.Response) -> str:
    found = re.search(r"https?://[^<\s]+/endorse/[^<\s]+", unescape(page.text))
    assert found is not None, page.text
    return found[0]


async def _mentor_asked(tenant: Tenant, badge: str) -> dict[str, Any]:
    asked = {"role": "mentor", **MARIA}
    made: dict[str, Any] = (await tenant.api.post(f"/v1/badges/{badge}/endorsement-requests", json=asked)).json()
    return made


async def test_what_somebody_writes_by_the_link_is_shown_and_counts_for_no_rule(
    service: Service, tenant: Tenant, ana: Ana
) -> None:
    where = {"achievement": [ana.url], "endorsed": {"min": 1}}
    await tenant.certification(await tenant.achievement("Certificate"), {"op": "select", "where": where})
    made = await ana.ask(message="Please.")
    assert made.status_code == 201, made.text
    link, waiting = _link(made), await ana.page()
    assert "Maria Santos" in waiting.text
    assert link not in waiting.text
    assert (await service.public.post(link, data=CONFIRM)).status_code == 303
    await service.settle()
    page = await ana.page()
    assert "<strong>east wing</strong>" in page.text
    assert "Withdraw" not in page.text
    assert (await tenant.learner(ana.learner))["awards"] == []
    ours = (await _mentor_asked(tenant, ana.badge))["link"]
    assert (await service.public.post(ours, data=CONFIRM)).status_code == 303
    await service.settle()
    assert len((await tenant.learner(ana.learner))["awards"]) == 1
    assert "Mentor" in (await ana.page()).text


async def test_a_request_of_ones_own_can_be_withdrawn_and_no_other(service: Service, tenant: Tenant, ana: Ana) -> None:
    link, theirs = _link(await ana.ask()), await _mentor_asked(tenant, ana.badge)
    (own,) = re.findall(r"/learn/feedback/([0-9a-f-]+)/withdraw", (await ana.page()).text)
    assert (await ana.browser.post(f"/learn/feedback/{theirs['id']}/withdraw")).status_code == 404
    for _ in range(2):
        after = await ana.browser.post(f"/learn/feedback/{own}/withdraw")
        assert (after.status_code, "Withdraw" in after.text) == (200, False)
    assert (await service.public.post(link, data=CONFIRM)).status_code == 409


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Give their name"),
        ({"email": ""}, "Give their mail address"),
        ({"email": "maria"}, "no mail address"),
        ({"message": "x" * 2_001}, "too long"),
        ({"badge": "x"}, "Choose one of your badges"),
    ],
)
async def test_what_cannot_be_asked_is_said_beside_its_field_and_nothing_is_lost(
    ana: Ana, changed: dict[str, str], said: str
) -> None:
    page = await ana.ask(**{"message": "A word?", **changed})
    assert page.status_code == 422
    assert said in page.text
    assert ("A word?" if "message" not in changed else "Maria Santos") in page.text


async def test_nobody_asks_about_anothers_badge_or_without_an_end(tenant: Tenant, ana: Ana) -> None:
    networks = await tenant.achievement()
    other = (await tenant.passed(networks["id"], "ben@example.org"))["badge"]["id"]
    assert (await ana.ask(badge=other)).status_code == 404
    for _ in range(MAX_OPEN):
        assert (await ana.ask()).status_code == 201
    over = await ana.ask()
    assert (over.status_code, "withdraw one" in over.text) == (422, True)
