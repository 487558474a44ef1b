"""A portfolio says how far each certification within reach is, what is missing, and what to earn next."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import httpx
import pytest_asyncio
from tests.support.service import Service, Tenant, all_of
from tests.support.signed_in import sign_in

from stackcred_issuer.services.in_reach import NEAREST

ANA = "ana-progress@example.org"
HOURS = "urn:uuid:6a1c2f0e-4a52-4a3b-9d0c-6f8f1a9b0c77"


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def words(page: httpx.Response) -> str:
    """What a reader sees, blanks made single."""
    assert page.status_code == 200, page.text
    parser = _Text()
    parser.feed(page.text)
    return " ".join("".join(parser.found).split())


@pytest_asyncio.fixture
async def tenant(service: Service) -> Tenant:
    return await service.tenant()


async def _electives(tenant: Tenant) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Three electives of which two are needed, beside one that everybody needs."""
    found = [await tenant.achievement(name) for name in ("Baking", "Cooking", "Serving")]
    safety = await tenant.achievement("Safety")
    target = await tenant.achievement("Kitchen certificate")
    urls = [one["url"] for one in found]
    requires = {
        "op": "all",
        "of": [
            {"op": "select", "where": {"achievement": [safety["url"]]}},
            {"op": "select", "label": "Electives", "where": {"achievement": urls}, "count": {"min": 2}},
        ],
    }
    made = await tenant.certification(target, requires)
    return [*found, safety], made


async def test_the_portfolio_names_what_is_missing_and_the_shortest_way(service: Service, tenant: Tenant) -> None:
    found, made = await _electives(tenant)
    await tenant.passed(found[0]["id"], ANA)
    browser = await sign_in(service, ANA)
    page = await browser.get("/learn")
    shown = words(page)
    assert "Within reach" in shown
    assert "Safety missing; 1 of 2 badges for Electives." in shown
    assert "Next: Cooking; then Safety. 2 badges to earn; no way is shorter." in shown
    assert f'href="/learn/certifications/{made["id"]}"' in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_its_own_page_offers_other_ways_and_what_if(service: Service, tenant: Tenant) -> None:
    found, made = await _electives(tenant)
    await tenant.passed(found[0]["id"], ANA)
    browser = await sign_in(service, ANA)
    path = f"/learn/certifications/{made['id']}"
    shown = words(await browser.get(path))
    assert "Other ways that are just as short Serving, Safety" in shown
    partly = words(await browser.get(path, params={"finished": found[3]["id"]}))
    assert "If you had finished Safety 1 of 2 badges for Electives. Next: Cooking." in partly
    both = words(await browser.get(path, params={"finished": [found[1]["id"], found[3]["id"]]}))
    assert "Nothing would be missing: you would have it." in both
    strange = await browser.get(path, params={"finished": made["id"]})
    assert strange.status_code == 422
    assert "Safety missing" in words(await browser.get(path)), "nothing was recorded of it"


async def test_what_is_held_leads_to_its_badge_and_is_not_within_reach(service: Service, tenant: Tenant) -> None:
    first = await tenant.achievement()
    made = await tenant.certification(await tenant.achievement("Certificate"), all_of(first))
    await tenant.passed(first["id"], ANA)
    await service.settle()
    browser = await sign_in(service, ANA)
    assert made["id"] not in (await browser.get("/learn")).text
    page = await browser.get(f"/learn/certifications/{made['id']}")
    assert page.url.path.startswith("/learn/badges/")


async def test_what_is_held_and_not_whole_any_more_says_what_it_lacks(service: Service, tenant: Tenant) -> None:
    parts = [await tenant.achievement(name) for name in ("First", "Second")]
    made = await tenant.certification(await tenant.achievement("Certificate"), all_of(*parts))
    other = await tenant.certification(await tenant.achievement("Whole"), all_of(parts[0]))
    await tenant.passed(parts[0]["id"], "broken@example.org")
    lost = (await tenant.passed(parts[1]["id"], "broken@example.org"))["badge"]["id"]
    await service.settle()
    await tenant.api.post(f"/v1/badges/{lost}/revoke", json={"reason": "a mistake"})
    await service.settle()
    browser = await sign_in(service, "broken@example.org")
    page = await browser.get("/learn")
    assert "Not whole You have it, but its rule is not met any more." in words(page)
    assert "Second missing. Next: Second." in words(page)
    assert "You have already: Whole." in words(page)
    assert other["id"] not in page.text
    assert "Second missing." in words(await browser.get(f"/learn/certifications/{made['id']}"))


async def test_certifications_that_mention_nothing_one_holds_are_not_listed(service: Service, tenant: Tenant) -> None:
    first, other = await tenant.achievement(), await tenant.achievement("Else")
    made = await tenant.certification(await tenant.achievement("Certificate"), all_of(other))
    await tenant.passed(first["id"], "far@example.org")
    browser = await sign_in(service, "far@example.org")
    assert "Within reach" not in words(await browser.get("/learn"))
    assert "Else missing." in words(await browser.get(f"/learn/certifications/{made['id']}"))


async def test_of_many_the_nearest_are_shown_whole_and_the_others_linked(service: Service, tenant: Tenant) -> None:
    parts = [await tenant.achievement(f"Part {number}") for number in range(NEAREST + 2)]
    made = [
        await tenant.certification(await tenant.achievement(f"Certificate {number}"), all_of(*parts[: number + 2]))
        for number in range(NEAREST + 1)
    ]
    await tenant.passed(parts[0]["id"], "many@example.org")
    browser = await sign_in(service, "many@example.org")
    page = await browser.get("/learn")
    shown = words(page)
    assert shown.count("Part by part") == NEAREST
    assert shown.index("Certificate 0") < shown.index("Certificate 1") < shown.index("Farther away Certificate 3")
    assert f'href="/learn/certifications/{made[-1]["id"]}"' in page.text
    assert "20 % met" in shown


async def test_hours_are_counted_and_a_promise_of_hours_is_believed(service: Service, tenant: Tenant) -> None:
    described = {"id": HOURS, "type": ["ResultDescription"], "name": "hours", "resultType": "RawScore"}
    first = await tenant.achievement("Short course", resultDescription=[{**described, "requiredValue": "10"}])
    other = {**described, "id": HOURS[:-1] + "8", "requiredValue": "30"}
    long = await tenant.achievement("Long course", resultDescription=[other])
    urls = [first["url"], long["url"]]
    hours: dict[str, Any] = {"op": "select", "label": "Practice", "where": {"achievement": urls}}
    hours["sum"] = [{"field": "hours", "min": 40}]
    await tenant.certification(await tenant.achievement("Certificate"), hours)
    given = [{"type": ["Result"], "resultDescription": HOURS, "value": "10"}]
    await tenant.passed(first["id"], "hours@example.org", results=given)
    shown = words(await (await sign_in(service, "hours@example.org")).get("/learn"))
    assert "30 hours missing for Practice." in shown
    assert "Next: Long course." in shown


async def test_only_those_whom_its_issuer_knows_see_how_far_they_are(service: Service, tenant: Tenant) -> None:
    _, made = await _electives(tenant)
    path = f"/learn/certifications/{made['id']}"
    assert (await service.public.get(path, headers={"Accept": "text/html"})).status_code == 401
    stranger = await sign_in(service, "nobody-here@example.org")
    assert (await stranger.get(path)).status_code == 404
