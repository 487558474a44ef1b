"""What a rule means (§2), rule by rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from tests.domain.stacking.build import (
    AS_OF,
    all_of,
    any_of,
    badge,
    claimed,
    held_against,
    n_of,
    outcome_of,
    rule_json,
    select,
    why_not,
)

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.stacking.allocation import linear_program
from stackcred_issuer.domain.stacking.recheck import recheck
from stackcred_issuer.domain.stacking.rule import parse_rule

A, B, C = badge("urn:a", "A"), badge("urn:b", "B"), badge("urn:c", "C")


def test_the_order_of_requirements_does_not_spoil_the_capstone() -> None:
    """Capstone = A or B, elective = A, holdings {A, B}: B serves the capstone."""
    capstone, elective = select("A", "B"), select("A")
    for parts in ((capstone, elective), (elective, capstone)):
        outcome = outcome_of(all_of(*parts), A, B)
        assert outcome.satisfied
        assert (f"requires/of/{parts.index(capstone)}", "urn:b") in claimed(outcome)


def test_a_badge_counts_once_unless_a_select_is_shared() -> None:
    assert not outcome_of(all_of(select("A"), select("A")), A).satisfied
    assert outcome_of(all_of(select("A"), select("A", shared=True)), A).satisfied


def test_an_achievement_earned_twice_counts_once_unless_it_may_repeat() -> None:
    again = badge("urn:a2", "A")
    assert not outcome_of(select("A", count={"min": 2}), A, again).satisfied
    assert not outcome_of(all_of(select("A"), select("A")), A, again).satisfied
    assert not outcome_of(select("A", count={"min": 2}, shared=True), A, again).satisfied
    assert outcome_of(select("A", count={"min": 2, "repeat": True}), A, again).satisfied
    assert outcome_of(all_of(select("A"), select("A", count={"repeat": True})), A, again).satisfied


def test_a_badge_awarded_later_or_not_trusted_does_not_exist() -> None:
    late = badge("urn:a", "A", awarded="2026-06-01T00:00:01Z")
    outcome = outcome_of(select("A"), late, badge("urn:b", "A", trusted=False))
    assert outcome.verdict == "not_satisfied"
    assert why_not(outcome) == {
        "urn:a": "awarded on 2026-06-01, after the date of this evaluation",
        "urn:b": "issuer not in the trust registry for this achievement",
    }
    assert outcome_of({"op": "none", "where": {"achievement": ["A"]}}, late).satisfied


@pytest.mark.parametrize("unknown", [{"status": "unknown"}, {"trusted": "unknown"}, {"unknown": ["achievement"]}])
def test_what_is_unknown_never_satisfies_nor_excludes(unknown: Any) -> None:
    item = {**A, **unknown}
    assert outcome_of(select("A"), item).verdict == "indeterminate"
    barred = {"op": "none", "where": {"achievement": ["A"], "active": True}}
    assert outcome_of(barred, item).verdict == "indeterminate"
    assert outcome_of(any_of(select("A"), select("B")), item, B).verdict == "satisfied"
    assert outcome_of(all_of(select("A"), select("B")), item).verdict == "not_satisfied"


def test_every_unknown_occurrence_is_taken_the_way_that_hurts() -> None:
    either = {"op": "select", "where": {"active": False, "anyOf": [{"active": True}, {"not": {"active": True}}]}}
    assert outcome_of(either, {**A, "status": "unknown"}).verdict == "indeterminate"


def test_a_revoked_badge_bars_unless_the_rule_asks_for_active_ones() -> None:
    revoked = badge("urn:a", "A", status="revoked")
    assert not outcome_of({"op": "none", "where": {"achievement": ["A"]}}, revoked).satisfied
    assert outcome_of({"op": "none", "where": {"achievement": ["A"], "active": True}}, revoked).satisfied
    assert outcome_of({"op": "select", "where": {"achievement": ["A"], "active": False}}, revoked).satisfied
    inactive = {"op": "select", "where": {"active": False, "not": {"active": True}}}
    assert outcome_of(inactive, revoked).satisfied
    assert not outcome_of(inactive, A).satisfied


def test_validity_includes_its_ends() -> None:
    instant = "2026-06-01T00:00:00Z"
    assert outcome_of(select("A"), badge("urn:a", "A", validFrom=instant, validUntil=instant)).satisfied
    for window in ({"validUntil": "2026-05-31T23:59:59.999999Z"}, {"validFrom": "2026-06-01T00:00:00.000001Z"}):
        assert not outcome_of(select("A"), badge("urn:a", "A", **window)).satisfied


@pytest.mark.parametrize(
    ("as_of", "within", "first"),
    [
        ("2026-03-31", "P1M", "2026-02-28T00:00:00Z"),
        ("2024-03-31", "P1M", "2024-02-29T00:00:00Z"),
        ("2024-02-29", "P1Y", "2023-02-28T00:00:00Z"),
        ("2026-03-31", "P1M1D", "2026-02-27T00:00:00Z"),
        ("2026-03-31", "PT36H", "2026-03-29T12:00:00Z"),
    ],
)
def test_recency_is_counted_on_the_calendar_and_includes_its_ends(as_of: str, within: str, first: str) -> None:
    node = {"op": "select", "where": {"awarded": {"within": within}}}
    at = datetime.fromisoformat(as_of).replace(tzinfo=UTC)
    edge = datetime.fromisoformat(first)
    before = (edge - timedelta(seconds=1)).isoformat()
    assert held_against(rule_json(node), [badge("urn:a", "A", awarded=first)], at).satisfied
    assert not held_against(rule_json(node), [badge("urn:a", "A", awarded=before)], at).satisfied


def credits(*values: float) -> list[Any]:
    return [badge(f"urn:{n}", f"A{n}", creditsEarned=value) for n, value in enumerate(values)]


def credit_sum(least: float, **more: Any) -> Any:
    return {"op": "select", "count": {"min": 0}, "sum": [{"field": "creditsEarned", "min": least}], **more}


def test_a_tenth_and_two_tenths_make_three_tenths() -> None:
    assert outcome_of(credit_sum(0.3), *credits(0.1, 0.2)).satisfied


@pytest.mark.parametrize("program_only", [False, True])
@pytest.mark.parametrize(
    ("values", "least", "verdict"),
    [
        ((1e-9, 1e-9, 1e-9), 3e-9, "satisfied"),
        ((1e-9, 1e-9, 1e-9), 3.000000001e-9, "not_satisfied"),
        ((999999999999.999, 0.001), 1e12, "satisfied"),
        ((999999999999.999, 0.0009), 1e12, "not_satisfied"),
        ((1e12, 1e-9), 1e12, "satisfied"),
        ((5e11, 5e11, 1e-9), 1000000000000.0001, "not_satisfied"),
        ((0.1,) * 10, 1, "satisfied"),
        ((0.1,) * 9, 0.9000000001, "not_satisfied"),
    ],
)
def test_no_tolerance_decides_a_sum(values: Any, least: float, verdict: str, program_only: bool) -> None:
    assert outcome_of(credit_sum(least), *credits(*values), program_only=program_only).verdict == verdict


def test_a_sum_takes_the_fewest_badges_then_the_earliest() -> None:
    outcome = outcome_of(credit_sum(5), *credits(1, 2, 3, 3, 1))
    assert [credential for _, credential in claimed(outcome)] == ["urn:1", "urn:2"]


def test_a_number_that_is_not_there_adds_nothing_and_an_unknown_one_may_add_anything() -> None:
    assert outcome_of(credit_sum(1), A).verdict == "not_satisfied"
    assert outcome_of(credit_sum(1), {**A, "unknown": ["creditsEarned"]}).verdict == "indeterminate"


def test_more_matches_than_max_never_fail_a_select() -> None:
    outcome = outcome_of(select("A", "B", "C", count={"min": 1, "max": 1}), A, B, C)
    assert len(claimed(outcome)) == 1


def test_n_of_asks_for_its_number_and_caps_what_it_counts() -> None:
    outcome = outcome_of(n_of(1, select("A"), select("B"), select("C"), max=2), A, B, C)
    report = outcome.requirements[0]
    assert (report.verdict, report.have, report.need) == ("satisfied", 2, 1)


def test_the_tree_says_what_competes() -> None:
    report = outcome_of(all_of(select("A"), select("A")), A).requirements[0]
    assert [part.verdict for part in report.parts] == ["satisfied", "satisfied"]
    assert (report.verdict, report.have, report.need) == ("not_satisfied", 1, 2)
    assert report.reason == "2 parts could be met, but only 1 at once: a badge counts once"


def test_the_entry_condition_has_a_scope_of_its_own_and_counts_for_the_award_only() -> None:
    rule = rule_json(select("A"), entryCondition=all_of(select("A"), select("B")))
    assert held_against(rule, [A]).verdict == "not_satisfied"
    assert held_against(rule, [A], purpose="keep").satisfied
    outcome = held_against(rule, [A, B])
    assert claimed(outcome) == [
        ("requires", "urn:a"),
        ("entryCondition/of/0", "urn:a"),
        ("entryCondition/of/1", "urn:b"),
    ]


def test_renewal_holds_its_own_requirement_and_is_bad_input_where_there_is_none() -> None:
    rule = rule_json(select("A"), renewal={"period": "P3Y", "requires": select("B")})
    outcome = held_against(rule, [B], purpose="renew")
    assert claimed(outcome) == [("renewal/requires", "urn:b")]
    with pytest.raises(StackcredError):
        held_against(rule_json(select("A")), [B], purpose="renew")
    with pytest.raises(StackcredError):
        held_against(rule, [B], purpose="keeping")


def test_badges_that_are_not_claimed_are_explained() -> None:
    node = all_of(
        select("A", label="Core"),
        {"op": "select", "label": "Recent", "where": {"tag": ["x"], "awarded": {"within": "P1M"}}},
    )
    outcome = outcome_of(
        node,
        A,
        badge("urn:a2", "A", awarded="2026-02-01T00:00:00Z"),
        badge("urn:r", "R", tags=["x"], awarded="2026-05-20T00:00:00Z"),
        badge("urn:old", "O", tags=["x"]),
        badge("urn:dark", "D", tags=["x"], status="unknown", awarded="2026-05-20T00:00:00Z"),
        badge("urn:gone", "A", status="revoked"),
        badge("urn:over", "A", validUntil="2026-05-01T00:00:00Z"),
        C,
    )
    assert why_not(outcome) == {
        "urn:a2": "another badge for the same achievement is counted already",
        "urn:c": "no requirement asks for this badge",
        "urn:dark": "it may match “Recent”, but not for certain: its status could not be established",
        "urn:gone": "revoked",
        "urn:old": (
            "not counted for “Recent”: awarded on 2026-01-01, but this asks for badges awarded within the last month"
        ),
        "urn:over": "expired on 2026-05-01",
    }


def test_an_overlap_beyond_the_budget_is_indeterminate_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linear_program, "MAX_SEARCH_STEPS", 0)
    node = all_of(*[{"op": "select", "where": {"tag": ["x"]}, "sum": [{"field": "hours", "min": 3}]} for _ in range(3)])
    items = [badge(f"urn:{n}", f"A{n}", tags=["x"], hours=1) for n in range(9)]
    outcome = outcome_of(node, *items, program_only=True)
    assert outcome.verdict == "indeterminate"
    assert outcome.claims == ()
    assert "stopped at its limit" in outcome.requirements[0].reason


@pytest.mark.parametrize("limit", ["MAX_SEARCH_STEPS", "MAX_SEARCH_ROUNDS"])
def test_wherever_the_budget_ends_there_is_the_best_witness_or_a_sound_one_that_says_so_or_none(
    monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    five = {"sum": [{"field": "hours", "min": 5}], "count": {"max": 6}}
    node = all_of(*[{"op": "select", "where": {"tag": ["x"]}, **five} for _ in range(2)])
    items = [badge(f"urn:{n}", f"A{n}", tags=["x"], hours=1 + n % 3, awarded=f"2026-01-{9 - n:02}T00:00:00Z")
             for n in range(8)]  # fmt: skip
    whole = outcome_of(node, *items)
    assert whole.verdict == "satisfied"
    ends = []
    for most in (*range(12), 10_000):
        monkeypatch.setattr(linear_program, limit, most)
        outcome = outcome_of(node, *items)
        ends.append("stopped" if outcome.limits.get("stopped") else str(outcome.verdict))
        if ends[-1] == "stopped":
            assert recheck(outcome.to_json(), rule_json(node), items) == []
        else:
            assert outcome == whole or (outcome.verdict, outcome.claims) == ("indeterminate", ())
    assert ends[0] == "indeterminate"
    assert "stopped" in ends
    assert ends[-1] == "satisfied"


@pytest.mark.parametrize("count", [40, 60])
def test_a_sum_that_is_hard_to_hit_ends_at_the_same_point_every_time(count: int) -> None:
    hours = [10**9 + (n * 7_919_993_333) % 10**9 for n in range(1, count + 1)]
    exactly = {"field": "hours", "min": sum(hours) // 2, "max": sum(hours) // 2}
    items = [badge(f"urn:{n}", f"A{n}", tags=["x"], hours=value) for n, value in enumerate(hours)]
    node = {"op": "select", "where": {"tag": ["x"]}, "sum": [exactly]}
    first, second = (outcome_of(node, *items) for _ in range(2))
    assert first == second
    if first.verdict == "satisfied":
        assert recheck(first.to_json(), rule_json(node), items) == []
    else:
        assert first.verdict == "indeterminate"


def test_the_outcome_has_the_fixed_members() -> None:
    shown = outcome_of(select("A"), {**A, "digestMultibase": "zQm"}).to_json()
    assert list(shown) == [
        "type", "verdict", "asOf", "purpose", "rule", "holdingsDigest",
        "claims", "requirements", "gap", "notCounted", "limits",
    ]  # fmt: skip
    assert shown["claims"] == [{"requirement": "requires", "credential": "urn:a", "digestMultibase": "zQm"}]
    assert shown["limits"] == {"nodes": 1, "candidates": 1}
    assert shown["asOf"] == "2026-06-01T00:00:00Z"
    assert shown["rule"]["digestMultibase"] == parse_rule(rule_json(select("A"))).digest


def test_a_summary_and_the_bound_badges_are_at_hand() -> None:
    outcome = outcome_of(all_of(select("A"), select("B")), {**A, "digestMultibase": "zQm"}, B)
    assert outcome.summary() == "Satisfied as of 2026-06-01T00:00:00Z: requires: 2 of 2 parts met."
    assert outcome.claimed == ("urn:a", "urn:b")
    assert [(item.credential, item.digest) for item in outcome.credential_claims()] == [("urn:a", "zQm")]


def test_shared_selects_beside_a_matching_keep_their_claims() -> None:
    node = all_of(select("A", "B"), select("A"), select("A", "B", shared=True))
    outcome = outcome_of(node, A, B)
    assert len(claimed(outcome)) == 3
    assert outcome == outcome_of(node, A, B, program_only=True)


def test_two_hundred_badges_and_twelve_overlapping_selects_are_matched() -> None:
    items = [
        badge(f"urn:{n:03}", f"A{n}", tags=[f"t{t}" for t in range(12) if (n * 7 + t * 5) % 11 < 4], hours=n % 5 + 1)
        for n in range(200)
    ]
    counts = all_of(*[{"op": "select", "where": {"tag": [f"t{t}"]}, "count": {"min": 8}} for t in range(12)])
    outcome = outcome_of(counts, *items)
    assert len(claimed(outcome)) == 96
    assert outcome == outcome_of(counts, *items, program_only=True)
    assert outcome.as_of == AS_OF
    assert Fraction(outcome.limits["candidates"]) > 200
