"""Tables we write: no cell is taken for a formula, and every text comes back."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.domain.csv_cells import safe_cell, table

STARTS = "=+-@\t\r\n|%"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1+1", "\ufeff=1", "|calc", "%0A"]
)
def test_a_text_that_could_be_a_formula_begins_with_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "cell"), [(None, ""), ("", ""), (-3, "-3"), (2.5, "2.5"), ("Ana", "Ana"), ("a\0b", "ab")]
)
def test_what_is_harmless_stays_as_it_is(value: object, cell: str) -> None:
    assert safe_cell(value) == cell


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8")), min_size=2, max_size=2)))
def test_a_table_read_again_has_the_same_cells_and_none_that_starts_a_formula(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(table(["a", "b"], rows), newline="")))
    assert read == [["a", "b"], *([safe_cell(cell) for cell in row] for row in rows)]
    assert not [cell for row in read[1:] for cell in row if cell[:1] in STARTS and cell]
