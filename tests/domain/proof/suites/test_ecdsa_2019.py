"""ecdsa-rdfc-2019 and ecdsa-jcs-2019: what is signed verifies, and nothing else does."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, walk
from stackcred_issuer.domain.proof.data_integrity import add_proof, check_proof
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.proof.multibase import base58btc_decode
from stackcred_issuer.domain.proof.suites import suite_named
from stackcred_issuer.gateways.bundled import load_contexts

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SIGNERS = {kind: LocalSigner.make(kind) for kind in (KeyType.P256, KeyType.P384)}
BADGE: JsonObject = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "urn:uuid:7d3d9f0e-0001-4f00-8000-000000000000",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "https://issuer.example/", "type": ["Profile"], "name": "Issuer"},
    "validFrom": "2026-01-01T00:00:00Z",
    "name": "Teamwork",
    "credentialSubject": {
        "id": "did:example:learner",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://issuer.example/achievements/1",
            "type": ["Achievement"],
            "name": "Teamwork",
            "description": "Works in a team.",
            "criteria": {"narrative": "Nominated by peers."},
        },
    },
}

suites = pytest.mark.parametrize("name", ["ecdsa-rdfc-2019", "ecdsa-jcs-2019"])
kinds = pytest.mark.parametrize("kind", list(SIGNERS))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def signed(document: JsonObject, name: str, signer: LocalSigner) -> JsonObject:
    return add_proof(document, suite=name, signer=signer, created=NOW, contexts=load_contexts())


def check(document: JsonObject, signer: LocalSigner) -> None:
    check_proof(document, document["proof"], signer.public_key, load_contexts(), now=NOW)


@suites
@kinds
def test_what_is_signed_verifies(name: str, kind: KeyType) -> None:
    document = signed(BADGE, name, SIGNERS[kind])
    assert document["proof"]["cryptosuite"] == name
    assert len(base58btc_decode(document["proof"]["proofValue"])) == {KeyType.P256: 64, KeyType.P384: 96}[kind]
    check(document, SIGNERS[kind])


@suites
@kinds
@settings(deadline=None)
@given(text=texts)
def test_any_text_survives_and_is_covered(name: str, kind: KeyType, text: str) -> None:
    document = signed({**BADGE, "name": text}, name, SIGNERS[kind])
    check(document, SIGNERS[kind])
    with pytest.raises(StackcredError) as caught:
        check({**document, "name": text + "\\"}, SIGNERS[kind])
    assert caught.value.code is ErrorCode.PROOF_INVALID


@suites
@settings(deadline=None)
@given(data=st.data())
def test_no_value_can_change(name: str, data: st.DataObject) -> None:
    signer = SIGNERS[KeyType.P256]
    document = signed(BADGE, name, signer)
    places = [tokens for tokens, value in walk(document) if isinstance(value, str)]
    tokens = data.draw(st.sampled_from(places))
    changed = copy.deepcopy(document)
    parent: Any = changed
    for token in tokens[:-1]:
        parent = parent[token]
    value = parent[tokens[-1]]
    parent[tokens[-1]] = data.draw(texts.filter(lambda other: other != value))
    with pytest.raises(StackcredError):
        check(changed, signer)


@suites
@pytest.mark.parametrize("kind", [KeyType.ED25519, KeyType.RSA])
def test_keys_of_another_type_do_not_sign(name: str, kind: KeyType) -> None:
    with pytest.raises(StackcredError) as caught:
        signed(BADGE, name, LocalSigner.make(kind))
    assert caught.value.code is ErrorCode.KEY_UNUSABLE


def test_the_suites_do_not_stand_in_for_each_other() -> None:
    signer = SIGNERS[KeyType.P256]
    document = signed(BADGE, "ecdsa-rdfc-2019", signer)
    document["proof"]["cryptosuite"] = "ecdsa-jcs-2019"
    with pytest.raises(StackcredError) as caught:
        check(document, signer)
    assert caught.value.code is ErrorCode.PROOF_INVALID


def test_an_undefined_term_is_never_signed_over_rdf() -> None:
    with pytest.raises(StackcredError) as caught:
        signed({**BADGE, "nickname": "x"}, "ecdsa-rdfc-2019", SIGNERS[KeyType.P256])
    assert (caught.value.code, caught.value.pointer) == (ErrorCode.UNDEFINED_TERM, "/nickname")


@suites
def test_both_are_registered(name: str) -> None:
    assert suite_named(name).key_types == {KeyType.P256, KeyType.P384}
