"""Badges as JWT beside their own bytes, keys of every kind, and where readers of JWTs find them."""

from __future__ import annotations

import json
from typing import Any

import jwt
import pytest
from joserfc import jws as joserfc_jws
from joserfc.jwk import KeySet
from tests.support.service import Service, Tenant

from stackcred_issuer.domain.proof.keys import KeyType, PublicKey
from stackcred_issuer.services.create_issuer import NewIssuer, create_issuer
from stackcred_issuer.services.manage_keys import compromise_key

LEARNER = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
AS_JWT = {"Accept": "application/vc+jwt"}
ALGORITHMS = {KeyType.ED25519: "EdDSA", KeyType.P256: "ES256", KeyType.P384: "ES384", KeyType.RSA: "RS256"}
SUITES = {KeyType.ED25519: "eddsa-rdfc-2022", KeyType.P256: "ecdsa-rdfc-2019", KeyType.P384: "ecdsa-rdfc-2019"}


async def tenant_with(service: Service, kind: KeyType, did_method: Any = "web") -> Tenant:
    slug = f"f-{service.house.entropy.token(6).lower().replace('_', '').replace('-', '')}"
    issuer = await create_issuer(service.house, NewIssuer(slug, "School", did_method, key_type=kind))
    return Tenant(issuer, await service.client(issuer.id))


async def badge_of(tenant: Tenant, **learner: str) -> dict[str, Any]:
    achievement = await tenant.achievement()
    body = {"learner": learner or {"did": LEARNER}, "achievement": achievement["id"]}
    answer = await tenant.api.post("/v1/badges", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def as_jwt(service: Service, badge: dict[str, Any]) -> str:
    answer = await service.public.get(f"/badges/{badge['id']}", headers=AS_JWT)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/vc+jwt"), answer.text
    assert answer.headers["vary"] == "Accept"
    return answer.text


async def verdict(service: Service, body: str) -> str:
    answer = await service.public.post("/v1/verify", content=body, headers={"Content-Type": "application/vc+jwt"})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["verdict"])


@pytest.mark.parametrize("did_method", ["web", "key"])
@pytest.mark.parametrize("kind", [KeyType.ED25519, KeyType.P256, KeyType.P384])
async def test_every_kind_of_key_signs_proofs_and_jwts(service: Service, kind: KeyType, did_method: str) -> None:
    tenant = await tenant_with(service, kind, did_method)
    made = await badge_of(tenant)
    assert made["credential"]["proof"]["cryptosuite"] == SUITES[kind]
    assert (await service.verify(made["credential"]))["verdict"] == "valid"
    compact = await as_jwt(service, made)
    assert jwt.get_unverified_header(compact)["alg"] == ALGORITHMS[kind]
    assert await verdict(service, compact) == "valid"
    assert await as_jwt(service, made) == compact, "signed once, then the same"
    head, payload, signature = compact.split(".")
    assert await verdict(service, f"{head}.{payload}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}") == "invalid"


