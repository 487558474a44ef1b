"""Dates are judged by themselves: both ends are inside, and neither makes a document invalid."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.verification.making import NOW, badge, changed, key, report_on, signed

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.verification.report import Result, Verdict

SIGNER = key(3)
BEGINS, ENDS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)
BADGE = signed(badge(SIGNER.controller, validFrom=format_instant(BEGINS), validUntil=format_instant(ENDS)), SIGNER)


@given(st.datetimes(min_value=datetime(2025, 6, 1), max_value=datetime(2027, 6, 1)))
def test_the_verdict_follows_the_clock(moment: datetime) -> None:
    now = moment.replace(tzinfo=UTC)
    expected = Verdict.NOT_YET_VALID if now < BEGINS else Verdict.EXPIRED if now > ENDS else Verdict.VALID
    assert report_on(BADGE, now=now).verdict is expected


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        (BEGINS - timedelta(microseconds=1), Verdict.NOT_YET_VALID),
        (BEGINS, Verdict.VALID),
        (ENDS, Verdict.VALID),
        (ENDS + timedelta(microseconds=1), Verdict.EXPIRED),
    ],
)
def test_both_ends_are_inside(now: datetime, verdict: Verdict) -> None:
    assert report_on(BADGE, now=now).verdict is verdict


def test_zones_count() -> None:
    document = signed(badge(SIGNER.controller, validUntil="2026-06-01T13:00:00+02:00"), SIGNER)
    assert report_on(document, now=NOW - timedelta(hours=1)).verdict is Verdict.VALID
    assert report_on(document, now=NOW).verdict is Verdict.EXPIRED


def test_forged_and_expired_is_invalid_and_both_are_told() -> None:
    report = report_on(changed(BADGE, name="Other"), now=ENDS + timedelta(days=1))
    assert report.verdict is Verdict.INVALID
    assert report.result_of("validity") is Result.FAIL


def test_dates_that_cannot_be_read_are_a_matter_of_structure() -> None:
    report = report_on(changed(BADGE, validUntil="soon"))
    assert (report.result_of("validity"), report.result_of("structure")) == (Result.UNDETERMINED, Result.FAIL)
