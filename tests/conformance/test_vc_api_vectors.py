"""The standards' own signed vectors, brought to the VC-API as suites bring them (requirements 91, 92, 100)."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.support.shared import SHARED, shared_json
from tests.support.vc_api import Instance, Json, accepted, refused

FOLDERS = ("w3c-vc-di-eddsa", "w3c-vc-di-ecdsa")
SIGNED = sorted(
    str(path.relative_to(SHARED))
    for folder in FOLDERS
    for path in (SHARED / "vectors" / folder).rglob("*.json")
    if '"proofValue"' in path.read_text("utf-8")
)
CHAINS = [name for name in SIGNED if "ProofChain" in name]
SETS = [name for name in SIGNED if "ProofSet2" in name]  # the first one is a set of one


def vector(name: str) -> Json:
    found: Json = shared_json(name)
    return found


def test_the_vectors_are_there() -> None:
    assert (len(SIGNED) >= 15, len(CHAINS), len(SETS)) == (True, 2, 1) or not SHARED.is_dir()


@pytest.mark.parametrize("name", SIGNED)
def test_a_vector_is_judged_by_its_proof_alone_for_who_asks_that(instance: Instance, name: str) -> None:
    document = vector(name)
    for answer in (instance.verify(document, checks=["proof"]), instance.verify(document, "?checks=proof")):
        assert accepted(answer), answer.text


@pytest.mark.parametrize("name", SIGNED)
def test_a_vector_whose_issuer_does_not_own_the_key_fails_otherwise(instance: Instance, name: str) -> None:
    answer = instance.verify(vector(name))
    assert refused(answer)
    assert answer.json()["problemDetails"]


def spoilt(document: Json) -> dict[str, Json]:
    """One thing changed at a time."""
    subject = copy.deepcopy(document)
    subject["credentialSubject"]["id"] = "did:example:somebody-else"
    later = {**document, "validUntil": "2999-01-01T00:00:00Z"}
    proofs = document["proof"] if isinstance(document["proof"], list) else [document["proof"]]
    made = {"the subject": subject, "the end": later}
    for number in range(len(proofs)):
        for member, value in PROOF_CHANGES.items():
            copied = copy.deepcopy(proofs)
            if value is None:
                copied[number].pop(member, None)
            else:
                copied[number][member] = value
            if copied != proofs:
                made[f"{member} of proof {number}"] = {**document, "proof": copied}
    return made


PROOF_CHANGES: dict[str, Any] = {
    "type": None,
    "cryptosuite": "no-such-suite",
    "created": "2020-01-01T00:00:00Z",
    "verificationMethod": "did:key:z6MkqeN4xJTjBG4yvtaukoSuCb3USrmYB8exCZJ9n5hF8jSy#"
    "z6MkqeN4xJTjBG4yvtaukoSuCb3USrmYB8exCZJ9n5hF8jSy",
    "proofPurpose": "authentication",
    "proofValue": "zzz",
}


@pytest.mark.parametrize("name", [name for name in SIGNED if "Ed25519Signature2020" not in name])
def test_a_vector_with_one_thing_changed_is_refused(instance: Instance, name: str) -> None:
    for what, document in spoilt(vector(name)).items():
        if what.startswith("cryptosuite") and isinstance(vector(name)["proof"], list):
            continue  # a proof of an unknown kind beside others that hold spoils nothing
        if what.startswith("type") and isinstance(vector(name)["proof"], list):
            continue
        assert refused(instance.verify(document, checks=["proof"])), what


@pytest.mark.parametrize("name", CHAINS)
def test_a_chain_needs_every_proof_that_it_builds_on(instance: Instance, name: str) -> None:
    document = vector(name)
    proofs = document["proof"]
    built_upon = {previous for proof in proofs for previous in ids(proof.get("previousProof"))}
    for number, proof in enumerate(proofs):
        if proof.get("id") in built_upon:
            without = [other for place, other in enumerate(proofs) if place != number]
            assert refused(instance.verify({**document, "proof": without}, checks=["proof"]))
    lost = [{**proof, "previousProof": "urn:uuid:nowhere"} if "previousProof" in proof else proof for proof in proofs]
    assert refused(instance.verify({**document, "proof": lost}, checks=["proof"]))


@pytest.mark.parametrize("name", SETS)
def test_the_order_of_a_set_is_free_and_each_proof_of_it_counts(instance: Instance, name: str) -> None:
    document = vector(name)
    assert accepted(instance.verify({**document, "proof": document["proof"][::-1]}, checks=["proof"]))
    first, *others = document["proof"]
    forged = {**first, "proofValue": others[0]["proofValue"]}
    assert refused(instance.verify({**document, "proof": [forged, *others]}, checks=["proof"]))


def ids(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []
