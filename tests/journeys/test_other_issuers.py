"""Badges of other institutions count by the trust registry, once, for whom they were given, while they stand."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.domain.verification.making import signed
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
from tests.web.test_verify_api import jws_of

ANA, BEN = "ana@example.org", "ben@example.org"


async def _welders(tenant: Tenant, *entries: dict[str, Any], **rule: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A certification on the college's badge, by a registry with these entries."""
    trust = await registry(tenant, *entries)
    target = await tenant.achievement("Certificate", achievementType="Certification")
    requires = all_of({"url": WELDING})
    return await tenant.certification(target, requires, trust=[trust["url"]], **rule), trust


def _reasons(found: dict[str, Any]) -> dict[str, str]:
    return {entry["credential"]: entry["reason"] for entry in found["notCounted"]}


async def test_a_trusted_badge_brings_the_certification_and_the_award_pins_the_registry(service: Service) -> None:
    tenant = await service.tenant()
    _, trust = await _welders(tenant, trusting())
    learner = await learner_of(tenant, ANA)
    brought = await bring(tenant, learner, foreign(ANA))
    assert (brought["standing"], brought["status"]) == ("held", "active")
    (award,) = await awards(service, tenant, learner)
    credential = await service.credential(award["badge"])
    named = {entry["id"]: entry["digestMultibase"] for entry in credential["relatedResource"]}
    assert named[brought["credential"]] == brought["digestMultibase"]
    assert named[f"{trust['url']}/versions/1"] == trust["digestMultibase"]
    assert (await service.public.get(f"{trust['url']}/versions/1")).json()["entries"][0]["issuer"] == COLLEGE.controller
    pinned = {"id": trust["url"], "version": 1, "digestMultibase": trust["digestMultibase"]}
    assert award["evaluation"]["trust"] == [pinned]
    assert (await service.verify(credential))["verdict"] == "valid"
    page = await service.public.get(f"/badges/{award['badge']}", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert brought["credential"] in page.text


async def test_a_badge_with_the_id_of_another_stands_in_nobodys_way(service: Service) -> None:
    """Else a self-made badge could keep a revocation from being seen."""
    tenant = await service.tenant()
    networks = await tenant.achievement()
    trust = await registry(tenant, trusting())
    target = await tenant.achievement("Certificate")
    requires = all_of(networks, {"url": WELDING})
    certification = await tenant.certification(target, requires, trust=[trust["url"]])
    passed = await tenant.passed(networks["id"], ANA)
    learner = passed["learner"]
    real = foreign(ANA)
    fake = signed({**foreign(ANA, WELDING, FRAUD, sign=False), "id": real["id"]}, FRAUD)
    impostor = signed({**foreign(ANA, WELDING, FRAUD, sign=False), "id": passed["badge"]["url"]}, FRAUD)
    assert (await bring(tenant, learner, fake))["standing"] == "held"
    assert (await bring(tenant, learner, impostor))["standing"] == "not_theirs"
    await bring(tenant, learner, real)
    found = await outcome(tenant, certification, learner)
    assert found["verdict"] == "satisfied"
    reasons = " ".join(entry["reason"] for entry in found["notCounted"])
    assert "the same id" in reasons
    assert "did not sign it" in reasons


async def test_without_trust_it_counts_for_nothing_and_says_so(service: Service) -> None:
    tenant = await service.tenant()
    certification, _ = await _welders(tenant, trusting(FRAUD))
    learner = await learner_of(tenant, ANA)
    brought = await bring(tenant, learner, foreign(ANA))
    assert await awards(service, tenant, learner) == []
    reasons = _reasons(await outcome(tenant, certification, learner))
    assert reasons == {brought["credential"]: "issuer not in the trust registry for this achievement"}


async def test_a_later_entry_brings_it_and_taking_it_back_breaks_it(service: Service) -> None:
    tenant = await service.tenant()
    _, trust = await _welders(tenant, whenBroken={"action": "suspend"})
    learner = await learner_of(tenant, ANA)
    await bring(tenant, learner, foreign(ANA))
    assert await awards(service, tenant, learner) == []
    entry = (await tenant.api.post(f"/v1/trust-registries/{trust['id']}/entries", json=trusting())).json()
    assert entry["version"] == 2
    assert [award["state"] for award in await awards(service, tenant, learner)] == ["active"]
    path = f"/v1/trust-registries/{trust['id']}/entries/{entry['id']}"
    assert (await tenant.api.delete(path)).json()["version"] == 3
    assert [award["state"] for award in await awards(service, tenant, learner)] == ["suspended"]
    assert (await tenant.api.delete(path)).status_code == 404


async def test_trust_is_for_the_time_of_the_award_and_for_what_is_named(service: Service) -> None:
    tenant = await service.tenant()
    certification, trust = await _welders(
        tenant,
        trusting(until="2025-12-31T00:00:00Z"),
        {**trusting(), "from": "2026-01-02T00:00:00Z"},
        {"issuer": COLLEGE.controller, "achievements": ["https://college.example/achievements/other"]},
        {"issuer": COLLEGE.controller, "achievementTypes": ["Degree"]},
    )
    learner = await learner_of(tenant, ANA)
    await bring(tenant, learner, foreign(ANA))  # awarded on 2026-01-01, for welding, a Course
    assert (await outcome(tenant, certification, learner))["verdict"] == "not_satisfied"
    entry = {"issuer": COLLEGE.controller, "achievementTypes": ["Course"], "from": "2026-01-01T00:00:00Z"}
    await tenant.api.post(f"/v1/trust-registries/{trust['id']}/entries", json=entry)
    assert (await outcome(tenant, certification, learner))["verdict"] == "satisfied"


async def test_somebody_elses_badge_counts_for_nothing(service: Service) -> None:
    tenant = await service.tenant()
    certification, _ = await _welders(tenant, trusting())
    learner = await learner_of(tenant, BEN)
    brought = await bring(tenant, learner, foreign(ANA))
    assert brought["standing"] == "not_theirs"
    found = await outcome(tenant, certification, learner)
    assert found["verdict"] == "not_satisfied"
    assert "somebody else" in _reasons(found)[brought["credential"]]


async def test_the_same_badge_counts_once_in_whatever_form(service: Service) -> None:
    tenant = await service.tenant()
    trust = await registry(tenant, trusting())
    target = await tenant.achievement("Certificate")
    requires = {"op": "select", "where": {"achievement": [WELDING]}, "count": {"min": 2, "repeat": True}}
    certification = await tenant.certification(target, requires, trust=[trust["url"]])
    learner = (await tenant.api.post("/v1/learners", json={"email": ANA, "did": "did:example:ana"})).json()["id"]
    plain = foreign(ANA, sign=False)
    plain["credentialSubject"]["id"] = "did:example:ana"
    first = await bring(tenant, learner, signed(plain, COLLEGE))
    again = await bring(tenant, learner, signed(plain, COLLEGE), 200)
    assert again["id"] == first["id"]
    headers = {"Content-Type": "application/vc+jwt"}
    path = f"/v1/learners/{learner}/badges"
    jwt = await tenant.api.post(path, content=jws_of(plain, COLLEGE), headers=headers)
    assert jwt.status_code == 201, jwt.text
    assert (jwt.json()["standing"], jwt.json()["credential"]) == ("duplicate", first["credential"])
    found = await outcome(tenant, certification, learner)
    assert found["verdict"] == "not_satisfied"
    assert "brought before" in " ".join(entry["reason"] for entry in found["notCounted"])


async def test_a_self_made_badge_for_our_achievement_counts_for_nothing(service: Service) -> None:
    """Even where its maker is trusted with everything: our achievements are ours unless an entry names them."""
    tenant = await service.tenant()
    networks = await tenant.achievement()
    trust = await registry(tenant, trusting(FRAUD))
    target = await tenant.achievement("Certificate")
    certification = await tenant.certification(target, all_of(networks), trust=[trust["url"]])
    learner = await learner_of(tenant, ANA)
    brought = await bring(tenant, learner, foreign(ANA, networks["url"], FRAUD))
    found = await outcome(tenant, certification, learner)
    assert found["verdict"] == "not_satisfied"
    assert "trust registry" in _reasons(found)[brought["credential"]]
    named = trusting(FRAUD, achievements=[networks["url"]])
    await tenant.api.post(f"/v1/trust-registries/{trust['id']}/entries", json=named)
    assert (await outcome(tenant, certification, learner))["verdict"] == "satisfied"


async def test_by_default_only_issuers_of_this_deployment_count(service: Service) -> None:
    tenant, neighbour = await service.tenant(), await service.tenant()
    theirs = await neighbour.achievement("Welding")
    target = await tenant.achievement("Certificate")
    requires = {"op": "select", "where": {"tag": ["welding"]}}
    certification = await tenant.certification(target, requires)
    learner = await learner_of(tenant, ANA)
    await bring(tenant, learner, foreign(ANA))
    passed = await neighbour.passed(theirs["id"], ANA)
    await bring(tenant, learner, await service.credential(passed["badge"]["id"]))
    found = await outcome(tenant, certification, learner)
    assert [entry["reason"] for entry in found["notCounted"]].count(
        "issuer not in the trust registry for this achievement"
    ) == 1


async def test_what_does_not_verify_is_refused_and_nothing_is_kept(service: Service) -> None:
    tenant = await service.tenant()
    learner = await learner_of(tenant, ANA)
    forged = foreign(ANA)
    forged["credentialSubject"]["achievement"]["name"] = "Brain surgery"
    refused = await tenant.api.post(f"/v1/learners/{learner}/badges", json=forged)
    assert (refused.status_code, refused.json()["code"]) == (422, "proof_invalid")
    assert (await tenant.api.get(f"/v1/learners/{learner}/badges")).json()["items"] == []


async def test_what_no_rule_or_database_could_read_is_refused(service: Service) -> None:
    tenant = await service.tenant()
    learner = await learner_of(tenant, ANA)
    path = f"/v1/learners/{learner}/badges"
    plain = foreign(ANA, sign=False)
    spoilt = (
        {**plain, "name": "Weld\u0000ing"},
        {**plain, "type": ["VerifiableCredential", "EndorsementCredential"]},
    )
    for document in spoilt:
        refused = await tenant.api.post(path, json=signed(document, COLLEGE))
        assert 400 <= refused.status_code < 500, refused.text
    nameless = {**plain, "id": "no address", "credentialSubject": {**plain["credentialSubject"], "id": "did:web:a"}}
    for content in (
        jws_of(nameless, COLLEGE).encode(),
        b"",
        b"{",
        b"[]",
        b"{}",
        b"a.b.c",
        b"\xff\xfe",
        b'{"url": "http://127.0.0.1/x"}',
    ):
        refused = await tenant.api.post(path, content=content, headers={"Content-Type": "application/json"})
        assert 400 <= refused.status_code < 500, (content, refused.text)
    assert (await tenant.api.get(path)).json()["items"] == []


async def test_a_badge_of_vc_1_1_counts_with_its_own_dates(service: Service) -> None:
    tenant = await service.tenant()
    certification, _ = await _welders(tenant, trusting())
    learner = await learner_of(tenant, ANA)
    plain = foreign(ANA, sign=False)
    plain["@context"] = [
        "https://www.w3.org/2018/credentials/v1",
        plain["@context"][1],
        "https://w3id.org/security/data-integrity/v2",
    ]
    plain["issuanceDate"] = plain.pop("validFrom")
    plain["expirationDate"] = "2027-01-01T00:00:00Z"
    brought = await bring(tenant, learner, signed(plain, COLLEGE))
    assert brought["standing"] == "held"
    asked = {"certification": certification["id"], "learner": learner, "asOf": "2026-12-01T00:00:00Z"}
    assert (await tenant.api.post("/v1/evaluations", json=asked)).json()["verdict"] == "satisfied"
    asked["asOf"] = "2027-02-01T00:00:00Z"
    assert (await tenant.api.post("/v1/evaluations", json=asked)).json()["verdict"] == "not_satisfied"


async def test_two_posts_at_once_make_one_holding(service: Service) -> None:
    tenant = await service.tenant()
    learner = await learner_of(tenant, ANA)
    plain = foreign(ANA, sign=False)
    forms = [signed({**plain, "name": f"Welding {number}"}, COLLEGE) for number in range(4)]
    brought = await asyncio.gather(*(bring(tenant, learner, form) for form in forms))
    assert sorted(one["standing"] for one in brought) == ["duplicate"] * 3 + ["held"]


async def test_a_withdrawn_badge_counts_no_more(service: Service) -> None:
    tenant = await service.tenant()
    await _welders(tenant, trusting(), whenBroken={"action": "suspend"})
    learner = await learner_of(tenant, ANA)
    brought = await bring(tenant, learner, foreign(ANA))
    assert [award["state"] for award in await awards(service, tenant, learner)] == ["active"]
    path = f"/v1/learners/{learner}/badges/{brought['id']}"
    assert (await tenant.api.delete(path)).status_code == 204
    assert (await tenant.api.get(path)).json()["standing"] == "withdrawn"
    assert [award["state"] for award in await awards(service, tenant, learner)] == ["suspended"]


async def test_a_rule_on_an_unknown_registry_is_refused_with_its_pointer(service: Service) -> None:
    mine, theirs = await service.tenant(), await service.tenant()
    foreign_registry = await registry(theirs, trusting())
    target = await mine.achievement("Certificate")
    for url in (foreign_registry["url"], "urn:uuid:0e3b9a38-5b55-4ef9-9a35-6ab3b1a9b001"):
        body = {"achievement": target["id"], "rule": {"requires": all_of({"url": WELDING}), "trust": [url]}}
        refused = await mine.api.post("/v1/certifications", json=body)
        assert (refused.status_code, refused.json()["pointer"]) == (422, "/rule/trust/0")


async def test_a_registry_that_a_rule_names_stays_and_bad_entries_are_named(service: Service) -> None:
    tenant = await service.tenant()
    _, trust = await _welders(tenant)
    path = f"/v1/trust-registries/{trust['id']}"
    assert (await tenant.api.delete(path)).status_code == 409
    for body, pointer in (
        ({}, "/issuer"),
        ({"issuer": "did:web:a"}, ""),
        ({"issuer": "did:web:a", "achievements": []}, "/achievements"),
        ({"issuer": "did:web:a", "roles": ["mentor"], "from": "2026-01-01"}, "/from"),
        ({**trusting(), "from": "2026-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}, "/until"),
        ({**trusting(), "surprise": 1}, "/surprise"),
    ):
        refused = await tenant.api.post(f"{path}/entries", json=body)
        assert (refused.status_code, refused.json().get("pointer")) == (422, pointer), refused.text
    spare = await registry(tenant)
    assert (await tenant.api.delete(f"/v1/trust-registries/{spare['id']}")).status_code == 204
    assert (await tenant.api.get(f"/v1/trust-registries/{spare['id']}")).status_code == 404


async def test_what_another_issuer_trusts_and_holds_does_not_exist(service: Service) -> None:
    mine, theirs = await service.tenant(), await service.tenant()
    trust = await registry(theirs, trusting())
    learner = await learner_of(theirs, ANA)
    brought = await bring(theirs, learner, foreign(ANA))
    entry = trust["entries"][0]["id"]
    for path in (
        f"/v1/trust-registries/{trust['id']}",
        f"/v1/trust-registries/{trust['id']}/entries",
        f"/v1/learners/{learner}/badges",
        f"/v1/learners/{learner}/badges/{brought['id']}",
    ):
        assert (await theirs.api.get(path)).status_code == 200
        assert (await mine.api.get(path)).status_code == 404, path
    for method, path, body in (
        ("DELETE", f"/v1/trust-registries/{trust['id']}", None),
        ("DELETE", f"/v1/trust-registries/{trust['id']}/entries/{entry}", None),
        ("POST", f"/v1/trust-registries/{trust['id']}/entries", trusting()),
        ("POST", f"/v1/learners/{learner}/badges", foreign(ANA)),
        ("DELETE", f"/v1/learners/{learner}/badges/{brought['id']}", None),
    ):
        assert (await mine.api.request(method, path, json=body)).status_code == 404, path
    assert (await mine.api.get("/v1/trust-registries")).json()["items"] == []
