"""Conditions and counts that exclude each other are refused on saving; nothing that anybody could meet is."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.stacking.build import all_of, any_of, badge, held_against, rule_json, select

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.stacking.checks import contradiction
from stackcred_issuer.domain.stacking.checks.possible import check_possible
from stackcred_issuer.domain.stacking.rule import parse_rule

Json = dict[str, Any]
GROUPS = {"listed": ["A", "B", "C"], "other": ["D"]}
EARLY, LATE = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"
X, R = "url:1", "urn:result"


def fault(requires: Json) -> StackcredError | None:
    """Why the rule cannot be saved; None where it can."""
    try:
        check_possible(parse_rule(rule_json(requires, groups=GROUPS)))
    except StackcredError as error:
        return error
    return None


def asked(where: Json, **more: Any) -> Json:
    return {"op": "select", "where": where, **more}


CONTRADICTORY: list[tuple[Json, str]] = [
    ({"issuer": ["did:a"], "anyOf": [{"issuer": ["did:b"]}]}, "issued by did:a"),
    ({"achievementType": ["Badge"], "anyOf": [{"achievementType": ["Course"]}]}, "of the type “Badge”"),
    ({"issuer": ["did:a"], "not": {"issuer": ["did:a", "did:b"]}}, "not issued by did:a or did:b"),
    ({"tag": ["x"], "not": {"tag": ["x", "y"]}}, "not tagged “x” or “y”"),
    ({"tag": ["x"], "issuer": ["did:a"], "not": {"tag": ["x"], "issuer": ["did:a"]}}, "not (tagged “x”"),
    ({"not": {"active": True}}, "“in force” and “not in force”. Change"),
    ({"not": {"active": False}}, "a 'not' around nothing"),
    ({"level": {"framework": "AQF", "min": 5, "in": [3, 4]}}, "no badge can be “at AQF level 5 or above, and 3 or 4”"),
    ({"level": {"framework": "AQF", "min": 5}, "anyOf": [{"level": {"framework": "AQF", "in": [3]}}]}, "level 5"),
    ({"level": {"framework": "AQF", "min": 5}, "not": {"level": {"framework": "AQF", "min": 4}}}, "not at AQF level 4"),
    ({"result": {"resultDescription": R, "min": 50, "in": ["49", "pass"]}}, "of at least 50"),
    ({"awarded": {"after": LATE, "before": EARLY}}, "awarded after 2026-02-01 and awarded before 2026-01-01"),
    ({"awarded": {"after": EARLY, "before": EARLY}}, "awarded after 2026-01-01"),
    ({"awarded": {"after": LATE}, "anyOf": [{"awarded": {"before": EARLY}}]}, "awarded before 2026-01-01"),
    ({"awarded": {"after": LATE}, "not": {"awarded": {"after": EARLY}}}, "not awarded after 2026-01-01"),
    ({"evidence": {"min": 2, "genre": "w"}, "not": {"evidence": {"min": 1}}}, "not with at least 1 piece"),
    ({"endorsed": {"min": 2, "role": "m"}, "not": {"endorsed": {"min": 2}}}, "not endorsed by"),
    ({"source": {"notIssuer": True}, "not": {"source": {"notIssuer": True}}}, "assessed by someone other"),
    ({"issuer": ["did:a"], "anyOf": [{"issuer": ["did:b"]}, {"tag": ["x"], "not": {"tag": ["x"]}}]}, "no badge"),
]


@pytest.mark.parametrize(("where", "words"), CONTRADICTORY)
def test_conditions_that_no_badge_can_meet_together_are_refused_in_words(where: Json, words: str) -> None:
    found = fault(all_of(select("A"), asked(where)))
    assert found is not None
    assert found.pointer == "/requires/of/1/where"
    assert words in found.detail
    assert "Change one of them, or leave it out." in found.detail


def test_a_select_that_wants_a_badge_out_of_force_is_told_how_to_say_so() -> None:
    found = fault(asked({"not": {"active": True}}))
    assert found is not None
    assert found.detail.endswith("A select asks for badges in force unless its 'where' says \"active\": false.")
    assert fault(asked({"active": False, "not": {"active": True}})) is None


COUNTS: list[tuple[Json, str]] = [
    (asked({"group": ["listed"], "not": {"achievement": ["A"]}}, count={"min": 3}), "/count/min"),
    (asked({"issuer": ["did:a", "did:b"]}, distinct=[{"field": "issuer", "min": 3}]), "/distinct/0/min"),
    (asked({"issuer": ["did:a"]}, atLeast=[{"count": 1, "where": {"issuer": ["did:b"]}}]), "/atLeast/0/where"),
    (asked({"tag": ["x"]}, count={"min": 3}, atMost=[{"count": 2, "where": {"tag": ["x", "y"]}}]), "/count/min"),
    (
        asked(
            {"tag": ["x"]},
            atLeast=[{"count": 2, "where": {"tag": ["y"]}}],
            atMost=[{"count": 1, "where": {"tag": ["y"]}}],
        ),
        "/atLeast/0/count",
    ),
    (
        asked(
            {"tag": ["x"]},
            count={"min": 3, "max": 3},
            atLeast=[{"count": 2, "where": {"issuer": ["did:a"]}}, {"count": 2, "where": {"issuer": ["did:b"]}}],
        ),
        "/atLeast/1/count",
    ),
    (
        asked(
            {"group": ["listed", "other"]},
            count={"min": 3},
            atMost=[{"count": 1, "where": {"group": ["listed"]}}],
        ),
        "/count/min",
    ),
    (asked({"not": {"alignment": [X]}}, cover=[{"alignments": ["url:2", X]}]), "/cover/0/alignments/1"),
    (
        asked({}, cover=[{"alignments": [X]}], atMost=[{"count": 0, "where": {"alignment": [X]}}]),
        "/cover/0/alignments/0",
    ),
    (asked({}, sum=[{"field": "hours", "min": 1, "max": 5}, {"field": "hours", "min": 6}]), "/sum/1/min"),
    (
        asked(
            {"tag": ["x"]},
            sum=[{"field": "hours", "min": 6}],
            atMost=[{"sum": {"field": "hours", "max": 5}, "where": {"tag": ["x"]}}],
        ),
        "/sum/0/min",
    ),
]


@pytest.mark.parametrize(("requires", "pointer"), COUNTS)
def test_counts_that_contradict_each_other_are_refused_at_their_place(requires: Json, pointer: str) -> None:
    found = fault(requires)
    assert found is not None
    assert found.pointer == f"/requires{pointer}"
    assert held_against(rule_json(requires, groups=GROUPS), UNIVERSE).verdict == "not_satisfied"


def test_selects_that_must_all_be_met_may_not_ask_for_more_than_their_lists_have() -> None:
    two = asked({"group": ["listed"]}, count={"min": 2})
    found = fault(all_of(two, all_of(select("D"), two)))
    assert found is not None
    assert found.pointer == "/requires/of/1/of/1/count/min"
    assert "The lists are too short" in found.detail
    assert fault(all_of(two, select("A", "D"), select("D"))) is None
    assert fault(any_of(two, two)) is None
    assert fault(all_of(two, {**two, "shared": True})) is None
    assert fault(all_of(two, {**two, "count": {"min": 2, "repeat": True}})) is None
    assert fault(all_of(asked({"group": ["listed"]}), select("A"), select("B"))) is None
    assert fault(all_of(asked({"group": ["listed"]}), select("A"), select("B", "C"), select("C"))) is not None


SATISFIABLE: list[Json] = [
    asked({"tag": ["x"], "anyOf": [{"tag": ["y"]}]}),
    asked({"tag": ["x", "y"], "not": {"tag": ["x"]}}),
    asked({"issuer": ["did:a", "did:b"], "not": {"issuer": ["did:a"]}}),
    asked({"tag": ["x"], "issuer": ["did:a"], "not": {"tag": ["x"], "issuer": ["did:b"]}}),
    asked({"issuer": ["did:a"], "anyOf": [{"issuer": ["did:b"]}, {"tag": ["x"]}]}),
    asked({"level": {"framework": "AQF", "min": 3, "in": [3]}}),
    asked({"level": {"framework": "AQF", "min": 4}, "anyOf": [{"level": {"framework": "EQF", "in": [3]}}]}),
    asked({"level": {"framework": "AQF", "min": 4}, "not": {"level": {"framework": "AQF", "min": 5}}}),
    asked({"result": {"resultDescription": R, "min": 50, "in": ["50"]}}),
    asked({"awarded": {"after": "2025-12-31T00:00:00Z", "before": LATE}}),
    asked({"evidence": {"min": 1}, "not": {"evidence": {"min": 1, "genre": "w"}}}),
    asked({"issuer": ["did:a", "did:b"]}, distinct=[{"field": "issuer", "min": 2}], count={"min": 2}),
    asked({"alignment": [X]}, cover=[{"alignments": ["url:2", X]}]),
    asked({"tag": ["x"]}, atMost=[{"count": 0, "where": {"tag": ["y"]}}]),
]


@pytest.mark.parametrize("requires", SATISFIABLE)
def test_what_somebody_can_meet_is_saved(requires: Json) -> None:
    assert fault(requires) is None
    assert held_against(rule_json(requires, groups=GROUPS), UNIVERSE).satisfied


def universe() -> list[Json]:
    """Every badge that differs in what the conditions below can tell apart, all held by one person.

    A select is never worse off for more badges, so what can be met at all is met by holding all of them.
    """
    found: list[Json] = []
    tags: tuple[list[str], ...] = ([], ["x"], ["y"], ["x", "y"])
    for name, issuer, tag, level in product("ABCD", ("did:a", "did:b"), tags, (None, 3, 4, 5)):
        rich = level in (4, 5)
        more = {
            "issuer": issuer,
            "tags": tag,
            "levels": {} if level is None else {"AQF": level, "EQF": 3},
            "awarded": EARLY if rich else LATE,
            "achievementType": "Badge" if rich else "Course",
            "source": "did:elsewhere" if rich else issuer,
            "results": {R: "50" if tag else "49"},
            "hours": 1 if rich else 0,
            "alignments": [{"url": url} for url in (X, "url:2")[: len(tag)]],
            "evidence": [{"genre": "w" if "y" in tag else "o"}] * len(tag),
        }
        found.append(badge(f"urn:{len(found)}", name, **more))
    return found


UNIVERSE = universe()
conditions: st.SearchStrategy[Json] = st.sampled_from(
    [
        {"achievement": ["A"]}, {"achievement": ["B", "D"]}, {"group": ["listed"]}, {"issuer": ["did:a"]},
        {"issuer": ["did:b"]}, {"issuer": ["did:a", "did:b"]}, {"tag": ["x"]}, {"tag": ["x", "y"]},
        {"achievementType": ["Badge"]}, {"achievementType": ["Course"]}, {"alignment": [X]}, {"alignment": ["url:2"]},
        {"level": {"framework": "AQF", "min": 4}}, {"level": {"framework": "AQF", "in": [3, 4]}},
        {"level": {"framework": "AQF", "min": 5, "in": [3]}}, {"result": {"resultDescription": R, "min": 50}},
        {"result": {"resultDescription": R, "in": ["49"]}}, {"awarded": {"after": EARLY}},
        {"awarded": {"before": LATE}}, {"awarded": {"after": "2025-06-01T00:00:00Z", "before": LATE}},
        {"evidence": {"min": 1}}, {"evidence": {"min": 1, "genre": "w"}}, {"source": {"notIssuer": True}},
        {"active": True}, {"active": False},
    ]
)  # fmt: skip


def joined(parts: list[Json]) -> Json:
    return {name: value for part in parts for name, value in part.items()}


flat = st.lists(conditions, min_size=1, max_size=3).map(joined)
wheres = st.one_of(
    flat,
    st.tuples(flat, st.sampled_from(["anyOf", "not"]), flat, flat).map(
        lambda drawn: {**drawn[0], drawn[1]: [drawn[2], drawn[3]] if drawn[1] == "anyOf" else drawn[2]}
    ),
    st.tuples(flat, flat, flat).map(lambda drawn: {**drawn[0], "not": drawn[1], "anyOf": [drawn[2]]}),
)
extras = st.one_of(
    st.just({}),
    st.tuples(st.integers(1, 3), wheres).map(lambda drawn: {"atLeast": [{"count": drawn[0], "where": drawn[1]}]}),
    st.tuples(st.integers(1, 2), flat, st.integers(1, 2), flat).map(
        lambda drawn: {"atLeast": [{"count": drawn[0], "where": drawn[1]}, {"count": drawn[2], "where": drawn[3]}]}
    ),
    st.tuples(st.integers(0, 1), flat).map(lambda drawn: {"atMost": [{"count": drawn[0], "where": drawn[1]}]}),
    st.tuples(st.sampled_from(["issuer", "achievement"]), st.integers(1, 4)).map(
        lambda drawn: {"distinct": [{"field": drawn[0], "min": drawn[1]}]}
    ),
    st.just({"cover": [{"alignments": [X, "url:2"]}]}),
)


@st.composite
def tangled(draw: st.DrawFn) -> Json:
    """A select with conditions and constraints that often stand in each other's way."""
    count = draw(st.sampled_from([{}, {"min": 2}, {"min": 1, "max": 2}, {"min": 3, "max": 3}, {"repeat": True}]))
    return {"op": "select", "where": draw(wheres), "count": count, **draw(extras), **draw(extras)}


@given(st.one_of(tangled(), st.lists(tangled(), min_size=2, max_size=3).map(lambda parts: all_of(*parts))))
@settings(max_examples=500)
def test_nothing_that_is_refused_is_met_by_anything_in_the_universe(requires: Json) -> None:
    found = fault(requires)
    if found is not None:
        outcome = held_against(rule_json(requires, groups=GROUPS), UNIVERSE)
        assert outcome.verdict != "satisfied", found.detail


def test_alternatives_within_alternatives_are_given_up_on_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search may say nothing; it may not take for ever, and it may not call a possible rule impossible."""
    never = {"issuer": ["did:b"]}
    where: Json = {"issuer": ["did:a"], "anyOf": [never] * 40}
    nested: Json = {"anyOf": [{"anyOf": [never] * 40}] * 40}
    hard = asked(where, atLeast=[{"count": 1, "where": nested}])
    assert fault(asked(where)) is not None
    monkeypatch.setattr(contradiction, "MAX_STEPS", 10)
    assert fault(hard) is None
