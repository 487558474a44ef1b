"""A context URL that has carried several texts is read with the one that the document pins by its digest."""

from __future__ import annotations

from typing import Any

import pytest
from tests.domain.verification.making import badge, contexts, report_on, signed
from tests.support.proof import OB_3_0_3

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.verification.report import Result, Verdict

CURRENT, AUGUST, JANUARY = contexts().texts[OB_3_0_3]


def pinning(text: bytes, **members: Any) -> dict[str, Any]:
    return badge(relatedResource=[{"id": OB_3_0_3, "digestMultibase": digest_multibase(text)}], **members)


@pytest.mark.parametrize("text", [CURRENT, AUGUST, JANUARY])
def test_a_badge_that_its_text_covers_is_valid(text: bytes) -> None:
    assert report_on(signed(pinning(text))).verdict is Verdict.VALID


def test_a_term_that_its_text_does_not_have_is_covered_by_no_signature() -> None:
    late = {"awardedDate": "2026-01-02T00:00:00Z"}
    for text in (CURRENT, AUGUST):
        assert report_on(signed(pinning(text, **late))).verdict is Verdict.VALID
    report = report_on(signed(pinning(JANUARY, **late)))
    assert report.verdict is Verdict.INVALID
    (terms,) = (check for check in report.checks if check.name == "terms")
    assert (terms.result, "/awardedDate" in terms.detail) == (Result.FAIL, True)


def test_a_text_that_is_none_of_them_is_refused_by_name() -> None:
    report = report_on(signed(pinning(b"another text")))
    assert report.verdict is not Verdict.VALID
    assert OB_3_0_3 in str(report.to_json()["checks"])
    with pytest.raises(StackcredError) as caught:
        contexts().as_pinned(pinning(b"another text"))
    assert caught.value.code is ErrorCode.UNKNOWN_CONTEXT


def test_without_a_pin_or_with_that_of_the_present_text_nothing_is_made_anew() -> None:
    assert contexts().as_pinned(badge()) is contexts()
    assert contexts().as_pinned(pinning(CURRENT)) is contexts()
    assert contexts().as_pinned(pinning(AUGUST)) is contexts().as_pinned(pinning(AUGUST)) is not contexts()
    elsewhere = {"id": "https://other.example/context", "digestMultibase": digest_multibase(b"x")}
    assert contexts().as_pinned(badge(relatedResource=[elsewhere])) is contexts()
