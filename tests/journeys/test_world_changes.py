"""When the world changes (design §6): what stands on it follows in order, each once, and comes back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from tests.services.clockwork import Clockwork, with_clock
from tests.services.test_refresh_foreign import make_due
from tests.support.service import Service, Tenant, all_of, running
from tests.support.strangers import (
    COLLEGE,
    WELDING,
    awards,
    bring,
    foreign,
    learner_of,
    registry,
    trusting,
)

from stackcred_issuer.domain.events import EventType
from stackcred_issuer.services.audit_awards import audit_awards
from stackcred_issuer.services.caller import ALL_SCOPES, Caller
from stackcred_issuer.services.evaluate_certification import evaluate_certification
from stackcred_issuer.services.refresh_foreign import refresh_foreign
from stackcred_issuer.services.rule_impact import count_concerned
from stackcred_issuer.store.audit_chain import AuditRecord

ANA, BEN = "ana@example.org", "ben@example.org"
SUSPEND = {"action": "suspend"}
Json = dict[str, Any]


@pytest_asyncio.fixture(loop_scope="session")
async def service(fresh_database_url: str, tmp_path: Path) -> AsyncIterator[Service]:
    """On a database of its own: audits go through every tenant there is."""
    async with running(fresh_database_url, tmp_path) as found:
        yield found


async def _states(service: Service, tenant: Tenant, learner: str) -> dict[str, str]:
    """The state of the learner's award of each certification."""
    return {award["certification"]: award["state"] for award in await awards(service, tenant, learner)}


async def _events(service: Service, tenant: Tenant, kind: EventType) -> list[AuditRecord]:
    async with service.house.store.begin(service.house.clock.now()) as uow:
        return [entry for entry in await uow.audit.page(tenant.issuer.id, 0, 1000) if entry.type == kind.value]


async def _chain(service: Service, length: int = 3) -> tuple[Tenant, Json, list[Json]]:
    """An achievement and certifications each of which stands on the one before."""
    tenant = await service.tenant()
    part = below = await tenant.achievement("Networks")
    found = []
    for step in range(length):
        above = await tenant.achievement(f"Level {step + 1}")
        found.append(await tenant.certification(above, all_of(below), whenBroken=SUSPEND))
        below = above
    return tenant, part, found


async def test_nested_certifications_follow_in_their_order_each_once(service: Service) -> None:
    tenant, part, chain = await _chain(service)
    passed = await tenant.passed(part["id"], ANA)
    learner, ids = passed["learner"], [one["id"] for one in chain]
    assert list((await _states(service, tenant, learner)).items()) == [(name, "active") for name in ids]
    assert len(await _events(service, tenant, EventType.AWARD_MADE)) == 3
    path = f"/v1/badges/{passed['badge']['id']}"
    await tenant.api.post(f"{path}/suspend", json={"reason": "under review"})
    assert await _states(service, tenant, learner) == dict.fromkeys(ids, "suspended")
    assert len(await _events(service, tenant, EventType.AWARD_FLAGGED)) == 3
    await tenant.api.post(f"{path}/reinstate")
    assert await _states(service, tenant, learner) == dict.fromkeys(ids, "active")
    assert len(await _events(service, tenant, EventType.AWARD_RENEWED)) == 3
    assert len(await _events(service, tenant, EventType.AWARD_MADE)) == 3


async def test_another_badge_is_looked_for_before_anything_breaks(service: Service) -> None:
    tenant, part, _ = await _chain(service, 2)
    first, _ = await tenant.passed(part["id"], ANA), await tenant.passed(part["id"], ANA, activityId="second sitting")
    learner = first["learner"]
    before = await awards(service, tenant, learner)
    claimed = before[0]["evaluation"]["claims"][0]["credential"]
    await tenant.api.post(f"/v1/badges/{claimed.rpartition('/')[2]}/revoke", json={"reason": "fraud"})
    after = await awards(service, tenant, learner)
    assert [award["state"] for award in after] == ["active", "active"]
    assert after[0]["evaluation"]["claims"][0]["credential"] != claimed
    assert not await _events(service, tenant, EventType.AWARD_FLAGGED)
    assert {award["badge"] for award in after} == {award["badge"] for award in before}


async def test_grace_holds_a_broken_award_until_it_is_over(service: Service) -> None:
    tenant = await service.tenant()
    part = await tenant.achievement("Networks")
    broken = {"action": "suspend", "grace": "P30D"}
    certification = await tenant.certification(await tenant.achievement("Certificate"), all_of(part), whenBroken=broken)
    passed = await tenant.passed(part["id"], ANA)
    await service.settle()
    await tenant.api.post(f"/v1/badges/{passed['badge']['id']}/suspend", json={"reason": "under review"})
    clock = Clockwork(service.house.clock.now())
    seen = [(await _states(service, tenant, passed["learner"]))[certification["id"]]]
    house = with_clock(service.house, clock)
    for days in (29, 2):
        clock.forward(days=days)
        await evaluate_certification(
            house, tenant.issuer.id, UUID(certification["id"]), UUID(passed["learner"]), cause="grace period"
        )
        seen.append((await _states(service, tenant, passed["learner"]))[certification["id"]])
    assert seen == ["grace", "grace", "suspended"]


