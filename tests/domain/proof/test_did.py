"""DIDs that hold their own document, the address of a did:web, and what we publish under ours."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.support.proof import CONTEXTS, SIGNER
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json
from stackcred_issuer.domain.proof.canonical.jsonld import check_terms
from stackcred_issuer.domain.proof.controller import find_method
from stackcred_issuer.domain.proof.did import (
    PublishedKey,
    did_jwk_document,
    did_key_document,
    did_web_document,
    did_web_url,
    local_document,
)
from stackcred_issuer.domain.proof.keys import KeyType, PublicKey
from stackcred_issuer.domain.proof.multibase import base64url_encode

KEYS = {kind: LocalSigner.make(kind).public_key for kind in KeyType}
DID = "did:web:badges.example:issuers:college"


def did_jwk(jwk: JsonObject) -> str:
    return f"did:jwk:{base64url_encode(dump_json(jwk))}"


@pytest.mark.parametrize("kind", [KeyType.ED25519, KeyType.P256, KeyType.P384])
def test_a_did_key_vouches_for_its_one_key(kind: KeyType) -> None:
    did = KEYS[kind].did_key
    document = did_key_document(did)
    method_id = f"{did}#{KEYS[kind].multikey}"
    assert document["id"] == did
    assert find_method(document, did, method_id).public_key == KEYS[kind]
    check_terms(document, CONTEXTS)


@pytest.mark.parametrize("kind", list(KeyType))
def test_a_did_jwk_vouches_for_its_one_key(kind: KeyType) -> None:
    did = did_jwk({**KEYS[kind].to_jwk(), "use": "sig"})
    assert find_method(did_jwk_document(did), did, f"{did}#0").public_key == KEYS[kind]


def test_both_are_resolved_with_or_without_fragment_and_nothing_else_is() -> None:
    did = SIGNER.public_key.did_key
    assert local_document(did) == local_document(f"{did}#{SIGNER.public_key.multikey}") == did_key_document(did)
    did = did_jwk(SIGNER.public_key.to_jwk())
    assert local_document(f"{did}#0") == did_jwk_document(did)
    assert local_document("did:web:badges.example") is None
    assert local_document("https://badges.example/issuers/1") is None


@pytest.mark.parametrize(
    "did",
    [
        "did:key:",
        "did:key:z6Mk",
        "did:key:u6Mk",
        "did:key:z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hw0",
        "did:key:" + "z6Mk" * 600,
        "did:jwk:",
        "did:jwk:e30",
        "did:jwk:bm8",
        "did:jwk:!",
        did_jwk({**KEYS[KeyType.P256].to_jwk(), "d": "AQAB"}),
        did_jwk({**KEYS[KeyType.P256].to_jwk(), "use": "enc"}),
    ],
)
def test_a_name_without_a_usable_key_is_refused(did: str) -> None:
    with pytest.raises(StackcredError) as caught:
        local_document(did)
    assert caught.value.code in (ErrorCode.MALFORMED, ErrorCode.UNSUPPORTED)


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json"),
        ("did:web:w3c-ccg.github.io:user:alice", "https://w3c-ccg.github.io/user/alice/did.json"),
        ("did:web:example.com%3A3000:user:alice", "https://example.com:3000/user/alice/did.json"),
        ("did:web:Example.COM%3a3000", "https://example.com:3000/.well-known/did.json"),
        ("did:web:localhost%3A8000", "https://localhost:8000/.well-known/did.json"),
        ("did:web:example.com:a%20b", "https://example.com/a%20b/did.json"),
        ("did:web:xn--bcher-kva.example", "https://xn--bcher-kva.example/.well-known/did.json"),
        (DID, "https://badges.example/issuers/college/did.json"),
    ],
)
def test_a_did_web_has_one_address(did: str, url: str) -> None:
    assert did_web_url(did) == url


@pytest.mark.parametrize(
    "name",
    [
        "",
        ":a",
        "example.com:",
        "example.com::a",
        "example.com:..",
        "example.com:.:a",
        "example.com:a/b",
        "example.com:a?b",
        "example.com:a%2",
        "example.com/a",
        "example.com%3A",
        "example.com%3A0",
        "example.com%3A65536",
        "example.com%3Ax",
        "example.com%2Fa",
        "user@example.com",
        "-example.com",
        "example..com",
        "example.com#a",
        "ex ample.com",
        "bücher.example",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.0x1",
        "%5B%3A%3A1%5D",
        "[::1]",
    ],
)
def test_a_did_web_names_a_host_and_plain_segments_only(name: str) -> None:
    with pytest.raises(StackcredError) as caught:
        did_web_url(f"did:web:{name}")
    assert caught.value.code is ErrorCode.MALFORMED


def test_our_document_has_the_shape_validators_read() -> None:
    """OB 3.0 and the 1EdTech validator: absolute method ids, and the same as texts in assertionMethod."""
    key = SIGNER.public_key
    document = did_web_document(DID, [PublishedKey(key)])
    method_id = f"{DID}#{key.multikey}"
    assert document == {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": DID,
        "verificationMethod": [
            {"id": method_id, "type": "Multikey", "controller": DID, "publicKeyMultibase": key.multikey}
        ],
        "assertionMethod": [method_id],
    }
    check_terms(document, CONTEXTS)


@pytest.mark.parametrize("kind", list(KeyType))
def test_every_kind_of_published_key_is_found_again(kind: KeyType) -> None:
    document = did_web_document(DID, [PublishedKey(KEYS[kind])])
    method = find_method(document, DID, document["assertionMethod"][0])
    assert method.public_key == KEYS[kind]
    assert method.controller == DID
    assert method.revoked is None


def test_a_compromised_key_is_listed_as_revoked_and_vouched_for_no_longer() -> None:
    moment = datetime(2026, 5, 4, tzinfo=UTC)
    good, bad = KEYS[KeyType.ED25519], KEYS[KeyType.P256]
    document = did_web_document(DID, [PublishedKey(good), PublishedKey(bad, revoked=moment)])
    method_id = f"{DID}#{bad.multikey}"
    listed = {method["id"]: method for method in document["verificationMethod"]}
    assert listed[method_id]["revoked"] == "2026-05-04T00:00:00Z"
    assert document["assertionMethod"] == [f"{DID}#{good.multikey}"]
    with pytest.raises(StackcredError) as caught:
        find_method(document, DID, method_id)
    assert caught.value.code is ErrorCode.KEY_UNUSABLE


def test_services_stand_as_given() -> None:
    service = {"id": f"{DID}#status", "type": "LinkedDomains", "serviceEndpoint": "https://badges.example"}
    assert did_web_document(DID, [], [service])["service"] == [service]
    assert "service" not in did_web_document(DID, [])


def test_a_public_key_and_its_did_agree() -> None:
    key = PublicKey.from_multikey(SIGNER.public_key.multikey)
    assert local_document(key.did_key) is not None
