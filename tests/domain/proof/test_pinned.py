"""A pinned template writes the bytes of `add_proof` and `dump_json`, and refuses what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.proof import CONTEXTS, CREATED, SIGNER, badge, replaced
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json, pointer
from stackcred_issuer.domain.proof.canonical.compiled.structure import slot_places
from stackcred_issuer.domain.proof.canonical.compiled.vocabulary import vocabulary_of
from stackcred_issuer.domain.proof.data_integrity import add_proof
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.proof.pinned import PinnedTemplate, pin
from stackcred_issuer.domain.proof.signer import Signer

SUITE = "eddsa-rdfc-2022"
BADGE = badge(evidence=[{"type": ["Evidence"], "name": text} for text in ("one", "two")])
TOKENS = {pointer(*tokens): tokens for tokens in slot_places(BADGE, vocabulary_of(CONTEXTS).keyed)}
EVIDENCE = ["/evidence/0/name", "/evidence/1/name"]
TAGS = ["/credentialSubject/achievement/tag/0", "/credentialSubject/achievement/tag/1"]
TEXTS = st.text(max_size=12) | st.sampled_from(
    ("", "same", "_:a", "%s", '"\\', "\n", "\uffff", "https://a.example/1", "urn:x:1", "did:key:z6Mk", "id", "name:x")
)


def pinned(*places: str, signer: Signer = SIGNER, suite: str = SUITE, document: JsonObject = BADGE) -> PinnedTemplate:
    return pin(document, places, suite=suite, signer=signer, contexts=CONTEXTS)


def signed(document: JsonObject, signer: Signer = SIGNER, suite: str = SUITE) -> bytes:
    return dump_json(add_proof(document, suite=suite, signer=signer, created=CREATED, contexts=CONTEXTS))


def filled(values: dict[str, str]) -> JsonObject:
    document = BADGE
    for place, text in values.items():
        document = replaced(document, TOKENS[place], text)
    return document


@given(st.dictionaries(st.sampled_from(sorted(TOKENS)), TEXTS, min_size=1, max_size=8))
@settings(max_examples=300, deadline=None)
def test_the_bytes_or_the_refusal_are_those_of_add_proof(values: dict[str, str]) -> None:
    template = pinned(*values)
    for _ in range(2):
        assert outcome(lambda: template.issue(values, CREATED)) == outcome(lambda: signed(filled(values)))


def outcome(call: Callable[[], bytes]) -> object:
    try:
        return call()
    except StackcredError as error:
        return error.code, error.pointer, error.detail


@pytest.mark.parametrize("values", [("a", "b"), ("b", "a"), ("same", "same"), ("", "%s")])
@pytest.mark.parametrize("places", [EVIDENCE, TAGS])
def test_what_becomes_alike_or_changes_places_is_signed_all_the_same(
    places: list[str], values: tuple[str, str]
) -> None:
    given_ = dict(zip(places, values, strict=True))
    assert pinned(*places).issue(given_, CREATED) == signed(filled(given_))


@pytest.mark.parametrize(("suite", "key_type"), [("ecdsa-rdfc-2019", KeyType.P256), ("ecdsa-rdfc-2019", KeyType.P384)])
def test_other_suites_over_statements_are_pinned_too(suite: str, key_type: KeyType) -> None:
    signer = LocalSigner.make(key_type)
    issued = pinned("/id", signer=signer, suite=suite).issue({"/id": "urn:x:1"}, CREATED)
    wanted = signed(filled({"/id": "urn:x:1"}), signer, suite)
    assert issued.partition(b"proofValue")[0] == wanted.partition(b"proofValue")[0]  # ECDSA signs with a random number
    assert len(issued) > len(wanted) - 8


def test_each_second_has_proof_options_of_its_own() -> None:
    template, values = pinned("/id"), {"/id": "urn:x:1"}
    first = template.issue(values, CREATED)
    later = template.issue(values, CREATED + timedelta(seconds=1))
    assert first != later
    assert template.issue(values, CREATED) == first


@pytest.mark.parametrize(
    "place", ["/type/0", "/credentialSubject/identifier/0/hashed", "/@context/0", "/nothing", "", "/issuer"]
)
def test_only_texts_that_may_differ_are_left_open(place: str) -> None:
    with pytest.raises(StackcredError) as caught:
        pinned(place)
    assert caught.value.code is ErrorCode.INVALID
    assert caught.value.pointer == place


@pytest.mark.parametrize(
    "values", [{}, {"/name": "x"}, {"/id": "urn:x:1", "/name": "x"}, {"/id": 7}, {"/id": "\ud800"}]
)
def test_other_values_are_refused(values: dict[str, str]) -> None:
    with pytest.raises(StackcredError) as caught:
        pinned("/id").issue(values, CREATED)
    assert caught.value.code is ErrorCode.INVALID


@pytest.mark.parametrize(
    ("code", "options"),
    [
        (ErrorCode.UNSUPPORTED, {"suite": "eddsa-jcs-2022"}),
        (ErrorCode.UNSUPPORTED, {"document": {**BADGE, "@context": [*BADGE["@context"], {"x": "https://x.example/"}]}}),
        (ErrorCode.INVALID, {"document": {**BADGE, "proof": {}}}),
        (ErrorCode.INVALID, {"document": {**BADGE, "name": 2**70}}),
        (ErrorCode.UNDEFINED_TERM, {"document": {**BADGE, "undefinedTerm": "x"}}),
        (ErrorCode.KEY_UNUSABLE, {"signer": LocalSigner.make(KeyType.P256)}),
    ],
)
def test_what_cannot_be_pinned_is_refused(code: ErrorCode, options: dict[str, Any]) -> None:
    with pytest.raises(StackcredError) as caught:
        pinned("/id", **options)
    assert caught.value.code is code


@pytest.mark.parametrize("places", [(), ("/id", "/id")])
def test_each_place_is_named_once_and_there_is_one(places: tuple[str, ...]) -> None:
    with pytest.raises(StackcredError) as caught:
        pinned(*places)
    assert caught.value.code is ErrorCode.INVALID
