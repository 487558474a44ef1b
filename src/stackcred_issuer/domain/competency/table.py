"""Read a framework from a table (CSV, RFC 4180), for those who keep theirs in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

from stackcred_issuer.domain.competency.framework import MAX_COMPETENCIES, Competency, Framework
from stackcred_issuer.domain.competency.tree import Part, in_tree_order
from stackcred_issuer.domain.errors import ErrorCode, Finding, StackcredError

REQUIRED = ("identifier", "statement")
COLUMNS = (*REQUIRED, "uri", "code", "abbreviated", "kind", "level", "parent", "tasks", "outcomes", "replacedBy")
SEPARATOR = "|"  # between the entries of one cell
MAX_CELL = 20_000  # characters
MAX_FINDINGS = 50  # more would not be read


def read_table(text: str, *, identifier: str, uri: str, title: str) -> Framework:
    """A framework of one row per competency, with a header of COLUMNS; those of REQUIRED may not be empty.

    A row without a `uri` gets one below the framework's. Raises INVALID with a finding per row at fault
    (the pointer names the line), TOO_LARGE.
    """
    rows = list(_rows(text.removeprefix("\ufeff"), uri))
    parts = [Part(row.identifier, row.parent, place, row) for place, row in enumerate(rows)]
    ordered = enumerate(in_tree_order(parts))
    competencies = tuple(replace(row, position=place) for place, (row, _) in ordered)
    return Framework(identifier, uri, title, None, competencies)


def _rows(text: str, uri: str) -> Iterator[Competency]:
    reader = csv.DictReader(io.StringIO(text), strict=True, restkey="", restval="")
    findings: list[Finding] = []
    found: dict[str, Competency] = {}
    try:
        _check_header(reader.fieldnames or ())
        for row in reader:
            problem = _problem(row, found)
            if problem is not None:
                findings.append(Finding(f"/csv/{reader.line_num}", f"Line {reader.line_num}: {problem}"))
            else:
                found[row["identifier"].strip()] = _competency(row, uri)
            if len(findings) >= MAX_FINDINGS:
                break
    except csv.Error as error:
        findings.append(Finding(f"/csv/{reader.line_num}", f"Line {reader.line_num}: {error}."))
    for row_id, competency in found.items():
        if competency.parent is not None and competency.parent not in found:
            findings.append(Finding("/csv", f"{row_id!r} is part of {competency.parent!r}, which has no row."))
    if findings:
        raise StackcredError(ErrorCode.INVALID, findings[0].detail, findings=findings[:MAX_FINDINGS])
    yield from found.values()


def _check_header(names: object) -> None:
    given = [str(name) for name in names] if isinstance(names, (list, tuple)) else []
    missing = [name for name in REQUIRED if name not in given]
    unknown = [name for name in given if name not in COLUMNS]
    if missing or unknown or len(set(given)) != len(given):
        detail = f"The first line names the columns: {', '.join(COLUMNS)}; {' and '.join(REQUIRED)} are needed."
        raise StackcredError(ErrorCode.INVALID, detail, pointer="/csv")


def _problem(row: dict[str, str], found: dict[str, Competency]) -> str | None:
    if "" in row:
        return "there are more cells than columns."
    empty = [name for name in REQUIRED if not row[name].strip()]
    if empty:
        return f"{empty[0]} is empty."
    if row["identifier"].strip() in found:
        return f"the identifier {row['identifier'].strip()!r} stands in another row too."
    if any(len(cell) > MAX_CELL for cell in row.values()):
        return f"a cell is longer than {MAX_CELL} characters."
    if len(found) >= MAX_COMPETENCIES:
        raise StackcredError(
            ErrorCode.TOO_LARGE, f"A framework has at most {MAX_COMPETENCIES} competencies.", pointer="/csv"
        )
    return None


def _competency(row: dict[str, str], uri: str) -> Competency:
    cells = {name: cell.strip() or None for name, cell in row.items()}
    identifier = str(cells["identifier"])
    return Competency(
        identifier=identifier,
        uri=cells.get("uri") or f"{uri}/{identifier}",
        statement=str(cells["statement"]),
        code=cells.get("code"),
        abbreviated=cells.get("abbreviated"),
        kind=cells.get("kind"),
        level=cells.get("level"),
        parent=cells.get("parent"),
        tasks=_entries(row, "tasks"),
        outcomes=_entries(row, "outcomes"),
        replaced_by=cells.get("replacedBy"),
    )


def _entries(row: dict[str, str], column: str) -> tuple[str, ...] | None:
    """None where the table has no such column: then what is known already stays."""
    if column not in row:
        return None
    return tuple(entry.strip() for entry in row[column].split(SEPARATOR) if entry.strip())
