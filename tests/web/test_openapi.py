"""The description of the API: complete, and its examples work when pasted, with the ids that their texts ask for."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.service import Service, Tenant, all_of

METHODS = {"get", "post", "put", "delete", "patch"}
OPEN_TO_ALL = {"/v1/verify", "/v1/verify/batch", "/v1/match"}
NOWHERE = "00000000-0000-0000-0000-000000000000"


async def description(service: Service) -> dict[str, Any]:
    answer = await service.public.get("/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    ]


async def test_every_operation_says_what_it_does_and_how_it_fails(service: Service) -> None:
    document = await description(service)
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))
    for method, path, operation in operations(document):
        assert operation["summary"], (method, path)
        assert operation["tags"], (method, path)
        assert "application/problem+json" in operation["responses"]["default"]["content"], (method, path)
        if path.startswith("/v1/") and path not in OPEN_TO_ALL:
            assert operation["security"], (method, path)


async def test_every_path_that_the_issue_names_is_described(service: Service) -> None:
    paths = set((await description(service))["paths"])
    for noun in ("achievements", "certifications", "learners", "assessments", "badges", "evaluations", "verify",
                 "clients", "keys", "audit"):  # fmt: skip
        assert f"/v1/{noun}" in paths
    assert "/v1/certifications/{certification_id}/rules" in paths
    for change in ("revoke", "suspend", "reinstate"):
        assert f"/v1/badges/{{badge_id}}/{change}" in paths
    for public in ("/badges/{badge_id}", "/achievements/{achievement_id}", "/certifications/{certification_id}",
                   "/issuers/{slug}", "/issuers/{slug}/did.json", "/.well-known/did.json", "/status-lists/{list_id}",
                   "/oauth/token", "/healthz", "/readyz"):  # fmt: skip
        assert public in paths


async def test_every_body_that_is_typed_has_an_example(service: Service) -> None:
    for method, path, operation in operations(await description(service)):
        for content_type, content in operation.get("requestBody", {}).get("content", {}).items():
            if content_type in ("application/json", "application/x-www-form-urlencoded"):
                assert content.get("examples"), (method, path)


async def test_references_lead_somewhere(service: Service) -> None:
    document = await description(service)

    def check(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(reference := value.get("$ref"), str):
                found: Any = document
                for token in reference.removeprefix("#/").split("/"):
                    found = found[token]
            for child in value.values():
                check(child)
        elif isinstance(value, list):
            for child in value:
                check(child)

    check(document)


class Paster:
    """Pastes the examples in the order of the documentation, with the ids that their summaries ask to put."""

    def __init__(self, service: Service, tenant: Tenant, document: dict[str, Any]) -> None:
        self.service, self.tenant, self.document = service, tenant, document
        self.made: dict[str, dict[str, Any]] = {}

    def example(self, method: str, path: str, name: str = "example") -> tuple[str, Any]:
        (content,) = (
            content
            for content_type, content in self.document["paths"][path][method]["requestBody"]["content"].items()
            if "examples" in content
        )
        example = content["examples"][name]
        return example["summary"], example["value"]

    async def paste(self, method: str, path: str, **ids: str) -> dict[str, Any]:
        """The answer; only a body whose summary says so is changed, and only in its ids."""
        summary, body = self.example(method, path)
        if "put your achievement's id" in summary:
            assert body["achievement"] == NOWHERE
            body["achievement"] = ids.pop("achievement")
        if "id and URL" in summary:
            body["rule"]["requires"] = all_of({"url": ids.pop("part")})
        answer = await self.tenant.api.request(method, path.format(**ids), json=body)
        assert answer.status_code in (200, 201), (path, answer.text)
        made: dict[str, Any] = answer.json()
        return made


@pytest.fixture
async def paster(service: Service) -> Paster:
    return Paster(service, await service.tenant(), await description(service))


async def test_the_examples_work_when_pasted(paster: Paster) -> None:
    achievement = await paster.paste("post", "/v1/achievements")
    other = await paster.paste("post", "/v1/achievements")
    passed = await paster.paste("post", "/v1/assessments", achievement=achievement["id"])
    assert (passed["passed"], passed["outcome"]) == (True, "issued")
    direct = await paster.paste("post", "/v1/badges", achievement=achievement["id"])
    certification = await paster.paste("post", "/v1/certifications", achievement=other["id"], part=achievement["url"])
    rule = await paster.paste(
        "post", "/v1/certifications/{certification_id}/rules", certification_id=certification["id"]
    )
    assert rule["version"] == 2
    changed = await paster.paste("put", "/v1/achievements/{achievement_id}", achievement_id=achievement["id"])
    assert changed["version"] == 2
    assert (await paster.paste("post", "/v1/learners"))["id"] == passed["learner"] == direct["learner"]
    assert (await paster.paste("post", "/v1/evaluations"))["verdict"] == "satisfied"
    for change, status in (("suspend", "suspended"), ("reinstate", "active"), ("revoke", "revoked")):
        path = f"/v1/badges/{{badge_id}}/{change}"
        assert (await paster.paste("post", path, badge_id=direct["id"]))["status"] == status


async def test_the_examples_of_trust_and_endorsements_work_when_pasted(paster: Paster) -> None:
    tenant = paster.tenant
    achievement = await tenant.achievement()
    passed = await tenant.passed(achievement["id"], "ana@example.org")
    registry = await paster.paste("post", "/v1/trust-registries")
    entries = "/v1/trust-registries/{registry_id}/entries"
    assert (await paster.paste("post", entries, registry_id=registry["id"]))["version"] == 2
    summary, body = paster.example("post", "/v1/equivalences")
    assert "put your achievement's id" in summary
    stated = await tenant.api.post("/v1/equivalences", json={**body, "countsAs": achievement["id"]})
    assert stated.status_code == 201, stated.text
    revoke = "/v1/equivalences/{equivalence_id}/revoke"
    assert (await paster.paste("post", revoke, equivalence_id=stated.json()["id"]))["status"] == "revoked"
    asked = await paster.paste("post", "/v1/badges/{badge_id}/endorsement-requests", badge_id=passed["badge"]["id"])
    withdraw = "/v1/endorsement-requests/{request_id}/withdraw"
    assert (await tenant.api.post(withdraw.format(request_id=asked["id"]))).json()["state"] == "withdrawn"
    learner = passed["learner"]
    await paster.paste("post", "/v1/learners/{learner_id}/attestation-requests", learner_id=learner)
    attested = await paster.paste("post", "/v1/learners/{learner_id}/attestations", learner_id=learner)
    revoke = "/v1/endorsements/{endorsement_id}/revoke"
    assert (await paster.paste("post", revoke, endorsement_id=attested["id"]))["status"] == "revoked"
    _, signed = paster.example("post", "/v1/learners/{learner_id}/badges", "credential")
    brought = await tenant.api.post(f"/v1/learners/{learner}/badges", json=signed)
    assert (brought.status_code, brought.json()["standing"]) == (201, "not_theirs")


async def test_the_examples_of_clients_and_tokens_work_when_pasted(paster: Paster) -> None:
    client = await paster.paste("post", "/v1/clients")
    await paster.paste("post", "/v1/clients/{client_id}/rotate", client_id=client["clientId"])
    summary, form = paster.example("post", "/oauth/token", "client")
    assert "put your client's id and secret" in summary
    secrets = {"client_id": client["clientId"], "client_secret": client["clientSecret"]}
    answer = await paster.service.public.post("/oauth/token", data={**form, **secrets})
    assert answer.json()["token_type"] == "Bearer"


async def test_the_examples_of_verification_work_when_pasted(paster: Paster) -> None:
    _, credential = paster.example("post", "/v1/verify", "credential")
    assert (await paster.service.verify(credential))["verdict"] == "valid"
    summary, body = paster.example("post", "/v1/verify", "address")
    assert "put a badge's address" in summary
    networks = await paster.tenant.achievement()
    passed = await paster.tenant.passed(networks["id"], "ana@example.org")
    assert (await paster.service.verify({**body, "url": passed["badge"]["url"]}))["verdict"] == "valid"


async def test_the_interactive_description_loads_from_here_alone(service: Service) -> None:
    page = (await service.public.get("/docs")).text
    assert "http://" not in page
    assert "https://" not in page
    for part in page.split('"'):
        if part.startswith(("/docs/", "/static/", "/openapi")):
            assert (await service.public.get(part)).status_code == 200, part


async def test_the_type_of_a_problem_leads_to_its_explanation(service: Service) -> None:
    said = (await service.public.get("/badges/nothing")).json()
    page, _, anchor = said["type"].partition("#")
    text = (await service.public.get(page)).text
    assert f"<code>{anchor}</code>" in text
    assert f'id="{anchor}"' in text
