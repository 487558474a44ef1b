"""Files are read piece by piece, each record with the line it begins at, within bounds that are named."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.domain.csv_cells import safe_cell, table
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.lms import import_file
from stackcred_issuer.domain.lms.import_file import (
    DELIMITERS,
    MAX_COLUMNS,
    MAX_ROW_BYTES,
    Record,
    delimiter_of,
    header_of,
    in_chunks,
    read_csv,
    read_ndjson,
)

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


def lines(data: bytes, size: int = MAX_ROW_BYTES + 1) -> Iterator[bytes]:
    """As a spool gives them."""
    file = io.BytesIO(data)
    while line := file.readline(size):
        yield line


def records(data: bytes) -> list[Record]:
    return list(read_csv(lines(data)))


def refusal(data: bytes) -> StackcredError:
    with pytest.raises(StackcredError) as refused:
        records(data)
    return refused.value


@given(
    st.integers(1, 5).flatmap(lambda width: st.lists(st.lists(TEXTS, min_size=width, max_size=width), max_size=8)),
    st.sampled_from(DELIMITERS),
    st.sampled_from(["\r\n", "\n"]),
    st.booleans(),
)
def test_every_table_comes_back_whatever_its_cells_hold(
    rows: list[list[str]], delimiter: str, end: str, mark: bool
) -> None:
    header = [f"column{number}" for number in range(len(rows[0]) if rows else 2)]
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([header, *rows])
    found = records((b"\xef\xbb\xbf" if mark else b"") + written.getvalue().encode())
    full = [row for row in rows if any(cell.strip() for cell in row)]
    if len(header) == 1:  # one column has no delimiter to tell by: such a file is read with commas
        assert found[0].cells == tuple(header)
        return
    assert [list(record.cells) for record in found] == [header, *full]


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=8))
def test_what_we_write_we_read_with_an_apostrophe_before_formulas(rows: list[tuple[str, str]]) -> None:
    _, *found = records(table(("one", "two"), rows).encode())
    expected = [tuple(map(safe_cell, row)) for row in rows]
    assert [record.cells for record in found] == [row for row in expected if any(cell.strip() for cell in row)]


@given(st.lists(st.lists(st.sampled_from(["x", "\n", '"', ",", "é"]), max_size=6).map("".join), min_size=1, max_size=9))
def test_a_record_has_the_line_it_begins_at(cells: list[str]) -> None:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([("a", "b"), *((cell, "end") for cell in cells)])
    found = records(written.getvalue().encode())
    line = 1
    for record in found:
        assert record.line == line
        line += 1 + sum(cell.count("\n") for cell in record.cells)


def test_the_delimiter_is_the_one_the_header_uses_outside_quotes() -> None:
    assert delimiter_of("email") == ","
    assert delimiter_of('email;"a,b,c,d";score') == ";"
    assert delimiter_of("email\tscore") == "\t"


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"a,b\n1,\xe9\n", ErrorCode.MALFORMED, "Line 2 is not UTF-8"),
        ("a,b\n1,2\n".encode("utf-16"), ErrorCode.MALFORMED, "UTF-8"),
        ("a,b\n1,2\n".encode("utf-16-le"), ErrorCode.MALFORMED, "U+0000"),
        (b'a,b\n1,"x"y\n', ErrorCode.MALFORMED, "Line 2"),
        (b'a,b\n1,2\n3,"open\n', ErrorCode.MALFORMED, "Line 3"),
        (b"a,b\n1," + b"x" * MAX_ROW_BYTES, ErrorCode.TOO_LARGE, "Line 2"),
        (b'a,b\n"' + b"x\n" * MAX_ROW_BYTES, ErrorCode.TOO_LARGE, "quote left open"),
        (b"," * MAX_COLUMNS + b"\n", ErrorCode.TOO_LARGE, f"{MAX_COLUMNS + 1} columns"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(data: bytes, code: ErrorCode, words: str) -> None:
    refused = refusal(data)
    assert (refused.code, words in refused.detail) == (code, True), refused.detail


def test_json_lines_are_records_of_one_text() -> None:
    found = list(read_ndjson(lines(b'\xef\xbb\xbf{"a": 1}\r\n\n  \n{"b": 2}')))
    assert found == [Record(1, ('{"a": 1}',)), Record(4, ('{"b": 2}',))]
    with pytest.raises(StackcredError, match="Line 2"):
        list(read_ndjson(lines(b"{}\n" + b"x" * (MAX_ROW_BYTES + 1))))


def test_chunks_hold_every_row_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [Record(number, ("x",)) for number in range(1, 8)]
    chunks = list(in_chunks(rows, 3))
    assert [len(chunk) for chunk in chunks] == [3, 3, 1]
    assert [record for chunk in chunks for record in chunk] == rows
    monkeypatch.setattr(import_file, "MAX_ROWS", 6)
    with pytest.raises(StackcredError, match="Line 7: more than 6 rows; split the file"):
        list(in_chunks(rows, 3))


def test_names_of_columns_lose_the_blanks_around_them() -> None:
    assert header_of(iter(records(b" email , score\n"))) == ["email", "score"]
