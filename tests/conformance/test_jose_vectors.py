"""The JWT credentials of the W3C VC-JOSE-COSE suite and of the 1EdTech validator get the verdicts they should."""

from __future__ import annotations

import pytest
from tests.support.shared import need_shared, shared_json

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.domain.proof.jose import Jws, check_jws, credential_of, decode_jws
from stackcred_issuer.domain.proof.keys import PublicKey
from stackcred_issuer.domain.proof.multibase import base64url_encode

W3C = "vectors/w3c-vc-jose-cose"
KEYS = ["ed25519", "p256", "p384"]


def vector(name: str) -> str:
    return str(shared_json(f"{W3C}/{name}.json")["jwt"])


def key(name: str) -> PublicKey:
    return PublicKey.from_jwk(shared_json(f"{W3C}/vm-{name}.json")["publicKeyJwk"])


def failure(jws: Jws, held_to: PublicKey) -> ErrorCode:
    with pytest.raises(StackcredError) as caught:
        check_jws(jws, held_to)
    return caught.value.code


@pytest.mark.parametrize(
    ("name", "signer"), [("credential-jose-minimal", "p256"), ("credential-issuer-match-signed", "ed25519")]
)
def test_the_good_ones_verify_and_give_their_credential(name: str, signer: str) -> None:
    jws = decode_jws(vector(name))
    check_jws(jws, key(signer))
    credential = credential_of(jws)
    assert credential["issuer"] == jws.payload["iss"]
    assert {*jws.payload} - {*credential} == {"iss", "jti", "iat"}


@pytest.mark.parametrize(
    ("name", "signer"), [("credential-jose-minimal", "p256"), ("credential-issuer-match-signed", "ed25519")]
)
def test_no_member_of_the_good_ones_can_change(name: str, signer: str) -> None:
    header, _, signature = vector(name).split(".")
    whole = decode_jws(vector(name)).payload
    changes = [{k: v for k, v in whole.items() if k != gone} for gone in whole]
    changes += [{**whole, k: "changed"} for k in whole]
    for changed in changes:
        text = f"{header}.{base64url_encode(dump_json(changed))}.{signature}"
        assert failure(decode_jws(text), key(signer)) is ErrorCode.PROOF_INVALID


@pytest.mark.parametrize("other", KEYS)
def test_the_good_ones_verify_under_their_own_key_only(other: str) -> None:
    for name, signer in (("credential-jose-minimal", "p256"), ("credential-issuer-match-signed", "ed25519")):
        if other != signer:
            assert failure(decode_jws(vector(name)), key(other)) is ErrorCode.PROOF_INVALID


def test_the_bad_signature_is_refused() -> None:
    jws = decode_jws(vector("credential-jose-bad-signature"))
    assert failure(jws, key("ed25519")) is ErrorCode.PROOF_INVALID


def test_the_bad_media_type_is_refused_though_its_signature_holds() -> None:
    jws = decode_jws(vector("credential-jose-bad-media-type"))
    assert key("ed25519").verify(jws.signature, jws.signing_input)
    assert failure(jws, key("ed25519")) is ErrorCode.PROOF_INVALID


def test_vc_and_vp_claims_are_refused_though_the_signature_holds() -> None:
    jws = decode_jws(vector("credential-jose-vc-vp-claims"))
    check_jws(jws, key("ed25519"))
    with pytest.raises(StackcredError) as caught:
        credential_of(jws)
    assert (caught.value.code, caught.value.pointer) == (ErrorCode.INVALID, "/vc")


def test_es512_is_not_supported() -> None:
    jws = decode_jws(vector("credential-jose-unknown-extensions"))
    assert failure(jws, key("p256")) is ErrorCode.UNSUPPORTED


@pytest.mark.parametrize("name", KEYS)
def test_the_published_keys_are_read(name: str) -> None:
    jwk = shared_json(f"{W3C}/vm-{name}.json")["publicKeyJwk"]
    assert key(name).to_jwk() == {member: jwk[member] for member in ("crv", "kty", "x", "y") if member in jwk}
    with pytest.raises(StackcredError):
        PublicKey.from_jwk(shared_json(f"{W3C}/vm-{name}.json")["secretKeyJwk"])


@pytest.mark.parametrize("path", ["spec/data/examples/ob/validator/simple.jwt"])
def test_the_validators_jwt_is_read_but_names_no_key(path: str) -> None:
    """A VC 1.1 badge under `vc`; its claims are in order, but nothing says whose the signature is."""
    jws = decode_jws((need_shared() / path).read_text("ascii").strip())
    assert credential_of(jws) == jws.payload["vc"]
    assert jws.key_id is None
    assert jws.embedded_key() is None
    with pytest.raises(StackcredError, match="names no key"):
        check_jws(jws, key("p256"))
