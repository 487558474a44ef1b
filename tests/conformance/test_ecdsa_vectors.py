"""Every value that W3C publishes for ecdsa-rdfc-2019 and ecdsa-jcs-2019 comes out the same, and no change passes."""

from __future__ import annotations

import copy
import hashlib
from dataclasses import dataclass
from typing import Any

import pytest
from tests.support.shared import need_shared, shared_json
from tests.support.signers import LocalSigner
from tests.support.w3c_contexts import w3c_contexts

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, walk
from stackcred_issuer.domain.proof.keys import KeyType, PublicKey
from stackcred_issuer.domain.proof.multibase import base58btc_decode, base58btc_encode
from stackcred_issuer.domain.proof.suite import HashedSuite
from stackcred_issuer.domain.proof.suites.ecdsa_jcs_2019 import EcdsaJcs2019
from stackcred_issuer.domain.proof.suites.ecdsa_rdfc_2019 import EcdsaRdfc2019

BASE = "spec/data/vectors/vc-di-ecdsa"
ORDERS = {
    KeyType.P256: 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    KeyType.P384: int(
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973", 16
    ),
}


@dataclass(frozen=True)
class Vector:
    """One folder of published values; `tag` is how its files end."""

    folder: str
    tag: str
    suite: HashedSuite

    @property
    def curve(self) -> str:
        return self.tag[-4:].lower()

    def text(self, name: str) -> str:
        return (need_shared() / BASE / self.folder / f"{name}{self.tag}.txt").read_text("utf-8")

    def json(self, name: str) -> JsonObject:
        found: JsonObject = shared_json(f"{BASE}/{self.folder}/{name}{self.tag}.json")
        return found

    def signed(self) -> tuple[JsonObject, JsonObject]:
        document = self.json("signed")
        return document, document.pop("proof")

    def keys(self) -> JsonObject:
        found: JsonObject = shared_json(f"{BASE}/{self.curve}KeyPair.json")
        return found

    def key(self) -> PublicKey:
        return PublicKey.from_multikey(self.keys()["publicKeyMultibase"])

    def verify(self, document: JsonObject, proof: JsonObject) -> None:
        self.suite.verify(document, proof, self.key(), w3c_contexts())


VECTORS = [
    pytest.param(Vector(folder, tag, suite), id=folder)
    for folder, tag, suite in (
        ("ecdsa-rdfc-2019-p256", "ECDSAP256", EcdsaRdfc2019()),
        ("ecdsa-rdfc-2019-p256/employ", "ECDSAP256", EcdsaRdfc2019()),
        ("ecdsa-rdfc-2019-p384", "ECDSAP384", EcdsaRdfc2019()),
        ("ecdsa-rdfc-2019-p384/employ", "ECDSAP384", EcdsaRdfc2019()),
        ("ecdsa-jcs-2019-p256", "JCSECDSAP256", EcdsaJcs2019()),
        ("ecdsa-jcs-2019-p384", "JCSECDSAP384", EcdsaJcs2019()),
    )
]
each_vector = pytest.mark.parametrize("vector", VECTORS)


def refusal(vector: Vector, document: JsonObject, proof: JsonObject) -> ErrorCode | None:
    """The code that a signed document is refused with, None when it passes."""
    try:
        vector.verify(document, proof)
    except StackcredError as error:
        return error.code
    return None


@each_vector
def test_the_published_credential_verifies(vector: Vector) -> None:
    vector.verify(*vector.signed())


@each_vector
def test_every_published_value_comes_out(vector: Vector) -> None:
    document, proof = vector.signed()
    digest = hashlib.sha256 if vector.key().type is KeyType.P256 else hashlib.sha384
    options, body = vector.suite.canonical_parts(document, proof, digest, w3c_contexts())
    assert body.decode() == vector.text("canonDoc")
    assert options.decode() == vector.text("proofCanon")
    assert digest(body).hexdigest() == vector.text("docHash")
    assert digest(options).hexdigest() == vector.text("proofHash")
    combined = vector.suite.hash_data(document, proof, vector.key().type, w3c_contexts())
    assert combined.hex() == vector.text("combinedHash")
    assert base58btc_decode(proof["proofValue"]).hex() == vector.text("sigHex")
    assert proof["proofValue"] == vector.text("sigBTC58")


@each_vector
def test_the_published_configuration_and_key_give_the_published_signature(vector: Vector) -> None:
    document, proof = vector.signed()
    signer = LocalSigner.of_secret(vector.keys()["secretKeyMultibase"])
    assert signer.public_key == vector.key()
    config = vector.json("proofConfig")
    if isinstance(vector.suite, EcdsaRdfc2019):
        del config["@context"]  # the document's, shown where it goes
    configured = vector.suite.configure(document, config)
    assert configured == {name: value for name, value in proof.items() if name != "proofValue"}
    assert vector.suite.sign(document, configured, signer, w3c_contexts()) == proof["proofValue"]


