"""What a rule mentions, and how it reads."""

from __future__ import annotations

import pytest
from tests.domain.stacking.build import all_of, any_of, n_of, rule_json, select

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.stacking.constraints import CONSTRAINTS
from stackcred_issuer.domain.stacking.describe import describe, sentence
from stackcred_issuer.domain.stacking.mentions import mentions
from stackcred_issuer.domain.stacking.operators import OPERATORS
from stackcred_issuer.domain.stacking.predicates import PREDICATES
from stackcred_issuer.domain.stacking.rule import parse_rule
from stackcred_issuer.domain.stacking.words import duration_words


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
        ),
        entryCondition={"op": "attest", "role": "mentor"},
        renewal={"period": "P3Y", "grace": "P90D", "requires": select("D"), "renews": ["E"]},
        whenBroken={"action": "suspend", "grace": "P1M"},
        groups={"g": ["G1", "G2"]},
    )
    assert describe(parse_rule(rule)).splitlines() == [
        "https://a.example/award is awarded for:",
        "  - all of these",
        "    - Capstone: at least 1 badge in force for A",
        "    - at least 1 of these",
        "      - at least 1 badge in force for B or C; badges that count elsewhere may count here too",
        "      - no badge tagged “x”",
        "    - at least 2 badges in force (no more than 5 are counted) awarded within the last 2 years"
        " and at AQF level 4 or above; at least 20 credits in all",
        "When the award is made, this must hold as well; afterwards no longer:",
        "  - a signed statement by someone in the role “mentor”",
        "It holds for 3 years, with 90 days of grace. Renewing it asks for:",
        "  - at least 1 badge in force for D",
        "Renewing it renews E too.",
        "If the stack breaks and no other badge takes the place, 1 month later: the award is suspended until it is"
        " complete again.",
        "The group “g” has:",
        "  - G1",
        "  - G2",
    ]


R = "urn:result:exam"
SPOKEN_WHERE: list[tuple[JsonObject, str]] = [
    ({"achievement": ["B", "A"]}, "for A or B"),
    ({"achievement": list("ABCDEF")}, "for any of 6 listed ones"),
    ({"achievementType": ["Course", "MicroCredential"]}, "of the type “Course” or “MicroCredential”"),
    ({"group": ["core"]}, "in the group “core”"),
    ({"issuer": ["did:web:a", "did:web:b"]}, "issued by did:web:a or did:web:b"),
    ({"tag": ["seu"]}, "tagged “seu”"),
    ({"alignment": ["https://c.example/1"]}, "aligned to https://c.example/1"),
    ({"level": {"framework": "EQF", "min": 4}}, "at EQF level 4 or above"),
    ({"level": {"framework": "AQF", "in": [3, 5, 4]}}, "at AQF level 3, 4 or 5"),
    ({"level": {"framework": "AQF", "min": 3, "in": [2, 4]}}, "at AQF level 3 or above, and 2 or 4"),
    ({"result": {"resultDescription": R, "min": 75.5}}, f"with a result of at least 75.5 for {R}"),
    ({"result": {"resultDescription": R, "in": ["pass", "merit"]}}, f"with a result “merit” or “pass” for {R}"),
    ({"awarded": {"within": "P1Y"}}, "awarded within the last year"),
    ({"awarded": {"within": "P1Y6M"}}, "awarded within the last 1 year and 6 months"),
    (
        {"awarded": {"after": "2025-01-31T00:00:00Z", "before": "2026-01-01T00:00:00Z"}},
        "awarded after 2025-01-31 and awarded before 2026-01-01",
    ),
    ({"assessedIn": ["workplace"]}, "with evidence of the kind “workplace”"),
    ({"source": {"notIssuer": True}}, "assessed by someone other than the issuer"),
    ({"endorsed": {"min": 1}}, "endorsed by at least 1 person"),
    ({"endorsed": {"min": 2, "role": "mentor"}}, "endorsed by at least 2 different people in the role “mentor”"),
    ({"evidence": {"min": 2}}, "with at least 2 pieces of evidence"),
    ({"evidence": {"min": 1, "genre": "portfolio"}}, "with at least 1 piece of evidence of the kind “portfolio”"),
    (
        {"anyOf": [{"tag": ["x"]}, {"tag": ["y"], "group": ["core"]}]},
        "(tagged “x”, or tagged “y” and in the group “core”)",
    ),
    ({"not": {"tag": ["x"]}}, "not tagged “x”"),
    ({"not": {"tag": ["x"], "active": True}}, "not (tagged “x” and in force)"),
    (
        {"tag": ["x"], "issuer": ["did:web:a"], "not": {"active": True}},
        "tagged “x”, issued by did:web:a and not in force",
    ),
]


@pytest.mark.parametrize(("where", "words"), SPOKEN_WHERE)
def test_every_predicate_has_words_that_follow_badge(where: JsonObject, words: str) -> None:
    node = {"op": "none", "where": where}
    assert spoken(node) == f"no badge {words}"


