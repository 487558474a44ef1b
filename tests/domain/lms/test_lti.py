"""What an LTI platform says is read as it is meant, and what says nothing is passed over."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.lms.lti import CLAIM, read_launch, read_members, read_result
from stackcred_issuer.domain.lms.report import Account

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
ROLE = "http://purl.imsglobal.org/vocab/lis/v2/"
LAUNCH = {
    "sub": "u1",
    CLAIM + "message_type": "LtiResourceLinkRequest",
    CLAIM + "version": "1.3.0",
    CLAIM + "deployment_id": "1",
}


def test_a_launch_needs_no_more_than_who_and_from_where() -> None:
    launch = read_launch(LAUNCH)
    assert (launch.person.user, launch.deployment, launch.context, launch.line_items) == ("u1", "1", None, None)
    assert not launch.person.teaches


@pytest.mark.parametrize(
    ("role", "teaches"),
    [
        ("membership#Instructor", True),
        ("membership#Mentor", True),
        ("institution/person#Administrator", True),
        ("membership#Learner", False),
        ("institution/person#Student", False),
    ],
)
def test_who_teaches_is_known_by_the_role(role: str, teaches: bool) -> None:
    assert read_launch({**LAUNCH, CLAIM + "roles": [ROLE + role, 7]}).person.teaches is teaches


@pytest.mark.parametrize("sub", [None, "", 7, "x" * 2001])
def test_an_anonymous_launch_is_refused(sub: Any) -> None:
    with pytest.raises(StackcredError) as caught:
        read_launch({**LAUNCH, "sub": sub})
    assert (caught.value.code, caught.value.pointer) == (ErrorCode.INVALID, "/sub")


def test_members_who_left_or_have_no_id_are_passed_over() -> None:
    members = [{"user_id": "a"}, {"user_id": "b", "status": "Inactive"}, {"name": "C"}, "d", {"user_id": ""}]
    assert [person.user for person in read_members({"members": members})] == ["a"]
    assert list(read_members({})) == []


def test_a_result_keeps_its_exact_score_and_its_own_time() -> None:
    said = {"userId": "u1", "resultScore": Decimal("7.10"), "resultMaximum": 10, "timestamp": "2026-02-01T08:00:00Z"}
    report = read_result(said, platform="p", activity="quiz", at=NOW)
    assert report is not None
    assert (report.account, report.at.month) == (Account("ltiUserId", "p|u1"), 2)
    assert report.score is not None
    assert report.score.share == Decimal("0.71")


@pytest.mark.parametrize("time", [None, "yesterday", 7])
def test_a_result_without_a_time_is_of_when_it_was_read(time: Any) -> None:
    report = read_result({"userId": "u", "resultScore": 1, "timestamp": time}, platform="p", activity="q", at=NOW)
    assert report is not None
    assert report.at == NOW
    assert report.score is not None
    assert report.score.maximum == 1


@pytest.mark.parametrize("said", [{}, {"userId": "u"}, {"userId": "u", "resultScore": True}, {"resultScore": 1}])
def test_what_is_no_grade_yet_is_no_report(said: dict[str, Any]) -> None:
    assert read_result(said, platform="p", activity="q", at=NOW) is None
