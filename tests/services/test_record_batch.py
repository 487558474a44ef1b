"""Posts that share a transaction end as if each had come alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from tests.support.service import Service, Tenant

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import parse_json
from stackcred_issuer.services.assessment_result import AssessmentResult
from stackcred_issuer.services.authenticate import authenticate_to_post
from stackcred_issuer.services.batch_writer import Later
from stackcred_issuer.services.caller import ALL_SCOPES, Caller
from stackcred_issuer.services.create_client import create_client, revoke_client, rotate_client
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.erase_person import erase_person
from stackcred_issuer.services.once import Answer
from stackcred_issuer.services.record_batch import Result, record_batch
from stackcred_issuer.services.record_result import record_result
from stackcred_issuer.services.result_post import result_post
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.engine import Store
from stackcred_issuer.store.unit_of_work import UnitOfWork


async def caller_of(service: Service, tenant: Tenant) -> Caller:
    made = await create_client(service.house, tenant.issuer.id, "LMS", ALL_SCOPES)
    return await authenticate_to_post(service.house, made.api_key)


async def recorded(service: Service, caller: Caller, *bodies: dict[str, Any]) -> list[Result]:
    """What one transaction makes of these posts."""
    posts = [result_post(service.house, caller, AssessmentResult.model_validate(body), None) for body in bodies]
    return await record_batch(posts)


def said(result: Result) -> dict[str, Any]:
    assert isinstance(result, Answer), result
    body: dict[str, Any] = parse_json(result.body)
    return body


async def entries(service: Service, issuer_id: UUID) -> int:
    async with service.house.store.begin(service.house.clock.now()) as uow:
        report = await uow.audit.verify(issuer_id)
    assert report.ok, report.detail
    return report.entries


async def test_one_transaction_makes_a_badge_for_each_with_a_status_index_of_its_own(service: Service) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    before = await entries(service, tenant.issuer.id)
    bodies = [tenant.result(networks["id"], f"learner{number}@example.org") for number in range(9)]
    answers = [said(result) for result in await recorded(service, caller, *bodies)]
    assert {answer["outcome"] for answer in answers} == {"issued"}
    assert await entries(service, tenant.issuer.id) == before + 3 * 9  # learner, badge and result of each
    documents = [await service.credential(answer["badge"]["id"]) for answer in answers]
    assert len({document["credentialStatus"][0]["statusListIndex"] for document in documents}) == 9
    assert (await service.verify(documents[4]))["verdict"] == "valid"


async def test_what_is_refused_leaves_its_neighbours_alone_and_its_own_ids_free(service: Service) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    good = [tenant.result(networks["id"], f"good{number}@example.org") for number in range(3)]
    unknown = tenant.result("nothing", "unknown@example.org")
    nameless = tenant.result(networks["id"], "", learner={"identifiers": [{"type": "ltiUserId", "value": "42"}]})
    unlinked = tenant.result(networks["id"], "unlinked@example.org", "ninety")
    results = await recorded(service, caller, good[0], unknown, good[1], nameless, unlinked, good[2])
    assert [said(results[place])["outcome"] for place in (0, 2, 5)] == ["issued"] * 3
    refusals = [result for result in results if isinstance(result, StackcredError)]
    assert [error.code for error in refusals] == [ErrorCode.NOT_FOUND, ErrorCode.INVALID, ErrorCode.INVALID]
    assert [error.pointer for error in refusals] == ["/achievement", "/learner", "/results/0/value"]
    mended = nameless | {"learner": {"email": "named@example.org"}}
    assert said((await recorded(service, caller, mended))[0])["outcome"] == "issued"
    assert len((await tenant.api.get("/v1/learners")).json()["items"]) == 4


async def test_what_only_the_database_refuses_leaves_its_neighbours_alone_too(service: Service) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    bodies = [tenant.result(networks["id"], f"learner{number}@example.org") for number in range(4)]
    bodies[2]["sourceId"] = "not\0storable"
    posts = [AssessmentResult.model_validate(body) for body in bodies]
    waiting = (record_result(service.house, caller, post) for post in posts)
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert [said(results[place])["outcome"] for place in (0, 1, 3)] == ["issued"] * 3  # type: ignore[arg-type]
    assert isinstance(results[2], StackcredError)
    assert results[2].code is ErrorCode.INVALID


async def test_results_of_one_assessment_that_come_at_once_follow_each_other(service: Service) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    bodies = [
        tenant.result(networks["id"], "ana@example.org", score, assessedAt=f"2026-03-0{day}T09:00:00Z")
        for score, day in (("90", 1), ("95", 2), ("10", 3), ("80", 2), ("85", 4))
    ]
    posts = [AssessmentResult.model_validate(body) for body in bodies]
    results = await asyncio.gather(*(record_result(service.house, caller, post) for post in posts))
    answers = [said(result) for result in results]
    assert [answer["outcome"] for answer in answers] == ["issued", "reissued", "revoked", "older", "reissued"]
    assert len({answer["learner"] for answer in answers}) == 1
    states = [badge["status"] for badge in (await tenant.api.get("/v1/badges")).json()["items"]]
    assert states == ["revoked", "revoked", "active"]


async def test_two_posts_about_one_learner_under_different_names_are_never_in_one_transaction(service: Service) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    account = {"identifiers": [{"type": "sourcedId", "value": "s-7"}]}
    both = tenant.result(networks["id"], "", learner={"email": "ana@example.org", **account})
    assert said((await recorded(service, caller, both))[0])["outcome"] == "issued"
    by_mail = tenant.result(networks["id"], "ana@example.org", activityId="second")
    by_account = tenant.result(networks["id"], "", learner=account, activityId="second", results=[])
    first, second = await recorded(service, caller, by_mail, by_account)
    assert said(first)["outcome"] == "issued"
    assert second is Later.LATER
    assert said((await recorded(service, caller, by_account))[0])["outcome"] == "older"


async def test_a_new_identifier_beside_a_known_one_becomes_the_same_learners(service: Service) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    first = said((await recorded(service, caller, tenant.result(networks["id"], "ana@example.org")))[0])
    account = {"identifiers": [{"type": "sourcedId", "value": "s-8"}]}
    more = tenant.result(networks["id"], "", learner={"email": "ana@example.org", **account}, activityId="second")
    only = tenant.result(networks["id"], "", learner=account, activityId="third")
    for body in (more, only):
        answer = said((await recorded(service, caller, body))[0])
        assert (answer["learner"], answer["outcome"]) == (first["learner"], "issued")


async def test_batches_that_overtake_each_other_record_everything_once(service: Service) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    bodies = [tenant.result(networks["id"], f"learner{number}@example.org") for number in range(12)]
    batches = await asyncio.gather(
        recorded(service, caller, *bodies),
        recorded(service, caller, *reversed(bodies)),
        recorded(service, caller, *bodies[3:], *bodies[:3]),
    )
    answers = [{said(result)["badge"]["id"] for result in batch} for batch in batches]
    assert answers[0] == answers[1] == answers[2]
    assert len((await tenant.api.get("/v1/badges")).json()["items"]) == 12
    await entries(service, tenant.issuer.id)


class ErasingStore(Store):
    """Somebody is erased at the very moment when what was decided about them is to be written."""

    def __init__(self, house: Deployment, learner_id: UUID) -> None:
        super().__init__(house.store._engine, house.store.queue)
        self._house, self._learner_id, self.erased = house, learner_id, 0

    @asynccontextmanager
    async def begin(self, now: datetime) -> AsyncIterator[UnitOfWork]:
        self.erased += await erase_person(self._house, Holder(None, self._learner_id), "kept")
        async with super().begin(now) as uow:
            yield uow


async def test_a_result_of_somebody_who_is_erased_meanwhile_makes_them_somebody_new(service: Service) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    before = (await tenant.passed(networks["id"], "ana@example.org"))["learner"]
    store = ErasingStore(service.house, UUID(before))
    post = AssessmentResult.model_validate(tenant.result(networks["id"], "ana@example.org", activityId="theory"))
    (result,) = await record_batch([result_post(replace(service.house, store=store), caller, post, None)])
    assert store.erased
    assert said(result)["learner"] != before
    badges = (await tenant.api.get("/v1/badges")).json()["items"]
    assert sorted(badge["learner"] for badge in badges) == sorted([before, said(result)["learner"]])
    await entries(service, tenant.issuer.id)


async def test_a_client_that_is_revoked_while_its_post_waits_is_refused(service: Service) -> None:
    tenant = await service.tenant()
    caller, owner = await caller_of(service, tenant), await caller_of(service, tenant)
    networks = await tenant.achievement()
    await revoke_client(service.house, owner, caller.client_id)
    refused, kept = await asyncio.gather(
        *(
            record_result(service.house, who, AssessmentResult.model_validate(tenant.result(networks["id"], email)))
            for who, email in ((caller, "ana@example.org"), (owner, "ben@example.org"))
        ),
        return_exceptions=True,
    )
    assert isinstance(refused, StackcredError)
    assert refused.code is ErrorCode.UNAUTHENTICATED
    assert isinstance(kept, Answer)
    assert len((await tenant.api.get("/v1/badges")).json()["items"]) == 1


async def test_a_key_that_was_replaced_opens_nothing_though_it_is_remembered(service: Service) -> None:
    tenant = await service.tenant()
    owner, networks = await caller_of(service, tenant), await tenant.achievement()
    made = await create_client(service.house, tenant.issuer.id, "LMS", ALL_SCOPES)
    lms = service.bearer(made.api_key)
    body = tenant.result(networks["id"], "ana@example.org")
    assert (await lms.post("/v1/assessments", json=body)).status_code == 201
    await rotate_client(service.house, owner, made.client_id)
    for _ in range(2):  # remembered, then forgotten
        answer = await lms.post("/v1/assessments", json=body)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="stackcred"')
