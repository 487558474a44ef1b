"""Every value that W3C and 1EdTech publish for EdDSA proofs comes out the same, and no change passes."""

from __future__ import annotations

import copy
import hashlib
import html
import re
from dataclasses import dataclass
from typing import Any

import pytest
from tests.support.proof import CONTEXTS, NOW, altered, changes
from tests.support.shared import need_shared, shared_json
from tests.support.w3c_contexts import w3c_contexts

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.canonical.rdfc import canonicalize
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.proof.data_integrity import check_proof, proofs_of
from stackcred_issuer.domain.proof.keys import PublicKey
from stackcred_issuer.domain.proof.multibase import base58btc_decode
from stackcred_issuer.domain.proof.suite import HashedSuite
from stackcred_issuer.domain.proof.suites import suite_for

BASE = "spec/data/vectors/vc-di-eddsa"
OB30 = "vectors/1edtech-validator-ob30"


@dataclass(frozen=True)
class Vector:
    """One folder of published values; `tag` is how its files end."""

    folder: str
    tag: str

    def text(self, name: str) -> str:
        return (need_shared() / BASE / self.folder / f"{name}{self.tag}.txt").read_text("utf-8")

    def json(self, name: str) -> JsonObject:
        found: JsonObject = shared_json(f"{BASE}/{self.folder}/{name}{self.tag}.json")
        return found


each_vector = pytest.mark.parametrize(
    "vector",
    [
        pytest.param(Vector("eddsa-rdfc-2022", "DataInt"), id="eddsa-rdfc-2022"),
        pytest.param(Vector("eddsa-rdfc-2022/employ", "DataInt"), id="eddsa-rdfc-2022-employ"),
        pytest.param(Vector("eddsa-jcs-2022", "JCS"), id="eddsa-jcs-2022"),
        pytest.param(Vector("Ed25519Signature2020", "EdSig"), id="Ed25519Signature2020"),
    ],
)


def key_in(proof: JsonObject) -> PublicKey:
    """The key that the examples write into the fragment of their verification method."""
    return PublicKey.from_multikey(proof["verificationMethod"].partition("#")[2])


def check_all(document: JsonObject, contexts: ContextSet) -> None:
    """Check every proof under the key that the untampered examples would have."""
    proofs = proofs_of(document)
    assert proofs
    for proof in proofs:
        check_proof(document, proof, key_in(proof), contexts, now=NOW)


def holds(document: JsonObject, key: PublicKey, contexts: ContextSet) -> bool:
    """Whether the document has a proof and all of them hold."""
    try:
        for proof in proofs_of(document):
            check_proof(document, proof, key, contexts, now=NOW)
    except StackcredError:
        return False
    return bool(proofs_of(document))


@each_vector
def test_the_published_credential_verifies(vector: Vector) -> None:
    check_all(vector.json("signed"), w3c_contexts())


@each_vector
def test_every_published_value_comes_out(vector: Vector) -> None:
    document = vector.json("signed")
    proof = document.pop("proof")
    suite = suite_for(proof)
    assert isinstance(suite, HashedSuite)
    options, body = suite.canonical_parts(document, proof, hashlib.sha256, w3c_contexts())
    assert body.decode() == vector.text("canonDoc")
    assert options.decode() == vector.text("proofCanon")
    assert hashlib.sha256(body).hexdigest() == vector.text("docHash")
    assert hashlib.sha256(options).hexdigest() == vector.text("proofHash")
    combined = suite.hash_data(document, proof, key_in(proof).type, w3c_contexts())
    assert combined.hex() == vector.text("combinedHash")
    assert base58btc_decode(proof["proofValue"]).hex() == vector.text("sigHex")
    assert proof["proofValue"] == vector.text("sigBTC58")


@each_vector
def test_nothing_published_can_change(vector: Vector) -> None:
    document = vector.json("signed")
    key = key_in(document["proof"])
    accepted = [place for place, changed in changes(document) if holds(changed, key, w3c_contexts())]
    assert accepted == []


