"""A framework comes in, achievements align to it, and one sees what no badge covers."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.domain.competency.test_case import item, package
from tests.support.service import Service, Tenant


async def _import(tenant: Tenant, **body: Any) -> dict[str, Any]:
    answer = await tenant.api.post("/v1/frameworks", json=body)
    assert answer.status_code == 200, answer.text
    imported: dict[str, Any] = answer.json()
    return imported


async def _competencies(tenant: Tenant, framework: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    url: str | None = f"/v1/frameworks/{framework}/competencies?limit=1"
    while url:
        page = (await tenant.api.get(url)).json()
        items += page["items"]
        url = page["next"]
    return items


async def test_a_newer_text_updates_in_place_and_forgets_nothing(service: Service) -> None:
    tenant = await service.tenant()
    first = await _import(tenant, package=package(item("plan", "Plans"), item("cable", "Cables")))
    assert first["competencies"] == {"added": 2, "changed": 0, "unchanged": 0, "vanished": 0}
    described = await tenant.api.patch(
        f"/v1/frameworks/{first['id']}/competencies/plan", json={"tasks": ["Draws the plan"]}
    )
    assert described.json()["tasks"] == ["Draws the plan"]
    second = await _import(tenant, package=package(item("plan", "Plans well"), item("test", "Tests")))
    assert second["id"] == first["id"]
    assert second["competencies"] == {"added": 1, "changed": 1, "unchanged": 0, "vanished": 1}
    found = {one["identifier"]: one for one in await _competencies(tenant, first["id"])}
    assert (found["plan"]["statement"], found["plan"]["tasks"]) == ("Plans well", ["Draws the plan"])
    assert found["cable"]["vanishedAt"] is not None
    third = await _import(tenant, package=package(item("plan", "Plans well"), item("cable", "Cables")))
    assert third["competencies"] == {"added": 0, "changed": 1, "unchanged": 1, "vanished": 1}


async def test_an_achievement_takes_the_alignment_as_it_is_given_and_covers_the_competency(service: Service) -> None:
    tenant = await service.tenant()
    framework = await _import(tenant, package=package(item("plan", "Plans"), item("cable", "Cables")))
    plan, _ = await _competencies(tenant, framework["id"])
    networks = await tenant.achievement("Networks", alignment=[plan["alignment"]])
    coverage = (await tenant.api.get(f"/v1/frameworks/{framework['id']}/coverage")).json()
    assert (coverage["covered"], coverage["uncovered"]) == (1, 1)
    assert coverage["items"][0]["achievements"] == [{"url": networks["url"], "name": "Networks"}]
    badge = (await tenant.passed(networks["id"], "ana@example.org"))["badge"]
    assert (await service.verify(await service.credential(badge["id"])))["verdict"] == "valid"


async def test_two_imports_at_once_make_one_framework(service: Service) -> None:
    tenant = await service.tenant()
    wanted = {"package": package(item("plan", "Plans"))}
    answers = await asyncio.gather(*(tenant.api.post("/v1/frameworks", json=wanted) for _ in range(4)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    await _import(tenant, **wanted)
    assert len((await tenant.api.get("/v1/frameworks")).json()["items"]) == 1


async def test_a_table_is_known_again_by_its_identifier(service: Service) -> None:
    tenant = await service.tenant()
    table = {"identifier": "networks", "title": "Networks", "csv": "identifier,statement\nA,Plans\n"}
    first = await _import(tenant, **table)
    again = await _import(tenant, **table | {"csv": "identifier,statement\nA,Plans\nB,Cables\n"})
    assert again["id"] == first["id"]
    assert again["competencies"] == {"added": 1, "changed": 0, "unchanged": 1, "vanished": 0}


async def test_a_package_that_is_none_changes_nothing_and_says_where(service: Service) -> None:
    tenant = await service.tenant()
    answer = await tenant.api.post("/v1/frameworks", json={"package": {"CFItems": []}})
    assert (answer.status_code, answer.json()["pointer"]) == (422, "/package/CFDocument")
    assert (await tenant.api.get("/v1/frameworks")).json()["items"] == []


async def test_another_tenants_framework_does_not_exist(service: Service) -> None:
    tenant, other = await service.tenant(), await service.tenant()
    framework = await _import(tenant, package=package(item("plan", "Plans")))
    for path in ("", "/competencies", "/coverage"):
        assert (await other.api.get(f"/v1/frameworks/{framework['id']}{path}")).status_code == 404
    change = {"tasks": ["Spoils it"]}
    there = f"/v1/frameworks/{framework['id']}/competencies/plan"
    assert (await other.api.patch(there, json=change)).status_code == 404
