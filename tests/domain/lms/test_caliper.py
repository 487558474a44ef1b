"""Of a Caliper envelope the grades are results: the learner is the assignee, not the actor."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import pytest

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.lms.caliper import MAX_EVENTS, VERSION, read_envelope
from stackcred_issuer.domain.lms.report import Account

GRADE: dict[str, Any] = {
    "@context": VERSION,
    "id": "urn:uuid:a50ca17f-5971-47bb-8fca-4e6e6879001d",
    "type": "GradeEvent",
    "profile": "GradingProfile",
    "action": "Graded",
    "actor": {"id": "https://lms.example/graders/1", "type": "SoftwareApplication"},
    "eventTime": "2026-03-01T09:00:00.000Z",
    "object": {
        "id": "https://lms.example/attempts/1",
        "type": "Attempt",
        "assignee": {"id": "https://lms.example/users/ana", "type": "Person"},
        "assignable": "https://lms.example/quiz",
    },
    "generated": {"id": "https://lms.example/scores/1", "type": "Score", "scoreGiven": 8, "maxScore": Decimal("10.0")},
}
VIEW = {"id": "urn:uuid:b", "type": "ViewEvent", "action": "Viewed", "eventTime": "2026-03-01T09:00:00Z"}


def envelope(*data: Any, **members: Any) -> dict[str, Any]:
    return {"sensor": "s", "sendTime": "2026-03-01T09:00:00Z", "dataVersion": VERSION, "data": list(data)} | members


def test_a_grade_is_the_assignees_result_for_the_assignable() -> None:
    [event] = read_envelope(envelope(GRADE))
    assert event.id == GRADE["id"]
    assert event.report is not None
    assert event.report.account == Account("identifier", "https://lms.example/users/ana")
    assert event.report.activity == "https://lms.example/quiz"
    assert event.report.score is not None
    assert event.report.score.share == Decimal("0.8")


def test_other_events_and_entities_are_no_results() -> None:
    entity = {"id": "https://lms.example/users/ana", "type": "Person"}
    assert [event.report for event in read_envelope(envelope(VIEW, entity))] == [None, None]


@pytest.mark.parametrize(
    ("place", "value", "pointer"),
    [
        (("object", "assignee"), 7, "/data/0/object/assignee"),
        (("object", "assignable"), None, "/data/0/object/assignable"),
        (("object",), "https://lms.example/attempts/1", "/data/0/object"),
        (("generated", "scoreGiven"), "8", "/data/0/generated/scoreGiven"),
        (("generated", "maxScore"), [], "/data/0/generated/maxScore"),
        (("id",), None, "/data/0/id"),
    ],
)
def test_a_grade_that_says_too_little_is_refused_where(place: tuple[str, ...], value: Any, pointer: str) -> None:
    grade = copy.deepcopy(GRADE)
    here = grade
    for step in place[:-1]:
        here = here[step]
    here[place[-1]] = value
    with pytest.raises(StackcredError) as refused:
        read_envelope(envelope(grade))
    assert refused.value.pointer == pointer


def test_another_version_no_list_and_too_many_are_refused() -> None:
    for wrong, code in (
        (envelope(dataVersion="http://purl.imsglobal.org/ctx/caliper/v1p1"), ErrorCode.INVALID),
        (envelope() | {"data": {}}, ErrorCode.INVALID),
        ([envelope()], ErrorCode.INVALID),
        (None, ErrorCode.INVALID),
        (envelope(*[VIEW] * (MAX_EVENTS + 1)), ErrorCode.TOO_LARGE),
    ):
        with pytest.raises(StackcredError) as refused:
            read_envelope(wrong)
        assert refused.value.code is code