@each_vector
def test_nothing_can_be_added(vector: Vector) -> None:
    document = vector.json("signed")
    proof = document["proof"]
    added = [
        ({**document, "https://x.example/p": "1"}, proof),
        ({**document, "termsOfUse": {"type": "IssuerPolicy"}}, proof),
        (document, {**proof, "expires": "2030-01-01T00:00:00Z"}),
        (document, {**proof, "nonce": "1"}),
        (document, {**proof, "domain": "x.example"}),
    ]
    for changed, changed_proof in added:
        with pytest.raises(StackcredError):
            check_proof(changed, changed_proof, key_in(proof), w3c_contexts(), now=NOW)


@pytest.mark.parametrize(
    ("name", "count"),
    [("signedProofSet1", 1), ("signedProofSet2", 2), ("signedProofChain1", 3), ("signedProofChain2", 4)],
)
def test_the_published_sets_and_chains_verify(name: str, count: int) -> None:
    document = shared_json(f"{BASE}/proof-set-chain/{name}.json")
    assert len(proofs_of(document)) == count
    check_all(document, w3c_contexts())


def test_a_proof_of_a_chain_holds_to_each_proof_before_it() -> None:
    document = shared_json(f"{BASE}/proof-set-chain/signedProofChain2.json")
    last = document["proof"][-1]
    third = document["proof"][2]
    check_proof(document, last, key_in(last), w3c_contexts(), now=NOW)
    for place in (0, 1):
        for member in document["proof"][place]:
            changed = copy.deepcopy(document)
            changed["proof"][place][member] = altered(changed["proof"][place][member])
            with pytest.raises(StackcredError):
                check_proof(changed, changed["proof"][2], key_in(third), w3c_contexts(), now=NOW)
    for place in range(3):
        changed = {**document, "proof": [p for number, p in enumerate(document["proof"]) if number != place]}
        broken = last if place == 2 else third
        with pytest.raises(StackcredError) as caught:
            check_proof(changed, broken, key_in(broken), w3c_contexts(), now=NOW)
        assert caught.value.code is ErrorCode.PROOF_INVALID


def test_a_chain_names_each_previous_proof_once() -> None:
    document = shared_json(f"{BASE}/proof-set-chain/signedProofChain1.json")
    document["proof"].append(copy.deepcopy(document["proof"][0]))  # two proofs of one id
    last = document["proof"][2]
    with pytest.raises(StackcredError) as caught:
        check_proof(document, last, key_in(last), w3c_contexts(), now=NOW)
    assert caught.value.code is ErrorCode.PROOF_INVALID


@pytest.mark.parametrize("kind", ["ob", "clr"])
def test_the_linked_data_proof_of_1edtech_comes_out(kind: str) -> None:
    document = shared_json(f"vectors/1edtech-openbadges-specification/{kind}-signed-credential.json")
    check_all(document, CONTEXTS)
    page = (need_shared() / f"spec/data/vectors/1edtech-linked-data-proof-{kind}.html").read_text("utf-8")
    document_hash, proof_hash, data = (
        re.findall(rf'id="{kind}-{name}".*?<code\s*>([0-9a-f]+)</code', html.unescape(page), re.DOTALL)[0]
        for name in ("document-hash", "proof-hash", "data")
    )
    (proof,) = proofs_of(document)
    bare = {name: value for name, value in document.items() if name != "proof"}
    assert hashlib.sha256(canonicalize(bare, CONTEXTS)).hexdigest() == document_hash
    suite = suite_for(proof)
    assert isinstance(suite, HashedSuite)
    assert suite.hash_data(bare, proof, key_in(proof).type, CONTEXTS).hex() == data == proof_hash + document_hash


def test_nothing_in_the_badge_of_1edtech_can_change() -> None:
    document = shared_json("vectors/1edtech-openbadges-specification/ob-signed-credential.json")
    (proof,) = proofs_of(document)
    accepted = [place for place, changed in changes(document) if holds(changed, key_in(proof), CONTEXTS)]
    assert accepted == []


