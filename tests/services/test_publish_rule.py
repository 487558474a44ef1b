"""A rule version never changes; a new one changes no old meaning, and takes its place for whoever is decided next."""

from __future__ import annotations

from typing import Any

from tests.support.service import Service, Tenant, all_of

ANA = "ana@example.org"
JSON = {"Content-Type": "application/json"}


async def _certification(tenant: Tenant) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    first, second = await tenant.achievement("First"), await tenant.achievement("Second")
    certification = await tenant.certification(await tenant.achievement("Certificate"), all_of(first))
    return first, second, certification


async def test_an_old_version_stays_where_it_was_byte_for_byte(service: Service) -> None:
    tenant = await service.tenant()
    first, second, certification = await _certification(tenant)
    path = f"/certifications/{certification['id']}/rules"
    old = await service.public.get(f"{path}/1")
    made = await tenant.api.post(f"/v1{path}", json={"rule": {"requires": all_of(first, second)}})
    assert (made.status_code, made.json()["version"]) == (201, 2)
    assert (await service.public.get(f"{path}/1")).content == old.content
    assert (await service.public.get(f"{path}/2")).json() == made.json()["document"]
    listed = (await tenant.api.get(f"/v1{path}")).json()["items"]
    assert [rule["version"] for rule in listed] == [1, 2]
    assert listed[0] == certification["rule"]
    assert len({rule["document"]["id"] for rule in listed}) == 1
    assert (await service.public.get(f"/certifications/{certification['id']}")).json()["version"] == 2


async def test_an_award_names_the_version_it_was_made_by_and_follows_the_new_one(service: Service) -> None:
    tenant = await service.tenant()
    first, second, certification = await _certification(tenant)
    learner = (await tenant.passed(first["id"], ANA))["learner"]
    await service.settle()
    path = f"/v1/certifications/{certification['id']}/rules"
    stricter = {"requires": all_of(first, second), "whenBroken": {"action": "suspend"}}
    assert (await tenant.api.post(path, json={"rule": stricter})).status_code == 201
    await service.settle()
    (award,) = (await tenant.learner(learner))["awards"]
    assert (award["state"], award["rule"]["version"]) == ("suspended", 1)
    await tenant.passed(second["id"], ANA)
    await service.settle()
    (award,) = (await tenant.learner(learner))["awards"]
    assert award["state"] == "active"


async def test_a_first_version_may_bring_an_id_and_later_ones_keep_it(service: Service) -> None:
    tenant = await service.tenant()
    first, _, _ = await _certification(tenant)
    other = await tenant.achievement("Framework")
    rule_id = "https://framework.example/rules/css-nc-ii"
    made = await tenant.certification(other, all_of(first), id=rule_id, version=1, type="StackingRule")
    assert made["rule"]["document"]["id"] == rule_id
    path = f"/v1/certifications/{made['id']}/rules"
    for members in ({"id": "urn:uuid:another"}, {"version": 1}, {"version": 3}, {"target": first["url"]}):
        refused = await tenant.api.post(path, json={"rule": {"requires": all_of(first), **members}})
        assert (refused.status_code, refused.json()["pointer"]) == (422, f"/rule/{next(iter(members))}")
    kept = await tenant.api.post(path, json={"rule": {"requires": all_of(first), "id": rule_id, "version": 2}})
    assert kept.json()["document"]["id"] == rule_id


async def test_an_achievement_has_one_certification(service: Service) -> None:
    tenant = await service.tenant()
    first, _, certification = await _certification(tenant)
    body = {"achievement": certification["achievement"], "rule": {"requires": all_of(first)}}
    assert (await tenant.api.post("/v1/certifications", json=body)).status_code == 409


async def test_the_digest_of_a_rule_covers_its_numbers_as_they_were_written(service: Service) -> None:
    tenant = await service.tenant()
    first, _, _ = await _certification(tenant)
    requires = (
        '{"op": "select", "where": {"achievement": ["%s"]}, "count": {"min": 1, "repeat": true},'
        ' "sum": [{"field": "creditsEarned", "min": %s}]}'
    )
    for number, status in (("0.1", 201), ("9007199254740993", 422), ("0.1000000000000000055511151231257827", 422)):
        target = await tenant.achievement(f"Credits {number}")
        rule = requires % (first["url"], number)
        body = f'{{"achievement": "{target["id"]}", "rule": {{"requires": {rule}}}}}'
        answer = await tenant.api.post("/v1/certifications", content=body, headers=JSON)
        assert answer.status_code == status, answer.text


async def test_a_count_nobody_can_reach_is_refused_with_its_place(service: Service) -> None:
    tenant = await service.tenant()
    first, _, certification = await _certification(tenant)
    greedy = {"op": "select", "where": {"achievement": [first["url"]]}, "count": {"min": 2}}
    path = f"/v1/certifications/{certification['id']}/rules"
    refused = await tenant.api.post(path, json={"rule": {"requires": greedy}})
    assert (refused.status_code, refused.json()["pointer"]) == (422, "/rule/requires/count/min")
    assert len((await tenant.api.get(path)).json()["items"]) == 1
