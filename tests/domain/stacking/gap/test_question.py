"""The gap: the cheapest way to finish, what makes it impossible, and what else would do."""

from __future__ import annotations

import random
from typing import Any

import pytest
from tests.domain.stacking.build import AS_OF, all_of, any_of, badge, rule_json, select

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.stacking import limits
from stackcred_issuer.domain.stacking.allocation import linear_program
from stackcred_issuer.domain.stacking.gap.catalogue import parse_catalogue, what_if
from stackcred_issuer.domain.stacking.gap.question import Question, alternatives, evaluate_with_gap
from stackcred_issuer.domain.stacking.holdings import parse_holdings
from stackcred_issuer.domain.stacking.node import Threshold
from stackcred_issuer.domain.stacking.roles.role import parse_role
from stackcred_issuer.domain.stacking.rule import parse_rule
from stackcred_issuer.domain.stacking.rules import rule_book


def offer(name: str, cost: float, *after: str, **more: Any) -> Any:
    return {"achievement": name, "cost": cost, "prerequisites": list(after), **more}


def asked(requires: Any, holdings: Any, *offers: Any, rules: Any = (), **more: Any) -> Question:
    book = rule_book(parse_rule(rule) for rule in rules)
    rule = parse_rule(rule_json(requires, **more.pop("rule", {})))
    return Question(rule, parse_holdings(holdings), parse_catalogue(list(offers)), AS_OF, rules=book, **more)


def gap_of(requires: Any, holdings: Any, *offers: Any, **more: Any) -> Any:
    return evaluate_with_gap(asked(requires, holdings, *offers, **more)).gap


def names(gap: Any) -> list[str]:
    return [item["achievement"] for item in gap["achievements"]]


def test_nothing_is_missing_where_the_rule_is_met() -> None:
    gap = gap_of(select("A"), [badge("a", "A")], offer("B", 1))
    assert gap == {"cost": 0, "achievements": [], "optimal": True}


def test_the_cheaper_of_two_ways_is_named_with_its_requirement() -> None:
    gap = gap_of(all_of(select("A"), select("B", "C")), [badge("a", "A")], offer("B", 20), offer("C", 10.5))
    assert gap == {
        "cost": 10.5,
        "achievements": [{"achievement": "C", "requirement": "requires/of/1", "after": []}],
        "optimal": True,
    }


def test_prerequisites_are_earned_first_and_paid_for() -> None:
    gap = gap_of(select("A", "D"), [], offer("A", 1, "B"), offer("B", 5, "C"), offer("C", 5), offer("D", 11.5))
    assert (gap["cost"], names(gap)) == (11, ["C", "B", "A"])
    assert gap["achievements"][2]["after"] == ["B"]
    assert {item["requirement"] for item in gap["achievements"]} == {"requires"}


def test_a_prerequisite_held_active_costs_nothing_and_a_revoked_one_does() -> None:
    offers = offer("A", 1, "B"), offer("B", 5)
    assert gap_of(select("A"), [badge("b", "B")], *offers)["cost"] == 1
    assert gap_of(select("A"), [badge("b", "B", status="revoked")], *offers)["cost"] == 6


def test_what_waits_for_itself_or_for_what_nobody_offers_cannot_be_earned() -> None:
    assert gap_of(select("A"), [], offer("A", 1, "B"), offer("B", 1, "A"))["possible"] is False
    assert gap_of(select("A"), [], offer("A", 1, "Z"))["possible"] is False


def test_two_offers_of_one_achievement_do_not_hide_a_circle() -> None:
    offers = offer("A", 1, "B"), offer("B", 1, "A"), offer("B", 9)
    gap = gap_of(all_of(select("A"), select("B")), [], *offers)
    assert (gap["cost"], names(gap)) == (10, ["B", "A"])


def test_earning_something_may_break_a_none() -> None:
    rule = all_of(select("A", "B"), {"op": "none", "where": {"tag": ["beginner"]}})
    assert names(gap_of(rule, [], offer("A", 1, tags=["beginner"]), offer("B", 2))) == ["B"]


def test_an_attestation_cannot_be_bought_and_the_reason_says_what_is_missing() -> None:
    gap = gap_of(all_of(select("A"), {"op": "attest", "role": "confirmer"}), [], offer("A", 1))
    assert gap == {
        "possible": False,
        "reason": "No achievement can change this: there is no signed statement by someone in the role “confirmer”.",
    }


def test_one_purchase_may_serve_the_entry_condition_as_well() -> None:
    gap = gap_of(select("A", "B"), [], offer("A", 3), offer("B", 2), rule={"entryCondition": select("A")})
    assert names(gap) == ["A"]


def test_another_certification_can_be_reached_by_its_parts_or_by_its_award() -> None:
    other = {**rule_json(select("X")), "id": "urn:rule:2", "target": "T"}
    met = {"op": "certification", "rule": "urn:rule:2", "mode": "satisfied"}
    award = {**met, "mode": "award"}
    assert names(gap_of(met, [], offer("X", 1), offer("T", 2), rules=[other])) == ["X"]
    assert names(gap_of(award, [], offer("X", 1), offer("T", 2), rules=[other])) == ["T"]


