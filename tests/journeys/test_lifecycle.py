"""Badges, keys and the record over time."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from tests.support.service import Service, Tenant, all_of

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.check_audit import check_chain
from stackcred_issuer.services.manage_keys import compromise_key


async def _badge(service: Service, tenant: Tenant) -> str:
    networks = await tenant.achievement()
    badge: str = (await tenant.passed(networks["id"], "ana@example.org"))["badge"]["id"]
    return badge


async def test_suspension_is_reversible_and_revocation_is_not(service: Service) -> None:
    tenant = await service.tenant()
    badge = await _badge(service, tenant)
    credential = await service.credential(badge)
    for action, verdict in (("suspend", "suspended"), ("reinstate", "valid"), ("revoke", "revoked")):
        answer = await tenant.api.post(f"/v1/badges/{badge}/{action}", json={"reason": "a test"})
        assert answer.status_code == 200
        assert (await service.verify(credential))["verdict"] == verdict
    again = await tenant.api.post(f"/v1/badges/{badge}/revoke")
    assert again.json()["status"] == "revoked"
    assert (await tenant.api.post(f"/v1/badges/{badge}/reinstate")).status_code == 409


async def test_a_status_list_changes_its_etag_with_its_bits_and_says_when_it_did_not(service: Service) -> None:
    tenant = await service.tenant()
    badge = await _badge(service, tenant)
    entries = (await service.credential(badge))["credentialStatus"]
    assert [entry["statusPurpose"] for entry in entries] == ["revocation", "suspension"]
    url = entries[0]["statusListCredential"]
    first = await service.public.get(url)
    assert first.headers["content-type"] == "application/vc"
    assert "max-age" in first.headers["cache-control"]
    same = await service.public.get(url, headers={"If-None-Match": first.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    await tenant.api.post(f"/v1/badges/{badge}/revoke")
    later = await service.public.get(url, headers={"If-None-Match": first.headers["etag"]})
    assert later.status_code == 200
    assert later.headers["etag"] != first.headers["etag"]


async def test_a_status_list_is_itself_a_credential_that_verifies(service: Service) -> None:
    tenant = await service.tenant()
    entries = (await service.credential(await _badge(service, tenant)))["credentialStatus"]
    report = await service.verify((await service.public.get(entries[0]["statusListCredential"])).json())
    assert {check["name"]: check["result"] for check in report["checks"]}["proof"] == "pass"


async def test_badges_of_a_retired_key_go_on_verifying(service: Service) -> None:
    tenant = await service.tenant()
    badge = await _badge(service, tenant)
    rotated = await tenant.api.post("/v1/keys/rotate")
    assert rotated.status_code == 201
    keys = (await tenant.api.get("/v1/keys")).json()["items"]
    assert [key["state"] for key in keys] == ["retired", "active"]
    assert (await service.verify(await service.credential(badge)))["verdict"] == "valid"
    other = await _badge(service, tenant)
    method = (await service.credential(other))["proof"]["verificationMethod"]
    assert method.endswith(keys[1]["publicKeyMultibase"])


async def test_a_compromised_key_vouches_for_nothing_and_its_badges_are_revoked(service: Service) -> None:
    tenant = await service.tenant()
    badge = await _badge(service, tenant)
    credential = await service.credential(badge)
    (key,) = (await tenant.api.get("/v1/keys")).json()["items"]
    done = await compromise_key(service.house, tenant.issuer.id, UUID(key["id"]), "revoke")
    assert done.badges == 1
    report = await service.verify(credential)
    assert report["verdict"] == "invalid"
    (shown,) = [found for found in (await tenant.api.get("/v1/badges")).json()["items"] if found["id"] == badge]
    assert shown["status"] == "revoked"


async def test_no_award_rests_on_a_compromised_key_even_before_its_badges_are_dealt_with(service: Service) -> None:
    tenant = await service.tenant()
    networks, servers = await tenant.achievement(), await tenant.achievement("Servers")
    certification = await tenant.certification(await tenant.achievement("Certificate"), all_of(networks, servers))
    learner = (await tenant.passed(networks["id"], "ana@example.org"))["learner"]
    await service.settle()  # the badge was verified, and its report kept
    (key,) = (await tenant.api.get("/v1/keys")).json()["items"]
    async with service.house.store.begin(service.house.clock.now()) as uow:
        await uow.keys.compromise(UUID(key["id"]), uow.now)
        await uow.reports.forget_signed_by(UUID(key["id"]))
    asked = {"certification": certification["id"], "learner": learner, "asOf": "2099-01-01T00:00:00Z"}
    outcome = (await tenant.api.post("/v1/evaluations", json=asked)).json()
    assert [part["verdict"] for part in outcome["requirements"][0]["parts"]] == ["not_satisfied", "not_satisfied"]


async def test_badges_of_a_compromised_key_can_be_signed_anew_under_the_same_address(service: Service) -> None:
    tenant = await service.tenant()
    badge = await _badge(service, tenant)
    old = await service.credential(badge)
    (key,) = (await tenant.api.get("/v1/keys")).json()["items"]
    await compromise_key(service.house, tenant.issuer.id, UUID(key["id"]), "resign")
    new = await service.credential(badge)
    assert (new["id"], new["credentialSubject"]) == (old["id"], old["credentialSubject"])
    assert (await service.verify(new))["verdict"] == "valid"
    assert (await service.verify(old))["verdict"] == "invalid"


async def test_an_award_whose_parts_are_signed_anew_is_made_again_from_those(service: Service) -> None:
    tenant = await service.tenant()
    networks, target = await tenant.achievement(), await tenant.achievement("Certificate")
    await tenant.certification(target, all_of(networks))
    learner = (await tenant.passed(networks["id"], "ana@example.org"))["learner"]
    await service.settle()
    (key,) = (await tenant.api.get("/v1/keys")).json()["items"]
    await compromise_key(service.house, tenant.issuer.id, UUID(key["id"]), "resign")
    await service.settle()
    awards = (await tenant.learner(learner))["awards"]
    assert sorted((award["period"], award["state"]) for award in awards) == [(1, "revoked"), (2, "active")]
    newest = max(awards, key=lambda award: int(award["period"]))
    assert (await service.verify(await service.credential(newest["badge"])))["verdict"] == "valid"


async def test_a_did_key_issuer_signs_badges_that_need_no_lookup_and_cannot_rotate(service: Service) -> None:
    tenant = await service.tenant(did_method="key")
    badge = await _badge(service, tenant)
    credential = await service.credential(badge)
    assert credential["issuer"]["id"].startswith("did:key:z6Mk")
    assert (await service.verify(credential))["verdict"] == "valid"
    assert (await tenant.api.post("/v1/keys/rotate")).status_code == 422


async def test_the_audit_chain_records_every_step_without_personal_data(service: Service) -> None:
    tenant = await service.tenant()
    badge = await _badge(service, tenant)
    await tenant.api.post(f"/v1/badges/{badge}/revoke", json={"reason": "Ana asked for it"})
    page = await tenant.api.get("/v1/audit?limit=200")
    types = [entry["type"] for entry in page.json()["items"]]
    assert types[:2] == ["issuer.created", "key.created"]
    assert {"result.recorded", "badge.issued", "badge.revoked"} <= set(types)
    assert re.search(r"\bana\b", page.text.lower()) is None  # a word: digests may hold these letters
    checked = (await tenant.api.get("/v1/audit/verify")).json()
    assert (checked["ok"], checked["entries"]) == (True, len(types))


async def test_the_chain_of_an_unknown_issuer_is_not_found(service: Service) -> None:
    with pytest.raises(StackcredError) as caught:
        await check_chain(service.house, UUID(int=1))
    assert caught.value.code is ErrorCode.NOT_FOUND


async def test_did_documents_publish_every_key_in_the_shape_verifiers_read(service: Service) -> None:
    tenant = await service.tenant()
    await tenant.api.post("/v1/keys/rotate")
    answer = await service.public.get(f"/issuers/{tenant.issuer.slug}/did.json")
    document = answer.json()
    assert document["id"] == tenant.issuer.did
    methods = document["verificationMethod"]
    assert [method["type"] for method in methods] == ["Multikey", "Multikey"]
    assert document["assertionMethod"] == [method["id"] for method in methods]
    assert all(method["id"] == f"{tenant.issuer.did}#{method['publicKeyMultibase']}" for method in methods)
