"""A credential as compact JWS: strict form, few headers, four algorithms, claims equal to the credential."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json
from stackcred_issuer.domain.proof.jose import (
    MAX_CHARS,
    check_header,
    check_jws,
    credential_of,
    decode_jws,
    presentation_of,
    sign_jws,
)
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.proof.multibase import base64url_encode

SIGNERS = {kind: LocalSigner.make(kind) for kind in KeyType}
SIGNER = SIGNERS[KeyType.P256]

BADGE: JsonObject = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "urn:uuid:7d3d9f0e-0001-4f00-8000-000000000000",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": SIGNER.controller, "type": ["Profile"], "name": "Issuer"},
    "validFrom": "2026-01-01T00:00:00Z",
    "validUntil": "2027-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:learner", "type": ["AchievementSubject"]},
}
CLAIMS: JsonObject = {
    "iss": SIGNER.controller,
    "jti": BADGE["id"],
    "nbf": 1767225600,
    "exp": 1798761600,
    "sub": "did:example:learner",
}
BADGE_V1: JsonObject = {
    "@context": ["https://www.w3.org/2018/credentials/v1", "https://purl.imsglobal.org/spec/ob/v3p0/context.json"],
    "id": BADGE["id"],
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": BADGE["issuer"],
    "issuanceDate": BADGE["validFrom"],
    "expirationDate": BADGE["validUntil"],
    "name": "A badge",
    "credentialSubject": BADGE["credentialSubject"],
}


def compact(payload: JsonObject, header: JsonObject | None = None, signer: LocalSigner = SIGNER) -> str:
    head = {"alg": "ES256", "kid": signer.verification_method} if header is None else header
    signing_input = f"{base64url_encode(dump_json(head))}.{base64url_encode(dump_json(payload))}"
    return f"{signing_input}.{base64url_encode(signer.sign(signing_input.encode()))}"


def extract(payload: JsonObject) -> JsonObject:
    return credential_of(decode_jws(compact(payload)))


def refusal(payload: JsonObject) -> str | None:
    with pytest.raises(StackcredError) as caught:
        extract(payload)
    assert caught.value.code is ErrorCode.INVALID
    return caught.value.pointer


# --- the form ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(KeyType))
def test_what_is_signed_verifies_and_is_the_credential(kind: KeyType) -> None:
    signer = SIGNERS[kind]
    badge = {**BADGE, "issuer": signer.controller}
    jws = decode_jws(sign_jws(badge, signer))
    check_jws(jws, signer.public_key)
    assert jws.header == {"alg": jws.header["alg"], "kid": signer.verification_method, "typ": "vc+jwt"}
    assert jws.key_id == signer.verification_method
    assert credential_of(jws) == badge


@pytest.mark.parametrize(
    "text",
    [
        "", ".", "..", "a.b", "a.b.c.d", "e30.e30.", ".e30.e30", "e30..e30", "e30.e30.AA==", "e30.e30.A",
        "e30.e30.AB", "e30.e30.A+", "e30 .e30.AA", "e30.e30\n.AA", "e30.W10.AA", "IjEi.e30.AA", "e30.bnVsbA.AA",
        "é30.e30.AA", "e30.eyJhIjoxLCJhIjoyfQ.AA", "eyJhIjpOYU59.e30.AA",
    ],
)  # fmt: skip
def test_another_form_is_malformed(text: str) -> None:
    with pytest.raises(StackcredError) as caught:
        decode_jws(text)
    assert caught.value.code is ErrorCode.MALFORMED


def test_caps_hold_before_anything_is_decoded() -> None:
    with pytest.raises(StackcredError) as caught:
        decode_jws("." * (MAX_CHARS + 1))
    assert caught.value.code is ErrorCode.TOO_LARGE
    fat_header = compact(CLAIMS, {"alg": "ES256", "kid": "k" * 20_000})
    with pytest.raises(StackcredError) as caught:
        decode_jws(fat_header)
    assert caught.value.code is ErrorCode.TOO_LARGE
    with pytest.raises(StackcredError, match="signature has"):
        decode_jws(f"e30.e30.{base64url_encode(bytes(3000))}")


@given(st.text(max_size=60) | st.from_regex(r"[A-Za-z0-9_-]{0,12}\.[A-Za-z0-9_-]{0,12}\.[A-Za-z0-9_-]{0,4}"))
def test_no_text_is_worse_than_malformed(text: str) -> None:
    try:
        jws = decode_jws(text)
    except StackcredError as error:
        code = error.code
        assert code is ErrorCode.MALFORMED
    else:
        assert isinstance(jws.header, dict)


# --- the header -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "more",
    [
        {"crit": ["exp"], "exp": 1}, {"b64": False}, {"x5c": []}, {"jku": "https://keys.example"}, {"x5u": "https://k"},
        {"zip": "DEF"}, {"typ": "bad+typ"}, {"typ": None}, {"typ": 1}, {"cty": "bad+cty"}, {"cty": "JWT"},
        {"kid": ""}, {"kid": 7}, {"jwk": "x"}, {"jwk": {}}, {"alg ": "none"},
    ],
)  # fmt: skip
def test_headers_beyond_the_few_are_refused(more: JsonObject) -> None:
    header = {"alg": "ES256", "kid": SIGNER.verification_method, **more}
    jws = decode_jws(compact({**BADGE, **CLAIMS}, header))
    with pytest.raises(StackcredError) as caught:
        check_jws(jws, SIGNER.public_key)
    assert caught.value.code is ErrorCode.PROOF_INVALID
    assert caught.value.pointer in {f"/{name}" for name in more}


@pytest.mark.parametrize(
    "algorithm",
    ["none", "None", "HS256", "HS512", "RS384", "RS512", "PS256", "ES512", "ES256K", "es256", "", None, 7, ["ES256"]],
)
def test_other_algorithms_are_not_supported(algorithm: Any) -> None:
    jws = decode_jws(compact({**BADGE, **CLAIMS}, {"alg": algorithm, "kid": "k"}))
    with pytest.raises(StackcredError) as caught:
        check_jws(jws, SIGNER.public_key)
    assert caught.value.code is ErrorCode.UNSUPPORTED


def test_a_header_without_algorithm_or_key_is_refused() -> None:
    with pytest.raises(StackcredError) as caught:
        check_header({"kid": "k"})
    assert caught.value.code is ErrorCode.UNSUPPORTED
    with pytest.raises(StackcredError) as caught:
        check_header({"alg": "ES256", "typ": "JWT"})
    assert caught.value.code is ErrorCode.PROOF_INVALID


@pytest.mark.parametrize("typ", ["JWT", "jwt", "vc+jwt", "VC+JWT", "application/vc+jwt", "vp+jwt"])
@pytest.mark.parametrize("cty", ["vc", "vp", "application/vc"])
def test_the_media_types_of_credentials_are_taken(typ: str, cty: str) -> None:
    assert check_header({"alg": "EdDSA", "kid": "k", "typ": typ, "cty": cty}) is KeyType.ED25519


def test_the_algorithm_must_be_the_one_of_the_key() -> None:
    jws = decode_jws(compact({**BADGE, **CLAIMS}, {"alg": "ES384", "kid": "k"}))
    with pytest.raises(StackcredError, match="does not go with"):
        check_jws(jws, SIGNER.public_key)


def test_the_key_may_stand_in_the_header() -> None:
    jws = decode_jws(compact(BADGE | CLAIMS, {"alg": "ES256", "jwk": SIGNER.public_key.to_jwk()}))
    key = jws.embedded_key()
    assert key == SIGNER.public_key
    assert jws.key_id is None
    check_jws(jws, key)


def test_a_key_in_the_header_is_no_other_than_the_one_held_to() -> None:
    other = LocalSigner.make(KeyType.P256).public_key
    jws = decode_jws(compact(BADGE | CLAIMS, {"alg": "ES256", "kid": "k", "jwk": other.to_jwk()}))
    with pytest.raises(StackcredError) as caught:
        check_jws(jws, SIGNER.public_key)
    assert caught.value.pointer == "/jwk"


@pytest.mark.parametrize("secret", ["d", "k", "p"])
def test_a_private_key_in_the_header_is_refused(secret: str) -> None:
    header = {"alg": "ES256", "jwk": {**SIGNER.public_key.to_jwk(), secret: "AAAA"}}
    jws = decode_jws(compact(BADGE | CLAIMS, header))
    with pytest.raises(StackcredError, match="secret"):
        check_jws(jws, SIGNER.public_key)


# --- the signature ----------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.sampled_from(list(KeyType)), st.data())
def test_no_character_can_be_changed(kind: KeyType, data: st.DataObject) -> None:
    signer = SIGNERS[kind]
    text = sign_jws({**BADGE, "issuer": signer.controller}, signer)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("ABCxyz019-_.").filter(lambda c: c != text[place]))
    with pytest.raises(StackcredError):
        check_jws(decode_jws(text[:place] + other + text[place + 1 :]), signer.public_key)


@pytest.mark.parametrize("kind", list(KeyType))
def test_another_key_of_the_kind_does_not_verify(kind: KeyType) -> None:
    signer = SIGNERS[kind]
    jws = decode_jws(sign_jws({**BADGE, "issuer": signer.controller}, signer))
    with pytest.raises(StackcredError) as caught:
        check_jws(jws, LocalSigner.make(kind).public_key)
    assert caught.value.code is ErrorCode.PROOF_INVALID


# --- the claims of VC 2.0 ---------------------------------------------------------------------------------


def test_claims_are_taken_off_and_nothing_else() -> None:
    extra = {"iat": "2010-01-01T19:23:24Z", "aud": "https://verifier.example", "extension": [1]}
    assert extract({**BADGE, **CLAIMS, **extra}) == {**BADGE, "extension": [1]}


@pytest.mark.parametrize("claim", ["iss", "jti", "nbf", "sub", "exp"])
def test_an_open_badge_needs_every_claim(claim: str) -> None:
    payload = {**BADGE, **CLAIMS}
    del payload[claim]
    assert refusal(payload) == ""


@pytest.mark.parametrize("claim", ["iss", "jti", "nbf", "sub", "exp"])
@pytest.mark.parametrize("value", ["https://other.example", 1767225601, None, True, [], {}, "1767225600"])
def test_a_claim_that_differs_is_refused(claim: str, value: Any) -> None:
    assert refusal({**BADGE, **CLAIMS, claim: value}) == f"/{claim}"


@pytest.mark.parametrize("claim", ["iss", "jti", "sub", "nbf", "exp"])
def test_a_claim_needs_its_member_in_any_credential(claim: str) -> None:
    payload = {"@context": BADGE["@context"], "type": ["VerifiableCredential"], claim: CLAIMS[claim]}
    assert refusal(payload) == f"/{claim}"


def test_an_open_badge_without_end_needs_no_exp_and_may_have_none() -> None:
    badge = {name: value for name, value in BADGE.items() if name != "validUntil"}
    claims = {name: value for name, value in CLAIMS.items() if name != "exp"}
    assert extract({**badge, **claims}) == badge
    assert refusal({**badge, **CLAIMS}) == "/exp"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-01-01T00:00:00Z", 1767225600.0),
        ("2026-01-01T01:00:00+01:00", 1767225600),
        ("2026-01-01T00:00:00.750Z", 1767225600),
        ("2026-01-01T00:00:00.750Z", 1767225600.75),
        ("1969-12-31T23:59:59.500Z", -1),
    ],
)
def test_times_are_equal_as_instants_and_fractions_may_be_cut_off(text: str, seconds: float) -> None:
    payload = {**BADGE, **CLAIMS, "validFrom": text, "nbf": seconds}
    assert extract(payload)["validFrom"] == text


def test_true_is_no_time() -> None:
    assert refusal({**BADGE, **CLAIMS, "validFrom": "1970-01-01T00:00:01Z", "nbf": True}) == "/nbf"


@pytest.mark.parametrize("subject", [[BADGE["credentialSubject"]], [BADGE["credentialSubject"]] * 2])
def test_a_subject_may_stand_in_an_array(subject: Any) -> None:
    assert extract({**BADGE, **CLAIMS, "credentialSubject": subject})["credentialSubject"] == subject


def test_two_subjects_cannot_be_one_claim() -> None:
    subjects = [BADGE["credentialSubject"], {"id": "did:example:other"}]
    assert refusal({**BADGE, **CLAIMS, "credentialSubject": subjects}) == "/sub"


@pytest.mark.parametrize("name", ["vc", "vp"])
def test_a_credential_of_vc_2_stands_under_no_claim(name: str) -> None:
    assert refusal({**BADGE, **CLAIMS, name: BADGE}) == f"/{name}"
    assert refusal({"vc": BADGE, **CLAIMS}) == "/@context"


def test_a_credential_of_vc_1_does_not_stand_bare() -> None:
    assert refusal({**BADGE_V1, **CLAIMS}) == "/@context"


def test_other_credentials_need_no_claims() -> None:
    plain = {**BADGE, "type": ["VerifiableCredential"]}
    assert extract(plain) == plain


# --- the claims of VC 1.1 ---------------------------------------------------------------------------------


def test_a_credential_of_vc_1_stands_under_vc() -> None:
    assert extract({"vc": BADGE_V1, **CLAIMS}) == BADGE_V1


def test_claims_complete_a_credential_of_vc_1() -> None:
    left_out = {"id", "issuer", "issuanceDate", "expirationDate"}
    shorter = {name: value for name, value in BADGE_V1.items() if name not in left_out}
    shorter["credentialSubject"] = {"type": ["AchievementSubject"]}
    jws = decode_jws(compact({"vc": shorter, **CLAIMS}))
    before = copy.deepcopy(jws.payload)
    found = credential_of(jws)
    assert found == {
        **BADGE_V1,
        "issuer": SIGNER.controller,
        "credentialSubject": {"type": ["AchievementSubject"], "id": "did:example:learner"},
    }
    assert jws.payload == before


@pytest.mark.parametrize("claim", ["iss", "jti", "nbf", "sub", "exp"])
def test_a_claim_that_differs_from_vc_1_is_refused(claim: str) -> None:
    assert refusal({"vc": BADGE_V1, **CLAIMS, claim: "x"}) == f"/{claim}"
    assert refusal({"vc": BADGE_V1, **{name: value for name, value in CLAIMS.items() if name != claim}}) == ""


@pytest.mark.parametrize("value", ["oops", None, [], 1])
def test_vc_must_be_an_object(value: Any) -> None:
    assert refusal({"vc": value, **CLAIMS}) == "/vc"


@pytest.mark.parametrize("nbf", [True, "2026", 1e300, None])
def test_a_time_claim_must_be_a_time_to_complete_a_credential(nbf: Any) -> None:
    undated = {name: value for name, value in BADGE_V1.items() if name != "issuanceDate"}
    assert refusal({"vc": undated, **CLAIMS, "nbf": nbf}) == "/nbf"


# --- presentations, and what cannot be signed -------------------------------------------------------------


def test_a_presentation_gives_up_its_claims() -> None:
    presentation = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": {"id": "did:example:learner"},
        "verifiableCredential": [],
    }
    claims = {"iss": "did:example:learner", "aud": "https://v.example", "nonce": "n", "exp": 1}
    assert presentation_of(decode_jws(compact({**presentation, **claims}))) == presentation
    wrongs: list[JsonObject] = [{"iss": "did:example:other"}, {"vp": {}}, {"vc": {}}]
    for wrong in wrongs:
        with pytest.raises(StackcredError) as caught:
            presentation_of(decode_jws(compact({**presentation, **wrong})))
        assert caught.value.code is ErrorCode.INVALID


@pytest.mark.parametrize(
    "change",
    [
        {"id": None}, {"validFrom": "2026-01-01T00:00:00.5Z"}, {"credentialSubject": {"type": "AchievementSubject"}},
        {"credentialSubject": [{"id": "a:b"}, {"id": "a:c"}]}, {"issuer": {"name": "nobody"}},
    ],
)  # fmt: skip
def test_a_credential_that_cannot_fill_the_claims_is_not_signed(change: JsonObject) -> None:
    with pytest.raises(StackcredError) as caught:
        sign_jws({**BADGE, **change}, SIGNER)
    assert caught.value.code is ErrorCode.INVALID
