"""One issuer's client can never read or change another's."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.support.service import Service, all_of

from stackcred_issuer.services.caller import Scope


async def test_what_belongs_to_another_issuer_does_not_exist(service: Service) -> None:
    mine, theirs = await service.tenant(), await service.tenant()
    networks = await theirs.achievement()
    target = await theirs.achievement("Certificate")
    certification = await theirs.certification(target, all_of(networks))
    passed = await theirs.passed(networks["id"], "ana@example.org")
    paths = (
        f"achievements/{networks['id']}",
        f"certifications/{certification['id']}",
        f"certifications/{certification['id']}/rules",
        f"learners/{passed['learner']}",
        f"assessments/{passed['assessment']}",
        f"badges/{passed['badge']['id']}",
    )
    for path in paths:
        assert (await theirs.api.get(f"/v1/{path}")).status_code == 200
        assert (await mine.api.get(f"/v1/{path}")).status_code == 404, path
    for noun in ("achievements", "certifications", "learners", "assessments", "badges"):
        assert (await mine.api.get(f"/v1/{noun}")).json()["items"] == []


async def test_nothing_of_another_issuer_can_be_changed_or_used(service: Service) -> None:
    mine, theirs = await service.tenant(), await service.tenant()
    networks = await theirs.achievement()
    passed = await theirs.passed(networks["id"], "ana@example.org")
    badge = passed["badge"]["id"]
    own = await mine.achievement("Certificate")
    answers = [
        await mine.post(mine.result(networks["id"], "ana@example.org")),
        await mine.post(mine.result(networks["url"], "ana@example.org")),
        await mine.api.post(f"/v1/badges/{badge}/revoke"),
        await mine.api.post("/v1/badges", json={"learner": {"email": "a@b.org"}, "achievement": networks["id"]}),
        await mine.api.put(f"/v1/achievements/{networks['id']}", json=networks["achievement"]),
        await mine.api.post(
            "/v1/certifications", json={"achievement": own["id"], "rule": {"requires": all_of(networks)}}
        ),
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert (await theirs.learner(passed["learner"]))["badges"][0]["status"] == "active"


async def test_the_same_source_id_of_two_clients_are_two_posts(service: Service) -> None:
    one, two = await service.tenant(), await service.tenant()
    for tenant in (one, two):
        networks = await tenant.achievement()
        answer = await tenant.post(tenant.result(networks["id"], "ana@example.org", sourceId="same"))
        assert answer.status_code == 201


async def test_a_client_can_do_no_more_than_its_scopes(service: Service) -> None:
    tenant = await service.tenant()
    reader = await service.client(tenant.issuer.id, frozenset({Scope.BADGES_READ}))
    assert (await reader.get("/v1/badges")).status_code == 200
    refused = [
        await reader.get("/v1/learners"),
        await reader.post("/v1/achievements", json={}),
        await reader.post(f"/v1/badges/{uuid4()}/revoke"),
        await reader.get("/v1/audit"),
        await reader.post("/v1/keys/rotate"),
        await reader.post("/v1/clients", json={"name": "x", "scopes": ["badges"]}),
    ]
    assert [answer.status_code for answer in refused] == [403] * len(refused)
    assert "achievements" in refused[1].json()["detail"]


async def test_a_client_cannot_make_one_with_more_scopes_than_its_own(service: Service) -> None:
    tenant = await service.tenant()
    maker = await service.client(tenant.issuer.id, frozenset({Scope.CLIENTS, Scope.BADGES_READ}))
    assert (await maker.post("/v1/clients", json={"name": "x", "scopes": ["badges"]})).status_code == 403
    assert (await maker.post("/v1/clients", json={"name": "x", "scopes": ["badges:read"]})).status_code == 201


@pytest.mark.parametrize("authorization", [None, "Bearer", "Bearer nonsense", "Basic abc", "Bearer sck_wrong"])
async def test_without_a_good_key_nothing_is_parsed(service: Service, authorization: str | None) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    answer = await service.public.post("/v1/assessments", content=b"{not json", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_rotated_secrets_replace_the_old_ones_and_revoked_clients_end(service: Service) -> None:
    tenant = await service.tenant()
    made = (await tenant.api.post("/v1/clients", json={"name": "LMS", "scopes": ["badges:read"]})).json()
    old = service.bearer(made["apiKey"])
    assert (await old.get("/v1/badges")).status_code == 200
    fresh = (await tenant.api.post(f"/v1/clients/{made['clientId']}/rotate")).json()
    assert (await old.get("/v1/badges")).status_code == 401
    new = service.bearer(fresh["apiKey"])
    assert (await new.get("/v1/badges")).status_code == 200
    assert (await tenant.api.post(f"/v1/clients/{made['clientId']}/revoke")).json()["revokedAt"]
    assert (await new.get("/v1/badges")).status_code == 401


async def test_an_overlap_lets_both_secrets_work(service: Service) -> None:
    tenant = await service.tenant()
    made = (await tenant.api.post("/v1/clients", json={"name": "LMS", "scopes": ["badges:read"]})).json()
    path = f"/v1/clients/{made['clientId']}/rotate"
    fresh = (await tenant.api.post(path, json={"overlapSeconds": 60})).json()
    for key in (made["apiKey"], fresh["apiKey"]):
        assert (await service.bearer(key).get("/v1/badges")).status_code == 200


async def test_secrets_are_not_kept_in_the_clear(service: Service) -> None:
    tenant = await service.tenant()
    made = (await tenant.api.post("/v1/clients", json={"name": "LMS", "scopes": ["badges:read"]})).json()
    listed = (await tenant.api.get("/v1/clients")).text
    assert made["apiKey"] not in listed
    assert made["clientSecret"] not in listed


class TestTokens:
    """OAuth 2.0 client_credentials (RFC 6749 §4.4)."""

    @staticmethod
    async def _client(service: Service) -> dict[str, str]:
        tenant = await service.tenant()
        wanted = {"name": "LMS", "scopes": ["badges:read", "assessments"]}
        made: dict[str, str] = (await tenant.api.post("/v1/clients", json=wanted)).json()
        return made

    async def test_a_secret_is_exchanged_for_a_token_by_form_and_by_basic(self, service: Service) -> None:
        made = await self._client(service)
        form = {"grant_type": "client_credentials"}
        secret = {"client_id": made["clientId"], "client_secret": made["clientSecret"]}
        by_form = await service.public.post("/oauth/token", data=form | secret)
        by_basic = await service.public.post("/oauth/token", data=form, auth=(made["clientId"], made["clientSecret"]))
        for answer in (by_form, by_basic):
            assert answer.status_code == 200, answer.text
            assert answer.headers["cache-control"] == "no-store"
            token = answer.json()
            assert (token["token_type"], token["expires_in"]) == ("Bearer", 3600)
            assert (await service.bearer(token["access_token"]).get("/v1/badges")).status_code == 200

    async def test_a_token_can_be_narrower_than_its_client_and_never_wider(self, service: Service) -> None:
        made = await self._client(service)
        form = {
            "grant_type": "client_credentials",
            "client_id": made["clientId"],
            "client_secret": made["clientSecret"],
        }
        narrow = (await service.public.post("/oauth/token", data=form | {"scope": "badges:read"})).json()
        bearer = service.bearer(narrow["access_token"])
        assert (await bearer.get("/v1/badges")).status_code == 200
        assert (await bearer.get("/v1/assessments")).status_code == 403
        wide = await service.public.post("/oauth/token", data=form | {"scope": "keys"})
        assert (wide.status_code, wide.json()["error"]) == (400, "invalid_scope")

    async def test_errors_are_those_of_oauth(self, service: Service) -> None:
        made = await self._client(service)
        wrong = {"grant_type": "client_credentials", "client_id": made["clientId"], "client_secret": "wrong"}
        answer = await service.public.post("/oauth/token", data=wrong)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
        answer = await service.public.post("/oauth/token", data={"grant_type": "password"})
        assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")