@pytest.mark.parametrize("action", ["suspend", "flag", "revoke"])
async def test_trust_that_ends_breaks_an_award_as_its_rule_says_and_new_trust_mends_it(
    service: Service, action: str
) -> None:
    tenant = await service.tenant()
    trust = await registry(tenant, trusting())
    target = await tenant.achievement("Certificate")
    rule = {"trust": [trust["url"]], "whenBroken": {"action": action}}
    await tenant.certification(target, all_of({"url": WELDING}), **rule)
    learner = await learner_of(tenant, ANA)
    await bring(tenant, learner, foreign(ANA))
    assert [one["state"] for one in await awards(service, tenant, learner)] == ["active"]
    path = f"/v1/trust-registries/{trust['id']}/entries"
    await tenant.api.delete(f"{path}/{trust['entries'][0]['id']}")
    broken = {"suspend": "suspended", "flag": "flagged", "revoke": "revoked"}[action]
    assert [one["state"] for one in await awards(service, tenant, learner)] == [broken]
    await tenant.api.post(path, json=trusting())
    mended = ["revoked", "active"] if action == "revoke" else ["active"]
    assert [one["state"] for one in await awards(service, tenant, learner)] == mended


@pytest.mark.parametrize("action", ["suspend", "flag"])
async def test_a_revocation_elsewhere_does_what_the_rule_says(
    service: Service, fresh_database_url: str, action: str
) -> None:
    tenant, neighbour = await service.tenant(), await service.tenant()
    theirs = await neighbour.achievement("Welding")
    requires = {"op": "select", "where": {"issuer": [neighbour.issuer.did]}}
    target = await tenant.achievement("Certificate")
    await tenant.certification(target, requires, whenBroken={"action": action})
    passed = await neighbour.passed(theirs["id"], ANA)
    learner = await learner_of(tenant, ANA)
    brought = await bring(tenant, learner, await service.credential(passed["badge"]["id"]))
    assert [one["state"] for one in await awards(service, tenant, learner)] == ["active"]
    await neighbour.api.post(f"/v1/badges/{passed['badge']['id']}/revoke", json={"reason": "fraud"})
    make_due(fresh_database_url, brought["id"])
    assert await refresh_foreign(service.house) == 1
    state = {"suspend": "suspended", "flag": "flagged"}[action]
    assert [one["state"] for one in await awards(service, tenant, learner)] == [state]


async def _foreign_and_own(service: Service) -> tuple[Tenant, Json, Json, Json, dict[str, str]]:
    """The tenant, the certification, the registry, the statement, the learners.

    Ana holds the certification by a foreign badge and a statement about everybody, Ben by a badge of ours.
    """
    tenant = await service.tenant()
    ours, target = await tenant.achievement("Our welding"), await tenant.achievement("Certificate")
    trust = await registry(tenant, trusting())
    certification = await tenant.certification(target, all_of(ours), trust=[trust["url"]])
    said = {"kind": "Substitution", "achievement": WELDING, "issuer": COLLEGE.controller, "countsAs": ours["id"]}
    answer = await tenant.api.post("/v1/equivalences", json={**said, "comment": "The same outcomes."})
    assert answer.status_code == 201, answer.text
    ana = await learner_of(tenant, ANA)
    await bring(tenant, ana, foreign(ANA))
    ben = (await tenant.passed(ours["id"], BEN))["learner"]
    for learner in (ana, ben):
        assert [one["state"] for one in await awards(service, tenant, learner)] == ["active"]
    return tenant, certification, trust, answer.json(), {"ana": ana, "ben": ben}


async def test_an_audit_reads_others_badges_and_words_as_the_decision_did(service: Service) -> None:
    tenant, _, _, statement, ids = await _foreign_and_own(service)
    assert [doubt async for doubt in audit_awards(service.house)] == []
    await tenant.api.post(f"/v1/equivalences/{statement['id']}/revoke", json={"reason": "content changed"})
    (doubt,) = [doubt async for doubt in audit_awards(service.house)]
    assert (str(doubt.award.learner_id), doubt.kind) == (ids["ana"], "present")


async def test_the_impact_of_a_rule_counts_others_badges_and_words(service: Service) -> None:
    tenant, certification, trust, statement, ids = await _foreign_and_own(service)
    path = f"/v1/certifications/{certification['id']}/impact"
    requires = all_of({"url": statement["countsAs"]})
    told = (await tenant.api.post(path, json={"rule": {"requires": requires, "trust": [trust["url"]]}})).json()
    assert (told["counts"]["keeps"], told["changes"]) == (2, [])
    caller = Caller(UUID(int=0), tenant.issuer.id, ALL_SCOPES)
    rule = {"requires": requires, "trust": [trust["url"]]}
    assert await count_concerned(service.house, caller, UUID(certification["id"]), rule) == 2
    empty = await registry(tenant)
    told = (await tenant.api.post(path, json={"rule": {"requires": requires, "trust": [empty["url"]]}})).json()
    assert {one["learner"]: one["change"] for one in told["changes"]} == {ids["ana"]: "loses"}
    assert told["counts"]["keeps"] == 1
