"""What a rule mentions, and how it reads."""

from __future__ import annotations

from tests.domain.stacking.build import all_of, n_of, rule_json, select

from stackcred_issuer.domain.stacking.describe import describe
from stackcred_issuer.domain.stacking.mentions import mentions
from stackcred_issuer.domain.stacking.rule import parse_rule


def test_a_rule_mentions_the_achievements_of_all_its_parts() -> None:
    rule = rule_json(
        all_of(select("A"), {"op": "select", "where": {"anyOf": [{"group": ["g"]}, {"achievement": ["B"]}]}}),
        groups={"g": ["G1", "G2"]},
        entryCondition=select("C"),
        renewal={"period": "P1Y", "requires": select("D")},
    )
    assert mentions(parse_rule(rule)) == {"A", "B", "C", "D", "G1", "G2"}


def test_a_condition_that_pins_no_achievement_mentions_all() -> None:
    for where in ({"tag": ["x"]}, {"not": {"achievement": ["A"]}}, {"anyOf": [{"achievement": ["A"]}, {"tag": ["x"]}]}):
        assert "*" in mentions(parse_rule(rule_json({"op": "none", "where": where})))


def test_a_rule_reads_as_a_list() -> None:
    rule = rule_json(
        all_of(
            select("A", label="Capstone"),
            n_of(1, select("B", "C", shared=True), {"op": "none", "where": {"tag": ["x"]}}),
            {
                "op": "select",
                "where": {"awarded": {"within": "P2Y"}, "level": {"framework": "AQF", "min": 4}},
                "sum": [{"field": "creditsEarned", "min": 20}],
                "count": {"min": 2, "max": 5},
            },
        )
    )
    assert describe(parse_rule(rule)).splitlines() == [
        "https://a.example/award is awarded for:",
        "  - all of the following",
        "    - Capstone: at least 1 badge: achievement A and active",
        "    - at least 1 of the following",
        "      - at least 1 badge: achievement B or C and active; badges used elsewhere may be used here too",
        "      - no badge with tags x",
        "    - at least 2 badges (no more than 5 are counted): awarded within P2Y and AQF level at least 4"
        " and active; at least 20 credits",
    ]
