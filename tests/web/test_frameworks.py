"""Competencies have pages for employers and CASE documents for machines; badges tell what theirs mean at work."""

from __future__ import annotations

from typing import Any

import pytest
import pytest_asyncio
from tests.domain.competency.test_case import item, link, package
from tests.support.service import BASE_URL, Service, Tenant

from stackcred_issuer.domain.competency.case import read_package

HTML = {"Accept": "text/html"}
PLAN = "https://frameworks.example/plan"


@pytest_asyncio.fixture
async def tenant(service: Service) -> Tenant:
    return await service.tenant()


@pytest_asyncio.fixture
async def framework(tenant: Tenant) -> str:
    """A framework with a tree of two, of which one is told in employers' terms."""
    given = package(
        item("plan", "Plans a network", humanCodingScheme="N.1", educationLevel=["4"]),
        item("draw", "Draws <b>the plan</b>"),
        links=(link("isChildOf", "plan", "framework", 1), link("isChildOf", "draw", "plan", 1)),
    )
    imported = (await tenant.api.post("/v1/frameworks", json={"package": given})).json()
    told = {"tasks": ["Asks who will use it"], "outcomes": ["A plan that an electrician can follow"]}
    changed = await tenant.api.patch(f"/v1/frameworks/{imported['id']}/competencies/plan", json=told)
    assert changed.status_code == 200, changed.text
    return str(imported["id"])


async def test_a_competency_says_what_a_person_can_do_and_which_badges_cover_it(
    service: Service, tenant: Tenant, framework: str
) -> None:
    aligned = {"type": ["Alignment"], "targetName": "Plans", "targetUrl": PLAN}
    networks = await tenant.achievement("Networks", alignment=[aligned])
    page = await service.public.get(f"/frameworks/{framework}/competencies/plan", headers=HTML)
    assert page.status_code == 200
    for words in (
        "Plans a network",
        "Asks who will use it",
        "A plan that an electrician can follow",
        "N.1",
        "Networks",
    ):
        assert words in page.text
    assert f'href="/achievements/{networks["id"]}"' in page.text
    below = await service.public.get(f"/frameworks/{framework}/competencies/draw", headers=HTML)
    assert "<b>the plan" not in below.text
    assert "Plans a network" in below.text  # its place in the tree


async def test_machines_get_case_that_reads_again_as_the_framework(service: Service, framework: str) -> None:
    whole = await service.public.get(f"/frameworks/{framework}")
    assert whole.headers["content-type"] == "application/json"
    read = read_package(whole.json())
    assert [(one.identifier, one.parent) for one in read.competencies] == [("plan", None), ("draw", "plan")]
    one = (await service.public.get(f"/frameworks/{framework}/competencies/plan")).json()
    assert (one["fullStatement"], one["tasks"]) == ("Plans a network", ["Asks who will use it"])
    assert one in whole.json()["CFItems"]


async def test_a_badges_page_tells_what_its_competencies_mean_at_work(
    service: Service, tenant: Tenant, framework: str
) -> None:
    aligned = {"type": ["Alignment"], "targetName": "Plans", "targetUrl": PLAN}
    networks = await tenant.achievement("Networks", alignment=[aligned])
    badge = (await tenant.passed(networks["id"], "ana@example.org"))["badge"]["id"]
    for path in (f"/badges/{badge}", f"/achievements/{networks['id']}"):
        page = await service.public.get(path, headers=HTML)
        assert "A plan that an electrician can follow" in page.text
        assert f'href="/frameworks/{framework}/competencies/plan"' in page.text


async def test_what_another_issuer_keeps_explains_nobody_elses_badges(service: Service, framework: str) -> None:
    other = await service.tenant()
    aligned = {"type": ["Alignment"], "targetName": "Plans", "targetUrl": PLAN}
    theirs = await other.achievement("Networks", alignment=[aligned])
    page = await service.public.get(f"/achievements/{theirs['id']}", headers=HTML)
    assert "electrician" not in page.text
    covered = await service.public.get(f"/frameworks/{framework}/competencies/plan", headers=HTML)
    assert "No badge of" in covered.text


async def test_nobody_can_stand_before_anothers_framework(service: Service, framework: str) -> None:
    other = await service.tenant()
    posing = package(item("plan", "Something else"))
    posing["CFDocument"]["uri"] = f"{BASE_URL}/frameworks/{framework}"
    assert (await other.api.post("/v1/frameworks", json={"package": posing})).status_code == 200
    found = (await service.public.get(f"/frameworks/{framework}")).json()
    assert found["CFItems"][0]["fullStatement"] == "Plans a network"


async def test_a_table_gets_addresses_that_lead_to_its_pages(service: Service, tenant: Tenant) -> None:
    table = {"identifier": "n", "title": "Networks", "csv": "identifier,statement\nA 1,Plans\n"}
    imported = (await tenant.api.post("/v1/frameworks", json=table)).json()
    [one] = (await tenant.api.get(f"/v1/frameworks/{imported['id']}/competencies")).json()["items"]
    there = one["alignment"]["targetUrl"]
    assert there.startswith(f"{BASE_URL}/frameworks/{imported['id']}/")
    page = await service.public.get(there.removeprefix(BASE_URL), headers=HTML)
    assert (page.status_code, "Plans" in page.text) == (200, True)


async def test_long_frameworks_come_page_by_page(service: Service, tenant: Tenant) -> None:
    lines = "".join(f"C{number},Does {number}\n" for number in range(250))
    table = {"identifier": "n", "title": "Networks", "csv": "identifier,statement\n" + lines}
    imported: dict[str, Any] = (await tenant.api.post("/v1/frameworks", json=table)).json()
    first = await service.public.get(f"/frameworks/{imported['id']}", headers=HTML)
    assert "Does 199" in first.text
    assert "Does 200" not in first.text
    rest = await service.public.get(f"/frameworks/{imported['id']}?after=199", headers=HTML)
    assert "Does 249" in rest.text


@pytest.mark.parametrize("path", ["nonsense", "00000000-0000-0000-0000-000000000000"])
async def test_what_is_not_here_is_not_found(service: Service, framework: str, path: str) -> None:
    assert (await service.public.get(f"/frameworks/{path}", headers=HTML)).status_code == 404
    assert (await service.public.get(f"/frameworks/{framework}/competencies/none", headers=HTML)).status_code == 404
