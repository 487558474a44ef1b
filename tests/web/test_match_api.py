"""POST /v1/match: a shortlist against a job role, with this deployment's issuers and named registries believed."""

from __future__ import annotations

import csv
import io
from typing import Any

from tests.domain.verification.making import badge, key, signed
from tests.support.service import Service
from tests.web.problem import problem

STRANGER = key(7)
SUBNET = "https://skills.example/subnetting"
ALIGNED = {"type": ["Alignment"], "targetName": "Subnetting", "targetUrl": SUBNET}
ROLE = {"type": "JobRole", "id": "urn:role", "name": "Technician", "competencies": [{"alignment": SUBNET}]}


def foreign() -> dict[str, Any]:
    document = badge(STRANGER.controller)
    document["credentialSubject"]["achievement"]["alignment"] = [ALIGNED]
    return signed(document, STRANGER)


async def coverage(service: Service, *documents: Any, role: Any = ROLE, **more: Any) -> dict[str, Any]:
    person = {
        "name": "Ana",
        "documents": list(documents),
        **({"holder": more.pop("holder")} if "holder" in more else {}),
    }
    answer = await service.public.post("/v1/match", json={"role": role, "applicants": [person], **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["applicants"][0]
    return found


async def test_an_own_badge_covers_and_a_strangers_is_a_claim_until_a_registry_names_its_issuer(
    service: Service,
) -> None:
    tenant = await service.tenant()
    made = await tenant.achievement("Subnets", alignment=[ALIGNED])
    url = (await tenant.passed(made["id"], "ana@example.org"))["badge"]["url"]
    own = await coverage(service, {"url": url})
    assert (own["coverage"], own["requirements"][0]["by"][0]["credential"]) == ("covered", url)
    assert (await coverage(service, foreign()))["coverage"] == "claimed"
    registry = await tenant.api.post(
        "/v1/trust-registries",
        json={"name": "Colleges", "entries": [{"issuer": STRANGER.controller, "achievements": ["*"]}]},
    )
    address = registry.json()["url"]
    assert (await coverage(service, foreign(), trust=[address]))["coverage"] == "covered"
    snapshot = (await service.public.get(address)).json()
    assert (await coverage(service, foreign(), trust=[snapshot]))["coverage"] == "covered"


async def test_badges_of_somebody_else_count_for_nothing_once_the_holder_is_named(service: Service) -> None:
    tenant = await service.tenant()
    made = await tenant.achievement("Subnets", alignment=[ALIGNED])
    url = (await tenant.passed(made["id"], "ana@example.org"))["badge"]["url"]
    hers = await coverage(service, {"url": url}, holder=["Ana@example.org"])
    assert (hers["coverage"], hers["holder"]) == ("covered", "checked")
    other = await coverage(service, {"url": url}, holder=["ben@example.org"])
    assert other["coverage"] == "missing"
    assert other["notCounted"] == [{"source": url, "reason": "it was given to somebody else"}]


async def test_the_badges_inside_a_presentation_are_counted_one_by_one(service: Service) -> None:
    presentation = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [foreign(), {**foreign(), "name": "Forged"}],
    }
    found = await coverage(service, presentation)
    assert found["coverage"] == "claimed"
    assert found["notCounted"][0]["reason"].startswith("invalid: ")


async def test_a_table_is_given_to_whoever_asks_for_one(service: Service) -> None:
    body = {"role": ROLE, "applicants": [{"name": "=Ana", "documents": [foreign()]}, {"name": "Ben", "documents": []}]}
    answer = await service.public.post("/v1/match", json=body, headers={"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["applicant"], row["coverage"]) for row in rows] == [("'=Ana", "claimed"), ("Ben", "missing")]


async def test_what_is_wrong_is_refused_with_its_place(service: Service) -> None:
    person = {"name": "Ana", "documents": []}
    for body, status, place in (
        ({"role": {**ROLE, "competencies": []}, "applicants": [person]}, 422, "/role/competencies"),
        ({"role": ROLE, "applicants": []}, 422, "/applicants"),
        ({"role": ROLE, "applicants": [{"name": "Ana"}]}, 422, "/applicants/0/documents"),
        ({"role": ROLE, "applicants": [person], "trust": ["https://elsewhere.example/1"]}, 422, "/trust/0"),
        ({"role": ROLE, "applicants": [person], "trust": [{"type": "TrustRegistry"}]}, 422, "/trust/0/id"),
        ({"role": ROLE, "applicants": [person] * 101}, 413, None),
    ):
        assert problem(await service.public.post("/v1/match", json=body), status).get("pointer") == place
