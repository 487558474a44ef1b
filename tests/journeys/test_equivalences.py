"""What counts as what: signed, scoped, revocable; a badge counts once, as itself or as what a statement makes of it."""

from __future__ import annotations

from typing import Any

from tests.support.service import Service, Tenant, all_of
from tests.support.strangers import (
    COLLEGE,
    FRAUD,
    WELDING,
    awards,
    bring,
    foreign,
    learner_of,
    outcome,
    registry,
    trusting,
)

ANA, BEN = "ana@example.org", "ben@example.org"


async def _scene(tenant: Tenant, **rule: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A certification on our own welding achievement, and that achievement."""
    ours = await tenant.achievement("Our welding")
    target = await tenant.achievement("Certificate")
    trust = await registry(tenant, trusting())
    return await tenant.certification(target, all_of(ours), trust=[trust["url"]], **rule), ours


def _substitution(ours: dict[str, Any], **members: Any) -> dict[str, Any]:
    said = {"kind": "Substitution", "achievement": WELDING, "issuer": COLLEGE.controller, "countsAs": ours["id"]}
    return {**said, "comment": "The same outcomes at the same level.", **members}


async def _state(tenant: Tenant, body: dict[str, Any], expected: int = 201) -> dict[str, Any]:
    answer = await tenant.api.post("/v1/equivalences", json=body)
    assert answer.status_code == expected, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_a_substitution_lets_a_foreign_badge_count_and_is_named(service: Service) -> None:
    tenant = await service.tenant()
    certification, ours = await _scene(tenant, whenBroken={"action": "suspend"})
    learner = await learner_of(tenant, ANA)
    brought = await bring(tenant, learner, foreign(ANA))
    assert await awards(service, tenant, learner) == []
    said = await _state(tenant, _substitution(ours))
    (award,) = await awards(service, tenant, learner)
    assert award["evaluation"]["equivalences"] == [
        {
            "credential": brought["credential"],
            "statement": said["url"],
            "kind": "Substitution",
            "achievement": WELDING,
            "countsAs": ours["url"],
            "digestMultibase": said["digestMultibase"],
        }
    ]
    named = {entry["id"] for entry in (await service.credential(award["badge"]))["relatedResource"]}
    assert {said["url"], brought["credential"]} <= named
    report = (await service.public.post("/v1/verify", json={"url": said["url"]})).json()
    assert report["verdict"] == "valid", report
    revoked = await tenant.api.post(f"/v1/equivalences/{said['id']}/revoke", json={"reason": "content changed"})
    assert revoked.json()["status"] == "revoked"
    assert [one["state"] for one in await awards(service, tenant, learner)] == ["suspended"]
    assert (await outcome(tenant, certification, learner))["verdict"] == "not_satisfied"
    document = (await service.public.get(said["url"])).json()
    assert (await service.verify(document))["verdict"] == "revoked"


async def test_a_badge_still_counts_once(service: Service) -> None:
    """As itself or as the other: one badge can never meet both requirements."""
    tenant = await service.tenant()
    ours = await tenant.achievement("Our welding")
    trust = await registry(tenant, trusting())
    target = await tenant.achievement("Certificate")
    both = await tenant.certification(target, all_of(ours, {"url": WELDING}), trust=[trust["url"]])
    either_target = await tenant.achievement("Other certificate")
    either = await tenant.certification(either_target, all_of({"url": WELDING}), trust=[trust["url"]])
    await _state(tenant, _substitution(ours))
    learner = await learner_of(tenant, ANA)
    await bring(tenant, learner, foreign(ANA))
    assert (await outcome(tenant, both, learner))["verdict"] == "not_satisfied"
    assert (await outcome(tenant, either, learner))["verdict"] == "satisfied"
    await tenant.passed(ours["id"], ANA)
    assert (await outcome(tenant, both, learner))["verdict"] == "satisfied"


async def test_a_statement_reaches_as_far_as_it_says(service: Service) -> None:
    tenant = await service.tenant()
    certification, ours = await _scene(tenant)
    other, _ = await _scene(tenant)
    learner = await learner_of(tenant, ANA)
    await bring(tenant, learner, foreign(ANA))
    for narrow in (
        {"issuer": FRAUD.controller},
        {"until": "2090-01-01T00:00:00Z"},
        {"certifications": [other["id"]]},
        {"learner": await learner_of(tenant, BEN)},
    ):
        await _state(tenant, _substitution(ours, **narrow))
        assert (await outcome(tenant, certification, learner))["verdict"] == "not_satisfied", narrow
    await _state(tenant, _substitution(ours, certifications=[certification["id"]], learner=learner))
    assert (await outcome(tenant, certification, learner))["verdict"] == "satisfied"


async def test_prior_learning_and_waivers_count_for_their_learner_only(service: Service) -> None:
    tenant = await service.tenant()
    certification, ours = await _scene(tenant)
    ana, ben = await learner_of(tenant, ANA), await learner_of(tenant, BEN)
    body = {"kind": "RecognitionOfPriorLearning", "countsAs": ours["url"], "learner": ana}
    said = await _state(tenant, {**body, "comment": "Twelve years in the trade, shown in an interview."})
    (award,) = await awards(service, tenant, ana)
    assert award["evaluation"]["claims"][0]["credential"] == said["url"]
    assert await awards(service, tenant, ben) == []
    await _state(tenant, {**body, "kind": "Waiver", "learner": ben, "comment": "Holds a licence by law."})
    assert len(await awards(service, tenant, ben)) == 1
    assert (await outcome(tenant, certification, ben))["verdict"] == "satisfied"


async def test_a_badge_that_bars_is_not_hidden_by_a_statement(service: Service) -> None:
    tenant = await service.tenant()
    ours = await tenant.achievement("Our welding")
    trust = await registry(tenant, trusting())
    bars = {"op": "none", "where": {"achievement": [WELDING]}}
    requires = {"op": "all", "of": [*all_of(ours)["of"], bars]}
    target = await tenant.achievement("Certificate")
    certification = await tenant.certification(target, requires, trust=[trust["url"]])
    await _state(tenant, _substitution(ours))
    learner = await learner_of(tenant, ANA)
    await bring(tenant, learner, foreign(ANA))
    assert (await outcome(tenant, certification, learner))["verdict"] == "not_satisfied"


async def test_vague_statements_are_refused_with_a_pointer(service: Service) -> None:
    tenant = await service.tenant()
    _, ours = await _scene(tenant)
    learner = await learner_of(tenant, ANA)
    for body, pointer in (
        (_substitution(ours, issuer=None), "/issuer"),
        (_substitution(ours, achievement=None), "/achievement"),
        (_substitution(ours, badge="urn:uuid:1"), "/achievement"),
        (_substitution(ours, achievement=None, badge="urn:uuid:1"), "/learner"),
        ({"kind": "Waiver", "countsAs": ours["id"], "comment": "x"}, "/learner"),
        (_substitution(ours, kind="Waiver", learner=learner), "/learner"),
    ):
        assert (await _state(tenant, body, 422))["pointer"] == pointer, body
    assert (await tenant.api.get("/v1/equivalences")).json()["items"] == []


async def test_another_issuers_statements_do_not_exist(service: Service) -> None:
    mine, theirs = await service.tenant(), await service.tenant()
    _, ours = await _scene(theirs)
    said = await _state(theirs, _substitution(ours))
    assert (await mine.api.get(f"/v1/equivalences/{said['id']}")).status_code == 404
    assert (await mine.api.post(f"/v1/equivalences/{said['id']}/revoke")).status_code == 404
    assert (await mine.api.get("/v1/equivalences")).json()["items"] == []
    refused = await mine.api.post("/v1/equivalences", json=_substitution(ours))
    assert (refused.status_code, refused.json()["pointer"]) == (404, "/countsAs")