@each_vector
def test_no_value_of_the_document_can_change(vector: Vector) -> None:
    document, proof = vector.signed()
    for tokens, value in walk(document):
        if tokens and not isinstance(value, dict | list):
            assert refusal(vector, _replaced(document, tokens, f"{value}x"), proof) is not None, tokens


@each_vector
def test_no_member_of_the_document_can_go(vector: Vector) -> None:
    document, proof = vector.signed()
    for tokens, _ in walk(document):
        if tokens and isinstance(tokens[-1], str):
            assert refusal(vector, _removed(document, tokens), proof) is not None, tokens


@each_vector
def test_no_member_can_come_in(vector: Vector) -> None:
    document, proof = vector.signed()
    assert refusal(vector, {**document, "name": ["other", "names"]}, proof) is ErrorCode.PROOF_INVALID
    assert refusal(vector, {**document, "https://x.example/p": 1}, proof) is ErrorCode.PROOF_INVALID


@each_vector
@pytest.mark.parametrize("member", ["type", "cryptosuite", "created", "verificationMethod", "proofPurpose"])
def test_no_member_of_the_proof_can_change_or_go(vector: Vector, member: str) -> None:
    document, proof = vector.signed()
    assert refusal(vector, document, {**proof, member: f"{proof[member]}x"}) is not None
    assert refusal(vector, document, _removed(proof, (member,))) is not None


@each_vector
def test_no_member_can_join_the_proof(vector: Vector) -> None:
    document, proof = vector.signed()
    for more in ({"expires": "2030-01-01T00:00:00Z"}, {"domain": "x.example"}, {"nonce": "1"}):
        assert refusal(vector, document, {**proof, **more}) is ErrorCode.PROOF_INVALID


@each_vector
def test_the_proof_cannot_bring_a_context(vector: Vector) -> None:
    document, proof = vector.signed()
    for foreign in ("https://w3id.org/security/data-integrity/v2", {"name": "https://x.example/"}):
        forged = {**proof, "@context": [*document["@context"], foreign]}
        assert refusal(vector, document, forged) is ErrorCode.PROOF_INVALID


@each_vector
def test_no_bit_of_the_signature_can_change(vector: Vector) -> None:
    document, proof = vector.signed()
    signature = base58btc_decode(proof["proofValue"])
    for place in (0, 1, len(signature) // 2, len(signature) - 1):
        for bit in range(8):
            changed = bytearray(signature)
            changed[place] ^= 1 << bit
            forged = {**proof, "proofValue": base58btc_encode(bytes(changed))}
            assert refusal(vector, document, forged) is ErrorCode.PROOF_INVALID


@each_vector
@pytest.mark.parametrize("forged", [None, 7, "", "z", "u", b"", ["z"]])
def test_no_other_value_is_a_signature(vector: Vector, forged: Any) -> None:
    document, proof = vector.signed()
    assert refusal(vector, document, {**proof, "proofValue": forged}) is ErrorCode.PROOF_INVALID


@each_vector
def test_neither_der_nor_zero_nor_a_longer_signature_passes(vector: Vector) -> None:
    document, proof = vector.signed()
    signature = base58btc_decode(proof["proofValue"])
    order = ORDERS[vector.key().type].to_bytes(len(signature) // 2)
    for forged in (
        bytes(len(signature)),
        signature + b"\x00",
        b"\x00" + signature,
        signature[:-1],
        order + signature[len(order) :],
        signature[: len(order)] + order,
    ):
        assert refusal(vector, document, {**proof, "proofValue": base58btc_encode(forged)}) is not None


@each_vector
def test_both_signs_of_s_are_accepted(vector: Vector) -> None:
    """ECDSA has two valid signatures for one; a verifier that wants the low one refuses honest issuers."""
    document, proof = vector.signed()
    signature = base58btc_decode(proof["proofValue"])
    half = len(signature) // 2
    s = ORDERS[vector.key().type] - int.from_bytes(signature[half:])
    other = base58btc_encode(signature[:half] + s.to_bytes(half))
    assert other != proof["proofValue"]
    vector.verify(document, {**proof, "proofValue": other})


@each_vector
@pytest.mark.parametrize("kind", list(KeyType))
def test_no_other_key_verifies_it(vector: Vector, kind: KeyType) -> None:
    document, proof = vector.signed()
    other = LocalSigner.make(kind).public_key
    expected = ErrorCode.PROOF_INVALID if kind in vector.suite.key_types else ErrorCode.KEY_UNUSABLE
    with pytest.raises(StackcredError) as caught:
        vector.suite.verify(document, proof, other, w3c_contexts())
    assert caught.value.code is expected


def _replaced(document: JsonObject, tokens: tuple[str | int, ...], value: Any) -> JsonObject:
    changed = copy.deepcopy(document)
    _parent(changed, tokens)[tokens[-1]] = value
    return changed


def _removed(document: JsonObject, tokens: tuple[str | int, ...]) -> JsonObject:
    changed = copy.deepcopy(document)
    del _parent(changed, tokens)[tokens[-1]]
    return changed


def _parent(document: Any, tokens: tuple[str | int, ...]) -> Any:
    for token in tokens[:-1]:
        document = document[token]
    return document
