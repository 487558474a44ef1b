"""A row says the same as the post it stands for; what is wrong with it is told by its column."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.lms.import_columns import COLUMNS, TEMPLATE, columns_of
from stackcred_issuer.domain.lms.import_row import column_of, post_of, results_of

SCORE, LEVEL = "urn:uuid:1", "urn:uuid:2"
PERCENT: dict[str, Any] = {"id": SCORE, "name": "Practical", "resultType": "Percent"}
RUBRIC: dict[str, Any] = {
    "id": LEVEL,
    "name": "Judgement",
    "resultType": "RubricCriterionLevel",
    "rubricCriterionLevel": [{"id": "urn:uuid:3", "name": "Competent"}, {"id": "urn:uuid:4", "name": "Not yet"}],
}
DOCUMENT = Path(__file__).parents[3] / "docs" / "imports.md"


def results(*descriptions: dict[str, Any], **cells: str) -> list[dict[str, Any]]:
    return results_of(cells, {"resultDescription": list(descriptions)})


def refused(place: str, *descriptions: dict[str, Any], **cells: str) -> str:
    """The words of a refusal that is about this column."""
    with pytest.raises(StackcredError) as error:
        _ = post_of(cells, "derived"), results(*descriptions, **cells)
    assert (error.value.code, column_of(error.value.pointer)) == (ErrorCode.INVALID, place)
    return error.value.detail


def test_cells_become_the_members_of_a_post() -> None:
    cells = {
        "sourceId": "row-1", "email": "ana@example.org", "did": "did:key:z6Mk", "name": "Ana", "identifier": "4711",
        "identifierType": "studentId", "achievement": "a", "activityId": "practical", "assessedAt": "2026-03-01",
        "activityStartDate": "2026-02-01T08:00:00+08:00", "narrative": "Cabled it.", "creditsEarned": "2,5",
        "evidence": "https://example.org/1", "evidenceNarrative": "A photograph", "score": "88", "level": "",
    }  # fmt: skip
    assert post_of(cells, "derived") == {
        "sourceId": "row-1",
        "learner": {
            "email": "ana@example.org",
            "did": "did:key:z6Mk",
            "name": "Ana",
            "identifiers": [{"type": "studentId", "value": "4711"}],
        },
        "achievement": "a",
        "activityId": "practical",
        "narrative": "Cabled it.",
        "assessedAt": "2026-03-01T00:00:00Z",
        "activityStartDate": "2026-02-01T08:00:00+08:00",
        "creditsEarned": 2.5,
        "evidence": [{"type": ["Evidence"], "id": "https://example.org/1", "narrative": "A photograph"}],
    }
    assert post_of({"email": "ana@example.org"}, "derived")["sourceId"] == "derived"


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ({"score": "88"}, "88"),
        ({"score": "88%"}, "88"),
        ({"score": "87,5"}, "87.5"),
        ({"score": "17.5", "maxScore": "20"}, "87.5"),
        ({"score": "2", "maxScore": "3"}, "66.666666"),
    ],
)
def test_a_score_is_a_percentage_or_points_of_a_maximum(cells: dict[str, str], value: str) -> None:
    assert results(PERCENT, **cells) == [{"type": ["Result"], "resultDescription": SCORE, "value": value}]


def test_levels_are_named_and_values_are_taken_as_they_are() -> None:
    reached = [{"type": ["Result"], "resultDescription": LEVEL, "achievedLevel": "urn:uuid:3"}]
    assert results(RUBRIC, level="Competent") == results(RUBRIC, level="urn:uuid:3") == reached
    assert results(PERCENT, RUBRIC, level="Competent", resultDescription=LEVEL) == reached
    assert results(PERCENT, value="B+") == [{"type": ["Result"], "resultDescription": SCORE, "value": "B+"}]
    assert results(PERCENT) == []
    assert results(passed="no") == [{"type": ["Result"], "status": "Failed"}]
    assert results(passed="Yes") == [{"type": ["Result"], "status": "Completed"}]


def test_what_is_wrong_is_told_by_its_column() -> None:
    assert "87.5" in refused("score", PERCENT, score="ninety")
    assert refused("score", PERCENT, score="NaN")
    assert refused("score", PERCENT, score="1e999999")
    assert refused("maxScore", PERCENT, score="1", maxScore="all")
    assert "neither yes nor no" in refused("passed", passed="perhaps")
    assert "Competent, Not yet" in refused("level", RUBRIC, level="Good")
    assert "resultDescription" in refused("resultDescription", PERCENT, RUBRIC, value="8")
    assert "2026-03-01T09:00:00Z" in refused("assessedAt", assessedAt="1.3.2026")
    assert refused("creditsEarned", creditsEarned="many")


def test_columns_are_known_however_they_are_written() -> None:
    given = ["Email", "ASSESSED AT", "achievement", "max_score"]
    assert columns_of(given, {}, {}) == ["email", "assessedAt", "achievement", "maxScore"]
    with pytest.raises(StackcredError, match="Notes:<column>"):
        columns_of([*given, "Notes"], {}, {})
    assert columns_of([*given, "Notes"], {"Notes": "-"}, {})[-1] == "-"
    assert columns_of(["email"], {}, {"achievement": "a", "assessedAt": "2026-03-01"}) == ["email"]


def test_every_column_is_documented() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert [name for name in COLUMNS if f"| `{name}` |" not in text] == []
    assert set(TEMPLATE) <= COLUMNS.keys()
