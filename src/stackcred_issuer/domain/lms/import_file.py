"""A file of results as records with their lines: CSV (RFC 4180) or NDJSON, read piece by piece, never as a whole."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from stackcred_issuer.domain.errors import ErrorCode, StackcredError

MAX_ROWS = 1_000_000  # of one import: a national school year; more is split into files, each with its own outcome
MAX_ROW_BYTES = 64 * 1024  # a row with a long narrative fits; a quote that is never closed is found soon
MAX_COLUMNS = 200  # a gradebook has a few dozen
DELIMITERS = ",;\t"  # of spreadsheets, by language

Format = Literal["csv", "ndjson"]


@dataclass(frozen=True, slots=True)
class Record:
    """One row. line: where it begins, from 1. cells: a CSV row's, or the one text of an NDJSON line."""

    line: int
    cells: tuple[str, ...]


class _Lines:
    """Physical lines, decoded, with a bound on what one record may be made of."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self.line = 0  # the one that was read last
        self.begun = 1  # where the record under way begins
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        for raw in self._lines:
            self.line += 1
            self._size += len(raw)
            if self._size > MAX_ROW_BYTES:
                raise _too_long(self.begun)
            yield _decoded(raw, self.line)

    def next_record(self) -> None:
        """What was read so far is a record; the next one begins after it."""
        self.begun, self._size = self.line + 1, 0


def delimiter_of(header: str) -> str:
    """The delimiter that a header line uses most; a comma where there is none."""
    bare = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=bare.count)


def read_csv(lines: Iterable[bytes]) -> Iterator[Record]:
    """The header and the rows of a table, in order; empty lines are left out.

    lines: with their ends, none much longer than MAX_ROW_BYTES. Raises MALFORMED for what is no UTF-8 or no CSV, and
    TOO_LARGE for a row beyond MAX_ROW_BYTES, each naming the line.
    """
    source = _Lines(lines)
    texts = iter(source)
    header = next(texts, "")
    reader = csv.reader(_before(header, texts), delimiter=delimiter_of(header), strict=True)
    try:
        for cells in reader:
            begun = source.begun
            source.next_record()
            if len(cells) > MAX_COLUMNS:
                raise StackcredError(
                    ErrorCode.TOO_LARGE,
                    f"Line {begun}: {len(cells)} columns; at most {MAX_COLUMNS} are read. Leave some out.",
                )
            if any(cell.strip() for cell in cells):
                yield Record(begun, tuple(cells))
    except csv.Error as error:
        raise StackcredError(
            ErrorCode.MALFORMED, f"Line {source.begun}: {error}. Check the quotes of this row and send the file again."
        ) from None


def read_ndjson(lines: Iterable[bytes]) -> Iterator[Record]:
    """The lines that hold something. Raises as `read_csv`."""
    source = _Lines(lines)
    for text in source:
        line = source.begun
        source.next_record()
        if text.strip():
            yield Record(line, (text.strip(),))


def in_chunks(records: Iterable[Record], size: int) -> Iterator[list[Record]]:
    """`size` records at a time, the last time what is left. Raises TOO_LARGE beyond MAX_ROWS."""
    chunk: list[Record] = []
    for count, record in enumerate(records, 1):
        if count > MAX_ROWS:
            raise StackcredError(
                ErrorCode.TOO_LARGE,
                f"Line {record.line}: more than {MAX_ROWS} rows; split the file and send each part.",
            )
        chunk.append(record)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _before(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest


def _decoded(raw: bytes, line: int) -> str:
    try:
        text = raw.decode("utf-8-sig" if line == 1 else "utf-8")
    except UnicodeDecodeError:
        raise StackcredError(
            ErrorCode.MALFORMED, f"Line {line} is not UTF-8; save the file as “CSV UTF-8” and send it again."
        ) from None
    if "\0" in text:
        raise StackcredError(
            ErrorCode.MALFORMED,
            f"Line {line} holds U+0000, as UTF-16 files do; save the file as “CSV UTF-8” and send it again.",
        )
    return text


def _too_long(line: int) -> StackcredError:
    return StackcredError(
        ErrorCode.TOO_LARGE,
        f"Line {line}: the row has more than {MAX_ROW_BYTES} bytes; is a quote left open? Shorten it and send the file "
        "again.",
    )


def header_of(records: Iterator[Record]) -> Sequence[str]:
    """The first record of a table, its names without blanks around them. Raises INVALID where there is none."""
    first = next(records, None)
    if first is None:
        raise StackcredError(ErrorCode.INVALID, "The file is empty; begin it with a line of column names.")
    return [cell.strip() for cell in first.cells]