async def test_an_rsa_key_signs_jwts_beside_the_key_for_proofs(service: Service) -> None:
    tenant = await tenant_with(service, KeyType.ED25519)
    made = await badge_of(tenant)
    refused = await tenant.api.post("/v1/keys/rotate", json={"type": "RSA"})
    assert refused.status_code in (400, 422), refused.text
    added = await tenant.api.post("/v1/keys/rotate", json={"type": "RSA", "use": "jws"})
    assert added.status_code == 201, added.text
    assert (added.json()["use"], added.json()["publicKeyJwk"]["kty"]) == ("jws", "RSA")
    states = {key["type"]: key["state"] for key in (await tenant.api.get("/v1/keys")).json()["items"]}
    assert states == {"Ed25519": "active", "RSA": "active"}
    compact = await as_jwt(service, made)
    assert jwt.get_unverified_header(compact)["alg"] == "RS256"
    assert await verdict(service, compact) == "valid"
    assert (await badge_of(tenant))["credential"]["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    page = await service.public.get(f"/issuers/{tenant.issuer.slug}", headers={"Accept": "text/html"})
    assert page.status_code == 200


async def test_other_libraries_verify_with_the_published_key_set(service: Service) -> None:
    tenant = await tenant_with(service, KeyType.P256)
    await tenant.api.post("/v1/keys/rotate", json={"type": "RSA", "use": "jws"})
    made = await badge_of(tenant)
    compact = await as_jwt(service, made)
    answer = await service.public.get(f"/issuers/{tenant.issuer.slug}/jwks.json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/jwk-set+json")
    keys = answer.json()["keys"]
    assert {key["iss"] for key in keys} == {tenant.issuer.did}
    assert [key for key in keys if key not in (await service.public.get("/.well-known/jwks.json")).json()["keys"]] == []
    rsa = next(key for key in keys if key["kty"] == "RSA")
    judged = joserfc_jws.deserialize_compact(compact, KeySet.import_key_set({"keys": [rsa]}).keys[0], ["RS256"])
    assert json.loads(judged.payload)["jti"] == made["url"]
    claims = jwt.decode(compact, jwt.PyJWK(rsa), ["RS256"])
    assert (claims["iss"], claims["sub"]) == (tenant.issuer.did, LEARNER)
    alone = await service.public.get(rsa["kid"])
    assert (alone.json(), alone.headers["content-type"]) == (rsa, "application/jwk+json")
    did = (await service.public.get(f"/issuers/{tenant.issuer.slug}/did.json")).json()
    methods = {method["id"]: method for method in did["verificationMethod"]}
    kid = jwt.get_unverified_header(compact)["kid"]
    assert methods[kid]["type"] == "JsonWebKey"
    assert kid in did["assertionMethod"]
    assert PublicKey.from_jwk(methods[kid]["publicKeyJwk"]) == PublicKey.from_jwk(rsa)


async def test_a_leaked_key_leaves_the_key_set_and_what_it_signed_is_signed_anew(service: Service) -> None:
    tenant = await tenant_with(service, KeyType.ED25519)
    added = (await tenant.api.post("/v1/keys/rotate", json={"type": "P-256", "use": "jws"})).json()
    made = await badge_of(tenant)
    before = await as_jwt(service, made)
    kids = [key["kid"] for key in (await service.public.get(f"/issuers/{tenant.issuer.slug}/jwks.json")).json()["keys"]]
    from uuid import UUID

    await compromise_key(service.house, tenant.issuer.id, UUID(added["id"]), "resign")
    left = [key["kid"] for key in (await service.public.get(f"/issuers/{tenant.issuer.slug}/jwks.json")).json()["keys"]]
    (gone,) = set(kids) - set(left)
    assert (await service.public.get(gone)).status_code == 404
    assert await verdict(service, before) == "invalid"
    after = await as_jwt(service, made)
    assert jwt.get_unverified_header(after)["alg"] == "EdDSA"
    assert await verdict(service, after) == "valid"


async def test_a_learner_without_a_did_gets_an_id_for_each_badge_alone(service: Service) -> None:
    tenant = await tenant_with(service, KeyType.ED25519)
    subjects = set()
    for _ in range(2):
        made = await badge_of(tenant, email="ana@example.org")
        assert "id" not in made["credential"]["credentialSubject"]
        compact = await as_jwt(service, made)
        assert await verdict(service, compact) == "valid"
        assert (await service.public.get(f"/badges/{made['id']}.jwt")).text == compact
        claims = jwt.decode(compact, options={"verify_signature": False})
        assert claims["sub"] == claims["credentialSubject"]["id"]
        assert claims["sub"].startswith("urn:uuid:")
        subjects.add(claims["sub"])
    assert len(subjects) == 2


async def test_what_is_not_there_is_not_there_as_jwt(service: Service) -> None:
    tenant = await tenant_with(service, KeyType.ED25519)
    for address in ("/badges/00000000-0000-4000-8000-000000000000", "/issuers/nobody/jwks.json"):
        assert (await service.public.get(address, headers=AS_JWT)).status_code == 404
    assert (await service.public.get(f"/issuers/{tenant.issuer.slug}/keys/x")).status_code == 404


async def test_a_status_list_is_had_as_jwt_and_says_the_same(service: Service) -> None:
    tenant = await tenant_with(service, KeyType.P384)
    made = await badge_of(tenant)
    url = made["credential"]["credentialStatus"][0]["statusListCredential"]
    plain = await service.public.get(url)
    compact = await service.public.get(url, headers=AS_JWT)
    assert (compact.headers["content-type"], compact.headers["vary"]) == ("application/vc+jwt", "Accept")
    assert compact.headers["etag"] != plain.headers["etag"]
    payload = jwt.decode(compact.text, options={"verify_signature": False})
    assert payload["credentialSubject"] == plain.json()["credentialSubject"]
    assert "vc" not in payload
    assert await verdict(service, compact.text) == "valid"
    again = await service.public.get(url, headers={**AS_JWT, "If-None-Match": compact.headers["etag"]})
    assert again.status_code == 304


async def test_a_list_is_given_as_of_a_moment_that_is_known_and_no_other(service: Service) -> None:
    tenant = await tenant_with(service, KeyType.ED25519)
    made = await badge_of(tenant)
    url = made["credential"]["credentialStatus"][0]["statusListCredential"]
    current = await service.public.get(url)
    signed_at = current.json()["validFrom"]
    assert (await service.public.get(url, params={"timestamp": signed_at})).content == current.content
    for moment in ("2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "yesterday", ""):
        refused = await service.public.get(url, params={"timestamp": moment})
        assert (refused.status_code, refused.json()["code"]) == (400, "malformed"), moment
