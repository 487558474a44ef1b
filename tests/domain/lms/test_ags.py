"""An LTI score is a result once it is final; what is no score is refused with a pointer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.lms.ags import AgsScore, read_score
from stackcred_issuer.domain.lms.report import Account


def score(**members: Any) -> dict[str, Any]:
    return {
        "userId": "5323497",
        "timestamp": "2026-03-01T09:00:00.125+00:00",
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "scoreGiven": Decimal("8.5"),
        "scoreMaximum": 10,
    } | members


def read(**members: Any) -> AgsScore:
    return read_score(score(**members), issuer="client", line_item="quiz-231")


def test_a_final_score_is_a_report() -> None:
    report = read().report
    assert report is not None
    assert (report.account, report.activity) == (Account("ltiUserId", "client|5323497"), "quiz-231")
    assert report.score is not None
    assert report.score.share == Decimal("0.85")


@pytest.mark.parametrize(
    "members",
    [
        {"gradingProgress": "Pending"},
        {"gradingProgress": "PendingManual"},
        {"gradingProgress": "Failed"},
        {"activityProgress": "InProgress"},
        {"scoreGiven": None},
    ],
)
def test_what_is_not_final_is_a_score_and_no_report(members: dict[str, Any]) -> None:
    assert read(**members).report is None


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"userId": 7}, "/userId"),
        ({"userId": ""}, "/userId"),
        ({"timestamp": "2026-03-01T09:00:00"}, "/timestamp"),
        ({"timestamp": None}, "/timestamp"),
        ({"activityProgress": "Done"}, "/activityProgress"),
        ({"gradingProgress": None}, "/gradingProgress"),
        ({"scoreGiven": "8"}, "/scoreGiven"),
        ({"scoreGiven": -1}, "/scoreMaximum"),
        ({"scoreMaximum": 0}, "/scoreMaximum"),
        ({"scoreMaximum": None}, "/scoreMaximum"),
    ],
)
def test_what_is_no_score_is_refused_where(members: dict[str, Any], pointer: str) -> None:
    with pytest.raises(StackcredError) as refused:
        read(**members)
    assert refused.value.pointer == pointer