def test_in_the_transcript_of_1edtech_only_a_repetition_can_go() -> None:
    """It says the same of one achievement and one issuer in several places; in RDF that is said once."""
    document = shared_json("vectors/1edtech-openbadges-specification/clr-signed-credential.json")
    (proof,) = proofs_of(document)
    accepted = [place for place, changed in changes(document) if holds(changed, key_in(proof), CONTEXTS)]
    assert accepted
    assert all(place.endswith("left out") for place in accepted)
    repeated = ("/issuer/", "/achievement/", "/0/@context ")
    assert all(any(part in place for part in repeated) for place in accepted)


GOOD = [
    "simple.json",
    "simple_v1.json",
    "simple-context-alias.json",
    "simple-context-version.json",
    "simple-did-web-method.json",
    "simple-eddsa-2022.json",
    "complete.json",
    "credential-status-revoked.json",
    "endorsement-valid.json",
    "bit-string-list/credential-status-revoked.json",
    "bit-string-list/credential-status-revoked-blank-nodes.json",
    "bit-string-list/testlist.json",
    # bad for other reasons than their signature
    "simple-err-expired.json",
    "simple-err-issued.json",
    "simple-err-issuer.json",
]


@pytest.mark.parametrize("name", GOOD)
def test_a_signature_of_the_1edtech_validator_holds(name: str) -> None:
    check_all(shared_json(f"{OB30}/{name}"), CONTEXTS)


def test_of_several_proofs_each_stands_for_itself() -> None:
    document = shared_json(f"{OB30}/simple-multiple-proofs.json")
    foreign, known = proofs_of(document)
    check_proof(document, known, key_in(known), CONTEXTS, now=NOW)
    with pytest.raises(StackcredError) as caught:
        check_proof(document, foreign, key_in(known), CONTEXTS, now=NOW)
    assert caught.value.code is ErrorCode.UNSUPPORTED


BAD: list[Any] = [
    ("simple-err-proof-value.json", ErrorCode.PROOF_INVALID),
    ("simple-err-proof-method.json", ErrorCode.UNSUPPORTED),
    ("simple-err-proof-method-no-scheme.json", ErrorCode.MALFORMED),
    ("simple-err-proof-method-unknown-did-method.json", ErrorCode.MALFORMED),
    ("simple-err-proof-method-unknown-scheme.json", ErrorCode.MALFORMED),
    ("simple-did-key-method.json", ErrorCode.MALFORMED),  # no fragment
    ("endorsement-err-schema-status-refresh.json", ErrorCode.PROOF_INVALID),
    ("simple-err-context.json", ErrorCode.UNDEFINED_TERM),
    ("simple-err-type.json", ErrorCode.UNDEFINED_TERM),
    ("simple-err-evidence-type.json", ErrorCode.UNDEFINED_TERM),
    ("simple-err-issuer-type.json", ErrorCode.UNDEFINED_TERM),
    ("simple-err-issuer-otheridentifier-type.json", ErrorCode.UNDEFINED_TERM),
    ("simple-err-issuer-parentorg-type.json", ErrorCode.UNDEFINED_TERM),
    ("simple-err-credential-subject-type.json", ErrorCode.UNDEFINED_TERM),
    ("simple-err-credential-subject-achievement-result-description-type.json", ErrorCode.UNDEFINED_TERM),
    ("simple-err-credential-subject-identifier-type.json", ErrorCode.UNDEFINED_TERM),
    ("simple-err-credential-subject-profile-type.json", ErrorCode.UNDEFINED_TERM),
    ("simple-err-credential-subject-result-type.json", ErrorCode.UNDEFINED_TERM),
]


@pytest.mark.parametrize(("name", "code"), BAD)
def test_a_bad_example_of_the_1edtech_validator_is_refused(name: str, code: ErrorCode) -> None:
    document = shared_json(f"{OB30}/{name}")
    with pytest.raises(StackcredError) as caught:
        check_all(document, CONTEXTS)
    assert caught.value.code is code
