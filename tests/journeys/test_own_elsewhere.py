"""Learners bring the badges that others gave them: their own count by the institution's trust, and no others."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from tests.support.service import Service, Tenant, all_of
from tests.support.signed_in import sign_in
from tests.support.strangers import WELDING, awards, foreign, learner_of, registry, trusting

from stackcred_issuer.web.own_elsewhere import MAX_AT_ONCE

PAGE = "/learn/elsewhere"
SUSPEND = {"action": "suspend"}


@dataclass
class Ana:
    """Signed in at a school that trusts the college and asks for its badge."""

    browser: httpx.AsyncClient
    email: str
    tenant: Tenant
    learner: str

    async def bring(self, *documents: Any, **fields: str) -> httpx.Response:
        files = [("file", (f"{at}.json", _bytes(one))) for at, one in enumerate(documents)]
        return await self.browser.post(PAGE, data=fields, files=files or {"file": ("", b"")})


def _bytes(document: Any) -> bytes:
    return document if isinstance(document, bytes) else json.dumps(document).encode()


@pytest_asyncio.fixture
async def ana(service: Service) -> AsyncIterator[Ana]:
    tenant, email = await service.tenant(), f"ana-{uuid4()}@example.org"
    trust = await registry(tenant, trusting())
    target = await tenant.achievement("Certificate", achievementType="Certification")
    await tenant.certification(target, all_of({"url": WELDING}), trust=[trust["url"]], whenBroken=SUSPEND)
    learner = await learner_of(tenant, email)
    async with await sign_in(service, email) as browser:
        yield Ana(browser, email, tenant, learner)


async def test_a_badge_from_elsewhere_brings_the_certification_and_taking_it_back_breaks_it(
    service: Service, ana: Ana
) -> None:
    page = await ana.bring(foreign(ana.email))
    assert page.status_code == 200
    assert "Yours, and in force" in page.text
    assert [award["state"] for award in await awards(service, ana.tenant, ana.learner)] == ["active"]
    (badge,) = re.findall(r"/learn/elsewhere/([\w-]+)/withdraw", page.text)
    page = await ana.browser.post(f"{PAGE}/{badge}/withdraw")
    assert "Taken back" in page.text
    assert [award["state"] for award in await awards(service, ana.tenant, ana.learner)] == ["suspended"]
    events = (await ana.tenant.api.get("/v1/events")).json()["items"]
    told = [one["type"] for one in events if "foreign" in one["type"]]
    assert told == ["foreign_badge.received", "foreign_badge.withdrawn"]


async def test_somebody_elses_badge_is_kept_with_the_reason_and_counts_for_nothing(service: Service, ana: Ana) -> None:
    page = await ana.bring(foreign("ben@example.org"))
    assert "Not yours" in page.text
    assert "it was given to somebody else" in page.text
    assert await awards(service, ana.tenant, ana.learner) == []


async def test_of_many_each_is_judged_by_itself(ana: Ana) -> None:
    changed = {**foreign(ana.email), "name": "Changed"}
    page = await ana.bring(foreign(ana.email), changed, b"no badge at all", foreign("ben@example.org"))
    assert page.status_code == 422
    assert "2 badges were taken." in page.text
    refused = page.text.partition("These were not taken:")[2].partition("</ul>")[0]
    assert "1.json" in refused
    assert "does not verify" in refused
    assert "2.json" in refused
    assert "0.json" not in refused


async def test_the_same_badge_again_is_the_same_badge(ana: Ana) -> None:
    await ana.bring(foreign(ana.email))
    page = await ana.bring(foreign(ana.email))
    assert page.text.count("Yours, and in force") == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Nothing was sent"),
        ({"url": "https://nobody.invalid/badge"}, "nobody.invalid"),
        ({"text": "what is this"}, "text"),
    ],
)
async def test_what_cannot_be_taken_says_why(ana: Ana, fields: dict[str, str], said: str) -> None:
    page = await ana.bring(**fields)
    assert page.status_code == 422
    assert said in page.text
    assert "Please correct" in page.text


async def test_a_person_of_two_schools_chooses_to_which(service: Service, ana: Ana) -> None:
    other = await service.tenant()
    theirs = await learner_of(other, ana.email)
    assert (await ana.bring(foreign(ana.email))).status_code == 422
    page = await ana.bring(foreign(ana.email), learner=theirs)
    assert page.status_code == 200
    assert (await other.api.get(f"/v1/learners/{theirs}/badges")).json()["items"][0]["standing"] == "held"
    assert (await ana.tenant.api.get(f"/v1/learners/{ana.learner}/badges")).json()["items"] == []
    stranger = await learner_of(await service.tenant(), "ben@example.org")
    assert (await ana.bring(foreign(ana.email), learner=stranger)).status_code == 422


async def test_so_many_at_once_and_no_more(ana: Ana) -> None:
    page = await ana.bring(*[b"{}"] * (MAX_AT_ONCE + 1))
    assert page.status_code == 422
    assert f"at most {MAX_AT_ONCE}" in page.text


async def test_nobody_takes_back_what_somebody_else_brought(service: Service, ana: Ana) -> None:
    page = await ana.bring(foreign(ana.email))
    (badge,) = re.findall(r"/learn/elsewhere/([\w-]+)/withdraw", page.text)
    ben = f"ben-{uuid4()}@example.org"
    await learner_of(ana.tenant, ben)
    async with await sign_in(service, ben) as browser:
        assert (await browser.post(f"{PAGE}/{badge}/withdraw")).status_code == 404
    assert "Yours, and in force" in (await ana.browser.get(PAGE)).text


async def test_the_page_is_for_who_is_signed_in(service: Service) -> None:
    assert (await service.public.get(PAGE, headers={"Accept": "text/html"})).status_code == 401
    assert (await service.public.post(PAGE, files={"file": ("a.json", b"{}")})).status_code == 401
