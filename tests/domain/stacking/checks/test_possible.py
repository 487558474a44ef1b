"""Counts that nobody can reach are refused on saving, with the place; whatever is refused is never satisfied."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from tests.domain.stacking.build import all_of, any_of, badge, held_against, rule_json, select
from tests.domain.stacking.strategies import GROUPS, Json, holdings, roots

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.stacking.checks.possible import check_possible
from stackcred_issuer.domain.stacking.rule import parse_rule

LISTED = {"listed": ["A", "B", "C"]}


def refusal(requires: Json, **more: Any) -> str | None:
    """The pointer at fault; None where the rule is possible."""
    try:
        check_possible(parse_rule(rule_json(requires, groups=LISTED, **more)))
    except StackcredError as error:
        return error.pointer
    return None


def from_list(least: int, **more: Any) -> Json:
    return {"op": "select", "where": {"group": ["listed"]}, "count": {"min": least}, **more}


def anything(**more: Any) -> Json:
    return {"op": "select", "where": {"tag": ["x"]}, **more}


@pytest.mark.parametrize(
    ("requires", "pointer"),
    [
        (from_list(4), "/requires/count/min"),
        (all_of(select("A"), any_of(select("A"), from_list(4))), "/requires/of/1/of/1/count/min"),
        ({"op": "select", "where": {"achievement": ["D"], "group": ["listed"]}}, "/requires/count/min"),
        (anything(distinct=[{"field": "issuer", "min": 1}, {"field": "issuer", "min": 3}], count={"max": 2}),
         "/requires/distinct/1/min"),
        (anything(atLeast=[{"count": 3, "where": {"tag": ["y"]}}], count={"max": 2}), "/requires/atLeast/0/count"),
        (from_list(3, atLeast=[{"count": 2, "where": {"achievement": ["A", "D"]}}]), "/requires/atLeast/0/count"),
        ({"op": "select", "where": {"group": ["listed"]}, "count": {"repeat": True},
          "distinct": [{"field": "achievement", "min": 4}]}, "/requires/distinct/0/min"),
    ],
)  # fmt: skip
def test_what_nobody_can_reach_is_refused_at_its_place(requires: Json, pointer: str) -> None:
    assert refusal(requires) == pointer


@pytest.mark.parametrize(
    "requires",
    [
        from_list(3),
        {"op": "select", "where": {"group": ["listed"]}, "count": {"min": 9, "repeat": True}},
        anything(count={"min": 9}, atLeast=[{"count": 9, "where": {"tag": ["y"]}}]),
        from_list(3, atLeast=[{"count": 1, "where": {"achievement": ["A", "D"]}}]),
        {"op": "select", "where": {"not": {"achievement": ["A"]}}, "count": {"min": 5}},
        {"op": "select", "where": {"anyOf": [{"group": ["listed"]}, {"tag": ["x"]}]}, "count": {"min": 5}},
    ],
)
def test_what_somebody_may_reach_is_saved(requires: Json) -> None:
    assert refusal(requires) is None


def test_the_other_roots_are_looked_at_too() -> None:
    renewal = {"period": "P1Y", "requires": from_list(4)}
    assert refusal(select("A"), renewal=renewal) == "/renewal/requires/count/min"
    assert refusal(select("A"), entryCondition=from_list(4)) == "/entryCondition/count/min"


@given(roots(), holdings(7))
def test_a_refused_requirement_alone_is_never_satisfied(root: Json, items: list[Json]) -> None:
    rule = rule_json(root, groups=GROUPS)
    try:
        check_possible(parse_rule(rule))
    except StackcredError as error:
        node = root
        for index in error.pointer.removeprefix("/requires").split("/of/")[1:] if error.pointer else []:
            node = node["of"][int(index.split("/")[0])]
        assert held_against(rule_json(node, groups=GROUPS), items).verdict != "satisfied"


def test_asking_about_an_impossible_rule_is_allowed() -> None:
    outcome = held_against(rule_json(from_list(4), groups=LISTED), [badge("urn:a", "A")])
    assert outcome.verdict == "not_satisfied"
