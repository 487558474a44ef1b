"""verify() answers every document with a report, and believes nothing it could not find out."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.verification.making import (
    CREATED,
    LIST_URL,
    NOW,
    badge,
    controller_document,
    endorsement,
    key,
    materials,
    report_on,
    signed,
    signer_of,
)

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json, walk
from stackcred_issuer.domain.proof.multibase import base64url_encode
from stackcred_issuer.domain.status.bitstring import Bitstring
from stackcred_issuer.domain.status.status_list import list_credential
from stackcred_issuer.domain.verification.checks import CHECKS
from stackcred_issuer.domain.verification.limits import MAX_SENTENCE
from stackcred_issuer.domain.verification.materials import needs
from stackcred_issuer.domain.verification.policy import AUTHENTICITY, CORE, OPTIONAL
from stackcred_issuer.domain.verification.presented import read
from stackcred_issuer.domain.verification.report import Result, Verdict
from stackcred_issuer.domain.verification.verify import Policy

ISSUER, GUILD = key(3), key(4)
FULL = signed(
    badge(
        ISSUER.controller,
        credentialStatus=[
            {
                "id": f"{LIST_URL}#1",
                "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation",
                "statusListIndex": "1",
                "statusListCredential": LIST_URL,
            }
        ],
        endorsement=[signed(endorsement(GUILD.controller, badge()["id"]), GUILD)],
        validUntil="2027-01-01T00:00:00Z",
        evidence=[{"id": "urn:uuid:7", "type": ["Evidence"]}],
    ),
    ISSUER,
)
LIST = signed(
    list_credential(
        LIST_URL, ISSUER.controller, "revocation", Bitstring.empty(), CREATED, NOW + timedelta(days=1), 60_000
    ),
    ISSUER,
)
PLACES = [tokens for tokens, _ in walk(FULL) if tokens]

_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def spoilt(places: list[tuple[Any, ...]], values: list[Any]) -> JsonObject:
    form = copy.deepcopy(FULL)
    for tokens, value in zip(places, values, strict=False):
        here: Any = form
        try:
            for token in tokens[:-1]:
                here = here[token]
            if isinstance(here, dict) == isinstance(tokens[-1], str):
                here[tokens[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took this place away
    return form


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PLACES), min_size=1, max_size=3), st.lists(_values, min_size=3, max_size=3))
def test_no_document_breaks_the_judge_and_none_that_was_spoilt_is_valid(
    places: list[tuple[Any, ...]], values: list[Any]
) -> None:
    document = spoilt(places, values)
    presented = read(dump_json(document))
    needs(presented, materials())
    report = report_on(document, {LIST_URL: LIST})
    assert (report.verdict is Verdict.VALID) == (document == FULL)
    assert all(len(check.detail) <= MAX_SENTENCE and check.detail.isprintable() for check in report.checks)


_MEMBERS = ["id", "verificationMethod", "assertionMethod", "keys", "kty", "proof", "type", "revokedCredential"]


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["id", "verificationMethod", "assertionMethod", "keys", "kty", "proof", "type"]), _values
    )
)
def test_no_answer_from_outside_breaks_the_judge(answer: JsonObject) -> None:
    away = signer_of("did:web:away.example", 5)
    document = _AWAY
    report = report_on(document, {away.controller: answer, LIST_URL: answer})
    assert report.verdict in (Verdict.INVALID, Verdict.UNDETERMINED)


_AWAY = signed(
    badge("did:web:away.example", credentialStatus=FULL["credentialStatus"]), signer_of("did:web:away.example", 5)
)


@pytest.mark.parametrize("body", ["", "{", "a.b.c", "<html>", [1], {"@context": 5}, {"type": 5}])
def test_answers_of_any_shape_leave_it_open_or_fail(body: Any) -> None:
    report = report_on(_AWAY, {"did:web:away.example": body, LIST_URL: body})
    assert report.verdict in (Verdict.INVALID, Verdict.UNDETERMINED)


@pytest.mark.parametrize(
    "url", ["https://[", "https://[::1/x#k", "https://a\u2100b/", "did:", "did:web:[", "https://", "http:///x"]
)
def test_addresses_that_are_hardly_any_do_not_break_the_judge(url: str) -> None:
    proof = {**FULL["proof"], "verificationMethod": url}
    entry = {**FULL["credentialStatus"][0], "statusListCredential": url}
    document = {**FULL, "issuer": url, "proof": proof, "credentialStatus": [entry, {**entry, "id": url}]}
    needs(read(dump_json(document)), materials())
    assert report_on(document, {url: FULL}).verdict is not Verdict.VALID
    header = {"alg": "RS256", "kid": url, "jwk": {"kty": "RSA"}}
    for part in (header, {"alg": "RS256", "kid": "x"}):
        compact = (
            f"{base64url_encode(dump_json(part))}.{base64url_encode(dump_json(document))}.{base64url_encode(b'x')}"
        )
        needs(read(compact), materials())
        assert report_on(compact, {url: FULL}).verdict is not Verdict.VALID


def test_undetermined_never_reads_as_valid() -> None:
    """Whichever answer is missing, the verdict says so."""
    away = signer_of("did:web:away.example", 5)
    assert report_on(_AWAY, {away.controller: controller_document(away)}).verdict is Verdict.UNDETERMINED
    assert report_on(_AWAY, {LIST_URL: FULL}).verdict is Verdict.UNDETERMINED


class TestPolicy:
    def test_only_the_checks_asked_for_are_made_but_never_without_the_core(self) -> None:
        report = report_on(FULL, policy=Policy(checks=frozenset({"validity"})))
        assert [check.name for check in report.checks] == ["structure", "terms", "proof", "validity"]
        assert report.verdict is Verdict.VALID

    def test_leaving_the_core_out_is_not_possible(self) -> None:
        forged = {**FULL, "name": "Other"}
        assert report_on(forged, policy=Policy(checks=frozenset())).verdict is Verdict.INVALID

    def test_a_check_that_does_not_exist_is_refused(self) -> None:
        with pytest.raises(StackcredError) as caught:
            Policy(checks=frozenset({"credentialStatus"}))
        assert caught.value.code is ErrorCode.INVALID

    def test_every_check_is_named_in_the_policy_once(self) -> None:
        names = [kind.name for kind in CHECKS]
        assert len(names) == len(set(names))
        assert set(names) == CORE | OPTIONAL
        assert set(names) >= AUTHENTICITY


def test_all_that_passes_is_valid_and_every_check_has_a_sentence() -> None:
    document = signed(badge(ISSUER.controller), ISSUER)
    report = report_on(document)
    assert report.verdict is Verdict.VALID
    assert all(check.result is Result.PASS and check.detail.endswith(".") for check in report.checks)
    assert report.credential == document
    assert report.issuer == document["issuer"]
