"""The examples of the description work when pasted, with the ids that their texts ask for."""

from __future__ import annotations

from typing import Any

from tests.support.service import Service

from stackcred_issuer.services.caller import Scope

PLACED = "issuer's DID"


async def test_the_examples_of_the_vc_api_work_when_pasted(service: Service) -> None:
    tenant = await service.tenant()
    client = await service.client(tenant.issuer.id, frozenset({Scope.CREDENTIALS}))
    paths = (await service.public.get("/openapi.json")).json()["paths"]

    def example(path: str) -> Any:
        (content,) = paths[f"/vc-api{path}"]["post"]["requestBody"]["content"].values()
        return content["examples"]["example"]

    issue = example("/credentials/issue")
    assert PLACED in issue["summary"]
    own = {"id": "urn:uuid:5f9c1a4f-0b39-4a0b-9a5c-1f6d7f440a01", "issuer": tenant.issuer.did}
    body = {**issue["value"], "credential": {**issue["value"]["credential"], **own}}
    assert (await client.post("/vc-api/credentials/issue", json=body)).status_code == 201
    status = {**example("/credentials/status")["value"], "credentialId": own["id"]}
    assert (await client.post("/vc-api/credentials/status", json=status)).status_code == 200
    for path, code in (("/credentials/verify", 200), ("/presentations/verify", 200), ("/presentations/create", 201),
                       ("/presentations/prove", 201), ("/status-lists", 201)):  # fmt: skip
        answer = await client.post(f"/vc-api{path}", json=example(path)["value"])
        assert answer.status_code == code, (path, answer.text)
    assert "put the credential" in example("/credentials/derive")["summary"]
