"""How commands speak: tables for people, JSON for programs, problems in one sentence."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import dump_json

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
BAD_INPUT = 2
_BAD_INPUT_CODES = {ErrorCode.MALFORMED, ErrorCode.INVALID, ErrorCode.TOO_LARGE, ErrorCode.NOT_FOUND}

console = Console(emoji=False)  # did:key: is no picture


def print_json(value: Any) -> None:
    """One JSON document as the whole of stdout."""
    sys.stdout.write(dump_json(value).decode() + "\n")


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Rows as a table; long values fold rather than vanish."""
    table = Table(*columns, title=title, title_justify="left", show_edge=False)
    for column in table.columns:
        column.overflow = "fold"
    for row in rows:
        table.add_row(*row)
    console.print(table)


def fail(error: StackcredError, *, as_json: bool) -> NoReturn:
    """End with a sentence; exit status 2 for bad input, 1 for everything else."""
    place = f"{error.pointer}: " if error.pointer else ""
    if as_json:
        body: dict[str, Any] = {
            "type": f"/docs/errors#{error.code}",
            "code": error.code,
            "detail": error.detail,
        }
        print_json({**body, "pointer": error.pointer} if error.pointer is not None else body)
    sys.stderr.write(f"stackcred: {place}{error.detail}\n")
    for finding in error.findings:
        sys.stderr.write(f"  {finding.pointer or '/'}: {finding.detail}\n")
    sys.exit(BAD_INPUT if error.code in _BAD_INPUT_CODES else 1)
