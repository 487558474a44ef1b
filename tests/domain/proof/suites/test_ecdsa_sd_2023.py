"""ecdsa-sd-2023 on a badge: the holder shows what is mandatory and what is chosen, and nothing can be changed."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, pointer, walk
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.proof.selective.proof_value import BaseProof, DerivedProof, decode_proof_value
from stackcred_issuer.domain.proof.suites.ecdsa_sd_2023 import EcdsaSd2023
from stackcred_issuer.gateways.bundled import load_contexts

SUITE = EcdsaSd2023()
ISSUER = LocalSigner.make(KeyType.P256)
PROOF_KEY = LocalSigner.make(KeyType.P256)
HMAC_KEY = bytes(range(32))
MANDATORY = ["/issuer", "/validFrom", "/credentialSubject/achievement/name"]
CONFIG: JsonObject = {
    "type": "DataIntegrityProof",
    "cryptosuite": "ecdsa-sd-2023",
    "created": "2026-01-01T00:00:00Z",
    "verificationMethod": ISSUER.verification_method,
    "proofPurpose": "assertionMethod",
}
BADGE: JsonObject = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "urn:uuid:7d3d9f0e-0001-4f00-8000-000000000000",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": ISSUER.controller, "type": ["Profile"], "name": "Issuer"},
    "validFrom": "2026-01-01T00:00:00Z",
    "name": "Data \\t analysis, “passed”",
    "credentialSubject": {
        "id": "did:example:learner",
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": "sha256$00",
                "identityType": "emailAddress",
                "salt": "s1",
            }
        ],
        "achievement": {
            "id": "https://issuer.example/achievements/1",
            "type": ["Achievement"],
            "name": "Data analysis",
            "description": "Analyses data.",
            "criteria": {"narrative": "Pass the exam."},
            "resultDescription": [
                {
                    "id": "urn:uuid:7d3d9f0e-0002-4f00-8000-000000000000",
                    "type": ["ResultDescription"],
                    "name": "Grade",
                    "resultType": "LetterGrade",
                    "allowedValue": ["F", "C", "B", "A"],
                }
            ],
        },
        "result": [
            {
                "type": ["Result"],
                "resultDescription": "urn:uuid:7d3d9f0e-0002-4f00-8000-000000000000",
                "value": "B",
            }
        ],
    },
    "evidence": [{"type": ["Evidence"], "name": "Essay"}, {"type": ["Evidence"], "name": "Exam"}],
}


def base_proof(document: JsonObject = BADGE, mandatory: list[str] | None = None, **other: Any) -> JsonObject:
    arguments: dict[str, Any] = {
        "mandatory_pointers": MANDATORY if mandatory is None else mandatory,
        "hmac_key": HMAC_KEY,
        "proof_key": PROOF_KEY,
        **other,
    }
    value = SUITE.create_base_proof(document, CONFIG, ISSUER, load_contexts(), **arguments)
    return {**CONFIG, "proofValue": value}


BASE = base_proof()


def derive(*pointers: str, proof: JsonObject = BASE) -> JsonObject:
    return SUITE.derive(BADGE, proof, pointers, load_contexts())


def verify(document: JsonObject) -> None:
    bare = {name: value for name, value in document.items() if name != "proof"}
    SUITE.verify(bare, document["proof"], ISSUER.public_key, load_contexts())


def refused(document: JsonObject) -> None:
    with pytest.raises(StackcredError) as caught:
        verify(document)
    assert caught.value.code in (ErrorCode.PROOF_INVALID, ErrorCode.UNDEFINED_TERM, ErrorCode.INVALID)


def test_the_base_proof_verifies_and_no_value_can_change() -> None:
    verify({**BADGE, "proof": BASE})
    for tokens, value in walk(BADGE):
        if isinstance(value, str | bool) and tokens[0] != "@context":
            refused({**_replaced(BADGE, tokens, f"{value}x"), "proof": BASE})


def test_only_what_is_mandatory_is_shown_when_nothing_is_chosen() -> None:
    shown = derive()
    verify(shown)
    assert shown["credentialSubject"] == {
        "id": "did:example:learner",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://issuer.example/achievements/1",
            "type": ["Achievement"],
            "name": "Data analysis",
        },
    }
    assert shown["issuer"] == BADGE["issuer"]
    assert "name" not in shown
    assert "evidence" not in shown


PLACES = [
    pointer(*tokens)
    for tokens, _ in walk(BADGE)
    if tokens and tokens[0] != "@context" and "allowedValue" not in tokens[:-1]
]


@settings(max_examples=40, deadline=None)
@given(chosen=st.lists(st.sampled_from(PLACES), max_size=4))
def test_any_choice_verifies_and_hides_the_rest(chosen: list[str]) -> None:
    shown = derive(*chosen)
    verify(shown)
    leaves = {str(value) for _, value in walk(BADGE) if not isinstance(value, dict | list)}
    visible = json.dumps(shown, ensure_ascii=False)
    for secret in ("sha256$00", "Essay", "Pass the exam."):
        assert secret in leaves
        asked_for = any(secret in json.dumps(_at(BADGE, text), ensure_ascii=False) for text in chosen)
        assert (secret in visible) == asked_for


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_nothing_that_is_shown_can_change(data: st.DataObject) -> None:
    shown = derive(*data.draw(st.lists(st.sampled_from(PLACES), max_size=3)))
    places = [tokens for tokens, value in walk(shown) if isinstance(value, str) and tokens[0] != "@context"]
    tokens = data.draw(st.sampled_from(places))
    refused(_replaced(shown, tokens, f"{_at(shown, pointer(*tokens))}x"))


def test_a_list_is_shown_as_a_whole_or_not_at_all() -> None:
    place = "/credentialSubject/achievement/resultDescription/0/allowedValue"
    shown = derive(place)
    verify(shown)
    values = shown["credentialSubject"]["achievement"]["resultDescription"][0]["allowedValue"]
    assert values == ["F", "C", "B", "A"]
    for turned in (values[::-1], values[:-1], [*values, "E"]):
        refused(_replaced(shown, tuple(_tokens(place)), turned))
    with pytest.raises(StackcredError) as caught:
        derive(f"{place}/1")
    assert caught.value.code is ErrorCode.INVALID


def test_array_items_are_chosen_one_by_one() -> None:
    shown = derive("/evidence/1")
    verify(shown)
    assert shown["evidence"] == [{"type": ["Evidence"], "name": "Exam"}]
    refused({**shown, "evidence": [*shown["evidence"], *shown["evidence"]]})


def test_what_is_mandatory_cannot_be_taken_away() -> None:
    shown = derive("/evidence")
    for name in ("issuer", "validFrom"):
        refused({member: value for member, value in shown.items() if member != name})


def test_two_shows_cannot_be_mixed() -> None:
    first, second = derive("/evidence/0"), derive("/evidence/1")
    refused({**first, "evidence": second["evidence"]})
    refused({**first, "proof": second["proof"]})


def test_a_derived_proof_holds_neither_the_hmac_key_nor_hidden_signatures() -> None:
    derived, base = (decode_proof_value(proof["proofValue"]) for proof in (derive("/name")["proof"], BASE))
    assert isinstance(derived, DerivedProof)
    assert isinstance(base, BaseProof)
    assert set(derived.signatures) < set(base.signatures)
    assert HMAC_KEY not in derive("/name")["proof"]["proofValue"].encode()
    assert derived.proof_key == base.proof_key == PROOF_KEY.public_key


def test_mandatory_may_be_nothing_or_all() -> None:
    nothing = base_proof(mandatory=[])
    verify({**BADGE, "proof": nothing})
    verify(derive("/name", proof=nothing))
    with pytest.raises(StackcredError, match="Nothing is chosen"):
        derive(proof=nothing)
    everything = base_proof(mandatory=[""])
    verify({**BADGE, "proof": everything})
    shown = derive(proof=everything)
    verify(shown)
    assert {**shown, "proof": None} == {**BADGE, "proof": None}


def test_deriving_needs_the_base_proof_of_this_document() -> None:
    with pytest.raises(StackcredError, match="Only a base proof"):
        derive(proof=derive("/name")["proof"])
    with pytest.raises(StackcredError) as caught:
        derive(proof={**BASE, "proofValue": "uAAAA"})
    assert caught.value.code is ErrorCode.MALFORMED
    with pytest.raises(StackcredError, match="not of this document"):
        SUITE.derive({**BADGE, "description": "more"}, BASE, ["/name"], load_contexts())


@pytest.mark.parametrize("place", ["/nothing", "name", "/evidence/2", "/proof"])
def test_a_pointer_to_nothing_is_refused(place: str) -> None:
    with pytest.raises(StackcredError) as caught:
        derive(place)
    assert (caught.value.code, caught.value.pointer) == (ErrorCode.INVALID, place)
    with pytest.raises(StackcredError) as caught:
        base_proof(mandatory=[place])
    assert (caught.value.code, caught.value.pointer) == (ErrorCode.INVALID, place)


@pytest.mark.parametrize(
    "other",
    [
        {"hmac_key": bytes(31)},
        {"hmac_key": b""},
        {"proof_key": ISSUER},
        {"proof_key": LocalSigner.make(KeyType.P384)},
        {"proof_key": LocalSigner.make(KeyType.ED25519)},
    ],
)
def test_secrets_must_be_right_for_the_suite(other: dict[str, Any]) -> None:
    with pytest.raises(StackcredError) as caught:
        base_proof(**other)
    assert caught.value.code is ErrorCode.KEY_UNUSABLE


@pytest.mark.parametrize("kind", [KeyType.P384, KeyType.ED25519])
def test_only_p256_verifies(kind: KeyType) -> None:
    with pytest.raises(StackcredError) as caught:
        SUITE.verify(BADGE, BASE, LocalSigner.make(kind).public_key, load_contexts())
    assert caught.value.code is ErrorCode.KEY_UNUSABLE


def test_the_plain_way_to_sign_says_what_to_do() -> None:
    with pytest.raises(StackcredError) as caught:
        SUITE.sign(BADGE, CONFIG, ISSUER, load_contexts())
    assert caught.value.code is ErrorCode.UNSUPPORTED


def test_the_proof_key_signs_nothing_for_another_issuer() -> None:
    with pytest.raises(StackcredError) as caught:
        SUITE.verify(BADGE, BASE, PROOF_KEY.public_key, load_contexts())
    assert caught.value.code is ErrorCode.PROOF_INVALID


def _tokens(text: str) -> list[str | int]:
    return [int(token) if token.isdigit() else token for token in text.split("/")[1:]]


def _at(document: Any, text: str) -> Any:
    for token in _tokens(text):
        document = document[token]
    return document


def _replaced(document: JsonObject, tokens: tuple[str | int, ...], value: Any) -> JsonObject:
    changed = copy.deepcopy(document)
    parent: Any = changed
    for token in tokens[:-1]:
        parent = parent[token]
    parent[tokens[-1]] = value
    return changed
