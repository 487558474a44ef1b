"""Badges add up to a certification by themselves, and it follows when one of them falls."""

from __future__ import annotations

from typing import Any

from tests.support.service import Service, Tenant, all_of

ANA, BEN = "ana@example.org", "ben@example.org"


async def _stack(tenant: Tenant, **rule: Any) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Two parts and the certification that needs both."""
    first, second = await tenant.achievement("Networks"), await tenant.achievement("Servers")
    target = await tenant.achievement("Certificate", achievementType="Certification")
    return first, second, await tenant.certification(target, all_of(first, second), **rule)


async def _award(tenant: Tenant, learner: str) -> dict[str, Any]:
    (award,) = (await tenant.learner(learner))["awards"]
    return dict(award)


async def test_the_last_part_brings_the_certification_and_only_once(service: Service) -> None:
    tenant = await service.tenant()
    first, second, _ = await _stack(tenant)
    learner = (await tenant.passed(first["id"], ANA))["learner"]
    await service.settle()
    assert (await tenant.learner(learner))["awards"] == []
    await tenant.passed(second["id"], ANA)
    await service.settle()
    await service.settle()
    award = await _award(tenant, learner)
    assert award["state"] == "active"
    report = await service.verify(await service.credential(award["badge"]))
    assert report["verdict"] == "valid", report


async def test_an_award_names_the_digests_of_its_rule_and_its_parts(service: Service) -> None:
    tenant = await service.tenant()
    first, second, certification = await _stack(tenant)
    parts = [await tenant.passed(found["id"], ANA) for found in (first, second)]
    await service.settle()
    credential = await service.credential((await _award(tenant, parts[0]["learner"]))["badge"])
    named = {entry["id"]: entry["digestMultibase"] for entry in credential["relatedResource"]}
    for part in parts:
        assert named[part["badge"]["url"]] == part["badge"]["digestMultibase"]
    assert certification["rule"]["digestMultibase"] in named.values()


async def test_who_misses_a_part_is_told_which(service: Service) -> None:
    tenant = await service.tenant()
    first, _, certification = await _stack(tenant)
    learner = (await tenant.passed(first["id"], BEN))["learner"]
    asked = {"certification": certification["id"], "learner": learner, "asOf": "2099-01-01T00:00:00Z"}
    outcome = (await tenant.api.post("/v1/evaluations", json=asked)).json()
    assert outcome["verdict"] == "not_satisfied"
    verdicts = [part["verdict"] for part in outcome["requirements"][0]["parts"]]
    assert verdicts == ["satisfied", "not_satisfied"]


async def test_revoking_a_part_suspends_the_certification_and_a_new_pass_restores_it(service: Service) -> None:
    tenant = await service.tenant()
    first, second, _ = await _stack(tenant, whenBroken={"action": "suspend"})
    part = await tenant.passed(first["id"], ANA)
    await tenant.passed(second["id"], ANA)
    await service.settle()
    award = await _award(tenant, part["learner"])
    credential = await service.credential(award["badge"])
    assert (
        await tenant.api.post(f"/v1/badges/{part['badge']['id']}/revoke", json={"reason": "fraud"})
    ).status_code == 200
    await service.settle()
    assert (await _award(tenant, part["learner"]))["state"] == "suspended"
    assert (await service.verify(credential))["verdict"] == "suspended"
    await tenant.passed(first["id"], ANA, score="99", assessedAt="2026-05-01T09:00:00Z")
    await service.settle()
    restored = await _award(tenant, part["learner"])
    assert (restored["state"], restored["badge"]) == ("active", award["badge"])
    assert (await service.verify(credential))["verdict"] == "valid"


async def test_a_substitute_badge_keeps_the_certification(service: Service) -> None:
    tenant = await service.tenant()
    first, second, _ = await _stack(tenant, whenBroken={"action": "revoke"})
    part = await tenant.passed(first["id"], ANA)
    await tenant.passed(first["id"], ANA, activityId="second sitting")
    await tenant.passed(second["id"], ANA)
    await service.settle()
    await tenant.api.post(f"/v1/badges/{part['badge']['id']}/revoke")
    await service.settle()
    assert (await _award(tenant, part["learner"]))["state"] == "active"


async def test_a_rule_that_says_revoke_revokes_and_a_whole_stack_is_awarded_anew(service: Service) -> None:
    tenant = await service.tenant()
    first, second, _ = await _stack(tenant, whenBroken={"action": "revoke"})
    part = await tenant.passed(first["id"], ANA)
    await tenant.passed(second["id"], ANA)
    await service.settle()
    await tenant.api.post(f"/v1/badges/{part['badge']['id']}/revoke")
    await service.settle()
    assert (await _award(tenant, part["learner"]))["state"] == "revoked"
    await tenant.passed(first["id"], ANA, score="99", assessedAt="2026-05-01T09:00:00Z")
    await service.settle()
    awards = (await tenant.learner(part["learner"]))["awards"]
    assert sorted((award["period"], award["state"]) for award in awards) == [(1, "revoked"), (2, "active")]


async def test_an_award_that_a_person_revoked_is_not_made_again(service: Service) -> None:
    tenant = await service.tenant()
    first, second, _ = await _stack(tenant)
    part = await tenant.passed(first["id"], ANA)
    await tenant.passed(second["id"], ANA)
    await service.settle()
    award = await _award(tenant, part["learner"])
    await tenant.api.post(f"/v1/badges/{award['badge']}/revoke", json={"reason": "misconduct"})
    await service.settle()
    assert len((await tenant.learner(part["learner"]))["awards"]) == 1
    assert (await service.verify(await service.credential(award["badge"])))["verdict"] == "revoked"


async def test_a_certification_on_a_certification_follows(service: Service) -> None:
    tenant = await service.tenant()
    first, second, inner = await _stack(tenant, whenBroken={"action": "suspend"})
    top = await tenant.achievement("Diploma", achievementType="Diploma")
    await tenant.certification(top, all_of({"url": inner["achievement"]}), whenBroken={"action": "suspend"})
    part = await tenant.passed(first["id"], ANA)
    await tenant.passed(second["id"], ANA)
    await service.settle()
    assert [award["state"] for award in (await tenant.learner(part["learner"]))["awards"]] == ["active", "active"]
    await tenant.api.post(f"/v1/badges/{part['badge']['id']}/suspend")
    await service.settle()
    awards = (await tenant.learner(part["learner"]))["awards"]
    assert [award["state"] for award in awards] == ["suspended", "suspended"]


async def test_a_rule_published_later_looks_at_the_badges_there_are(service: Service) -> None:
    tenant = await service.tenant()
    only = await tenant.achievement("Networks")
    learner = (await tenant.passed(only["id"], ANA))["learner"]
    await service.settle()
    target = await tenant.achievement("Certificate", achievementType="Certification")
    await tenant.certification(target, all_of(only))
    await service.settle()
    assert (await _award(tenant, learner))["state"] == "active"


async def test_certifications_that_need_each_other_are_refused(service: Service) -> None:
    tenant = await service.tenant()
    one, two = await tenant.achievement("One"), await tenant.achievement("Two")
    await tenant.certification(one, all_of(two))
    body = {"achievement": two["id"], "rule": {"requires": all_of(one)}}
    refused = await tenant.api.post("/v1/certifications", json=body)
    assert refused.status_code == 422
    assert "circle" in refused.json()["detail"]
    assert len((await tenant.api.get("/v1/certifications")).json()["items"]) == 1


async def test_a_rule_may_stand_on_another_rule_being_satisfied(service: Service) -> None:
    tenant = await service.tenant()
    first, second, inner = await _stack(tenant)
    top = await tenant.achievement("Diploma", achievementType="Diploma")
    inner_rule = inner["rule"]["document"]["id"]
    requires = {"op": "certification", "rule": inner_rule, "mode": "satisfied"}
    await tenant.certification(top, requires)
    learner = (await tenant.passed(first["id"], ANA))["learner"]
    await tenant.passed(second["id"], ANA)
    await service.settle()
    assert [award["state"] for award in (await tenant.learner(learner))["awards"]] == ["active", "active"]


async def test_a_rule_that_refers_to_an_unknown_rule_is_refused_with_its_pointer(service: Service) -> None:
    tenant = await service.tenant()
    only = await tenant.achievement()
    requires = {"op": "certification", "rule": "urn:uuid:0e3b9a38-5b55-4ef9-9a35-6ab3b1a9b001", "mode": "award"}
    body = {"achievement": only["id"], "rule": {"requires": requires}}
    refused = await tenant.api.post("/v1/certifications", json=body)
    assert refused.status_code == 422
    assert refused.json()["pointer"] == "/rule/requires/rule"


async def test_exact_numbers_of_a_rule_decide(service: Service) -> None:
    tenant = await service.tenant()
    only = await tenant.achievement()
    requires = {"op": "select", "count": {"min": 1, "repeat": True}, "sum": [{"field": "creditsEarned", "min": 0.3}]}
    await tenant.certification(
        await tenant.achievement("Certificate"), requires | {"where": {"achievement": [only["url"]]}}
    )
    for activity, credits in (("one", 0.1), ("two", 0.2)):
        learner = (await tenant.passed(only["id"], ANA, activityId=activity, creditsEarned=credits))["learner"]
        await service.settle()
    assert (await _award(tenant, learner))["state"] == "active"
