"""Rows in exact numbers: what they say of a change, and of a column, is what trying everything says."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.domain.stacking.allocation.exact_rows import Exact, ExactRows

COLUMNS = 5
Row = tuple[dict[int, Exact], Exact | None, Exact | None]


def numbers() -> st.SearchStrategy[Exact]:
    return st.one_of(st.integers(-3, 3), st.integers(-9, 9).map(lambda tenths: Fraction(tenths, 10)))


def rows() -> st.SearchStrategy[list[Row]]:
    terms = st.dictionaries(st.integers(0, COLUMNS - 1), numbers(), max_size=COLUMNS)
    return st.lists(st.tuples(terms, st.none() | numbers(), st.none() | numbers()), max_size=4)


def states() -> st.SearchStrategy[list[bool]]:
    return st.lists(st.booleans(), min_size=COLUMNS, max_size=COLUMNS)


def built(wanted: list[Row]) -> ExactRows:
    found = ExactRows()
    for _ in range(COLUMNS):
        found.column()
    for terms, low, high in wanted:
        found.row(list(terms.items()), low, high)
    return found


def holds(row: Row, on: list[bool]) -> bool:
    terms, low, high = row
    total = sum(factor for column, factor in terms.items() if on[column])
    return (low is None or low <= total) and (high is None or total <= high)


@given(rows(), states(), states())
def test_a_change_is_admitted_if_every_row_that_it_touches_holds_after_it(
    wanted: list[Row], before: list[bool], after: list[bool]
) -> None:
    exact = built(wanted)
    exact.take(before)
    on = [column for column in range(COLUMNS) if after[column] > before[column]]
    off = [column for column in range(COLUMNS) if after[column] < before[column]]
    moved = [row for row in wanted if sum(f * (after[c] - before[c]) for c, f in row[0].items())]
    assert exact.admits(on, off) == all(holds(row, after) for row in moved)


@given(rows(), states(), states(), st.integers(0, COLUMNS - 1))
def test_a_column_is_impossible_if_some_row_can_hold_with_it_in_no_state(
    wanted: list[Row], state: list[bool], fixed: list[bool], column: int
) -> None:
    exact = built(wanted)
    exact.take(state)
    for at in (at for at in range(COLUMNS) if fixed[at]):
        exact.fix(at)
    kept = [at for at in range(COLUMNS) if fixed[at]]
    left = [list(on) for on in product((False, True), repeat=COLUMNS) if all(on[at] == state[at] for at in kept)]
    with_it = [on for on in left if on[column]]
    touched = [row for row in wanted if column in row[0]]
    possible = all(any(holds(row, on) for on in with_it) for row in touched) and bool(with_it)
    assert exact.possible(column) == (state[column] if fixed[column] else possible)


@given(rows(), states(), rows())
def test_a_row_that_comes_later_is_like_one_that_was_there(
    wanted: list[Row], state: list[bool], later: list[Row]
) -> None:
    early, late = built(wanted + later), built(wanted)
    for exact in (early, late):
        exact.take(state)
        exact.fix(0)
    for terms, low, high in later:
        late.row(list(terms.items()), low, high)
    assert vars(early) == vars(late)
