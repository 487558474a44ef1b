"""A key counts only where its owner's own document vouches for it."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import base58
import pytest
from tests.support.shared import shared_json
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.controller import RELATIONSHIPS, find_method
from stackcred_issuer.domain.proof.keys import KeyType, PublicKey

URL = "https://badges.example/issuers/college"
KEY = LocalSigner.make(KeyType.ED25519).public_key
METHOD_ID = f"{URL}#{KEY.multikey}"
METHOD: JsonObject = {
    "id": METHOD_ID,
    "type": "Multikey",
    "controller": URL,
    "publicKeyMultibase": KEY.multikey,
}
DOCUMENT: JsonObject = {"id": URL, "verificationMethod": [METHOD], "assertionMethod": [METHOD_ID]}


def refusal(document: JsonObject, url: str = URL, method_id: str = METHOD_ID, purpose: str = "assertionMethod") -> str:
    """The name CID gives to the error."""
    with pytest.raises(StackcredError) as caught:
        find_method(document, url, method_id, purpose)
    assert caught.value.code is ErrorCode.KEY_UNUSABLE
    return caught.value.detail.partition(":")[0]


def with_method(**members: Any) -> JsonObject:
    document = copy.deepcopy(DOCUMENT)
    document["verificationMethod"][0].update(members)
    return document


@pytest.mark.parametrize(
    "document",
    [
        DOCUMENT,
        {**DOCUMENT, "assertionMethod": METHOD_ID},
        {**DOCUMENT, "verificationMethod": METHOD},
        {**DOCUMENT, "assertionMethod": [METHOD]},
        {"id": URL, "assertionMethod": [METHOD]},
        {"id": URL, "assertionMethod": METHOD},
        {**DOCUMENT, "assertionMethod": [f"#{KEY.multikey}"]},
        {**DOCUMENT, "verificationMethod": [{**METHOD, "id": f"#{KEY.multikey}"}]},
        {**DOCUMENT, "verificationMethod": ["noise", 7, METHOD]},
    ],
)
def test_a_method_is_found_in_every_shape_it_may_have(document: JsonObject) -> None:
    method = find_method(document, URL, METHOD_ID)
    assert (method.id, method.controller, method.public_key) == (METHOD_ID, URL, KEY)
    assert method.expires is None
    assert method.revoked is None


def test_published_controller_documents_are_read() -> None:
    url = "https://1edtech.edu/issuers/565049"
    document = shared_json("vectors/controllers/1edtech.edu-issuers-565049.json")
    for method in document["verificationMethod"]:
        found = find_method(document, url, method["id"])
        assert found.public_key == PublicKey.from_multikey(method["publicKeyMultibase"])


def test_relative_ids_are_those_of_a_did_too() -> None:
    did = "did:web:badges.example"
    method = {**METHOD, "id": "#key-1", "controller": did}
    document = {"id": did, "verificationMethod": [method], "assertionMethod": ["#key-1"]}
    assert find_method(document, did, f"{did}#key-1").public_key == KEY


@pytest.mark.parametrize(
    ("kind", "type_name"),
    [(KeyType.P256, "JsonWebKey"), (KeyType.ED25519, "JsonWebKey2020"), (KeyType.RSA, "JsonWebKey")],
)
def test_keys_written_as_jwk_are_read(kind: KeyType, type_name: str) -> None:
    key = LocalSigner.make(kind).public_key
    document = with_method(type=type_name, publicKeyJwk=key.to_jwk())
    assert find_method(document, URL, METHOD_ID).public_key == key


def test_the_older_ed25519_types_are_read() -> None:
    assert find_method(with_method(type="Ed25519VerificationKey2020"), URL, METHOD_ID).public_key == KEY
    text = base58.b58encode(KEY.raw).decode()
    document = with_method(type="Ed25519VerificationKey2018", publicKeyBase58=text)
    assert find_method(document, URL, METHOD_ID).public_key == KEY


def test_another_document_than_the_one_asked_for_is_refused() -> None:
    assert refusal(DOCUMENT, url=f"{URL}/") == "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID"
    assert refusal({**DOCUMENT, "id": [URL]}) == "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID"
    assert refusal({}) == "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID"


def test_a_method_that_is_not_there_is_refused() -> None:
    assert refusal(DOCUMENT, method_id=f"{URL}#other") == "INVALID_VERIFICATION_METHOD"
    assert refusal({**DOCUMENT, "verificationMethod": []}) == "INVALID_VERIFICATION_METHOD"


def test_a_key_of_somebody_else_is_refused() -> None:
    assert refusal(with_method(controller="https://other.example")) == "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT"
    assert refusal(with_method(controller=[URL])) == "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT"
    assert refusal(with_method(controller=None)) == "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT"


@pytest.mark.parametrize("purpose", [*RELATIONSHIPS, "verificationMethod", "id", "anything"])
def test_a_key_serves_the_purposes_it_is_listed_under_only(purpose: str) -> None:
    document = {**DOCUMENT, "assertionMethod": [f"{URL}#other"], "authentication": [METHOD_ID]}
    if purpose == "authentication":
        assert find_method(document, URL, METHOD_ID, purpose).public_key == KEY
    else:
        assert refusal(document, purpose=purpose) == "INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD"


def test_two_keys_of_one_name_are_refused() -> None:
    other = {**METHOD, "publicKeyMultibase": LocalSigner.make(KeyType.ED25519).public_key.multikey}
    document = {**DOCUMENT, "verificationMethod": [METHOD, other]}
    assert refusal(document) == "INVALID_VERIFICATION_METHOD"
    assert find_method({**DOCUMENT, "verificationMethod": [METHOD, METHOD]}, URL, METHOD_ID).public_key == KEY


@pytest.mark.parametrize(
    "members",
    [
        {"type": "X25519KeyAgreementKey2020"},
        {"type": None},
        {"publicKeyMultibase": None},
        {"type": "JsonWebKey"},
        {"type": "JsonWebKey", "publicKeyJwk": "text"},
        {
            "type": "Ed25519VerificationKey2020",
            "publicKeyMultibase": LocalSigner.make(KeyType.P256).public_key.multikey,
        },
        {"expires": "2026-01-01"},
        {"revoked": 7},
    ],
)
def test_a_method_that_cannot_be_read_is_refused(members: JsonObject) -> None:
    assert refusal(with_method(**members)) == "INVALID_VERIFICATION_METHOD"


def test_a_broken_key_is_refused() -> None:
    with pytest.raises(StackcredError) as caught:
        find_method(with_method(publicKeyMultibase="z6Mk0"), URL, METHOD_ID)
    assert caught.value.code is ErrorCode.MALFORMED


def test_what_the_owner_says_of_its_end_is_told() -> None:
    document = with_method(expires="2027-01-01T00:00:00Z", revoked="2026-02-03T04:05:06+02:00")
    method = find_method(document, URL, METHOD_ID)
    assert method.expires == datetime(2027, 1, 1, tzinfo=UTC)
    assert method.revoked == datetime(2026, 2, 3, 2, 5, 6, tzinfo=UTC)


def test_an_id_that_is_no_url_is_no_match() -> None:
    assert refusal({**DOCUMENT, "verificationMethod": [{**METHOD, "id": "https://[half"}]}) == (
        "INVALID_VERIFICATION_METHOD"
    )
