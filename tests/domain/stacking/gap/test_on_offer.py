"""What an achievement promises is no more than what every badge of it will say."""

from __future__ import annotations

from typing import Any

from tests.domain.stacking.build import AS_OF, all_of, n_of, rule_json, select

from stackcred_issuer.domain.stacking.gap.catalogue import parse_catalogue
from stackcred_issuer.domain.stacking.gap.on_offer import on_offer
from stackcred_issuer.domain.stacking.gap.question import Question, gap
from stackcred_issuer.domain.stacking.holdings import parse_holdings
from stackcred_issuer.domain.stacking.rule import parse_rule

ISSUER = "did:web:school.example"


def _achievement(name: str, **members: Any) -> dict[str, Any]:
    return {"id": name, "type": ["Achievement"], "name": name, "achievementType": "Competency", **members}


def test_it_promises_the_pass_mark_and_the_credits_and_nothing_that_only_an_assessor_can_say() -> None:
    described = {"id": "urn:mark", "resultType": "Percent", "name": "Mark", "valueMax": "100", "requiredValue": "75"}
    promised = on_offer(_achievement("A", resultDescription=[described], creditsAvailable=3, tag=["it"]), ISSUER)
    assert promised == {
        "achievement": "A",
        "achievementType": "Competency",
        "tags": ["it"],
        "issuer": ISSUER,
        "cost": 1,
        "creditsEarned": 3,
        "results": {"urn:mark": "75"},
    }
    assert parse_catalogue([promised])[0].cost == 1


def test_it_promises_hours_only_where_a_number_of_them_is_required() -> None:
    hours = {"id": "urn:h", "resultType": "RawScore", "name": "hours", "valueMax": "80"}
    assert "hours" not in on_offer(_achievement("A", resultDescription=[hours]), ISSUER)
    assert on_offer(_achievement("A", resultDescription=[{**hours, "requiredValue": "40"}]), ISSUER)["hours"] == 40


def test_a_certification_costs_as_many_badges_as_its_rule_asks_for_at_least() -> None:
    inner = parse_rule(rule_json(all_of(select("X", "Y", count={"min": 2}), n_of(1, select("Z"), all_of(select("Q"))))))
    assert on_offer(_achievement("A"), ISSUER, inner)["cost"] == 3


def test_two_badges_are_a_shorter_way_than_a_certification_of_three() -> None:
    inner = parse_rule(rule_json(select("X", "Y", "Z", count={"min": 3})))
    offers = [on_offer(_achievement("A"), ISSUER, inner), *(on_offer(_achievement(one), ISSUER) for one in "BC")]
    rule = parse_rule(rule_json(n_of(1, select("A"), all_of(select("B"), select("C")))))
    found = gap(Question(rule, parse_holdings([]), parse_catalogue(offers), AS_OF))
    assert [item["achievement"] for item in found["achievements"]] == ["B", "C"]
    assert found["cost"] == 2
