"""A VerifiedBadge says that a document is authentic: only verify and restore make it, and it does not change."""

from __future__ import annotations

import copy
import pickle
from datetime import timedelta

import pytest
from tests.domain.verification.making import (
    ISSUER_DID,
    LIST_URL,
    NOW,
    badge,
    changed,
    endorsement,
    judge,
    key,
    signed,
)

from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json
from stackcred_issuer.domain.verification.report import Result, Verdict
from stackcred_issuer.domain.verification.verify import AUTHENTICITY, Policy, VerifiedBadge, restore

GOOD = signed(badge())


def token(document: JsonObject = GOOD) -> VerifiedBadge:
    found = judge(document).badge
    assert found is not None
    return found


def test_a_valid_badge_gives_a_token_with_its_facts() -> None:
    found = token()
    assert found.document == GOOD
    assert found.digest == found.report.document_digest
    assert found.authentic_as_of == NOW


def test_nobody_else_makes_one() -> None:
    with pytest.raises(TypeError):
        VerifiedBadge(object(), GOOD, token().report)
    with pytest.raises(TypeError):
        VerifiedBadge(None, GOOD, token().report)


def test_it_does_not_change() -> None:
    found = token()
    with pytest.raises(AttributeError):
        found.digest = "z"
    with pytest.raises(AttributeError):
        del found.report
    with pytest.raises(AttributeError):
        found.anything = 1


@pytest.mark.parametrize("copier", [pickle.dumps, copy.copy, copy.deepcopy])
def test_it_is_not_copied_around_the_constructor(copier: object) -> None:
    with pytest.raises(TypeError):
        copier(token())  # type: ignore[operator]


def test_an_expired_or_unknown_status_badge_is_authentic_all_the_same() -> None:
    expired = judge(signed(badge(validUntil="2026-02-01T00:00:00Z")))
    assert (expired.report.verdict, expired.badge is not None) == (Verdict.EXPIRED, True)
    status = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "1",
        "statusListCredential": LIST_URL,
    }
    unknown = judge(signed(badge(credentialStatus=status)))
    assert (unknown.report.verdict, unknown.badge is not None) == (Verdict.UNDETERMINED, True)


def test_a_forged_one_gives_none() -> None:
    assert judge(changed(GOOD, name="Welding 2")).badge is None


def test_an_issuer_who_cannot_be_reached_gives_none() -> None:
    assert judge(GOOD, {ISSUER_DID: None}).badge is None


def test_a_badge_with_a_forged_endorsement_gives_none() -> None:
    other = key(2)
    forged = changed(signed(endorsement(other.controller, badge()["id"]), other), name="Changed")
    assert judge(signed(badge(endorsement=[forged]))).badge is None


def test_a_verification_that_leaves_out_authenticity_gives_none() -> None:
    assert judge(GOOD, policy=Policy(checks=frozenset({"validity"}))).badge is None
    assert judge(GOOD, policy=Policy(bind_issuer=False)).badge is None
    assert judge(GOOD, policy=Policy(checks=AUTHENTICITY)).badge is not None


def test_a_presentation_is_no_badge() -> None:
    presentation = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": "VerifiablePresentation",
        "verifiableCredential": [GOOD],
    }
    assert judge(presentation).badge is None


def test_it_is_restored_from_its_bytes_and_stored_report() -> None:
    found = judge(GOOD)
    restored = restore(dump_json(GOOD), found.report.to_json())
    assert restored is not None
    assert (restored.document, restored.report, restored.digest) == (GOOD, found.report, found.report.document_digest)
    assert restored.authentic_as_of == NOW


def test_other_bytes_than_the_report_is_about_are_refused() -> None:
    report = judge(GOOD).report.to_json()
    assert restore(dump_json(changed(GOOD, name="Welding 2")), report) is None
    assert restore(dump_json(GOOD) + b"\n", report) is None


@pytest.mark.parametrize("name", sorted(AUTHENTICITY))
@pytest.mark.parametrize("result", ["fail", "undetermined", None])
def test_a_stored_report_that_does_not_establish_authenticity_is_refused(name: str, result: str | None) -> None:
    report = judge(GOOD).report.to_json()
    checks = [check for check in report["checks"] if check["name"] != name]
    spoilt = checks if result is None else [*checks, {"name": name, "result": result, "detail": "."}]
    assert restore(dump_json(GOOD), {**report, "checks": spoilt}) is None


def test_a_stored_report_with_an_invalid_verdict_or_of_another_shape_is_refused() -> None:
    report = judge(GOOD).report.to_json()
    assert restore(dump_json(GOOD), {**report, "verdict": "invalid"}) is None
    assert restore(dump_json(GOOD), {"verdict": "valid"}) is None
    assert restore(b"not json", report) is None


def test_a_report_on_test_vectors_without_issuer_check_restores_nothing() -> None:
    report = judge(GOOD, policy=Policy(bind_issuer=False)).report
    assert report.verdict is Verdict.VALID
    assert report.result_of("issuer") is None
    assert restore(dump_json(GOOD), report.to_json()) is None


def test_the_same_question_has_the_same_answer_years_later() -> None:
    before, after = judge(GOOD), judge(GOOD)
    assert before.report == after.report
    later = judge(GOOD, now=NOW + timedelta(days=3650))
    assert later.report.result_of("proof") is Result.PASS