def test_hours_or_the_number_can_be_kept_low_instead_of_the_cost() -> None:
    rule = any_of(select("A"), all_of(select("B"), select("C")))
    offers = offer("A", 100, hours=30), offer("B", 1, hours=5), offer("C", 1, hours=5)
    assert names(gap_of(rule, [], *offers)) == ["B", "C"]
    assert names(gap_of(rule, [], *offers, minimise="hours")) == ["B", "C"]
    assert names(gap_of(rule, [], *offers, minimise="count")) == ["A"]
    with pytest.raises(StackcredError) as caught:
        gap_of(rule, [], *offers, minimise="luck")
    assert caught.value.pointer == "/minimise"


def test_alternatives_are_the_other_sets_that_are_just_as_good() -> None:
    question = asked(select("A", "B", "C", "D"), [], offer("B", 1), offer("C", 1), offer("A", 1), offer("D", 2))
    assert names(evaluate_with_gap(question).gap) == ["A"]
    assert [names(gap) for gap in alternatives(question)] == [["B"], ["C"]]
    assert [names(gap) for gap in alternatives(question, limit=1)] in ([["B"]], [["C"]])


def test_exact_costs_decide_where_floats_would_not() -> None:
    rule = any_of(all_of(select("A"), select("B")), select("C"))
    gap = gap_of(rule, [], offer("A", 0.1), offer("B", 0.2), offer("C", 0.3))
    assert names(gap) == ["C"], "the cost is the same, so the smaller number decides"


def test_what_if_supposes_a_finished_achievement_with_the_facts_of_its_offer() -> None:
    offers = parse_catalogue([offer("A", 1, tags=["x"])])
    rule = parse_rule(rule_json({"op": "select", "where": {"tag": ["x"]}}))
    supposed = what_if(["A"], offers, AS_OF)
    assert Question(rule, parse_holdings(supposed), offers, AS_OF).outcome().satisfied
    assert not Question(rule, parse_holdings(what_if(["B"], offers, AS_OF)), offers, AS_OF).outcome().satisfied


@pytest.mark.parametrize(
    ("catalogue", "pointer"),
    [
        ({}, ""),
        ([{"achievement": "A"}], "/0/cost"),
        ([{"cost": 1}], "/0/achievement"),
        ([{"achievement": "A", "cost": -1}], "/0/cost"),
        ([{"achievement": "A", "cost": 1, "prerequisites": [3]}], "/0/prerequisites/0"),
        ([offer("A", 1)] * 2001, ""),
    ],
)
def test_a_malformed_catalogue_is_refused_with_its_pointer(catalogue: Any, pointer: str) -> None:
    with pytest.raises(StackcredError) as caught:
        parse_catalogue(catalogue)
    assert caught.value.pointer == pointer


ROLE = {
    "type": "JobRole",
    "id": "urn:role:1",
    "name": "Network technician",
    "competencies": [
        {"alignment": "url:plan", "framework": "SFIA", "levelMin": 3, "task": "Plan a network", "outcome": "A plan"},
        {"alignment": "url:repair", "task": "Find and repair faults"},
    ],
}


def test_a_role_is_answered_by_the_same_model_and_one_badge_may_cover_it_all() -> None:
    rule = parse_role(ROLE)
    assert isinstance(rule.requires, Threshold)
    assert [part.place.label for part in rule.requires.parts] == ["Plan a network: A plan", "Find and repair faults"]
    low = {"url": "url:plan", "framework": "SFIA", "level": 2}
    both = [{"url": "url:plan", "framework": "SFIA", "level": 3}, {"url": "url:repair"}]
    offers = parse_catalogue([offer("A", 1, alignments=[low]), offer("B", 9, alignments=both)])
    outcome = evaluate_with_gap(Question(rule, parse_holdings([]), offers, AS_OF))
    assert names(outcome.gap) == ["B"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"competencies": []}, "/competencies"),
        ({"competencies": [{"task": "x"}]}, "/competencies/0/alignment"),
        ({"type": "Job"}, "/type"),
        ({"competencies": [{"alignment": "u", "levelMin": "3"}]}, "/competencies/0/levelMin"),
    ],
)
def test_a_malformed_role_is_refused_with_its_pointer(change: Any, pointer: str) -> None:
    with pytest.raises(StackcredError) as caught:
        parse_role({**ROLE, **change})
    assert caught.value.pointer == pointer


def test_a_quick_question_finds_the_same_where_the_search_is_short() -> None:
    requires = all_of(select("A", "B", count={"min": 2}), select("B", "C"))
    offers = [offer(name, 1) for name in "ABC"]
    quick, full = (gap_of(requires, [], *offers, quick=quick) for quick in (True, False))
    assert names(quick) == names(full) == ["A", "B", "C"]
    assert quick["optimal"] is True


def test_a_quick_question_that_was_stopped_says_that_there_may_be_a_cheaper_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(linear_program, "MAX_SEARCH_STEPS", limits.QUICK_SHARE)
    numbers = random.Random(3)
    pool = [f"A{number}" for number in range(120)]
    worth = [{"field": "creditsEarned", "min": 19.8}]
    parts = [select(*numbers.sample(pool, 40), count={"min": 6}, sum=worth) for _ in range(8)]
    offers = [offer(name, 1, creditsEarned=numbers.choice([1, 2, 2.5, 3, 4, 5.5])) for name in pool]
    gap = gap_of(all_of(*parts), [], *offers, quick=True)
    assert gap["optimal"] is False
    assert len(names(gap)) >= 48
