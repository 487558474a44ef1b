"""Which results supersede which, and who the learner is."""

from __future__ import annotations

from tests.support.service import Service

ANA = "ana@example.org"


async def test_a_result_assessed_at_the_same_instant_changes_nothing(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    await tenant.passed(networks["id"], ANA)
    again = (await tenant.post(tenant.result(networks["id"], ANA, "10"))).json()
    assert (again["passed"], again["outcome"], again["badge"]) == (False, "older", None)


async def test_another_activity_is_another_assessment(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    one = await tenant.passed(networks["id"], ANA)
    two = await tenant.passed(networks["id"], ANA, activityId="second")
    assert (one["outcome"], two["outcome"]) == ("issued", "issued")
    assert one["badge"]["id"] != two["badge"]["id"]


async def test_without_an_activity_every_post_is_an_assessment_of_its_own(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    posts = [tenant.result(networks["id"], ANA) for _ in range(2)]
    for post in posts:
        del post["activityId"]
    outcomes = [(await tenant.post(post)).json()["outcome"] for post in posts]
    assert outcomes == ["issued", "issued"]


async def test_a_fail_after_a_badge_that_a_person_revoked_is_just_a_fail(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    first = await tenant.passed(networks["id"], ANA)
    await tenant.api.post(f"/v1/badges/{first['badge']['id']}/revoke")
    body = tenant.result(networks["id"], ANA, "10", assessedAt="2026-05-01T09:00:00Z")
    assert (await tenant.post(body)).json()["outcome"] == "failed"


async def test_the_spelling_of_an_address_does_not_make_another_learner(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    one = await tenant.passed(networks["id"], "ana@example.org")
    two = await tenant.passed(networks["id"], " ANA@Example.ORG", activityId="second")
    assert one["learner"] == two["learner"]


async def test_identifiers_of_two_learners_in_one_post_are_a_conflict(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    await tenant.passed(networks["id"], ANA)
    ben = {"did": "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"}
    assert (await tenant.api.post("/v1/learners", json=ben)).status_code == 201
    both = tenant.result(networks["id"], "", learner={"email": ANA, **ben})
    refused = await tenant.post(both)
    assert (refused.status_code, refused.json()["pointer"]) == (409, "/learner")


async def test_a_learner_with_a_did_is_named_by_it(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    did = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
    answer = await tenant.passed(networks["id"], "", learner={"did": did})
    subject = (await service.credential(answer["badge"]["id"]))["credentialSubject"]
    assert (subject["id"], subject.get("identifier")) == (did, None)


async def test_somebody_known_only_to_a_platform_gets_no_badge_that_names_nobody(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    learner = {"identifiers": [{"type": "ltiUserId", "value": "https://lms.example#42"}]}
    refused = await tenant.post(tenant.result(networks["id"], "", learner=learner))
    assert (refused.status_code, refused.json()["pointer"]) == (422, "/learner")
    known = await tenant.passed(networks["id"], "", learner=learner | {"email": ANA})
    assert known["outcome"] == "issued"
    later = await tenant.passed(networks["id"], "", learner=learner, activityId="second")
    assert later["learner"] == known["learner"]


async def test_badges_keep_the_text_they_were_signed_with(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    old = await tenant.passed(networks["id"], ANA)
    changed = networks["achievement"] | {"name": "Networks, revised"}
    assert (await tenant.api.put(f"/v1/achievements/{networks['id']}", json=changed)).json()["version"] == 2
    new = await tenant.passed(networks["id"], ANA, activityId="second")
    names = [
        (await service.credential(found["badge"]["id"]))["credentialSubject"]["achievement"]["name"]
        for found in (old, new)
    ]
    assert names == ["Networks", "Networks, revised"]


async def test_a_required_result_that_is_missing_fails_with_its_name(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    answer = (await tenant.post(tenant.result(networks["id"], ANA) | {"results": []})).json()
    assert (answer["passed"], answer["outcome"]) == (False, "failed")
    assert "Practical" in answer["reasons"][0]
