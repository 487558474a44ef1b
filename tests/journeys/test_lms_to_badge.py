"""An LMS posts results; each pass becomes a signed badge, exactly once."""

from __future__ import annotations

from tests.support.service import PASS_MARK, Service


async def test_a_pass_becomes_a_badge_that_verifies(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    answer = await tenant.passed(networks["id"], "ana@example.org")
    assert (answer["passed"], answer["outcome"]) == (True, "issued")
    credential = await service.credential(answer["badge"]["id"])
    report = await service.verify(credential)
    assert report["verdict"] == "valid", report
    assert {check["result"] for check in report["checks"]} == {"pass"}
    assert credential["credentialSubject"]["achievement"]["id"] == networks["url"]
    assert credential["issuer"]["id"] == tenant.issuer.did


async def test_a_fail_is_recorded_and_makes_no_badge(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    answer = (await tenant.post(tenant.result(networks["id"], "ana@example.org", "62"))).json()
    assert (answer["passed"], answer["outcome"], answer["badge"]) == (False, "failed", None)
    assert "62" in answer["reasons"][0]
    assert "75" in answer["reasons"][0]
    assert (await tenant.learner(answer["learner"]))["badges"] == []


async def test_a_repeated_post_gets_the_first_answer_byte_for_byte(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    body = tenant.result(networks["id"], "ana@example.org")
    first, again = await tenant.post(body), await tenant.post(body)
    assert (first.status_code, first.content) == (again.status_code, again.content)


async def test_an_idempotency_key_makes_repeats_safe_too(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    body = tenant.result(networks["id"], "ana@example.org")
    headers = {"Idempotency-Key": "once"}
    first = await tenant.api.post("/v1/assessments", json=body, headers=headers)
    again = await tenant.api.post("/v1/assessments", json=body, headers=headers)
    other = await tenant.api.post("/v1/assessments", json={**body, "sourceId": "another"}, headers=headers)
    assert first.content == again.content
    assert other.status_code == 409


async def test_the_same_source_id_with_another_body_is_a_conflict(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    body = tenant.result(networks["id"], "ana@example.org")
    assert (await tenant.post(body)).status_code == 201
    changed = await tenant.post({**body, "assessedAt": "2026-03-02T09:00:00Z"})
    assert changed.status_code == 409
    assert changed.json()["pointer"] == "/sourceId"


async def test_a_refused_post_may_be_corrected_under_the_same_source_id(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    body = tenant.result(networks["id"], "ana@example.org", "101")
    refused = await tenant.post(body)
    assert refused.status_code == 422
    assert refused.json()["pointer"] == "/results/0/value"
    body["results"][0]["value"] = "99"
    assert (await tenant.post(body)).status_code == 201


async def test_a_newer_pass_after_a_fail_issues(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    await tenant.post(tenant.result(networks["id"], "ana@example.org", "50"))
    later = await tenant.passed(networks["id"], "ana@example.org", assessedAt="2026-04-01T09:00:00Z")
    assert later["outcome"] == "issued"


async def test_a_newer_fail_after_a_pass_revokes(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    first = await tenant.passed(networks["id"], "ana@example.org")
    credential = await service.credential(first["badge"]["id"])
    body = tenant.result(networks["id"], "ana@example.org", "50", assessedAt="2026-04-01T09:00:00Z")
    later = (await tenant.post(body)).json()
    assert (later["outcome"], later["badge"]["id"]) == ("revoked", first["badge"]["id"])
    assert (await service.verify(credential))["verdict"] == "revoked"


async def test_a_newer_pass_with_other_facts_reissues_and_with_the_same_facts_does_not(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    first = await tenant.passed(networks["id"], "ana@example.org")
    same = await tenant.passed(networks["id"], "ana@example.org", assessedAt="2026-04-01T09:00:00Z")
    assert (same["outcome"], same["badge"]["id"]) == ("unchanged", first["badge"]["id"])
    better = await tenant.passed(networks["id"], "ana@example.org", score="97", assessedAt="2026-05-01T09:00:00Z")
    assert better["outcome"] == "reissued"
    states = {badge["id"]: badge["status"] for badge in (await tenant.learner(first["learner"]))["badges"]}
    assert states == {first["badge"]["id"]: "revoked", better["badge"]["id"]: "active"}


async def test_an_older_result_is_recorded_and_changes_nothing(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    first = await tenant.passed(networks["id"], "ana@example.org")
    body = tenant.result(networks["id"], "ana@example.org", "10", assessedAt="2026-01-01T09:00:00Z")
    older = (await tenant.post(body)).json()
    assert (older["outcome"], older["badge"]) == ("older", None)
    (badge,) = (await tenant.learner(first["learner"]))["badges"]
    assert badge["status"] == "active"
    kept = (await tenant.api.get(f"/v1/assessments/{older['assessment']}")).json()
    assert (kept["current"], kept["passed"]) == (False, False)


async def test_workplace_evidence_and_its_assessor_stand_in_the_badge(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    answer = await tenant.passed(
        networks["id"],
        "ana@example.org",
        evidence=[{"type": ["Evidence"], "name": "Site work", "narrative": "Twelve outlets.", "genre": "workplace"}],
        source={"id": "https://employer.example/", "type": ["Profile"], "name": "Island IT"},
        activityStartDate="2026-02-01T00:00:00Z",
        creditsEarned=3.5,
    )
    subject = (await service.credential(answer["badge"]["id"]))["credentialSubject"]
    assert subject["source"]["name"] == "Island IT"
    assert subject["creditsEarned"] == 3.5
    credential = await service.credential(answer["badge"]["id"])
    assert credential["evidence"][0]["genre"] == "workplace"
    assert subject["result"][0]["resultDescription"] == PASS_MARK


async def test_the_learner_stands_in_the_badge_as_a_salted_hash_only(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    learner = {"email": " Ana.Reyes@Example.org ", "name": "Ana Reyes"}
    answer = await tenant.passed(networks["id"], "", learner=learner)
    text = (await service.public.get(f"/badges/{answer['badge']['id']}.json")).text
    assert "ana.reyes" not in text.lower()
    assert "Reyes" not in text
    (identity,) = (await service.credential(answer["badge"]["id"]))["credentialSubject"]["identifier"]
    assert identity["hashed"] is True
    assert identity["identityHash"].startswith("sha256$")
    assert len(identity["salt"]) >= 16


async def test_a_text_that_names_the_learner_is_refused_with_its_place(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    learner = {"email": "ana@example.org", "name": "Ana Reyes"}
    body = tenant.result(networks["id"], "", learner=learner, narrative="Well done, ana reyes!")
    refused = await tenant.post(body)
    assert (refused.status_code, refused.json()["code"]) == (422, "lint_refused")
    assert refused.json()["pointer"] == "/credentialSubject/narrative"
    assert (await tenant.api.get("/v1/badges")).json()["items"] == []
