"""An award follows its rule through time: grace, expiry, and being decided twice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.services.clockwork import Clockwork, with_clock
from tests.support.service import Service, Tenant, all_of

from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.services.evaluate_certification import evaluate_certification
from stackcred_issuer.services.react import react, sweep_grace

ANA = "ana@example.org"


async def _awarded(service: Service, tenant: Tenant, **rule: Any) -> tuple[dict[str, Any], str, str]:
    """A learner with an award on one part: the part's post, the learner, the certification."""
    part = await tenant.achievement()
    certification = await tenant.certification(await tenant.achievement("Certificate"), all_of(part), **rule)
    passed = await tenant.passed(part["id"], ANA)
    await service.settle()
    return passed, passed["learner"], certification["id"]


async def _state(tenant: Tenant, learner: str) -> str:
    (award,) = (await tenant.learner(learner))["awards"]
    return str(award["state"])


async def test_within_its_grace_a_broken_award_stays_and_after_it_the_rule_is_done(service: Service) -> None:
    tenant = await service.tenant()
    broken = {"action": "suspend", "grace": "P30D"}
    passed, learner, _ = await _awarded(service, tenant, whenBroken=broken)
    await tenant.api.post(f"/v1/badges/{passed['badge']['id']}/revoke")
    await service.settle()
    assert await _state(tenant, learner) == "grace"
    clock = Clockwork(service.house.clock.now())
    house = with_clock(service.house, clock)
    clock.forward(days=29)
    await sweep_grace(house)
    assert await _state(tenant, learner) == "grace"
    clock.forward(days=2)
    await sweep_grace(house)
    assert await _state(tenant, learner) == "suspended"


async def test_a_stack_mended_within_the_grace_is_as_if_nothing_had_been(service: Service) -> None:
    tenant = await service.tenant()
    broken = {"action": "revoke", "grace": "P30D"}
    passed, learner, _ = await _awarded(service, tenant, whenBroken=broken)
    await tenant.api.post(f"/v1/badges/{passed['badge']['id']}/suspend")
    await service.settle()
    assert await _state(tenant, learner) == "grace"
    await tenant.api.post(f"/v1/badges/{passed['badge']['id']}/reinstate")
    await service.settle()
    assert await _state(tenant, learner) == "active"


async def test_without_an_action_a_broken_award_is_flagged_and_its_badge_stays_valid(service: Service) -> None:
    tenant = await service.tenant()
    passed, learner, _ = await _awarded(service, tenant)
    await tenant.api.post(f"/v1/badges/{passed['badge']['id']}/revoke")
    await service.settle()
    (award,) = (await tenant.learner(learner))["awards"]
    assert award["state"] == "flagged"
    assert (await service.verify(await service.credential(award["badge"])))["verdict"] == "valid"


async def test_an_expired_badge_does_not_count(service: Service) -> None:
    tenant = await service.tenant()
    part = await tenant.achievement()
    certification = await tenant.certification(await tenant.achievement("Certificate"), all_of(part))
    body = {"learner": {"email": ANA}, "achievement": part["id"], "validUntil": "2999-01-01T00:00:00Z"}
    answer = await tenant.api.post("/v1/badges", json=body)
    learner = answer.json()["learner"]
    asked = {"certification": certification["id"], "learner": learner}
    before = (await tenant.api.post("/v1/evaluations", json=asked | {"asOf": "2998-01-01T00:00:00Z"})).json()
    after = (await tenant.api.post("/v1/evaluations", json=asked | {"asOf": "2999-01-02T00:00:00Z"})).json()
    assert (before["verdict"], after["verdict"]) == ("satisfied", "not_satisfied")
    assert "2999-01-01" in after["notCounted"][0]["reason"]


async def test_deciding_twice_changes_nothing(service: Service) -> None:
    tenant = await service.tenant()
    _, learner, certification = await _awarded(service, tenant)
    before = await tenant.learner(learner)
    for _ in range(2):
        verdict = await evaluate_certification(
            service.house, tenant.issuer.id, UUID(certification), UUID(learner), cause="again"
        )
        assert verdict == "satisfied"
    assert await tenant.learner(learner) == before


async def test_a_reaction_looks_only_at_certifications_that_mention_what_changed(service: Service) -> None:
    tenant = await service.tenant()
    passed, learner, _ = await _awarded(service, tenant)
    other = await tenant.achievement("Elsewhere")
    event = Event(
        EventType.BADGE_ISSUED,
        tenant.issuer.id,
        passed["badge"]["id"],
        "test",
        learner_id=UUID(learner),
        achievement=other["url"],
    )
    assert await react(service.house, [event]) == 0


async def test_an_award_that_a_person_suspended_is_not_reinstated_by_its_rule(service: Service) -> None:
    tenant = await service.tenant()
    passed, learner, _ = await _awarded(service, tenant, whenBroken={"action": "suspend"})
    (award,) = (await tenant.learner(learner))["awards"]
    await tenant.api.post(f"/v1/badges/{award['badge']}/suspend", json={"reason": "an investigation"})
    for change in ("suspend", "reinstate"):
        await tenant.api.post(f"/v1/badges/{passed['badge']['id']}/{change}")
        await service.settle()
        shown = (await tenant.api.get(f"/v1/badges/{award['badge']}")).json()
        assert (shown["status"], shown["statusReason"]) == ("suspended", "an investigation")
    assert await _state(tenant, learner) == "active"
