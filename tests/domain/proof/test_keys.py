"""A key keeps its value through every form, and verifies its own signatures only."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.shared import shared_json
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.keys import KeyType, PublicKey
from stackcred_issuer.domain.proof.multibase import base58btc_encode, base64url_decode, base64url_encode

SIGNERS = {kind: LocalSigner.make(kind) for kind in KeyType}
MULTIKEYS = [KeyType.ED25519, KeyType.P256, KeyType.P384]
each_kind = pytest.mark.parametrize("kind", list(KeyType))

# The eight points of small order of edwards25519 and the encodings above the field prime that some libraries take
# for them: whoever picks one of these as a key can make signatures that hold for any message.
SMALL_ORDER = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
]


def code_of(error: pytest.ExceptionInfo[StackcredError]) -> ErrorCode:
    return error.value.code


@each_kind
def test_a_key_survives_its_jwk(kind: KeyType) -> None:
    key = SIGNERS[kind].public_key
    assert PublicKey.from_jwk(key.to_jwk()) == key
    assert PublicKey.from_jwk({**key.to_jwk(), "kid": "1", "alg": "any", "use": "sig"}) == key


@pytest.mark.parametrize("kind", MULTIKEYS)
def test_a_key_survives_its_multikey(kind: KeyType) -> None:
    key = SIGNERS[kind].public_key
    assert PublicKey.from_multikey(key.multikey) == key
    assert key.did_key == f"did:key:{key.multikey}"


def test_multikeys_start_as_the_standards_say() -> None:
    starts = {KeyType.ED25519: "z6Mk", KeyType.P256: "zDna", KeyType.P384: "z82L"}
    assert all(SIGNERS[kind].public_key.multikey.startswith(start) for kind, start in starts.items())


def test_published_keys_are_read() -> None:
    found = shared_json("vectors/w3c-vc-di-eddsa/keyPair.json")["publicKeyMultibase"]
    assert PublicKey.from_multikey(found).type is KeyType.ED25519
    for name, kind in (("p256", KeyType.P256), ("p384", KeyType.P384)):
        found = shared_json(f"vectors/w3c-vc-di-ecdsa/{name}KeyPair.json")["publicKeyMultibase"]
        assert PublicKey.from_multikey(found).multikey == found
        assert PublicKey.from_multikey(found).type is kind


def test_the_thumbprint_of_the_rfc() -> None:
    """RFC 8037, appendix A.3."""
    key = PublicKey.from_jwk({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})
    assert key.thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_rsa_has_no_multikey() -> None:
    key = SIGNERS[KeyType.RSA].public_key
    for name in ("multikey", "did_key"):
        with pytest.raises(StackcredError) as caught:
            getattr(key, name)
        assert code_of(caught) is ErrorCode.UNSUPPORTED


@pytest.mark.parametrize("kind", MULTIKEYS)
def test_a_key_of_another_length_is_refused(kind: KeyType) -> None:
    raw = SIGNERS[kind].public_key.raw
    for wrong in (b"", raw[:-1], raw + b"\x00"):
        with pytest.raises(StackcredError) as caught:
            PublicKey(kind, wrong)
        assert code_of(caught) is ErrorCode.MALFORMED


def test_a_point_off_the_curve_is_refused() -> None:
    jwk = SIGNERS[KeyType.P256].public_key.to_jwk()
    with pytest.raises(StackcredError) as caught:
        PublicKey.from_jwk({**jwk, "y": jwk["x"]})
    assert code_of(caught) is ErrorCode.MALFORMED
    with pytest.raises(StackcredError):
        PublicKey(KeyType.P256, b"\x02" + b"\xff" * 32)


def test_an_uncompressed_point_is_no_multikey() -> None:
    jwk = SIGNERS[KeyType.P256].public_key.to_jwk()
    raw = b"\x04" + base64url_decode(jwk["x"]) + base64url_decode(jwk["y"])
    with pytest.raises(StackcredError):
        PublicKey.from_multikey(base58btc_encode(b"\x80\x24" + raw))


@pytest.mark.parametrize("prefix", [b"\xec\x01", b"\x80\x26", b"\x86\x26", b"\xe7\x01", b""])
def test_other_kinds_of_multikey_are_refused(prefix: bytes) -> None:
    with pytest.raises(StackcredError) as caught:
        PublicKey.from_multikey(base58btc_encode(prefix + b"\x01" * 32))
    assert code_of(caught) is ErrorCode.UNSUPPORTED


@each_kind
@pytest.mark.parametrize("member", ["d", "p", "k"])
def test_a_secret_jwk_is_refused(kind: KeyType, member: str) -> None:
    with pytest.raises(StackcredError) as caught:
        PublicKey.from_jwk({**SIGNERS[kind].public_key.to_jwk(), member: "AQAB"})
    assert code_of(caught) is ErrorCode.MALFORMED


@each_kind
def test_a_jwk_needs_each_of_its_members(kind: KeyType) -> None:
    jwk = SIGNERS[kind].public_key.to_jwk()
    for member in jwk:
        with pytest.raises(StackcredError):
            PublicKey.from_jwk({name: value for name, value in jwk.items() if name != member})
        with pytest.raises(StackcredError):
            PublicKey.from_jwk({**jwk, member: 7})


def test_rsa_moduli_outside_the_limits_are_refused() -> None:
    for bits in (1024, 1536, 8200):
        modulus = base64url_encode(((1 << (bits - 1)) | 1).to_bytes(bits // 8))
        with pytest.raises(StackcredError) as caught:
            PublicKey.from_jwk({"kty": "RSA", "n": modulus, "e": "AQAB"})
        assert code_of(caught) is ErrorCode.UNSUPPORTED


@each_kind
@settings(deadline=None, max_examples=20)
@given(data=st.binary(max_size=64), place=st.integers(0, 10_000))
def test_a_signature_holds_for_its_data_only(kind: KeyType, data: bytes, place: int) -> None:
    signer = SIGNERS[kind]
    signature = signer.sign(data)
    assert signer.public_key.verify(signature, data)
    assert not signer.public_key.verify(signature, data + b"\x00")
    changed = bytearray(signature)
    changed[place % len(signature)] ^= 1 << place % 8
    assert not signer.public_key.verify(bytes(changed), data)


@each_kind
def test_no_other_key_holds_for_it(kind: KeyType) -> None:
    signature = SIGNERS[kind].sign(b"data")
    assert not LocalSigner.make(kind).public_key.verify(signature, b"data")
    others = (signer.public_key for other, signer in SIGNERS.items() if other is not kind)
    assert not any(other.verify(signature, b"data") for other in others)


@each_kind
@pytest.mark.parametrize("signature", [b"", b"\x00", b"\x00" * 64, b"\x00" * 96, b"\x00" * 256, b"\xff" * 64])
def test_no_empty_or_blunt_signature_holds(kind: KeyType, signature: bytes) -> None:
    assert not SIGNERS[kind].public_key.verify(signature, b"data")


@pytest.mark.parametrize("point", SMALL_ORDER)
def test_a_key_of_small_order_verifies_nothing(point: str) -> None:
    """R = the neutral element and S = 0 satisfies the plain equation under these keys, for any message."""
    key = PublicKey(KeyType.ED25519, bytes.fromhex(point))
    neutral = bytes([1]) + bytes(31)
    for r in (neutral, bytes(32), bytes.fromhex(point)):
        assert not any(key.verify(r + bytes(32), bytes([number])) for number in range(64))


def test_a_second_spelling_of_an_ed25519_signature_is_refused() -> None:
    """S plus the group order satisfies the equation too; RFC 8032 §5.1.7 forbids it."""
    order = 2**252 + 27742317777372353535851937790883648493
    signature = SIGNERS[KeyType.ED25519].sign(b"data")
    other = int.from_bytes(signature[32:], "little") + order
    assert not SIGNERS[KeyType.ED25519].public_key.verify(signature[:32] + other.to_bytes(32, "little"), b"data")


@pytest.mark.parametrize("kind", list(KeyType))
def test_one_text_holds_any_key(kind: KeyType) -> None:
    key = LocalSigner.make(kind).public_key
    assert PublicKey.from_text(key.text) == key
    assert key.fragment == (key.thumbprint if kind is KeyType.RSA else key.multikey)
    with pytest.raises(StackcredError):
        PublicKey.from_text(key.text[:-5])
