"""Proof values of ecdsa-sd-2023 are read strictly and written as others write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.keys import KeyType, PublicKey
from stackcred_issuer.domain.proof.multibase import multibase_decode, multibase_encode
from stackcred_issuer.domain.proof.selective import cbor
from stackcred_issuer.domain.proof.selective.proof_value import (
    BASE_HEADER,
    DERIVED_HEADER,
    BaseProof,
    DerivedProof,
    decode_proof_value,
)

KEY = PublicKey.from_multikey("zDnaeTHfhmSaQKBc7CmdL3K7oYg3D6SC7yowe2eBeVd2DH32r")
KEY_BYTES = b"\x80\x24" + KEY.raw
SIGNATURE = bytes(range(64))

signatures = st.lists(st.binary(min_size=64, max_size=64), max_size=5).map(tuple)
labels = st.dictionaries(st.integers(0, 300), st.binary(min_size=32, max_size=32), max_size=5).filter(
    lambda found: len(set(found.values())) == len(found)
)
base_proofs = st.builds(
    BaseProof,
    base_signature=st.binary(min_size=64, max_size=64),
    proof_key=st.just(KEY),
    hmac_key=st.binary(min_size=32, max_size=32),
    signatures=signatures,
    mandatory_pointers=st.lists(st.text(max_size=20), max_size=4).map(tuple),
)
derived_proofs = st.builds(
    DerivedProof,
    base_signature=st.binary(min_size=64, max_size=64),
    proof_key=st.just(KEY),
    signatures=signatures,
    labels=labels,
    mandatory_indexes=st.lists(st.integers(0, 5000), unique=True, max_size=6).map(tuple),
)


@given(base_proofs | derived_proofs)
def test_what_is_written_is_read_back(proof: BaseProof | DerivedProof) -> None:
    assert decode_proof_value(proof.encode()) == proof


@given(base_proofs | derived_proofs, st.data())
def test_a_changed_character_never_gives_the_same_proof(proof: BaseProof | DerivedProof, data: st.DataObject) -> None:
    text = proof.encode()
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(codec="ascii").filter(lambda c: c != text[place]))
    outcome: object
    try:
        outcome = decode_proof_value(text[:place] + other + text[place + 1 :])
    except StackcredError as error:
        outcome = error.code
    assert outcome != proof
    assert outcome is ErrorCode.MALFORMED or isinstance(outcome, BaseProof | DerivedProof)


@pytest.mark.parametrize("value", [None, 7, "", "u", "z2V0AhVhA", "u2V0A", "u2V0Ag", "u2V0ChVhA", "u2V0AhVhA=="])
def test_other_values_are_refused(value: object) -> None:
    with pytest.raises(StackcredError) as caught:
        decode_proof_value(value)
    assert caught.value.code is ErrorCode.MALFORMED


@pytest.mark.parametrize(
    "members",
    [
        [SIGNATURE, KEY_BYTES, bytes(32), []],
        [SIGNATURE, KEY_BYTES, bytes(32), [], [], []],
        [SIGNATURE[1:], KEY_BYTES, bytes(32), [], []],
        [SIGNATURE, KEY_BYTES[1:], bytes(32), [], []],
        [SIGNATURE, b"\x81\x24" + KEY.raw, bytes(32), [], []],
        [SIGNATURE, b"\x80\x24\x02" + b"\xff" * 32, bytes(32), [], []],  # no point of the curve
        [SIGNATURE, KEY_BYTES, bytes(31), [], []],
        [SIGNATURE, KEY_BYTES, bytes(32), [b"short"], []],
        [SIGNATURE, KEY_BYTES, bytes(32), 0, []],
        [SIGNATURE, KEY_BYTES, bytes(32), [], [1]],
        [SIGNATURE, KEY_BYTES, bytes(32), [], "/issuer"],
        ["text", KEY_BYTES, bytes(32), [], []],
        0,
    ],
)
def test_a_base_proof_of_other_members_is_refused(members: cbor.CborValue) -> None:
    _refused(BASE_HEADER, members)


@pytest.mark.parametrize(
    "members",
    [
        [SIGNATURE, KEY_BYTES, [], [], []],
        [SIGNATURE, KEY_BYTES, [], {0: bytes(31)}, []],
        [SIGNATURE, KEY_BYTES, [], {0: bytes(32), 1: bytes(32)}, []],  # one label for two blank nodes
        [SIGNATURE, KEY_BYTES, [], {}, [1, 1]],
        [SIGNATURE, KEY_BYTES, [], {}, [b"\x01"]],
        [SIGNATURE, KEY_BYTES, [], {}, 1],
        [SIGNATURE, KEY_BYTES, {}, {}, []],
    ],
)
def test_a_derived_proof_of_other_members_is_refused(members: cbor.CborValue) -> None:
    _refused(DERIVED_HEADER, members)


def test_a_value_beyond_the_cap_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(StackcredError, match="size"):
        decode_proof_value("u" + "A" * 2**20)


def test_the_key_inside_is_a_p256_key() -> None:
    proof = BaseProof(SIGNATURE, KEY, bytes(32), (), ())
    assert multibase_decode(proof.encode())[5:71] == b"\x40" + SIGNATURE + b"\x58"
    read = decode_proof_value(proof.encode())
    assert read.proof_key.type is KeyType.P256


def _refused(header: bytes, members: cbor.CborValue) -> None:
    with pytest.raises(StackcredError) as caught:
        decode_proof_value(multibase_encode(header + cbor.encode(members), base="u"))
    assert caught.value.code is ErrorCode.MALFORMED
