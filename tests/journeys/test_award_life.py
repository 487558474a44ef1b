"""The life of an award: periods and renewal, new rule versions, and audits that find what no longer holds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest_asyncio
from tests.services.clockwork import Clockwork, with_clock
from tests.support.service import Service, Tenant, all_of, running

from stackcred_issuer.domain.events import EventType
from stackcred_issuer.services.audit_awards import audit_awards
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.evaluate_certification import evaluate_certification
from stackcred_issuer.services.pass_of_time import pass_of_time
from stackcred_issuer.store.audit_chain import AuditRecord

ANA, BEN = "ana@example.org", "ben@example.org"
Json = dict[str, Any]


@pytest_asyncio.fixture(loop_scope="session")
async def service(fresh_database_url: str, tmp_path: Path) -> AsyncIterator[Service]:
    """On a database of its own: time passes, and audits go through, for every tenant there is."""
    async with running(fresh_database_url, tmp_path) as found:
        yield found


async def _awards(tenant: Tenant, learner: str) -> list[Json]:
    return sorted((await tenant.learner(learner))["awards"], key=lambda award: award["period"])


async def _decide(house: Deployment, tenant: Tenant, certification: Json, learner: str) -> None:
    await evaluate_certification(house, tenant.issuer.id, UUID(certification["id"]), UUID(learner), cause="time")


async def _events(house: Deployment, tenant: Tenant, kind: EventType) -> list[AuditRecord]:
    async with house.store.begin(house.clock.now()) as uow:
        return [entry for entry in await uow.audit.page(tenant.issuer.id, 0, 1000) if entry.type == kind.value]


async def _renewable(service: Service, tenant: Tenant, **renewal: Any) -> tuple[Json, Json, str]:
    """A certification for a year, renewed by further education; the achievement for that; a learner who has it."""
    part, course = await tenant.achievement("Networks"), await tenant.achievement("Refresher")
    rule = {"renewal": {"period": "P1Y", "requires": all_of(course), **renewal}}
    certification = await tenant.certification(await tenant.achievement("Certificate"), all_of(part), **rule)
    learner = (await tenant.passed(part["id"], ANA))["learner"]
    await service.settle()
    return certification, course, learner


async def test_an_award_holds_for_its_period_and_its_holder_is_told_once_before_it_ends(service: Service) -> None:
    tenant = await service.tenant()
    _, _, learner = await _renewable(service, tenant)
    (award,) = await _awards(tenant, learner)
    credential = await service.credential(award["badge"])
    assert award["validUntil"] == credential["validUntil"]
    clock = Clockwork(service.house.clock.now())
    house = with_clock(service.house, clock)
    clock.forward(days=300)
    await pass_of_time(house)
    assert not await _events(house, tenant, EventType.AWARD_ENDING)
    clock.forward(days=40)
    for _ in range(2):
        await pass_of_time(house)
    assert len(await _events(house, tenant, EventType.AWARD_ENDING)) == 1
    clock.forward(days=40)
    for _ in range(2):
        await pass_of_time(house)
    assert len(await _events(house, tenant, EventType.BADGE_EXPIRED)) == 1


async def test_a_renewal_earned_in_time_begins_a_period_where_the_former_one_ends(service: Service) -> None:
    tenant = await service.tenant()
    certification, course, learner = await _renewable(service, tenant)
    await tenant.passed(course["id"], ANA)
    await service.settle()
    assert len(await _awards(tenant, learner)) == 1  # not before the notice
    clock = Clockwork(service.house.clock.now())
    house = with_clock(service.house, clock)
    clock.forward(days=350)
    for _ in range(2):
        await _decide(house, tenant, certification, learner)
    first, second = await _awards(tenant, learner)
    assert second["validUntil"][5:] == first["validUntil"][5:]
    assert int(second["validUntil"][:4]) == int(first["validUntil"][:4]) + 1
    assert len(await _events(house, tenant, EventType.AWARD_PROLONGED)) == 1


async def test_after_its_grace_an_award_has_lapsed_and_its_old_badges_do_not_bring_it_back(service: Service) -> None:
    tenant = await service.tenant()
    certification, course, learner = await _renewable(service, tenant, grace="P30D")
    clock = Clockwork(service.house.clock.now())
    house = with_clock(service.house, clock)
    clock.forward(days=380)
    await _decide(house, tenant, certification, learner)
    assert len(await _awards(tenant, learner)) == 1
    clock.forward(days=60)
    await _decide(house, tenant, certification, learner)
    assert len(await _awards(tenant, learner)) == 1
    await tenant.passed(course["id"], ANA)
    await _decide(house, tenant, certification, learner)
    assert [award["period"] for award in await _awards(tenant, learner)] == [1, 2]


async def test_renewing_a_certification_renews_the_lower_one_that_it_names(service: Service) -> None:
    tenant = await service.tenant()
    lower, course, learner = await _renewable(service, tenant)
    part = await tenant.achievement("Advanced")
    renewal = {"period": "P1Y", "requires": all_of(course | {"url": part["url"]}), "renews": [lower["achievement"]]}
    higher = await tenant.certification(await tenant.achievement("Higher"), all_of(part), renewal=renewal)
    await tenant.passed(part["id"], ANA)
    await service.settle()
    clock = Clockwork(service.house.clock.now())
    house = with_clock(service.house, clock)
    clock.forward(days=350)
    await _decide(house, tenant, lower, learner)
    assert [award["period"] for award in await _awards(tenant, learner)] == [1, 1]
    await _decide(house, tenant, higher, learner)
    await _decide(house, tenant, lower, learner)
    assert [award["period"] for award in await _awards(tenant, learner)] == [1, 1, 2, 2]


async def _two_holders(service: Service, tenant: Tenant) -> tuple[Json, Json, dict[str, str]]:
    """Ana holds one part and the certification, Ben only the other part."""
    one, two = await tenant.achievement("One"), await tenant.achievement("Two")
    certification = await tenant.certification(
        await tenant.achievement("Certificate"), all_of(one), whenBroken={"action": "suspend"}
    )
    ids = {
        "ana": (await tenant.passed(one["id"], ANA))["learner"],
        "ben": (await tenant.passed(two["id"], BEN))["learner"],
    }
    await service.settle()
    return certification, two, ids


async def test_the_impact_of_a_rule_is_told_before_it_is_published_and_comes_true(service: Service) -> None:
    tenant = await service.tenant()
    certification, two, ids = await _two_holders(service, tenant)
    body = {"rule": {"requires": all_of(two), "whenBroken": {"action": "suspend"}}}
    path = f"/v1/certifications/{certification['id']}"
    told = (await tenant.api.post(f"{path}/impact", json=body)).json()
    assert (told["counts"]["gains"], told["counts"]["loses"], told["next"]) == (1, 1, None)
    assert {one["learner"]: one["change"] for one in told["changes"]} == {ids["ana"]: "loses", ids["ben"]: "gains"}
    assert [line.partition(":")[0] for line in told["diff"]] == ["No longer", "Now"]
    assert len((await tenant.api.get(f"{path}/rules")).json()["items"]) == 1
    first = (await tenant.api.post(f"{path}/impact?limit=1", json=body)).json()
    rest = (await tenant.api.post(f"{path}/impact?limit=1&after={first['next']}", json=body)).json()
    paged = first["changes"] + rest["changes"]
    assert [one["learner"] for one in paged] == [one["learner"] for one in told["changes"]]
    assert (await tenant.api.post(f"{path}/rules", json=body)).status_code == 201
    await service.settle()
    assert [award["state"] for award in await _awards(tenant, ids["ana"])] == ["suspended"]
    assert [award["state"] for award in await _awards(tenant, ids["ben"])] == ["active"]


async def test_a_version_that_keeps_existing_awards_asks_only_newcomers(service: Service) -> None:
    tenant = await service.tenant()
    certification, two, ids = await _two_holders(service, tenant)
    body = {"rule": {"requires": all_of(two), "whenBroken": {"action": "suspend"}}, "existing": "keep"}
    path = f"/v1/certifications/{certification['id']}"
    told = (await tenant.api.post(f"{path}/impact", json=body)).json()
    assert (told["counts"]["gains"], told["counts"]["loses"], told["counts"]["keeps"]) == (1, 0, 1)
    await tenant.api.post(f"{path}/rules", json=body)
    await service.settle()
    for who in ids.values():
        assert [award["state"] for award in await _awards(tenant, who)] == ["active"]


async def test_a_version_that_spares_until_an_instant_takes_them_in_after_it(service: Service) -> None:
    tenant = await service.tenant()
    certification, two, ids = await _two_holders(service, tenant)
    rule = {"requires": all_of(two), "whenBroken": {"action": "suspend"}}
    path = f"/v1/certifications/{certification['id']}/rules"
    assert (await tenant.api.post(path, json={"rule": rule, "existing": "until"})).status_code == 422
    past = {"rule": rule, "existing": "until", "existingUntil": "2020-01-01T00:00:00Z"}
    assert (await tenant.api.post(path, json=past)).json()["pointer"] == "/existingUntil"
    body = {"rule": rule, "existing": "until", "existingUntil": "2040-01-01T00:00:00Z"}
    assert (await tenant.api.post(path, json=body)).status_code == 201
    await service.settle()
    assert [award["state"] for award in await _awards(tenant, ids["ana"])] == ["active"]
    clock = Clockwork(service.house.clock.now())
    clock.forward(days=366 * 20)
    await pass_of_time(with_clock(service.house, clock))
    await service.settle()
    assert [award["state"] for award in await _awards(tenant, ids["ana"])] == ["suspended"]


async def test_an_audit_finds_the_award_whose_badge_fell_without_a_reaction(service: Service) -> None:
    tenant = await service.tenant()
    part = await tenant.achievement("Networks")
    await tenant.certification(await tenant.achievement("Certificate"), all_of(part))
    passed = await tenant.passed(part["id"], ANA)
    await service.settle()
    ours = tenant.issuer.id
    assert not [doubt async for doubt in audit_awards(service.house) if doubt.award.issuer_id == ours]
    await tenant.api.post(f"/v1/badges/{passed['badge']['id']}/revoke", json={"reason": "fraud"})
    (doubt,) = [doubt async for doubt in audit_awards(service.house) if doubt.award.issuer_id == ours]
    assert doubt.kind == "present"
    await service.settle()
    assert not [doubt async for doubt in audit_awards(service.house) if doubt.award.issuer_id == ours]


async def test_an_audit_finds_the_award_whose_grounds_are_gone(service: Service) -> None:
    tenant = await service.tenant()
    part = await tenant.achievement("Networks")
    await tenant.certification(await tenant.achievement("Certificate"), all_of(part))
    learner = (await tenant.passed(part["id"], ANA))["learner"]
    await service.settle()
    (award,) = await _awards(tenant, learner)
    async with service.house.store.begin(service.house.clock.now()) as uow:
        await uow.awards.forget_holdings(UUID(award["id"]), ["another"])
    ours = [doubt async for doubt in audit_awards(service.house) if doubt.award.issuer_id == tenant.issuer.id]
    assert [doubt.kind for doubt in ours] == ["witness"]
    refused = await service.public.get(f"/badges/{award['badge']}/bundle.json")
    assert refused.status_code == 409


async def test_a_badge_that_runs_out_breaks_what_stands_on_it(service: Service) -> None:
    tenant = await service.tenant()
    part = await tenant.achievement("Networks")
    certification = await tenant.certification(
        await tenant.achievement("Certificate"), all_of(part), whenBroken={"action": "suspend"}
    )
    clock = Clockwork(service.house.clock.now())
    ends = clock.now().replace(microsecond=0, year=clock.now().year + 1)
    body = {"learner": {"email": ANA}, "achievement": part["id"], "validUntil": ends.isoformat()}
    issued = await tenant.api.post("/v1/badges", json=body)
    assert issued.status_code == 201, issued.text
    await service.settle()
    learner = (await tenant.api.get("/v1/learners")).json()["items"][0]["id"]
    clock.forward(days=367)
    house = with_clock(service.house, clock)
    await pass_of_time(house)
    (expired,) = await _events(house, tenant, EventType.BADGE_EXPIRED)
    assert expired.achievement == part["url"]
    await _decide(house, tenant, certification, learner)
    (award,) = await _awards(tenant, learner)
    assert award["state"] == "suspended"
