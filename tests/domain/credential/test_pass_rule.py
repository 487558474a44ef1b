"""Passing: exact numbers, declared orders, and a sentence for whoever asks why."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.domain.credential.pass_rule import PassDecision, passed
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject

LEVELS = [{"id": f"urn:level:{n}", "name": name} for n, name in enumerate(["Novice", "Competent", "Master"])]


def described(name: str = "Installation practical", **members: Any) -> JsonObject:
    return {"id": f"urn:{name}", "name": name, "resultType": "Percent"} | members


def judge(descriptions: list[JsonObject], *results: JsonObject) -> PassDecision:
    return passed({"resultDescription": descriptions}, results)


def result(name: str = "Installation practical", **members: Any) -> JsonObject:
    return {"type": ["Result"], "resultDescription": f"urn:{name}"} | members


def refusal(descriptions: list[JsonObject], *results: JsonObject) -> StackcredError:
    with pytest.raises(StackcredError) as caught:
        judge(descriptions, *results)
    assert caught.value.code is ErrorCode.INVALID
    return caught.value


def test_a_score_is_held_against_the_pass_mark_in_words_a_teacher_understands() -> None:
    mark = [described(requiredValue="75")]
    assert judge(mark, result(value="62")) == PassDecision(
        False, ("Installation practical: 62 is below the required 75",)
    )
    assert judge(mark, result(value="75")).passed
    assert judge(mark, result(value="75.0")).passed
    assert not judge(mark, result(value="74.999999999999999999999999999999")).passed


@given(
    have=st.decimals(-1000, 1000, places=6, allow_nan=False), need=st.decimals(-1000, 1000, places=6, allow_nan=False)
)
def test_numbers_compare_exactly(have: Decimal, need: Decimal) -> None:
    decision = judge([described(requiredValue=f"{need:f}", resultType="RawScore")], result(value=f"{have:f}"))
    assert decision.passed == (have >= need)


def test_a_missing_result_fails() -> None:
    decision = judge([described(requiredValue="75"), described("Quiz", requiredValue="5")], result("Quiz", value="9"))
    assert decision.reasons == ("Installation practical: there is no result, and 75 is required",)


def test_a_result_without_a_value_fails() -> None:
    decision = judge([described(requiredValue="75")], result(status="Completed"))
    assert decision.reasons == ("Installation practical: no value was given, and 75 is required",)


def test_every_requirement_must_be_met_and_every_fault_is_named() -> None:
    both = [described(requiredValue="75"), described("Quiz", requiredValue="5")]
    decision = judge(both, result(value="10"), result("Quiz", value="4"))
    assert [reason.split(":")[0] for reason in decision.reasons] == ["Installation practical", "Quiz"]
    assert judge(both, result(value="80"), result("Quiz", value="5")).passed


def test_several_results_of_one_description_must_all_reach_it() -> None:
    mark = [described(requiredValue="75")]
    assert judge(mark, result(value="80"), result(value="90")).passed
    assert not judge(mark, result(value="80"), result(value="62")).passed


def test_declared_values_go_by_their_order_not_by_the_alphabet() -> None:
    grades = [described(resultType="LetterGrade", allowedValue=["D", "C", "B", "A"], requiredValue="C")]
    assert judge(grades, result(value="A")).passed
    assert judge(grades, result(value="C")).passed
    assert judge(grades, result(value="D")).reasons == ("Installation practical: D is below the required C",)


def test_a_scale_whose_best_grade_is_the_smallest_number_goes_by_its_order() -> None:
    scale = ["5.0", "3.0", "2.0", "1.0"]
    grades = [described(resultType="GradePointAverage", allowedValue=scale, requiredValue="3.0")]
    assert judge(grades, result(value="1.0")).passed
    assert judge(grades, result(value="2")).passed, "2 is 2.0 on a scale of numbers"
    assert not judge(grades, result(value="5.0")).passed


def test_levels_go_by_the_order_of_the_rubric() -> None:
    rubric = [described(resultType="RubricCriterionLevel", rubricCriterionLevel=LEVELS, requiredLevel="urn:level:1")]
    assert judge(rubric, result(achievedLevel="urn:level:2")).passed
    assert judge(rubric, result(achievedLevel="urn:level:1")).passed
    decision = judge(rubric, result(achievedLevel="urn:level:0"))
    assert decision.reasons == ("Installation practical: “Novice” is below the required “Competent”",)
    assert "no level was given" in judge(rubric, result(value="1")).reasons[0]


def test_a_value_and_a_level_may_both_be_required() -> None:
    both = [described(requiredValue="75", rubricCriterionLevel=LEVELS, requiredLevel="urn:level:1")]
    assert judge(both, result(value="80", achievedLevel="urn:level:1")).passed
    assert judge(both, result(value="80"), result(achievedLevel="urn:level:2")).passed, "in two results as well"
    assert not judge(both, result(value="80")).passed


def test_a_status_must_be_completed() -> None:
    portfolio = [described("Portfolio", resultType="Status")]
    assert judge(portfolio, result("Portfolio", status="Completed")).passed
    decision = judge(portfolio, result("Portfolio", status="Failed"))
    assert decision.reasons == ("Portfolio: the status is Failed, and Completed is required",)
    assert "there is no result" in judge(portfolio).reasons[0]
    assert refusal(portfolio, result("Portfolio")).pointer == "/results/0/status"


def test_a_status_may_be_what_is_required_instead() -> None:
    portfolio = [described("Portfolio", resultType="Status", requiredValue="Provisional")]
    assert judge(portfolio, result("Portfolio", status="Provisional")).passed
    assert not judge(portfolio, result("Portfolio", status="Completed")).passed


@pytest.mark.parametrize("status", ["Failed", "InProgress", "Withdrew", "Provisional"])
def test_a_result_that_was_not_completed_never_counts(status: str) -> None:
    assert not judge([described(requiredValue="75")], result(value="90", status=status)).passed
    assert not judge([described(requiredValue="75")], result(value="90"), {"status": status}).passed


def test_without_a_pass_mark_a_result_must_say_so_where_results_are_described() -> None:
    unmarked = [described()]
    assert not judge(unmarked, result(value="90")).passed
    assert not judge(unmarked).passed
    assert judge(unmarked, result(value="90", status="Completed")).passed
    assert not judge(unmarked, result(value="90", status="Completed"), result(status="Failed")).passed


def test_without_result_descriptions_only_a_status_speaks_against_it() -> None:
    assert judge([]).passed
    assert judge([], {"type": ["Result"]}).passed
    assert judge([], {"status": "Completed"}).passed
    assert not judge([], {"status": "Failed"}).passed


def test_an_unknown_result_description_is_refused_with_its_place() -> None:
    error = refusal([described(requiredValue="75")], result(value="90"), result("Other", value="1"))
    assert error.pointer == "/results/1/resultDescription"


@pytest.mark.parametrize(
    ("members", "sent", "pointer"),
    [
        ({"valueMin": "0"}, {"value": "-1"}, "/results/0/value"),
        ({"valueMax": "100"}, {"value": "100.01"}, "/results/0/value"),
        ({}, {"value": "87%"}, "/results/0/value"),
        ({}, {"value": "1e2"}, "/results/0/value"),
        ({}, {"value": "NaN"}, "/results/0/value"),
        ({}, {"value": "٧"}, "/results/0/value"),
        ({}, {"value": "1" * 200}, "/results/0/value"),
        ({"allowedValue": ["60", "80"]}, {"value": "70"}, "/results/0/value"),
        ({"resultType": "LetterGrade", "allowedValue": ["C", "B"]}, {"value": "b"}, "/results/0/value"),
        ({"rubricCriterionLevel": LEVELS}, {"achievedLevel": "urn:level:9"}, "/results/0/achievedLevel"),
    ],
)
def test_what_the_description_does_not_allow_is_refused(members: JsonObject, sent: JsonObject, pointer: str) -> None:
    assert refusal([described(requiredValue="80", **members)], result(**sent)).pointer == pointer


def test_the_bounds_themselves_are_allowed() -> None:
    bounded = [described(requiredValue="0", valueMin="0", valueMax="100")]
    assert judge(bounded, result(value="0")).passed
    assert judge(bounded, result(value="100.0")).passed


def test_two_descriptions_of_one_id_leave_nothing_to_judge_by() -> None:
    assert "own" in refusal([described(requiredValue="90"), described()], result(value="1")).detail


def test_a_plain_text_must_be_the_very_one_required() -> None:
    word = [described(resultType="Result", requiredValue="Merit")]
    assert judge(word, result(value="Merit")).passed
    assert judge(word, result(value="Pass")).reasons == ("Installation practical: Pass is not the required Merit",)


def test_a_result_of_any_type_compares_as_a_number_when_numbers_are_all_that_is_said() -> None:
    hours = [described("Hours", resultType="ext:Hours", requiredValue="40", valueMin="0")]
    assert judge(hours, result("Hours", value="120")).passed
    assert not judge(hours, result("Hours", value="5")).passed


def test_names_by_language_are_read() -> None:
    decision = judge([described(requiredValue="75") | {"name": {"en": "Practical"}}], result(value="62"))
    assert decision.reasons == ("Practical: 62 is below the required 75",)
