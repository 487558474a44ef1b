"""What is found by moving badges, and what is left out by bounds, is what the solver alone finds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.stacking.build import all_of, any_of, badge, claimed, n_of, outcome_of

from stackcred_issuer.domain.stacking.allocation import linear_program
from stackcred_issuer.domain.stacking.allocation.rearrange import Rearrangement

Json = dict[str, Any]
AREAS = ["w", "x", "y", "z"]
TAGS = st.lists(st.sampled_from(AREAS), min_size=1, max_size=3, unique=True)


@st.composite
def selects(draw: st.DrawFn, area: str) -> Json:
    """Counts, sums, caps and further conditions, some of them together."""
    least = draw(st.integers(1, 3))
    found: Json = {"op": "select", "where": {"tag": [area]}, "count": {"min": least}}
    wanted = draw(
        st.sets(st.sampled_from(["max", "repeat", "sum", "hours", "distinct", "atLeast", "atMost", "shared"]))
    )
    if "max" in wanted:
        found["count"]["max"] = least + draw(st.integers(0, 2))
    if "repeat" in wanted:
        found["count"]["repeat"] = True
    if "sum" in wanted or "hours" in wanted:
        fields = [("creditsEarned", (4, 14))] * ("sum" in wanted) + [("hours", (20, 60))] * ("hours" in wanted)
        found["sum"] = [{"field": field, "min": draw(st.integers(*span))} for field, span in fields]
    if "distinct" in wanted:
        found["distinct"] = [{"field": "issuer", "min": 2}]
    for name in wanted & {"atLeast", "atMost"}:
        found[name] = [{"count": draw(st.integers(1, 2)), "where": {"tag": [draw(st.sampled_from(AREAS))]}}]
    return found | ({"shared": True} if "shared" in wanted and draw(st.booleans()) else {})


@st.composite
def requirements(draw: st.DrawFn) -> Json:
    parts = [draw(selects(area)) for area in AREAS]
    shape = draw(st.sampled_from(["all", "any", "nOf", "ordered"]))
    first = {
        "all": all_of(*parts[:2]),
        "any": any_of(*parts[:2]),
        "nOf": n_of(2, *parts[:3]),
        "ordered": {"op": "ordered", "by": "awarded", "of": parts[:2]},
    }[shape]
    return all_of(first, *parts[3 if shape == "nOf" else 2 :])


@st.composite
def holdings(draw: st.DrawFn) -> list[Json]:
    return [
        badge(
            f"urn:{draw(st.integers(0, 999))}-{at}",
            f"A{draw(st.sampled_from([at, at, at, 0]))}",
            issuer=f"did:web:{draw(st.sampled_from('abc'))}.example",
            awarded=f"2026-01-0{draw(st.integers(1, 9))}T00:00:00Z",
            tags=draw(TAGS),
            creditsEarned=draw(st.sampled_from([1, 2, 2.5, 3, 5])),
            hours=draw(st.sampled_from([10, 20, 30])),
            unknown=["creditsEarned"] * draw(st.sampled_from([0, 0, 0, 0, 1])),
        )
        for at in range(draw(st.integers(8, 18)))
    ]


@given(requirements(), holdings())
@settings(max_examples=200, deadline=None)
def test_moving_badges_finds_what_the_program_alone_finds(root: Json, items: list[Json]) -> None:
    assert outcome_of(root, *items) == outcome_of(root, *items, program_only=True)


def overlapping(number: int, most: int) -> list[Json]:
    return [
        badge(
            f"urn:{(7 * at) % 41:02}", f"A{at}", creditsEarned=1 + at % most, tags=[AREAS[at % 4], AREAS[at // 4 % 4]]
        )
        for at in range(number)
    ]


def test_with_counts_and_sums_most_wishes_need_no_solve(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[bool] = []
    claim = Rearrangement.claim

    def listening(moves: Rearrangement, column: int) -> bool:
        said.append(claim(moves, column))
        return said[-1]

    monkeypatch.setattr(Rearrangement, "claim", listening)
    asks = {"count": {"min": 4}, "sum": [{"field": "creditsEarned", "min": 13}]}
    node = all_of(*[{"op": "select", "where": {"tag": [area]}, **asks} for area in AREAS])
    outcome = outcome_of(node, *overlapping(32, 5))
    assert outcome == outcome_of(node, *overlapping(32, 5), program_only=True)
    assert len(claimed(outcome)) == 16
    assert said.count(True) > said.count(False)


def test_moving_a_badge_elsewhere_does_not_count_as_claiming_it_once_more() -> None:
    """The earliest badge for a shared select too comes before the earliest and a later one."""
    tags = ["wxz", "wxz", "w", "wx", "wx", "wz", "z", "wx"]
    items = [badge(f"urn:{at}", f"A{at}", tags=[*those], creditsEarned=1 + at // 7) for at, those in enumerate(tags)]

    def asking(area: str, **more: Any) -> Json:
        return {"op": "select", "where": {"tag": [area]}, **more}

    summed = asking("x", shared=True, sum=[{"field": "creditsEarned", "min": 4}])
    root = all_of(n_of(2, asking("w"), summed, asking("y")), asking("z", count={"min": 3}))
    outcome = outcome_of(root, *items)
    assert outcome == outcome_of(root, *items, program_only=True)
    assert [name for path, name in claimed(outcome) if path.endswith("of/0/of/1")] == ["urn:0", "urn:1", "urn:7"]


def test_a_search_that_ends_at_its_limit_leaves_a_sound_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linear_program, "MAX_SEARCH_STEPS", 20)  # two of them for the best witness
    asks = {"count": {"min": 3}, "sum": [{"field": "creditsEarned", "min": 9}]}
    node = all_of(*[{"op": "select", "where": {"tag": [area]}, **asks} for area in AREAS])
    outcome = outcome_of(node, *overlapping(24, 4), program_only=True)
    assert outcome.limits["stopped"]
    assert outcome.satisfied
    assert len(claimed(outcome)) >= 12
