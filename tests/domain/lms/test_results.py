"""A report means on an achievement's scale what the platform said, and nobody passes by a rounding."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.domain.credential.pass_rule import passed
from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.jsonvalue import dump_json, parse_json
from stackcred_issuer.domain.lms.report import Account, Report, Score
from stackcred_issuer.domain.lms.results import results_for

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ANA = Account("emailAddress", "ana@example.org")


def report(success: bool | None = None, **score: str) -> Report:
    numbers = {name: Decimal(text) for name, text in score.items()}
    return Report(ANA, "https://lms.example/quiz", NOW, success, Score(**numbers) if numbers else None)


def scale(kind: str, name: str = "urn:uuid:1", **members: Any) -> dict[str, Any]:
    return {"id": name, "type": ["ResultDescription"], "name": "Quiz", "resultType": kind} | members


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("Percent", report(scaled="0.88"), "88"),
        ("Percent", report(given="22", maximum="25"), "88"),
        ("Percent", report(given="60", maximum="100", minimum="50"), "20"),
        ("Percent", report(given="2", maximum="3"), "66.666666"),
        ("RawScore", report(given="12.50", maximum="20"), "12.5"),
        ("RawScore", report(given="1E+2", maximum="200"), "100"),
    ],
)
def test_a_score_becomes_a_value_on_the_scale(kind: str, said: Report, value: str) -> None:
    assert results_for({"resultDescription": [scale(kind)]}, said)[0]["value"] == value


@pytest.mark.parametrize(("success", "status"), [(True, "Completed"), (False, "Failed")])
def test_success_becomes_a_status_where_there_is_no_scale_or_a_status_scale(success: bool, status: str) -> None:
    assert results_for({}, report(success)) == [{"type": ["Result"], "status": status}]
    [result] = results_for({"resultDescription": [scale("Status")]}, report(success))
    assert (result["status"], result["resultDescription"]) == (status, "urn:uuid:1")


def test_a_failure_counts_whatever_the_score() -> None:
    achievement = {"resultDescription": [scale("Percent", requiredValue="75")]}
    results = results_for(achievement, report(False, scaled="0.9"))
    assert not passed(achievement, results).passed


@pytest.mark.parametrize(
    ("achievement", "said", "says"),
    [
        ({}, report(given="1", maximum="2"), "does not say whether it was passed"),
        ({"resultDescription": [scale("LetterGrade")]}, report(given="1", maximum="2"), "no word"),
        ({"resultDescription": [scale("Percent")]}, report(given="1"), "a score out of a maximum"),
        ({"resultDescription": [scale("Percent")]}, report(given="1", maximum="0"), "a score out of a maximum"),
        ({"resultDescription": [scale("RawScore")]}, report(scaled="0.5"), "a raw score"),
        ({"resultDescription": [scale("Percent"), scale("RawScore", "urn:uuid:2")]}, report(True), "urn:uuid:2"),
    ],
)
def test_what_the_scale_cannot_hold_is_said_in_words(achievement: dict[str, Any], said: Report, says: str) -> None:
    with pytest.raises(StackcredError) as refused:
        results_for(achievement, said)
    assert says in refused.value.detail


_numbers = st.decimals(0, 10_000, places=3, allow_nan=False)


@given(_numbers, _numbers.filter(bool), _numbers)
def test_a_rounded_share_never_passes_what_the_exact_one_does_not(
    given_: Decimal, most: Decimal, mark: Decimal
) -> None:
    share = Score(given=given_, maximum=most).share
    assert share is not None
    assert share * most <= given_


@given(st.none() | st.booleans(), st.none() | st.builds(Score, given=_numbers, maximum=st.none() | _numbers))
def test_a_report_survives_being_kept(success: bool | None, score: Score | None) -> None:
    said = Report(ANA, "a", NOW, success, score)
    assert Report.from_json(parse_json(dump_json(said.to_json()))) == said
