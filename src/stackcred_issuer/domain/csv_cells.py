"""Cells of the tables we write, so that no spreadsheet takes one for a formula (RFC 4180; OWASP, CSV injection)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA_STARTS = frozenset("=+-@\t\r\n|%")
_FULL_WIDTH = frozenset("＝＋－＠")  # spreadsheets of some languages read these as the narrow ones
_QUOTE = "'"


def safe_cell(value: object) -> str:
    """The text of a cell; one that a spreadsheet might run as a formula begins with an apostrophe.

    None is an empty cell, and numbers of ours stay numbers: only text can be a stranger's. Characters that end a
    text for some readers (U+0000) are left out.
    """
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    text = str(value).replace("\0", "")
    first = text.lstrip(" \u00a0\ufeff\u200b")[:1]
    return _QUOTE + text if first in _FORMULA_STARTS | _FULL_WIDTH and first else text


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A whole table (RFC 4180: CRLF, quoted where needed), every cell of it safe."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return written.getvalue()
