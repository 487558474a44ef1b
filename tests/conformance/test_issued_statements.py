"""Endorsements, attestations and equivalences that the service signs, held against the official schema."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft201909Validator
from tests.support.service import Service
from tests.support.shared import shared_json
from tests.support.strangers import COLLEGE, WELDING, learner_of

SCHEMA = "spec/data/schemas/ob/ob_v3p0_endorsementcredential_schema.json"
WORD = {"comment": "Cabled a floor.", "relationship": "Supervisor", "name": "Maria Santos", "confirm": "yes"}


async def _signed(service: Service, kind: str) -> dict[str, Any]:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    if kind == "equivalence":
        body = {"kind": "Substitution", "achievement": WELDING, "issuer": COLLEGE.controller, "comment": "The same."}
        until = {"countsAs": networks["id"], "until": "2090-01-01T00:00:00Z"}
        made = await tenant.api.post("/v1/equivalences", json={**body, **until})
    elif kind == "attestation":
        learner = await learner_of(tenant, "ana@example.org")
        said = {"role": "confirmer", "claim": "health-character", "comment": "Confirmed.", "by": {"name": "Jon Reyes"}}
        made = await tenant.api.post(f"/v1/learners/{learner}/attestations", json=said)
    else:
        passed = await tenant.passed(networks["id"], "ana@example.org")
        path = f"/v1/badges/{passed['badge']['id']}/endorsement-requests"
        asked = await tenant.api.post(path, json={"role": "mentor", "email": "maria@example.org"})
        await service.public.post(asked.json()["link"], data=WORD)
        (item,) = (await tenant.api.get("/v1/endorsements")).json()["items"]
        document: dict[str, Any] = (await service.public.get(item["url"])).json()
        return document
    assert made.status_code == 201, made.text
    found: dict[str, Any] = (await service.public.get(made.json()["url"])).json()
    return found


@pytest.mark.parametrize("kind", ["endorsement", "attestation", "equivalence"])
async def test_what_is_signed_keeps_to_the_official_schema_and_verifies(service: Service, kind: str) -> None:
    document = await _signed(service, kind)
    faults = [error.message for error in Draft201909Validator(shared_json(SCHEMA)).iter_errors(document)]
    assert faults == []
    report = await service.verify(document)
    assert report["verdict"] == "valid", report
    assert [check["name"] for check in report["checks"] if check["result"] != "pass"] == []
