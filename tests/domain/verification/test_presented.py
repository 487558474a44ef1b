"""Reading what is brought: JSON or compact JWS, out of its envelope, bounded, and nothing believed."""

from __future__ import annotations

import json
from contextlib import suppress
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.verification.making import ISSUER_DID, badge, key, signed
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import MAX_BYTES, dump_json
from stackcred_issuer.domain.proof.jose import sign_jws
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.proof.multibase import base64url_encode, digest_multibase
from stackcred_issuer.domain.verification.presented import read, read_part

JWS = sign_jws(badge(), LocalSigner.make(KeyType.P256))
ENVELOPE = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": "EnvelopedVerifiableCredential",
    "id": f"data:application/vc+jwt,{JWS}",
}


def refusal(data: bytes | str) -> ErrorCode:
    with pytest.raises(StackcredError) as caught:
        read(data)
    return caught.value.code


def test_a_json_credential_keeps_its_document_and_the_digest_of_its_very_bytes() -> None:
    data = json.dumps(badge(), indent=2).encode()
    presented = read(data)
    assert (presented.kind, presented.form, presented.jws) == ("credential", "data-integrity", None)
    assert presented.document == badge()
    assert presented.digest == digest_multibase(data)
    assert presented.author == ISSUER_DID


def test_text_and_bytes_are_the_same_thing() -> None:
    text = json.dumps(badge())
    assert read(text) == read(text.encode())


@pytest.mark.parametrize("around", [("", ""), ("", "\n"), (" ", "\r\n ")])
def test_a_compact_jws_gives_the_credential_without_claims(around: tuple[str, str]) -> None:
    presented = read(around[0] + JWS + around[1])
    assert (presented.kind, presented.form) == ("credential", "jwt")
    assert presented.document == badge()
    assert presented.jws is not None
    assert presented.jws.payload["iss"] == ISSUER_DID


@pytest.mark.parametrize("data", [JWS, quote(JWS)])
def test_an_enveloped_credential_is_taken_out(data: str) -> None:
    envelope = {**ENVELOPE, "id": f"data:application/vc+jwt,{data}"}
    presented = read(dump_json(envelope))
    assert presented.form == "jwt"
    assert presented.document == badge()
    assert presented.digest == digest_multibase(dump_json(envelope))


def test_a_jws_whose_claims_contradict_it_is_still_read_so_that_the_report_can_say_so() -> None:
    payload = {**badge(), "iss": "did:web:somebody.else"}
    compact = f"{base64url_encode(b'{}')}.{base64url_encode(dump_json(payload))}.{base64url_encode(b'x')}"
    assert read(compact).document == payload


@pytest.mark.parametrize(
    "document",
    [
        {"type": "VerifiablePresentation"},
        {"type": ["VerifiablePresentation", "Other"], "verifiableCredential": []},
    ],
)
def test_a_presentation_is_told_by_its_type(document: dict[str, object]) -> None:
    assert read(dump_json(document)).kind == "presentation"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", ErrorCode.MALFORMED),
        (b"  \n", ErrorCode.MALFORMED),
        (b"[]", ErrorCode.MALFORMED),
        (b"{", ErrorCode.MALFORMED),
        (b'{"a":1,"a":2}', ErrorCode.MALFORMED),
        (b'{"a":1e999}', ErrorCode.MALFORMED),
        (b'{"a":123456789012345678901234567890}', ErrorCode.MALFORMED),
        ("schön.kurz.x", ErrorCode.MALFORMED),
        (b"a.b", ErrorCode.MALFORMED),
        (b"\x89PNG\r\n", ErrorCode.MALFORMED),
        (b"{" + b" " * MAX_BYTES + b"}", ErrorCode.TOO_LARGE),
        (b"a" * 10_000_000, ErrorCode.TOO_LARGE),
        (dump_json({**ENVELOPE, "id": "data:application/dc+sd-jwt,abc"}), ErrorCode.UNSUPPORTED),
        (dump_json({**ENVELOPE, "id": "data:application/vc+jwt;base64,abc"}), ErrorCode.UNSUPPORTED),
        (dump_json({**ENVELOPE, "id": "https://example.org/vc"}), ErrorCode.MALFORMED),
        (dump_json({**ENVELOPE, "id": 7}), ErrorCode.MALFORMED),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_code(data: bytes | str, code: ErrorCode) -> None:
    assert refusal(data) is code


def test_parts_of_a_document_are_objects_or_jws() -> None:
    assert read_part(badge()).document == badge()
    assert read_part(JWS).document == badge()
    for wrong in (None, 1, [badge()]):
        with pytest.raises(StackcredError):
            read_part(wrong)


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_no_input_makes_it_fail_in_any_other_way(data: bytes | str) -> None:
    with suppress(StackcredError):
        read(data)


def test_a_signed_badge_keeps_members_nobody_knows() -> None:
    document = {**signed(badge(key(2).controller), key(2)), "unknown": [1, {"a": None}]}
    assert read(dump_json(document)).document == document
