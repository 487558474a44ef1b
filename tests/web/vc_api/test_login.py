"""Outside a conformance instance the VC-API is for clients of an issuer, with a scope of its own."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.service import Service
from tests.support.vc_api import EXAMPLES, V2

from stackcred_issuer.services.caller import Scope

ALLOWED = frozenset({Scope.CREDENTIALS})


def credential(did: str, **members: Any) -> dict[str, Any]:
    return {
        "@context": [V2],
        "type": ["VerifiableCredential"],
        "issuer": did,
        "credentialSubject": {"id": "did:example:ana"},
        **members,
    }


@pytest.mark.parametrize("path", ["credentials/issue", "credentials/verify", "credentials/derive",
                                  "credentials/status", "presentations/create", "presentations/prove",
                                  "presentations/verify", "status-lists"])  # fmt: skip
async def test_nobody_gets_in_without_a_key(service: Service, path: str) -> None:
    assert (await service.public.post(f"/vc-api/{path}", json={})).status_code == 401
    unscoped = await service.client((await service.tenant()).issuer.id, frozenset({Scope.BADGES}))
    assert (await unscoped.post(f"/vc-api/{path}", json={})).status_code == 403


async def test_a_client_signs_as_its_own_issuer_and_no_other(service: Service) -> None:
    mine, other = await service.tenant(), await service.tenant()
    client = await service.client(mine.issuer.id, ALLOWED)
    answer = await client.post("/vc-api/credentials/issue", json={"credential": credential(mine.issuer.did)})
    assert answer.status_code == 201, answer.text
    signed = answer.json()["verifiableCredential"]
    assert [entry["statusPurpose"] for entry in signed["credentialStatus"]] == ["revocation", "suspension"]
    assert (await client.post("/vc-api/credentials/verify", json={"verifiableCredential": signed})).status_code == 200
    theirs = {"credential": credential(other.issuer.did)}
    assert (await client.post("/vc-api/credentials/issue", json=theirs)).status_code == 422
    path = f"/vc-api/issuers/{other.issuer.slug}/credentials/issue"
    assert (await client.post(path, json=theirs)).status_code == 404


async def test_what_was_signed_is_on_record_and_audited(service: Service) -> None:
    tenant = await service.tenant()
    client = await service.client(tenant.issuer.id, ALLOWED)
    own_id = "urn:uuid:1f6d7f44-0b39-4a0b-9a5c-5f9c1a4f0a01"
    body = {"credential": credential(tenant.issuer.did, id=own_id)}
    answer = await client.post("/vc-api/credentials/issue", json=body)
    assert answer.status_code == 201
    async with service.house.store.begin(service.house.clock.now()) as uow:
        record = await uow.credentials.by_credential_id(tenant.issuer.id, own_id)
        assert record is not None
        assert await uow.credentials.by_id(tenant.issuer.id, record.id) == record
    assert record.document == answer.content.removeprefix(b'{"verifiableCredential":').removesuffix(b"}")
    entries = (await tenant.api.get("/v1/audit")).json()
    assert "credential.issued" in str(entries)
    status = {"credentialId": own_id, "credentialStatus": {"statusPurpose": "suspension"}, "status": True}
    assert (await client.post("/vc-api/credentials/status", json=status)).status_code == 200
    assert "credential.status_changed" in str((await tenant.api.get("/v1/audit")).json())


async def test_contexts_that_only_tests_use_are_unknown(service: Service) -> None:
    tenant = await service.tenant()
    client = await service.client(tenant.issuer.id, ALLOWED)
    document = credential(tenant.issuer.did, **{"@context": [V2, EXAMPLES]})
    answer = await client.post("/vc-api/credentials/issue", json={"credential": document})
    assert (answer.status_code, answer.json()["code"]) == (422, "lint_refused")
    assert "examples" in answer.text or "known" in answer.text


async def test_an_issuer_named_like_a_conformance_endpoint_signs_like_any_other(service: Service) -> None:
    tenant = await service.tenant()
    client = await service.client(tenant.issuer.id, ALLOWED)
    presentation = {"@context": [V2], "type": ["VerifiablePresentation"], "holder": tenant.issuer.did}
    body = {"presentation": presentation, "options": {"challenge": "c", "domain": "v.example"}}
    made = await client.post("/vc-api/presentations/create", json=body)
    assert made.status_code == 201, made.text
    shown = made.json()["verifiablePresentation"]
    asked = {"verifiablePresentation": shown, "options": {"challenge": "c", "domain": ["v.example"]}}
    assert shown["proof"]["challenge"] == "c"
    answer = await client.post("/vc-api/presentations/verify", json=asked)
    assert answer.status_code in (200, 400)
    assert "proof" in answer.text
