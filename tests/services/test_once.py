"""Exactly once, by either of the ids a post is known by."""

from __future__ import annotations

import asyncio

from tests.support.service import Service


async def test_a_repeat_under_a_new_key_gets_the_first_answer_and_makes_the_key_its_own(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    body = tenant.result(networks["id"], "ana@example.org")
    first = await tenant.post(body)
    again = await tenant.post(body, **{"Idempotency-Key": "late"})
    assert again.content == first.content
    other = {**tenant.result(networks["id"], "ben@example.org")}
    assert (await tenant.post(other, **{"Idempotency-Key": "late"})).status_code == 409


async def test_a_key_of_one_kind_of_post_is_no_key_of_another(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    body = tenant.result(networks["id"], "ana@example.org")
    assert (await tenant.post(body, **{"Idempotency-Key": "one"})).status_code == 201
    direct = {"learner": {"email": "ana@example.org"}, "achievement": networks["id"]}
    answer = await tenant.api.post("/v1/badges", json=direct, headers={"Idempotency-Key": "one"})
    assert answer.status_code == 409


async def test_a_direct_badge_is_issued_once_for_a_key_and_each_time_without(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    direct = {"learner": {"email": "ana@example.org"}, "achievement": networks["id"]}
    headers = {"Idempotency-Key": "once"}
    answers = await asyncio.gather(*(tenant.api.post("/v1/badges", json=direct, headers=headers) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    await tenant.api.post("/v1/badges", json=direct)
    await tenant.api.post("/v1/badges", json=direct)
    assert len((await tenant.api.get("/v1/badges")).json()["items"]) == 3


async def test_members_in_another_order_and_spaces_make_no_other_body(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    body = tenant.result(networks["id"], "ana@example.org")
    first = await tenant.post(body)
    turned = dict(reversed(body.items()))
    assert (await tenant.post(turned)).content == first.content


async def test_a_refused_post_leaves_its_ids_free(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    direct = {"learner": {"identifiers": [{"type": "sourcedId", "value": "7"}]}, "achievement": networks["id"]}
    headers = {"Idempotency-Key": "again"}
    assert (await tenant.api.post("/v1/badges", json=direct, headers=headers)).status_code == 422
    direct["learner"] = {"email": "ana@example.org"}
    assert (await tenant.api.post("/v1/badges", json=direct, headers=headers)).status_code == 201


async def test_posts_at_once_with_one_source_id_make_one_badge(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    body = tenant.result(networks["id"], "ana@example.org")
    answers = await asyncio.gather(*(tenant.post(body) for _ in range(8)))
    assert len({answer.content for answer in answers}) == 1
    assert len((await tenant.api.get("/v1/badges")).json()["items"]) == 1