def test_no_predicate_is_without_words_here() -> None:
    assert {name for where, _ in SPOKEN_WHERE for name in where} | {"active"} == {item.name for item in PREDICATES}


SPOKEN_SELECT: list[tuple[JsonObject, str]] = [
    ({}, "at least 1 badge in force"),
    ({"where": {"active": False}}, "at least 1 badge"),
    (
        {"count": {"min": 2, "repeat": True}},
        "at least 2 badges in force; several badges for the same achievement all count",
    ),
    (
        {"count": {"min": 0}, "sum": [{"field": "hours", "min": 450, "max": 600}]},
        "any number of badges in force; at least 450 hours and no more than 600 hours in all",
    ),
    (
        {"sum": [{"field": {"resultDescription": R}, "min": 1.5}]},
        f"at least 1 badge in force; at least 1.5 points for {R} in all",
    ),
    ({"distinct": [{"field": "issuer", "min": 2}]}, "at least 1 badge in force; from at least 2 different issuers"),
    (
        {"distinct": [{"field": "source", "min": 1}]},
        "at least 1 badge in force; assessed by at least 1 assessor",
    ),
    (
        {"distinct": [{"field": "achievement", "min": 3}]},
        "at least 1 badge in force; for at least 3 different achievements",
    ),
    (
        {"atLeast": [{"count": 9, "where": {"group": ["core"]}}]},
        "at least 1 badge in force; at least 9 of them in the group “core”",
    ),
    (
        {"atMost": [{"count": 4, "where": {"not": {"group": ["core"]}}}]},
        "at least 1 badge in force; no more than 4 of them not in the group “core”",
    ),
    (
        {"atMost": [{"sum": {"field": "creditsEarned", "max": 10}, "where": {"tag": ["x"]}}]},
        "at least 1 badge in force; no more than 10 credits in all from those tagged “x”",
    ),
    (
        {"cover": [{"alignments": ["u:b", "u:a"], "framework": "SFIA", "levelMin": 3}]},
        "at least 1 badge in force; together covering u:a and u:b of SFIA, each at level 3 or above",
    ),
    (
        {"cover": [{"alignments": [f"u:{number}" for number in range(9)]}]},
        "at least 1 badge in force; together covering all 9 listed competencies",
    ),
    (
        {"average": [{"resultDescription": R, "min": 75}]},
        f"at least 1 badge in force; at least 75 points on average for {R}",
    ),
]


@pytest.mark.parametrize(("members", "words"), SPOKEN_SELECT)
def test_every_constraint_is_told(members: JsonObject, words: str) -> None:
    assert spoken({"op": "select", **members}) == words


def test_no_constraint_is_without_words_here() -> None:
    told = {name for members, _ in SPOKEN_SELECT for name in members} - {"where", "count"}
    assert told == {kind.name for kind in CONSTRAINTS}


SPOKEN_OPERATORS: list[tuple[JsonObject, str]] = [
    (all_of(select("A")), "all of these"),
    (any_of(select("A"), select("B")), "one of these is enough"),
    (n_of(2, *[select(name) for name in "ABC"], max=2), "at least 2 of these (no more than 2 are counted)"),
    (
        {"op": "ordered", "by": "awarded", "of": [select("A"), select("B")]},
        "all of these in this order, none earned before the one above it",
    ),
    (
        {"op": "certification", "rule": "urn:r", "version": 2, "mode": "award"},
        "the certification of the rule urn:r, version 2 is held and in force",
    ),
    (
        {"op": "certification", "rule": "urn:r", "mode": "satisfied"},
        "what the rule urn:r asks for is met as well; its badges may count here too",
    ),
    (
        {"op": "attest", "role": "confirmer", "claim": "health-character", "within": "P3Y"},
        "a signed statement on “health-character” by someone in the role “confirmer”, made within the last 3 years",
    ),
    ({"op": "none", "where": {"tag": ["x"]}}, "no badge tagged “x”"),
    (select("A"), "at least 1 badge in force for A"),
]


@pytest.mark.parametrize(("node", "words"), SPOKEN_OPERATORS)
def test_every_operator_is_told(node: JsonObject, words: str) -> None:
    assert spoken(node) == words


def test_no_operator_is_without_words_here() -> None:
    assert {node["op"] for node, _ in SPOKEN_OPERATORS} == {operator.op for operator in OPERATORS}


@pytest.mark.parametrize(
    ("text", "words"),
    [("P3Y", "3 years"), ("P1M10D", "1 month and 10 days"), ("PT5M", "5 minutes"), ("P2WT1H", "2 weeks and 1 hour")],
)
def test_durations_are_told_in_words(text: str, words: str) -> None:
    assert duration_words(text) == words


def spoken(node: JsonObject) -> str:
    return sentence(parse_rule(rule_json(node, groups={"core": ["G"]})).requires)
