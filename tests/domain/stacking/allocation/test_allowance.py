"""An allowance says no exactly where no choice of so few badges reaches the sum."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.domain.stacking.allocation.allowance import Allowance

VALUES = st.lists(st.integers(-2, 6), min_size=1, max_size=6)


def reachable(value: int, others: list[int], most: int, need: int) -> bool:
    sizes = range(min(most - 1, len(others)) + 1) if most > 0 else ()
    return any(value + sum(chosen) >= need for size in sizes for chosen in combinations(others, size))


@given(VALUES, st.integers(0, 5), st.integers(-3, 20))
def test_a_badge_is_allowed_if_the_best_others_beside_it_reach_the_sum(values: list[int], most: int, need: int) -> None:
    for at, value in enumerate(values):
        others = values[:at] + values[at + 1 :]
        assert Allowance(values, most, need).allows(value) == reachable(value, others, most, need)


@given(VALUES, st.integers(0, 5), st.integers(-3, 20), st.lists(st.booleans(), min_size=6, max_size=6))
def test_what_is_taken_or_left_is_no_choice_any_more(
    values: list[int], most: int, need: int, taken: list[bool]
) -> None:
    allowance = Allowance(values, most, need)
    for at, (value, took) in enumerate(zip(values, taken, strict=False)):
        assert allowance.allows(value) == reachable(value, values[at + 1 :], most, need)
        allowance.settle(value, taken=took)
        most, need = (most - 1, need - value) if took else (most, need)
