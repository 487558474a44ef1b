"""A table is a framework of one row per competency; a row that is none is named by its line."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.domain.competency.framework import Competency, Framework, alignment_of
from stackcred_issuer.domain.competency.table import read_table
from stackcred_issuer.domain.errors import StackcredError

URI = "https://badges.example/frameworks/1"


def read(text: str) -> Framework:
    return read_table(text, identifier="networks", uri=URI, title="Networks")


def test_a_row_is_a_competency_with_what_its_cells_say() -> None:
    text = "identifier,statement,code,parent,tasks,outcomes\nA,Plans,N.1,,Draws|Costs ,\nB,Cables,,A,,Done right\n"
    first, second = read(text).competencies
    assert first == Competency("A", f"{URI}/A", "Plans", code="N.1", tasks=("Draws", "Costs"), outcomes=())
    assert (second.parent, second.position, second.outcomes) == ("A", 1, ("Done right",))


def test_a_table_without_such_columns_says_nothing_of_tasks_and_outcomes() -> None:
    [one] = read("identifier,statement\nA,Plans\n").competencies
    assert (one.tasks, one.outcomes) == (None, None)


def test_a_byte_order_mark_of_a_spreadsheet_is_passed_over() -> None:
    assert len(read("\ufeffidentifier,statement\nA,Plans\n").competencies) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "The first line names the columns"),
        ("identifier\nA\n", "The first line names the columns"),
        ("identifier,statement,colour\nA,B,red\n", "The first line names the columns"),
        ("identifier,statement\nA,\n", "Line 2: statement is empty."),
        ("identifier,statement\nA,Plans\nA,Cables\n", "Line 3: the identifier 'A' stands in another row too."),
        ("identifier,statement\nA,Plans,more\n", "Line 2: there are more cells than columns."),
        ('identifier,statement\nA,"Plans\n', "unexpected end of data"),
        ("identifier,statement,parent\nA,Plans,Z\n", "'A' is part of 'Z', which has no row."),
        ("identifier,statement,parent\nA,Plans,B\nB,Cables,A\n", "part of itself"),
    ],
)
def test_a_table_that_cannot_be_read_says_where(text: str, says: str) -> None:
    with pytest.raises(StackcredError) as refused:
        read(text)
    assert says in refused.value.detail


_text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(str.strip)


@given(st.dictionaries(_text.map(str.strip), _text, min_size=1, max_size=8))
def test_whatever_a_spreadsheet_writes_is_read_back(statements: dict[str, str]) -> None:
    file = io.StringIO()
    csv.writer(file).writerows([("identifier", "statement"), *statements.items()])
    found = {one.identifier: one.statement for one in read(file.getvalue()).competencies}
    assert found == {name: statement.strip() for name, statement in statements.items()}


def test_an_alignment_is_what_the_implementation_guide_says() -> None:
    competency = Competency("A", "https://frameworks.example/A", "Plans a whole network", abbreviated="Plans")
    assert alignment_of(competency, "Networks") == {
        "type": ["Alignment"],
        "targetType": "CFItem",
        "targetUrl": "https://frameworks.example/A",
        "targetName": "Plans",
        "targetCode": "A",
        "targetFramework": "Networks",
        "targetDescription": "Plans a whole network",
    }
