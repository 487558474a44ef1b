"""Sums that overlap: the packing finds what the 0/1 program finds, and what trying everything finds."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.stacking.build import all_of, badge, claimed, outcome_of

from stackcred_issuer.domain.stacking.allocation import exchange, linear_program

Json = dict[str, Any]
AREAS = ["x", "y", "z"]


def asking(area: str, hours: float, **more: Any) -> Json:
    return {"op": "select", "where": {"tag": [area]}, "sum": [{"field": "hours", "min": hours}], **more}


def held(worth: list[tuple[float, list[str]]]) -> list[Json]:
    """Badges whose ids and dates are in different orders."""
    return [
        badge(
            f"urn:{(7 * at) % 23:02}",
            f"A{at}",
            hours=hours,
            tags=tags,
            awarded=f"2026-01-{1 + (5 * at) % 28:02}T00:00:00Z",
        )
        for at, (hours, tags) in enumerate(worth)
    ]


def worths(numbers: st.SearchStrategy[float], most: int) -> st.SearchStrategy[list[tuple[float, list[str]]]]:
    tags = st.lists(st.sampled_from(AREAS), min_size=1, max_size=3, unique=True)
    return st.lists(st.tuples(numbers, tags), min_size=4, max_size=most)


@given(
    worths(st.sampled_from([0.0, 0.5, 1, 1.5, 2, 3]), 14),
    st.lists(st.sampled_from([0.5, 2, 3.5, 5]), min_size=2, max_size=3),
)
@settings(max_examples=150, deadline=None)
def test_a_packing_is_what_the_program_finds(worth: list[tuple[float, list[str]]], needs: list[float]) -> None:
    node = all_of(*[asking(area, need) for area, need in zip(AREAS, needs, strict=False)])
    assert outcome_of(node, *held(worth)) == outcome_of(node, *held(worth), program_only=True)


@given(worths(st.integers(1, 40).map(lambda tenths: tenths / 10), 7), st.tuples(st.integers(1, 60), st.integers(1, 60)))
@settings(max_examples=150, deadline=None)
def test_a_packing_is_the_best_of_all_there_are(worth: list[tuple[float, list[str]]], needs: tuple[int, int]) -> None:
    node = all_of(*[asking(area, need / 10) for area, need in zip(AREAS, needs, strict=False)])
    items = sorted(held(worth), key=lambda item: (item["awarded"], item["id"]))
    best = _by_trying(items, list(needs))
    found = claimed(outcome_of(node, *items))
    assert found == (best or [])


@pytest.mark.parametrize("needs", [[4, 5, 5], [6, 6, 6], [7, 7, 5]])
def test_what_the_local_search_does_not_find_the_program_decides(
    monkeypatch: pytest.MonkeyPatch, needs: list[float]
) -> None:
    node = all_of(*[asking(area, need) for area, need in zip(AREAS, needs, strict=True)])
    items = held([(1 + at % 3, [AREAS[at % 3], AREAS[at // 2 % 3]]) for at in range(14)])
    usual = outcome_of(node, *items)
    monkeypatch.setattr(exchange, "_MOST_WORK", 0)
    assert outcome_of(node, *items) == usual


def test_a_packing_without_room_to_spare_is_found_and_counted_exactly() -> None:
    node = all_of(asking("x", 0.3), asking("y", 0.3), asking("z", 0.3))
    items = held([(0.1, AREAS), (0.2, AREAS)] * 3)
    outcome = outcome_of(node, *items)
    assert len(claimed(outcome)) == 6
    assert outcome_of(node, *items[1:]).verdict == "not_satisfied"


def test_a_packing_that_neither_is_found_nor_may_be_searched_for_is_indeterminate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exchange, "_MOST_WORK", 0)
    monkeypatch.setattr(linear_program, "MAX_SEARCH_STEPS", 0)
    items = held([(1 + (at * 7_919 % 1_009) / 1_000, AREAS) for at in range(15)])
    outcome = outcome_of(all_of(*[asking(area, 7.123) for area in AREAS]), *items)
    assert (outcome.verdict, outcome.claims) == ("indeterminate", ())
    assert "stopped at its limit" in outcome.requirements[0].reason


def test_parts_that_share_nothing_are_answered_as_if_searched_together() -> None:
    apart = {"op": "select", "where": {"tag": ["w"]}, "count": {"min": 2}}
    node = all_of(asking("x", 4), asking("y", 4), apart, {**apart, "where": {"tag": ["w", "v"]}})
    items = held([(1 + at % 3, [["x", "y"], ["x"], ["w"], ["w", "v"]][at % 4]) for at in range(16)])
    outcome = outcome_of(node, *items)
    assert outcome.satisfied
    assert outcome == outcome_of(node, *items, program_only=True)


def _by_trying(items: list[Json], needs: list[int]) -> list[tuple[str, str]] | None:
    found = []
    for places in product((None, 0, 1), repeat=len(items)):
        pairs = [(place, rank) for rank, place in enumerate(places) if place is not None]
        if any(AREAS[place] not in items[rank]["tags"] for place, rank in pairs):
            continue
        sums = [sum(round(items[rank]["hours"] * 10) for at, rank in pairs if at == place) for place in (0, 1)]
        if all(total >= need for total, need in zip(sums, needs, strict=True)):
            named = sorted((place, items[rank]["id"]) for place, rank in pairs)
            found.append((len(pairs), sorted(rank for _, rank in pairs), named))
    return [(f"requires/of/{place}", name) for place, name in min(found)[2]] if found else None


def test_where_the_best_is_out_of_reach_the_answer_depends_on_no_order_either() -> None:
    """Holdings shuffled: the same outcome; parts shuffled: the same verdict and number of claims."""
    mixed = Random(7)
    areas = [f"area {at}" for at in range(6)]
    worth = [(round(mixed.uniform(1, 9), 2), mixed.sample(areas, 3)) for _ in range(60)]
    need = round(sum(value for value, _ in worth) / len(areas) * 0.9, 2)
    parts = [asking(area, need, label=area) for area in areas]
    items = [{**item, "id": f"urn:{at:02}"} for at, item in enumerate(held(worth))]
    first = outcome_of(all_of(*parts), *items)
    assert first.limits["stopped"]
    for _ in range(2):
        mixed.shuffle(items)
        assert outcome_of(all_of(*parts), *items) == first
        mixed.shuffle(parts)
        turned = outcome_of(all_of(*parts), *items)
        assert (turned.verdict, len(turned.claims)) == (first.verdict, len(first.claims))
        parts.sort(key=lambda part: str(part["label"]))
