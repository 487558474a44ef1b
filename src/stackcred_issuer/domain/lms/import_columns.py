"""What the columns of an imported table mean (docs/imports.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from stackcred_issuer.domain.errors import ErrorCode, Finding, StackcredError

COLUMNS: Mapping[str, str] = {
    "sourceId": "your own id of this row; the same id is recorded once, whatever file it comes in",
    "email": "the learner's mail address",
    "did": "the learner's DID",
    "name": "the learner's name, for pages only, never signed",
    "identifier": "what else the learner is known by",
    "identifierType": "what kind of identifier that is (Open Badges 3.0), such as studentId",
    "achievement": "the id or address of the achievement",
    "activityId": "what was assessed; without it the sourceId",
    "assessedAt": "when: 2026-03-01T09:00:00Z, or 2026-03-01 for that midnight in UTC",
    "score": "the points, or the percentage",
    "maxScore": "how many points there are to get; 100 where it is left out",
    "passed": "yes or no, where that is known",
    "level": "the level reached: its id, or its name",
    "value": "the result as the achievement's scale writes it, such as a letter grade",
    "resultDescription": "which of the achievement's result descriptions the result belongs to",
    "narrative": "what the person did",
    "creditsEarned": "a number",
    "activityStartDate": "as assessedAt",
    "activityEndDate": "as assessedAt",
    "evidence": "the address of a piece of evidence",
    "evidenceNarrative": "what it shows",
}
IGNORED = "-"  # what a column is mapped to that no result needs
NAMED_BY = ("email", "did", "identifier")
TEMPLATE = (
    "sourceId", "email", "name", "achievement", "activityId", "assessedAt", "score", "maxScore", "narrative",
)  # fmt: skip


def columns_of(header: Sequence[str], mapping: Mapping[str, str], constants: Mapping[str, str]) -> list[str]:
    """Our column for each of a file's own; IGNORED for those that mean nothing here.

    mapping: from the file's names to ours. constants: columns that are the same for every row.
    Raises INVALID with a finding for every column that is unknown, given twice or missing.
    """
    findings = [*_wrong_mapping(header, mapping), *_wrong_constants(constants)]
    columns = [mapping.get(name, _ours(name)) for name in header]
    for name, column in zip(header, columns, strict=True):
        if column != IGNORED and column not in COLUMNS and name not in mapping:
            findings.append(Finding("/columns", _unknown(name)))
    given = [column for column in columns if column != IGNORED]
    twice = sorted({column for column in given if given.count(column) > 1 or column in constants})
    findings += [Finding("/columns", f"{column!r} is given more than once; keep one of them.") for column in twice]
    if not findings:
        findings += _missing({*given, *constants})
    if findings:
        raise StackcredError(ErrorCode.INVALID, " ".join(one.detail for one in findings[:3]), findings=findings)
    return columns


def _ours(name: str) -> str:
    """Our name, however it is written in small and large letters."""
    return _BY_LOWER.get(name.replace(" ", "").replace("_", "").lower(), name)


_BY_LOWER = {name.lower(): name for name in COLUMNS}


def _wrong_mapping(header: Sequence[str], mapping: Mapping[str, str]) -> list[Finding]:
    absent = [Finding("/map", f"The file has no column {name!r} to map.") for name in mapping if name not in header]
    known = {*COLUMNS, IGNORED}
    return absent + [
        Finding("/map", f"{name!r} is mapped to {column!r}; the columns are {', '.join(COLUMNS)}, or - for none.")
        for name, column in mapping.items()
        if column not in known
    ]


def _wrong_constants(constants: Mapping[str, str]) -> list[Finding]:
    return [
        Finding("/set", f"{column!r} is no column; the columns are {', '.join(COLUMNS)}.")
        for column in constants
        if column not in COLUMNS
    ]


def _unknown(name: str) -> str:
    near = get_close_matches(name.lower(), _BY_LOWER, 1)
    ours = _BY_LOWER[near[0]] if near else "<column>"
    return f"The column {name!r} is unknown; map it ({name}:{ours}), or leave it out ({name}:-)."


def _missing(columns: set[str]) -> list[Finding]:
    missing = [name for name in ("achievement", "assessedAt") if name not in columns]
    found = [
        Finding(
            "/columns",
            f"There is no column {name!r}; add it, map another to it, or set it for all rows ({name}:<value>).",
        )
        for name in missing
    ]
    if columns.isdisjoint(NAMED_BY):
        found.append(Finding("/columns", f"No column names the learner; add one of {', '.join(NAMED_BY)}."))
    return found
