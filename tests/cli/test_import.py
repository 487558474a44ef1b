"""`stackcred import`: a table of what would happen, then of what has happened; the same command again goes on."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.cli.conftest import Terminal
from tests.services.imports.files import csv_of, row

from stackcred_issuer.domain.jsonvalue import dump_json


@pytest.fixture
def file(terminal: Terminal) -> Path:
    """Three results: a pass, a failure and one of an unknown achievement; the issuer has one achievement by now."""
    if not terminal.well("issuer", "list"):
        terminal.well("issuer", "create", "acme", "--name", "Acme")
        terminal.well("client", "create", "acme", "--name", "LMS")
    achievement = {"id": "https://example.org/none"}
    path = terminal.folder / "results.csv"
    path.write_bytes(csv_of(row(1, achievement), row(2, achievement)))
    return path


def test_a_dry_run_shows_what_would_happen_and_writes_the_faults(terminal: Terminal, file: Path) -> None:
    shown = terminal("import", str(file), "--dry-run")
    assert (shown.status, shown.err) == (1, "")
    assert "What would happen (2 rows)" in shown.out
    assert "refused, see the faults" in shown.out
    assert "no achievement 'https://example.org/none'" in shown.out
    with Path(f"{file}.faults.csv").open(newline="") as faults:
        found = list(csv.DictReader(faults))
    assert [(fault["line"], fault["column"], fault["code"]) for fault in found] == [
        ("2", "achievement", "not_found"),
        ("3", "achievement", "not_found"),
    ]


def test_without_a_yes_nothing_is_recorded_and_with_one_everything_is(terminal: Terminal, file: Path) -> None:
    asked = terminal("import", str(file), "--client", "LMS")
    assert "run the same command with --yes" in asked.out
    recorded = terminal("import", str(file), "--yes", "--client", "LMS")
    assert "This file is known" in recorded.out
    assert "What has happened (2 rows)" in recorded.out
    again = terminal("import", str(file), "--yes", "--json")
    assert (again.status, again.json["state"], again.json["outcomes"]["refused"]) == (1, "done", 2)


def test_columns_can_be_mapped_and_set(terminal: Terminal, file: Path) -> None:
    other = terminal.folder / "export.csv"
    other.write_text("Mail;Punkte\nana@example.org;90\n", "utf-8")
    wrong = terminal("import", str(other), "--dry-run", "--json")
    assert (wrong.status, wrong.json["code"]) == (2, "invalid")
    options = [
        "--map",
        "Mail:email",
        "--map",
        "Punkte:score",
        "--set",
        "assessedAt:2026-03-01",
        "--set",
        "achievement:x",
    ]
    found = terminal("import", str(other), "--dry-run", "--json", *options)
    assert (found.json["rows"], found.json["state"], found.json["faults"][0]["code"]) == (1, "ready", "not_found")


def test_json_lines_are_known_by_their_name(terminal: Terminal, file: Path) -> None:
    lines = terminal.folder / "results.ndjson"
    lines.write_bytes(dump_json({"learner": {"email": "ana@example.org"}}) + b"\n")
    found = terminal("import", str(lines), "--dry-run", "--json").json
    assert (found["format"], found["faults"][0]["column"]) == ("ndjson", "/achievement")


def test_what_is_not_there_is_named(terminal: Terminal, file: Path) -> None:
    missing = terminal("import", "nowhere.csv", "--dry-run")
    assert (missing.status, "nowhere.csv cannot be read" in missing.err) == (2, True)
    nobody = terminal("import", str(file), "--client", "nobody")
    assert (nobody.status, "LMS" in nobody.err) == (2, True)
