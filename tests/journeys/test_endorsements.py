"""Mentors, workplace assessors and confirmers: asked by link, signed by the institution, counted by rules."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.support.service import Service, Tenant
from tests.support.strangers import awards, learner_of, outcome, registry

ANA = "ana@example.org"
WORD = {
    "comment": "Cabled a floor on her own and tested every run.",
    "relationship": "Supervisor on site in 2026",
    "name": "Maria Santos",
    "confirm": "yes",
    "decision": "confirm",
}


async def _ask(tenant: Tenant, badge: str, **members: Any) -> dict[str, Any]:
    body = {"role": "mentor", "email": "maria@example.org", "name": "Maria Santos", **members}
    answer = await tenant.api.post(f"/v1/badges/{badge}/endorsement-requests", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def _endorsed_certification(tenant: Tenant, least: int = 1, **rule: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    networks = await tenant.achievement()
    target = await tenant.achievement("Certificate")
    where = {"achievement": [networks["url"]], "endorsed": {"role": "mentor", "min": least}}
    return await tenant.certification(target, {"op": "select", "where": where}, **rule), networks


async def test_a_mentors_word_by_link_brings_the_certification_and_revoking_it_breaks_it(service: Service) -> None:
    tenant = await service.tenant()
    _, networks = await _endorsed_certification(tenant, whenBroken={"action": "suspend"})
    passed = await tenant.passed(networks["id"], ANA)
    asked = await _ask(tenant, passed["badge"]["id"], message="Remember the office network?")
    page = await service.public.get(asked["link"])
    assert page.status_code == 200
    for text in ("Networks", "Remember the office network?", "Maria Santos", "mentor"):
        assert text in page.text
    assert "<script" not in page.text
    assert page.headers["cache-control"] == "no-store"
    assert await awards(service, tenant, passed["learner"]) == []
    answered = await service.public.post(asked["link"], data=WORD)
    assert (answered.status_code, answered.headers["location"]) == (303, asked["link"].partition("8000")[2])
    thanks = await service.public.get(asked["link"])
    assert "Thank you" in thanks.text
    assert [one["state"] for one in await awards(service, tenant, passed["learner"])] == ["active"]
    (endorsement,) = (await tenant.api.get(f"/v1/endorsements?learner={passed['learner']}")).json()["items"]
    assert f"endorsements%2F{endorsement['id']}" in thanks.text
    shown = await service.public.get("/verify", params={"url": endorsement["url"]})
    assert (shown.status_code, "Valid" in shown.text) == (200, True)
    credential = (await service.public.get(endorsement["url"])).json()
    assert (await service.verify(credential))["verdict"] == "valid"
    assert credential["credentialSubject"]["id"] == passed["badge"]["url"]
    (evidence,) = credential["evidence"]
    assert (evidence["genre"], evidence["name"], evidence["id"]) == ("mentor", "Maria Santos", asked["endorser"])
    assert "maria@" not in str(credential)
    await tenant.api.post(f"/v1/endorsements/{endorsement['id']}/revoke", json={"reason": "mistaken person"})
    assert [one["state"] for one in await awards(service, tenant, passed["learner"])] == ["suspended"]
    assert (await service.verify(credential))["verdict"] == "revoked"


async def test_one_person_asked_twice_is_one_endorser(service: Service) -> None:
    tenant = await service.tenant()
    certification, networks = await _endorsed_certification(tenant, least=2)
    passed = await tenant.passed(networks["id"], ANA)
    for email in ("maria@example.org", " MARIA@example.org"):
        asked = await _ask(tenant, passed["badge"]["id"], email=email)
        assert (await service.public.post(asked["link"], data=WORD)).status_code == 303
    assert (await outcome(tenant, certification, passed["learner"]))["verdict"] == "not_satisfied"
    asked = await _ask(tenant, passed["badge"]["id"], email="jon@example.org", name="Jon Reyes")
    await service.public.post(asked["link"], data={**WORD, "name": "Jon Reyes"})
    assert (await outcome(tenant, certification, passed["learner"]))["verdict"] == "satisfied"


async def test_two_answers_at_once_sign_one_endorsement(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    passed = await tenant.passed(networks["id"], ANA)
    asked = await _ask(tenant, passed["badge"]["id"])
    answers = await asyncio.gather(*(service.public.post(asked["link"], data=WORD) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    assert len((await tenant.api.get("/v1/endorsements")).json()["items"]) == 1


async def test_what_is_missing_or_private_is_said_and_nothing_is_signed_or_lost(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    passed = await tenant.passed(networks["id"], ANA, learner={"email": ANA, "name": "Ana Reyes"})
    asked = await _ask(tenant, passed["badge"]["id"])
    for change, words in (
        ({"comment": " "}, "Write what you can confirm."),
        ({"confirm": ""}, "Tick the box"),
        ({"name": "x" * 201}, "Shorten this"),
        ({"comment": "Call me at maria@example.org"}, "e-mail address"),
        ({"relationship": "Mother of Ana Reyes"}, "who the learner is"),
    ):
        refused = await service.public.post(asked["link"], data={**WORD, **change})
        assert refused.status_code == 422, change
        assert words in refused.text
        assert "Supervisor on site" in refused.text or "relationship" in change
    assert (await service.public.post(asked["link"], json=WORD)).status_code == 400
    assert (await tenant.api.get("/v1/endorsements")).json()["items"] == []
    assert "Your word as a mentor" in (await service.public.get(asked["link"])).text


async def test_a_link_can_be_declined_withdrawn_and_is_never_guessed(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    badge = (await tenant.passed(networks["id"], ANA))["badge"]["id"]
    declined, withdrawn = await _ask(tenant, badge), await _ask(tenant, badge)
    assert (await service.public.post(declined["link"], data={"decision": "decline"})).status_code == 303
    assert "You declined" in (await service.public.get(declined["link"])).text
    path = f"/v1/endorsement-requests/{withdrawn['id']}/withdraw"
    assert (await tenant.api.post(path)).json()["state"] == "withdrawn"
    assert (await tenant.api.post(path)).json()["state"] == "withdrawn"
    assert "no longer open" in (await service.public.get(withdrawn["link"])).text
    for asked in (declined, withdrawn):
        assert (await service.public.post(asked["link"], data=WORD)).status_code == 409
    assert (await tenant.api.post(f"/v1/endorsement-requests/{declined['id']}/withdraw")).status_code == 409
    for token in ("x", "%00", "%ff", "x" * 3000):
        assert (await service.public.get(f"/endorse/{token}")).status_code == 404
        assert (await service.public.post(f"/endorse/{token}", data=WORD)).status_code == 404


async def test_an_attestation_serves_a_rule_by_role_and_claim(service: Service) -> None:
    tenant = await service.tenant()
    target = await tenant.achievement("Registration")
    requires = {"op": "attest", "role": "confirmer", "claim": "health-character"}
    await tenant.certification(target, requires, whenBroken={"action": "suspend"})
    learner = await learner_of(tenant, ANA)
    path = f"/v1/learners/{learner}"
    said = {"role": "confirmer", "comment": "Confirmed in a discussion.", "by": {"name": "Jon Reyes"}}
    await tenant.api.post(f"{path}/attestations", json={**said, "claim": "something-else"})
    await tenant.api.post(f"{path}/attestations", json={**said, "role": "mentor", "claim": "health-character"})
    assert await awards(service, tenant, learner) == []
    body = {"role": "confirmer", "claim": "health-character", "name": "Jon Reyes"}
    asked = (await tenant.api.post(f"{path}/attestation-requests", json=body)).json()
    assert "health character" in (await service.public.get(asked["link"])).text
    assert (await service.public.post(asked["link"], data=WORD)).status_code == 303
    (award,) = await awards(service, tenant, learner)
    assert award["state"] == "active"
    (request,) = (await tenant.api.get("/v1/endorsement-requests")).json()["items"]
    assert request["state"] == "answered"
    assert award["evaluation"]["claims"][0]["credential"].endswith(request["endorsement"])


async def test_who_is_trusted_in_a_role_is_the_registrys_to_say(service: Service) -> None:
    tenant = await service.tenant()
    jon = "did:web:clinic.example:jon"
    trust = await registry(tenant, {"issuer": jon, "roles": ["confirmer"], "until": "2090-01-01T00:00:00Z"})
    target = await tenant.achievement("Registration")
    requires = {"op": "attest", "role": "confirmer"}
    certification = await tenant.certification(target, requires, trust=[trust["url"]])
    learner = await learner_of(tenant, ANA)
    said = {"role": "confirmer", "comment": "Confirmed."}
    other = await tenant.api.post(f"/v1/learners/{learner}/attestations", json={**said, "by": {"name": "Anybody"}})
    found = await outcome(tenant, certification, learner)
    assert found["verdict"] == "not_satisfied"
    reasons = {entry["credential"]: entry["reason"] for entry in found["notCounted"]}
    assert "trusted in this role" in reasons[other.json()["url"]]
    await tenant.api.post(f"/v1/learners/{learner}/attestations", json={**said, "by": {"did": jon}})
    assert (await outcome(tenant, certification, learner))["verdict"] == "satisfied"


async def test_a_workplace_assessment_counts_by_source_and_genre(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    target = await tenant.achievement("Certificate")
    where = {"achievement": [networks["url"]], "assessedIn": ["workplace"], "source": {"notIssuer": True}}
    await tenant.certification(target, {"op": "select", "where": where})
    learner = (await tenant.passed(networks["id"], ANA))["learner"]
    evidence = [{"type": ["Evidence"], "genre": "workplace", "narrative": "Twelve runs laid on site."}]
    await tenant.passed(networks["id"], ANA, activityId="own assessor", evidence=evidence)
    assert await awards(service, tenant, learner) == []
    employer = {"id": "did:web:employer.example", "type": ["Profile"], "name": "Employer"}
    await tenant.passed(networks["id"], ANA, activityId="at work", evidence=evidence, source=employer)
    assert [one["state"] for one in await awards(service, tenant, learner)] == ["active"]


async def test_nothing_of_another_issuer_can_be_endorsed_or_seen(service: Service) -> None:
    mine, theirs = await service.tenant(), await service.tenant()
    networks = await theirs.achievement()
    passed = await theirs.passed(networks["id"], ANA)
    asked = await _ask(theirs, passed["badge"]["id"])
    await service.public.post(asked["link"], data=WORD)
    (endorsement,) = (await theirs.api.get("/v1/endorsements")).json()["items"]
    body = {"role": "mentor", "name": "x"}
    said = {"role": "mentor", "comment": "x", "by": {"name": "x"}}
    for method, path, sent in (
        ("POST", f"/v1/badges/{passed['badge']['id']}/endorsement-requests", body),
        ("POST", f"/v1/learners/{passed['learner']}/attestation-requests", body),
        ("POST", f"/v1/learners/{passed['learner']}/attestations", said),
        ("POST", f"/v1/endorsement-requests/{asked['id']}/withdraw", None),
        ("GET", f"/v1/endorsements/{endorsement['id']}", None),
        ("POST", f"/v1/endorsements/{endorsement['id']}/revoke", None),
        ("GET", f"/v1/equivalences/{endorsement['id']}", None),
    ):
        assert (await mine.api.request(method, path, json=sent)).status_code == 404, path
    for path in ("/v1/endorsements", "/v1/endorsement-requests"):
        assert (await mine.api.get(path)).json()["items"] == []
        assert len((await theirs.api.get(path)).json()["items"]) == 1


async def test_a_rule_on_two_badges_is_not_helped_by_one_endorsed(service: Service) -> None:
    tenant = await service.tenant()
    certification, networks = await _endorsed_certification(tenant)
    other = await tenant.achievement("Servers")
    learner = (await tenant.passed(networks["id"], ANA))["learner"]
    servers = await tenant.passed(other["id"], ANA)
    asked = await _ask(tenant, servers["badge"]["id"])
    await service.public.post(asked["link"], data=WORD)
    assert (await outcome(tenant, certification, learner))["verdict"] == "not_satisfied"
