"""Every value that W3C publishes for ecdsa-sd-2023 comes out the same, step by step, and no change passes."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from typing import Any

import pytest
from tests.support.shared import need_shared, shared_json
from tests.support.signers import LocalSigner
from tests.support.w3c_contexts import w3c_contexts

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, walk
from stackcred_issuer.domain.proof.canonical.jsonld import document_quads
from stackcred_issuer.domain.proof.canonical.rdfc import canonicalize
from stackcred_issuer.domain.proof.keys import PublicKey
from stackcred_issuer.domain.proof.multibase import multibase_decode, multibase_encode
from stackcred_issuer.domain.proof.selective.pointers import resolve, select
from stackcred_issuer.domain.proof.selective.proof_value import BaseProof, DerivedProof, decode_proof_value
from stackcred_issuer.domain.proof.selective.statements import (
    Statements,
    compress_labels,
    revealed_lines,
    shuffled_statements,
)
from stackcred_issuer.domain.proof.suite import proof_options
from stackcred_issuer.domain.proof.suites.ecdsa_sd_2023 import EcdsaSd2023, base_data, split

BASE = "spec/data/vectors/vc-di-ecdsa"
SUITE = EcdsaSd2023()


@dataclass(frozen=True)
class Vector:
    folder: str
    prefix: str  # of the files that hold its pointers

    def json(self, name: str) -> Any:
        return shared_json(f"{BASE}/ecdsa-sd-2023/{self.folder}/{name}.json")

    def text(self, name: str) -> str:
        return (need_shared() / BASE / "ecdsa-sd-2023" / self.folder / f"{name}.txt").read_text("utf-8")

    def base(self) -> tuple[JsonObject, JsonObject]:
        return _taken_apart(self.json("addSignedSDBase"))

    def derived(self) -> tuple[JsonObject, JsonObject]:
        return _taken_apart(self.json("derivedRevealDocument"))

    def mandatory(self) -> list[str]:
        found: list[str] = shared_json(f"{BASE}/{self.prefix}Mandatory.json")
        return found

    def selective(self) -> list[str]:
        found: list[str] = shared_json(f"{BASE}/{self.prefix}Selective.json")
        return found

    def statements(self) -> Statements:
        return shuffled_statements(self.base()[0], hmac_key(), w3c_contexts())


def _taken_apart(document: JsonObject) -> tuple[JsonObject, JsonObject]:
    return document, document.pop("proof")


def material() -> JsonObject:
    found: JsonObject = shared_json(f"{BASE}/ecdsa-sd-2023/SDKeyMaterial.json")
    return found


def hmac_key() -> bytes:
    return bytes.fromhex(material()["hmacKeyString"])


def issuer_key() -> PublicKey:
    return PublicKey.from_multikey(material()["baseKeyPair"]["publicKeyMultibase"])


def refusal(document: JsonObject, proof: JsonObject) -> ErrorCode | None:
    try:
        SUITE.verify(document, proof, issuer_key(), w3c_contexts())
    except StackcredError as error:
        return error.code
    return None


each_vector = pytest.mark.parametrize(
    "vector", [pytest.param(Vector("prc", "prCred"), id="prc"), pytest.param(Vector("employ", "employ"), id="employ")]
)
each_proof = pytest.mark.parametrize("kind", ["base", "derived"])


# --- the issuer's steps -----------------------------------------------------------------------------------


@each_vector
def test_the_document_is_canonicalized_as_published(vector: Vector) -> None:
    document, _ = vector.base()
    assert canonicalize(document, w3c_contexts()).decode() == "".join(vector.json("addBaseDocCanon"))


@each_vector
def test_blank_nodes_are_shuffled_as_published(vector: Vector) -> None:
    assert list(vector.statements().lines) == vector.json("addBaseDocHMACCanon")


@each_vector
def test_pointers_give_the_published_values(vector: Vector) -> None:
    document, _ = vector.base()
    for row in vector.json("addPointerValues"):
        value: Any = document
        for token in resolve(row["pointer"], document):
            value = value[token]
        assert value == row["value"]


@each_vector
def test_mandatory_statements_are_those_published(vector: Vector) -> None:
    published = vector.json("addBaseTransform")
    statements = vector.statements()
    indexes = statements.choose(vector.mandatory()).indexes
    assert published["mandatoryPointers"] == vector.mandatory()
    assert [[index, statements.lines[index]] for index in indexes] == published["mandatory"]["value"]
    others = [[index, line] for index, line in enumerate(statements.lines) if index not in indexes]
    assert others == published["nonMandatory"]["value"]


@each_vector
def test_the_hashes_are_those_published(vector: Vector) -> None:
    document, proof = vector.base()
    assert {**proof_options(proof), "@context": document["@context"]} == vector.json("addProofConfig")
    canonical = canonicalize(vector.json("addProofConfig"), w3c_contexts()).decode()
    assert canonical == vector.text("addProofConfigCanon")
    statements = vector.statements()
    mandatory, _ = split(statements.lines, statements.choose(vector.mandatory()).indexes)
    proof_key = PublicKey.from_multikey(material()["proofKeyPair"]["publicKeyMultibase"])
    data = base_data(document, proof_options(proof), proof_key, mandatory, w3c_contexts())
    published = vector.json("addHashData")
    assert data.hex() == published["proofHash"] + "8024" + proof_key.raw.hex() + published["mandatoryHash"]


@each_vector
def test_the_published_keys_give_the_published_base_proof(vector: Vector) -> None:
    document, proof = vector.base()
    value = SUITE.create_base_proof(
        document,
        proof_options(proof),
        LocalSigner.of_secret(material()["baseKeyPair"]["secretKeyMultibase"]),
        w3c_contexts(),
        mandatory_pointers=vector.mandatory(),
        hmac_key=hmac_key(),
        proof_key=LocalSigner.of_secret(material()["proofKeyPair"]["secretKeyMultibase"]),
    )
    assert value == proof["proofValue"]
    published = vector.json("addRawBaseSignatureInfo")
    made = decode_proof_value(value)
    assert isinstance(made, BaseProof)
    assert made.base_signature.hex() == published["baseSignature"]
    assert made.proof_key.multikey == published["publicKey"]
    assert [signature.hex() for signature in made.signatures] == published["signatures"]
    assert list(made.mandatory_pointers) == published["mandatoryPointers"]


# --- the holder's steps -----------------------------------------------------------------------------------


@each_vector
def test_the_base_proof_is_read_as_published(vector: Vector) -> None:
    published = vector.json("derivedRecoveredBaseData")
    base = decode_proof_value(vector.base()[1]["proofValue"])
    assert base == BaseProof(
        bytes.fromhex(published["baseSignature"]),
        PublicKey.from_multikey(published["proofPublicKey"]),
        bytes.fromhex(published["hmacKey"]),
        tuple(bytes.fromhex(signature) for signature in published["signatures"]),
        tuple(published["mandatoryPointers"]),
    )


@each_vector
def test_groups_are_those_published(vector: Vector) -> None:
    published = vector.json("derivedGroupIndexes")
    statements = vector.statements()
    every = set(range(len(statements.lines)))
    groups = {
        "mandatory": vector.mandatory(),
        "selective": vector.selective(),
        "combined": vector.mandatory() + vector.selective(),
    }
    data = vector.json("derivedAllGroupData")
    assert data["nquads"] == list(statements.lines)
    assert {label for _, label in data["labelMap"]["value"]} == {
        label.removeprefix("_:") for label in statements.labels.values()
    }
    for name, pointers in groups.items():
        indexes = statements.choose(pointers).indexes
        assert list(indexes) == published[f"{name}Indexes"]
        matching = data["groups"][name]["matching"]["value"]
        assert [[index, statements.lines[index]] for index in indexes] == matching
        others = [index for index, _ in data["groups"][name]["nonMatching"]["value"]]
        assert sorted(every - set(indexes)) == others
    mandatory = set(published["mandatoryIndexes"])
    assert sorted(every - mandatory) == published["nonMandatoryIndexes"]


@each_vector
def test_the_selected_document_is_the_published_one(vector: Vector) -> None:
    document, _ = vector.base()
    pointers = vector.mandatory() + vector.selective()
    revealed = select([resolve(text, document) for text in pointers], document)
    assert json.dumps(revealed, sort_keys=True) == json.dumps(vector.json("derivedUnsignedReveal"), sort_keys=True)


@each_vector
def test_the_disclosure_is_the_published_one(vector: Vector) -> None:
    published = vector.json("derivedDisclosureData")
    derived = decode_proof_value(vector.derived()[1]["proofValue"])
    assert isinstance(derived, DerivedProof)
    assert derived.base_signature.hex() == published["baseSignature"]
    assert derived.proof_key.multikey == published["publicKey"]
    assert [signature.hex() for signature in derived.signatures] == published["signatures"]
    assert published["signatures"] == vector.json("derivedAdjSignatures")["filteredSignatures"]
    assert _label_map(derived.labels) == published["labelMap"]["value"]
    assert list(derived.mandatory_indexes) == published["mandatoryIndexes"]
    assert published["mandatoryIndexes"] == vector.json("derivedAdjMandatoryIndexes")["adjMandatoryIndexes"]


@each_vector
def test_labels_are_compressed_as_published(vector: Vector) -> None:
    statements = vector.statements()
    combined = statements.choose(vector.mandatory() + vector.selective())
    compressed = compress_labels(combined.quads, statements.labels)
    assert _label_map(compressed) == vector.json("verifyDerivedProofValue")["labelMap"]


@each_vector
def test_deriving_gives_the_published_document_and_proof(vector: Vector) -> None:
    document, proof = vector.base()
    derived = SUITE.derive(document, proof, vector.selective(), w3c_contexts())
    assert derived == vector.json("derivedRevealDocument")


# --- the verifier's steps ---------------------------------------------------------------------------------


@each_vector
def test_the_verifier_sees_the_published_statements(vector: Vector) -> None:
    document, proof = vector.derived()
    derived = decode_proof_value(proof["proofValue"])
    assert isinstance(derived, DerivedProof)
    lines = revealed_lines(document_quads(document, w3c_contexts()), derived.labels)
    assert list(lines) == vector.json("verifyNQuads")
    mandatory, others = split(lines, derived.mandatory_indexes)
    published = vector.json("verifyCreateVerifyData")
    assert others == published["nonMandatory"]
    assert [signature.hex() for signature in derived.signatures] == published["signatures"]
    data = base_data(document, proof_options(proof), derived.proof_key, mandatory, w3c_contexts())
    assert data[:32].hex() == published["proofHash"]
    assert data[-32:].hex() == published["mandatoryHash"]


@each_vector
@each_proof
def test_the_published_proofs_verify(vector: Vector, kind: str) -> None:
    assert refusal(*getattr(vector, kind)()) is None


@each_vector
@each_proof
def test_no_value_of_the_document_can_change(vector: Vector, kind: str) -> None:
    document, proof = getattr(vector, kind)()
    for tokens, value in walk(document):
        if tokens and not isinstance(value, dict | list):
            changed = copy.deepcopy(document)
            _parent(changed, tokens)[tokens[-1]] = f"{value}x"
            assert refusal(changed, proof) is not None, tokens


@each_vector
@each_proof
def test_no_member_or_item_of_the_document_can_go(vector: Vector, kind: str) -> None:
    document, proof = getattr(vector, kind)()
    for tokens, _ in walk(document):
        if tokens and tokens[0] != "@context":
            changed = copy.deepcopy(document)
            del _parent(changed, tokens)[tokens[-1]]
            assert refusal(changed, proof) is not None, tokens


@each_vector
@each_proof
def test_nothing_can_come_in(vector: Vector, kind: str) -> None:
    document, proof = getattr(vector, kind)()
    grown = {**document, "credentialSubject": {**document["credentialSubject"], "lprNumber": "1"}}
    assert refusal(grown, proof) is ErrorCode.PROOF_INVALID
    assert refusal({**document, "https://x.example/p": "1"}, proof) is ErrorCode.PROOF_INVALID


@each_vector
@each_proof
@pytest.mark.parametrize("member", ["type", "cryptosuite", "created", "verificationMethod", "proofPurpose"])
def test_no_member_of_the_proof_can_change_or_go(vector: Vector, kind: str, member: str) -> None:
    document, proof = getattr(vector, kind)()
    assert refusal(document, {**proof, member: f"{proof[member]}x"}) is not None
    assert refusal(document, {name: value for name, value in proof.items() if name != member}) is not None


@each_vector
@each_proof
def test_no_member_can_join_the_proof(vector: Vector, kind: str) -> None:
    document, proof = getattr(vector, kind)()
    assert refusal(document, {**proof, "expires": "2030-01-01T00:00:00Z"}) is ErrorCode.PROOF_INVALID
    foreign = [*document["@context"], "https://w3id.org/security/data-integrity/v2"]
    assert refusal(document, {**proof, "@context": foreign}) is ErrorCode.PROOF_INVALID


@each_vector
@each_proof
def test_no_byte_of_the_proof_value_can_change(vector: Vector, kind: str) -> None:
    document, proof = getattr(vector, kind)()
    value = multibase_decode(proof["proofValue"])
    for place in range(0, len(value), 7):
        changed = bytearray(value)
        changed[place] ^= 0x01
        forged = {**proof, "proofValue": multibase_encode(bytes(changed), base="u")}
        assert refusal(document, forged) is ErrorCode.PROOF_INVALID, place


@each_vector
def test_counts_must_agree(vector: Vector) -> None:
    document, proof = vector.derived()
    derived = decode_proof_value(proof["proofValue"])
    assert isinstance(derived, DerivedProof)
    shown = (derived.base_signature, derived.proof_key)
    signatures, labels, indexes = derived.signatures, derived.labels, derived.mandatory_indexes
    for forged in (
        DerivedProof(*shown, signatures[1:], labels, indexes),
        DerivedProof(*shown, (*signatures, signatures[0]), labels, indexes),
        DerivedProof(*shown, signatures[::-1], labels, indexes),
        DerivedProof(*shown, (), labels, tuple(range(len(signatures) + len(indexes)))),
        DerivedProof(*shown, signatures, labels, indexes[1:]),
        DerivedProof(*shown, signatures, labels, (*indexes, 1000)),
        DerivedProof(*shown, signatures[:-1], labels, (*indexes, 1)),
        DerivedProof(*shown, signatures, {}, indexes),
        DerivedProof(*shown, signatures, {**labels, len(labels): bytes(32)}, indexes),
        DerivedProof(*shown, signatures, dict(zip(labels, reversed(labels.values()), strict=True)), indexes),
        DerivedProof(*shown, signatures, {key: bytes(31) + bytes([key]) for key in labels}, indexes),
    ):
        assert refusal(document, {**proof, "proofValue": forged.encode()}) is ErrorCode.PROOF_INVALID


@each_vector
def test_mandatory_indexes_may_come_in_any_order(vector: Vector) -> None:
    document, proof = vector.derived()
    derived = decode_proof_value(proof["proofValue"])
    assert isinstance(derived, DerivedProof)
    turned = DerivedProof(
        derived.base_signature, derived.proof_key, derived.signatures, derived.labels, derived.mandatory_indexes[::-1]
    )
    assert refusal(document, {**proof, "proofValue": turned.encode()}) is None


def test_the_proof_of_one_credential_is_none_of_another() -> None:
    first, second = Vector("prc", "prCred"), Vector("employ", "employ")
    assert refusal(first.derived()[0], second.derived()[1]) is ErrorCode.PROOF_INVALID
    assert refusal(first.base()[0], second.base()[1]) is ErrorCode.PROOF_INVALID


def test_the_validators_derived_badge_verifies() -> None:
    """1EdTech's own fixture, made by another program from an Open Badge."""
    document = shared_json("spec/data/examples/ob/validator/sd/derivedcredential.json")
    proof = document.pop("proof")[0]
    key = PublicKey.from_multikey(proof["verificationMethod"].partition("#")[2])
    SUITE.verify(document, proof, key, w3c_contexts())
    document["credentialSubject"]["achievement"]["name"] = "Leadership"
    with pytest.raises(StackcredError) as caught:
        SUITE.verify(document, proof, key, w3c_contexts())
    assert caught.value.code is ErrorCode.PROOF_INVALID


def _label_map(labels: dict[int, bytes]) -> list[list[str]]:
    return [[f"c14n{number}", multibase_encode(label, base="u")] for number, label in sorted(labels.items())]


def _parent(document: Any, tokens: tuple[str | int, ...]) -> Any:
    for token in tokens[:-1]:
        document = document[token]
    return document
