"""`ordered`: the parts in the order in which their badges were awarded."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.domain.stacking.build import badge, claimed, outcome_of, rule_json, select

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.domain.stacking.recheck import recheck
from stackcred_issuer.domain.stacking.rule import parse_rule

JANUARY, FEBRUARY, MARCH = (f"2026-0{month}-01T00:00:00Z" for month in (1, 2, 3))


def ordered(*parts: Any) -> Any:
    return {"op": "ordered", "by": "awarded", "of": list(parts)}


def test_parts_earned_in_order_meet_it() -> None:
    outcome = outcome_of(
        ordered(select("A"), select("B")), badge("b1", "A", awarded=JANUARY), badge("b2", "B", awarded=MARCH)
    )
    assert outcome.satisfied


def test_parts_earned_the_other_way_round_do_not_and_the_reason_says_so() -> None:
    outcome = outcome_of(
        ordered(select("A"), select("B")), badge("b1", "A", awarded=MARCH), badge("b2", "B", awarded=JANUARY)
    )
    assert not outcome.satisfied
    assert outcome.requirements[0].reason == "2 parts could be met, but only 1 at once and in this order"
    assert (outcome.requirements[0].have, outcome.requirements[0].need) == (1, 2)


def test_a_tie_passes() -> None:
    assert outcome_of(ordered(select("A"), select("B")), badge("b1", "A"), badge("b2", "B")).satisfied


def test_a_later_badge_is_taken_where_the_earliest_one_came_too_soon() -> None:
    holdings = [
        badge("early", "B", awarded=JANUARY),
        badge("first", "A", awarded=FEBRUARY),
        badge("late", "C", awarded=MARCH),
    ]
    outcome = outcome_of(ordered(select("A"), select("B", "C")), *holdings)
    assert claimed(outcome) == [("requires/of/0", "first"), ("requires/of/1", "late")]


def test_every_claim_of_a_part_is_before_every_claim_of_the_next() -> None:
    rule = ordered(select("A", "B", count={"min": 2}), select("C"))
    holdings = [
        badge("a", "A", awarded=JANUARY),
        badge("b", "B", awarded=MARCH),
        badge("c", "C", awarded=FEBRUARY),
    ]
    assert not outcome_of(rule, *holdings).satisfied


def test_recheck_refuses_claims_out_of_order() -> None:
    rule = ordered(select("A"), select("B"))
    holdings = [badge("b1", "A", awarded=JANUARY), badge("b2", "B", awarded=MARCH)]
    evaluation = json.loads(dump_json(outcome_of(rule, *holdings).to_json()))
    assert recheck(evaluation, rule_json(rule), holdings) == []
    holdings[0]["awarded"] = "2026-04-01T00:00:00Z"
    assert recheck(evaluation, rule_json(rule), holdings) != []


@pytest.mark.parametrize(
    ("node", "pointer"),
    [
        ({"op": "ordered", "of": [select("A")]}, "/requires/by"),
        ({"op": "ordered", "by": "validFrom", "of": [select("A")]}, "/requires/by"),
        ({"op": "ordered", "by": "awarded", "of": []}, "/requires/of"),
        (ordered(select("A"), {"op": "none", "where": {"tag": ["x"]}}), "/requires/of/1/op"),
    ],
)
def test_a_malformed_one_is_refused_with_its_pointer(node: Any, pointer: str) -> None:
    with pytest.raises(StackcredError) as caught:
        parse_rule(rule_json(node))
    assert caught.value.pointer == pointer
