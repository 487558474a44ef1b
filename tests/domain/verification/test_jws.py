"""Badges as compact JWS: the key is the issuer's own, by its DID, its key set, or nothing (OB 3.0 key provenance)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.domain.verification.making import (
    ISSUER_DID,
    LEARNER,
    badge,
    controller_document,
    detail_of,
    key,
    report_on,
    signer_of,
)
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json
from stackcred_issuer.domain.proof.jose import sign_jws
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.proof.multibase import base64url_encode
from stackcred_issuer.domain.verification.report import Result, Verdict

HTTP_ISSUER = "https://college.example/issuers/1"
KEY_SET = "https://college.example/.well-known/jwks.json"
KEY_URL = "https://college.example/keys/1"
RSA = replace(LocalSigner.make(KeyType.RSA), controller=HTTP_ISSUER, verification_method=KEY_URL)
JWK = RSA.public_key.to_jwk()


def compact(header: JsonObject, signer: LocalSigner = RSA, issuer: str = HTTP_ISSUER, **claims: Any) -> str:
    """A JWS with whatever header is wanted."""
    document = badge(issuer)
    payload = {
        **document,
        "iss": issuer,
        "jti": document["id"],
        "nbf": 1767225600,
        "sub": LEARNER,
        **claims,
    }
    signing_input = ".".join(base64url_encode(dump_json(part)) for part in (header, payload))
    return f"{signing_input}.{base64url_encode(signer.sign(signing_input.encode()))}"


@pytest.mark.parametrize("kind", [KeyType.ED25519, KeyType.P256, KeyType.P384])
def test_a_did_key_issuer_is_valid_with_every_kind_of_key(kind: KeyType) -> None:
    signer = LocalSigner.make(kind)
    assert report_on(sign_jws(badge(signer.controller), signer)).verdict is Verdict.VALID


def test_a_did_web_issuer_is_valid_by_its_document() -> None:
    signer = signer_of(ISSUER_DID)
    assert report_on(sign_jws(badge(), signer)).verdict is Verdict.VALID


def test_a_did_that_is_not_the_issuer_fails() -> None:
    signer = key(4)
    report = report_on(sign_jws(badge(), signer))
    assert (report.result_of("proof"), report.result_of("issuer")) == (Result.PASS, Result.FAIL)


class TestHttpIssuers:
    header: JsonObject = {"alg": "RS256", "kid": KEY_URL, "typ": "vc+jwt"}  # noqa: RUF012

    def test_a_bare_jwk_at_the_kid_that_is_also_in_the_key_set_is_the_issuers(self) -> None:
        report = report_on(compact(self.header), {KEY_URL: JWK, KEY_SET: {"keys": [{"kty": "x"}, JWK]}})
        assert report.verdict is Verdict.VALID

    def test_a_jwk_that_the_key_set_does_not_hold_is_nobodys(self) -> None:
        other = LocalSigner.make(KeyType.P256).public_key.to_jwk()
        report = report_on(compact(self.header), {KEY_URL: JWK, KEY_SET: {"keys": [other]}})
        assert (report.result_of("proof"), report.result_of("issuer")) == (Result.PASS, Result.FAIL)
        assert "nobody" in detail_of(report, "issuer")

    def test_a_key_of_the_set_for_another_issuer_is_not_this_ones(self) -> None:
        """A host may keep the keys of several issuers; `iss` says whose each is."""
        for iss, verdict in ((HTTP_ISSUER, Verdict.VALID), ("https://college.example/issuers/2", Verdict.INVALID)):
            answers: Any = {KEY_URL: JWK, KEY_SET: {"keys": [{**JWK, "iss": iss}]}}
            assert report_on(compact(self.header), answers).verdict is verdict

    def test_an_unreachable_key_set_is_undetermined(self) -> None:
        report = report_on(compact(self.header), {KEY_URL: JWK, KEY_SET: None})
        assert report.verdict is Verdict.UNDETERMINED

    def test_a_key_in_the_header_counts_only_if_the_key_set_has_it(self) -> None:
        header = {"alg": "RS256", "jwk": JWK}
        assert report_on(compact(header), {KEY_SET: {"keys": [JWK]}}).verdict is Verdict.VALID
        assert report_on(compact(header), {KEY_SET: {"keys": []}}).verdict is Verdict.INVALID

    def test_a_name_that_is_no_address_is_looked_up_in_the_key_set(self) -> None:
        header = {"alg": "RS256", "kid": "key-1"}
        assert report_on(compact(header), {KEY_SET: {"keys": [{**JWK, "kid": "key-1"}]}}).verdict is Verdict.VALID
        assert report_on(compact(header), {KEY_SET: {"keys": [{**JWK, "kid": "key-2"}]}}).verdict is Verdict.INVALID

    def test_a_key_in_a_key_set_at_the_kid_is_found_by_its_name(self) -> None:
        header = {"alg": "RS256", "kid": f"{KEY_SET}#key-1"}
        assert report_on(compact(header), {KEY_SET: {"keys": [{**JWK, "kid": "key-1"}]}}).verdict is Verdict.VALID
        assert report_on(compact(header), {KEY_SET: {"keys": [JWK]}}).verdict is Verdict.INVALID

    def test_a_controller_document_at_the_issuers_address_speaks_for_itself(self) -> None:
        signer = signer_of(HTTP_ISSUER)
        report = report_on(sign_jws(badge(HTTP_ISSUER), signer), {HTTP_ISSUER: controller_document(signer)})
        assert report.verdict is Verdict.VALID


class TestDidIssuersWithBareKeys:
    signer = signer_of(ISSUER_DID)

    def test_a_key_in_the_header_is_the_issuers_if_its_document_lists_it(self) -> None:
        header = {"alg": "EdDSA", "jwk": self.signer.public_key.to_jwk()}
        assert report_on(compact(header, self.signer, ISSUER_DID)).verdict is Verdict.VALID

    def test_a_key_in_the_header_that_its_document_does_not_list_is_nobodys(self) -> None:
        other = key(7)
        header = {"alg": "EdDSA", "jwk": other.public_key.to_jwk()}
        assert report_on(compact(header, other, ISSUER_DID)).verdict is Verdict.INVALID

    def test_a_fragment_alone_names_a_method_of_the_issuer(self) -> None:
        for kid in (self.signer.public_key.multikey, f"#{self.signer.public_key.multikey}"):
            header = {"alg": "EdDSA", "kid": kid}
            assert report_on(compact(header, self.signer, ISSUER_DID)).verdict is Verdict.VALID


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "kid": KEY_URL},
        {"alg": "HS256", "kid": KEY_URL},
        {"alg": "RS256"},
        {"alg": "RS256", "kid": KEY_URL, "crit": ["exp"]},
        {"alg": "RS256", "kid": KEY_URL, "typ": "at+jwt"},
        {"alg": "ES256", "kid": KEY_URL},
        {"kid": KEY_URL},
    ],
)
def test_a_header_that_breaks_the_rules_fails(header: JsonObject) -> None:
    report = report_on(compact(header), {KEY_URL: JWK, KEY_SET: {"keys": [JWK]}})
    assert report.verdict is Verdict.INVALID


def test_an_algorithm_we_do_not_have_is_undetermined() -> None:
    answers: Any = {KEY_URL: JWK, KEY_SET: {"keys": [JWK]}}
    assert report_on(compact({"alg": "ES512", "kid": KEY_URL}), answers).result_of("proof") is Result.UNDETERMINED


@pytest.mark.parametrize(
    "claims",
    [{"iss": "https://other.example"}, {"jti": "urn:uuid:0"}, {"nbf": 1}, {"sub": "did:example:other"}, {"vc": {}}],
)
def test_claims_that_contradict_the_badge_fail(claims: JsonObject) -> None:
    answers: Any = {KEY_URL: JWK, KEY_SET: {"keys": [JWK]}}
    report = report_on(compact({"alg": "RS256", "kid": KEY_URL}, **claims), answers)
    assert report.verdict is Verdict.INVALID
    assert report.result_of("proof") is Result.FAIL


def test_no_part_of_a_jws_can_change() -> None:
    signer = key(3)
    whole = sign_jws(badge(signer.controller), signer)
    assert report_on(whole).verdict is Verdict.VALID
    head, payload, signature = whole.split(".")
    changed = badge(signer.controller, name="Welding 2")
    claims = {"iss": signer.controller, "jti": changed["id"], "nbf": 1767225600, "sub": LEARNER}
    forged = base64url_encode(dump_json({**changed, **claims}))
    assert report_on(f"{head}.{forged}.{signature}").verdict is Verdict.INVALID
    other = base64url_encode(dump_json({"alg": "EdDSA", "kid": key(5).verification_method}))
    assert report_on(f"{other}.{payload}.{signature}").verdict is Verdict.INVALID


@pytest.mark.parametrize(
    ("named", "verdict"), [(HTTP_ISSUER, Verdict.VALID), ("https://other.example", Verdict.INVALID)]
)
def test_a_key_that_says_for_whom_it_speaks_speaks_for_nobody_else(named: str, verdict: Verdict) -> None:
    """OB 3.0 "Key provenance": the `iss` of a JWK is the issuer's id."""
    said = {**JWK, "kid": KEY_URL, "iss": named}
    report = report_on(compact({"alg": "RS256", "kid": KEY_URL}), {KEY_URL: said, KEY_SET: {"keys": [JWK]}})
    assert report.verdict is verdict
    elsewhere = report_on(compact({"alg": "RS256", "kid": KEY_URL}), {KEY_URL: JWK, KEY_SET: {"keys": [said]}})
    assert elsewhere.verdict is verdict


def test_the_names_of_the_standard_stand_in_the_report() -> None:
    """Controlled Identifiers 1.0 §3.3: what can be wrong when a key is looked up."""
    signer = signer_of(ISSUER_DID)
    good = controller_document(signer)
    other = {**good["verificationMethod"][0], "controller": "did:web:other.example"}
    for document, name in (
        ({**good, "id": "did:web:other.example"}, "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID"),
        ({**good, "verificationMethod": []}, "INVALID_VERIFICATION_METHOD"),
        ({**good, "verificationMethod": [other]}, "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT"),
        ({**good, "assertionMethod": []}, "INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD"),
    ):
        report = report_on(sign_jws(badge(), signer), {ISSUER_DID: document})
        (check,) = [one for one in report.checks if one.name == "proof"]
        assert check.to_json()["problem"] == f"https://w3id.org/security#{name}"
