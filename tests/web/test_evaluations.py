"""What is asked over HTTP is answered as on the command line: gaps, alternatives, what-if, job roles, learners."""

from __future__ import annotations

from typing import Any

import pytest
import pytest_asyncio
from tests.support.service import Service, Tenant

PART, OTHER = "https://a.example/part", "https://a.example/other"
PLANS = "https://a.example/competencies/plans"
NOW = "2026-06-01T00:00:00Z"


def select(*achievements: str) -> dict[str, Any]:
    return {"op": "select", "where": {"achievement": list(achievements)}}


def rule(*parts: dict[str, Any]) -> dict[str, Any]:
    target = "https://a.example/target"
    requires = {"op": "all", "of": list(parts)}
    return {"type": "StackingRule", "id": "urn:rule:1", "version": 1, "target": target, "requires": requires}


def holding(achievement: str, **more: Any) -> dict[str, Any]:
    issued = {"issuer": "did:web:a.example", "awarded": "2026-01-01T00:00:00Z", "status": "active"}
    return {"id": f"urn:badge:{achievement}", "achievement": achievement} | issued | more


CATALOGUE = [{"achievement": OTHER, "cost": 30, "hours": 8}, {"achievement": PART, "cost": 5}]
ROLE = {
    "type": "JobRole",
    "id": "urn:role:planner",
    "name": "Planner",
    "competencies": [{"alignment": PLANS, "task": "Plan a network"}],
}


@pytest_asyncio.fixture
async def tenant(service: Service) -> Tenant:
    return await service.tenant()


async def ask(tenant: Tenant, expected: int = 200, **question: Any) -> dict[str, Any]:
    answer = await tenant.api.post("/v1/evaluations", json={"asOf": NOW, **question})
    assert answer.status_code == expected, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_a_catalogue_says_the_cheapest_way_to_finish(tenant: Tenant) -> None:
    asked: dict[str, Any] = {"rule": rule(select(PART), select(OTHER)), "holdings": [holding(PART)]}
    outcome = await ask(tenant, **asked, catalog=CATALOGUE, alternatives=True)
    assert outcome["verdict"] == "not_satisfied"
    assert [item["achievement"] for item in outcome["gap"]["achievements"]] == [OTHER]
    assert (outcome["gap"]["cost"], outcome["gap"]["optimal"]) == (30, True)
    assert outcome["alternatives"] == []
    assert (await ask(tenant, **asked))["gap"] is None


async def test_what_if_supposes_a_part_of_the_catalogue_finished(tenant: Tenant) -> None:
    asked: dict[str, Any] = {
        "rule": rule(select(PART), select(OTHER)),
        "holdings": [holding(PART)],
        "catalog": CATALOGUE,
    }
    assert (await ask(tenant, **asked, whatIf=[OTHER]))["verdict"] == "satisfied"
    assert (await ask(tenant, **asked, whatIf=["https://a.example/unheard-of"]))["verdict"] == "not_satisfied"


async def test_a_job_role_is_asked_as_a_rule_is(tenant: Tenant) -> None:
    covering = holding(PART, alignments=[{"url": PLANS}])
    assert (await ask(tenant, role=ROLE, holdings=[covering]))["verdict"] == "satisfied"
    assert (await ask(tenant, role=ROLE, holdings=[holding(PART)]))["verdict"] == "not_satisfied"
    refused = await ask(tenant, 422, role={**ROLE, "competencies": []}, holdings=[])
    assert refused["pointer"] == "/role/competencies"


async def test_a_learners_verified_badges_are_held_against_a_role(tenant: Tenant) -> None:
    aligned = {"type": ["Alignment"], "targetName": "Plans", "targetUrl": PLANS}
    achievement = await tenant.achievement("Plans", alignment=[aligned])
    passed = await tenant.passed(achievement["id"], "ana@example.org")
    outcome = await ask(tenant, role=ROLE, learner=passed["learner"], asOf="2099-01-01T00:00:00Z")
    assert outcome["verdict"] == "satisfied"


@pytest.mark.parametrize("given", [(), ("rule", "role"), ("role", "certification"), ("rule", "certification", "role")])
async def test_one_thing_is_asked_about(tenant: Tenant, given: tuple[str, ...]) -> None:
    named: dict[str, Any] = {
        "rule": rule(select(PART)),
        "role": ROLE,
        "certification": "00000000-0000-0000-0000-000000000000",
    }
    refused = await ask(tenant, 422, holdings=[], **{name: named[name] for name in given})
    assert refused["pointer"] == "/rule"
