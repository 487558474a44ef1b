"""Badges inside a signature: what goes into the JWS, who may sign it, and the objects that wrap it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.domain.issuance.build import BADGE, PROFILE, badge
from tests.domain.verification.making import report_on
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.issuance.draft import Draft
from stackcred_issuer.domain.issuance.envelope import enveloped_credential, enveloped_presentation, seal_jws
from stackcred_issuer.domain.issuance.lint import LintedDraft, lint
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.jose import credential_of, decode_jws, sign_jws
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.verification.report import Result
from stackcred_issuer.gateways.bundled import load_contexts

CONTEXTS = load_contexts()
LEARNER = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
SIGNERS = {kind: LocalSigner.make(kind) for kind in KeyType}
ALGORITHMS = {KeyType.ED25519: "EdDSA", KeyType.P256: "ES256", KeyType.P384: "ES384", KeyType.RSA: "RS256"}
SIGNER = SIGNERS[KeyType.ED25519]


def linted(signer: LocalSigner = SIGNER) -> LintedDraft:
    draft = badge(issuer=PROFILE | {"id": signer.controller})
    draft.document["credentialSubject"]["id"] = LEARNER
    return lint(draft, CONTEXTS)


@pytest.mark.parametrize("kind", list(KeyType))
def test_the_key_says_the_algorithm_and_nothing_else_stands_in_the_header(kind: KeyType) -> None:
    signer = SIGNERS[kind]
    sealed = seal_jws(linted(signer), signer)
    jws = decode_jws(sealed.compact)
    assert jws.header == {"alg": ALGORITHMS[kind], "kid": signer.verification_method, "typ": "vc+jwt"}
    assert credential_of(jws) == sealed.document == linted(signer).document
    assert sealed.digest == digest_multibase(sealed.compact.encode())


def test_the_payload_is_the_badge_and_the_claims_that_repeat_it() -> None:
    payload = decode_jws(seal_jws(linted(), SIGNER).compact).payload
    claims = {name: payload[name] for name in ("iss", "jti", "sub", "nbf")}
    assert claims == {"iss": SIGNER.controller, "jti": BADGE, "sub": LEARNER, "nbf": 1772355600}
    assert "vc" not in payload
    assert payload["credentialSubject"]["id"] == LEARNER


def test_the_type_may_be_the_plain_one_and_the_key_may_stand_in_the_header() -> None:
    header = decode_jws(seal_jws(linted(), SIGNER, typ="JWT", key_in_header=True).compact).header
    assert header == {"alg": "EdDSA", "jwk": SIGNER.public_key.to_jwk(), "typ": "JWT"}


def test_only_the_issuers_own_key_signs_and_only_what_was_linted() -> None:
    with pytest.raises(StackcredError) as caught:
        seal_jws(linted(), SIGNERS[KeyType.P256])
    assert caught.value.code is ErrorCode.KEY_UNUSABLE
    draft: Any = Draft(linted().document)
    with pytest.raises(TypeError):
        seal_jws(draft, SIGNER)


@pytest.mark.parametrize(
    "member", [{"iss": "did:example:other"}, {"sub": "x"}, {"nbf": 1}, {"jti": "urn:x"}, {"vc": {}}, {"vp": {}}]
)
def test_a_member_that_contradicts_a_claim_is_refused(member: JsonObject) -> None:
    with pytest.raises(StackcredError) as caught:
        sign_jws({**linted().document, **member}, SIGNER)
    assert (caught.value.code, caught.value.pointer) == (ErrorCode.INVALID, f"/{next(iter(member))}")


def test_a_credential_that_is_no_badge_fills_the_claims_it_can() -> None:
    plain: JsonObject = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": SIGNER.controller,
        "validFrom": "2026-01-01T00:00:00.5Z",
        "credentialSubject": [{"id": "did:example:a"}, {"id": "did:example:b"}],
    }
    compact = sign_jws(plain, SIGNER)
    assert decode_jws(compact).payload == {**plain, "iss": SIGNER.controller}
    assert report_on(compact).result_of("proof") is Result.PASS


def test_a_credential_of_vc_1_stands_under_vc_with_its_own_dates() -> None:
    plain: JsonObject = {
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "id": "urn:uuid:11111111-1111-4111-8111-111111111111",
        "type": ["VerifiableCredential"],
        "issuer": SIGNER.controller,
        "issuanceDate": "2026-01-01T00:00:00Z",
        "expirationDate": "2027-01-01T00:00:00Z",
        "credentialSubject": {"id": LEARNER},
    }
    compact = sign_jws(plain, SIGNER, typ="JWT")
    payload = decode_jws(compact).payload
    assert payload["vc"] == plain
    assert (payload["nbf"], payload["exp"], payload["jti"]) == (1767225600, 1798761600, plain["id"])
    assert "issuer" not in payload
    assert report_on(compact).result_of("proof") is Result.PASS


def test_an_envelope_is_an_object_with_the_jws_as_its_id() -> None:
    compact = seal_jws(linted(), SIGNER).compact
    assert enveloped_credential(compact) == {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "id": f"data:application/vc+jwt,{compact}",
        "type": "EnvelopedVerifiableCredential",
    }
    assert enveloped_presentation(compact)["id"] == f"data:application/vp+jwt,{compact}"
    assert report_on(json.dumps(enveloped_credential(compact))).result_of("proof") is Result.PASS
    for other in ("", "a.b", "é.b.c"):
        with pytest.raises(StackcredError):
            enveloped_credential(other)
