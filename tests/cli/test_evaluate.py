"""`stackcred evaluate`: exit status, streams and documents are fixed (§3)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.domain.stacking.build import all_of, badge, rule_json, select
from typer.testing import CliRunner

from stackcred_issuer.cli.evaluate import evaluate_command

AS_OF = "2026-06-01T00:00:00Z"
app = typer.Typer()
app.command()(evaluate_command)


def run(folder: Path, rule: Any, holdings: Any, *more: str) -> Any:
    for name, value in (("rule", rule), ("holdings", holdings)):
        text = value if isinstance(value, str) else json.dumps(value)
        (folder / f"{name}.json").write_text(text, "utf-8")
    files = ["--rule", str(folder / "rule.json"), "--holdings", str(folder / "holdings.json")]
    return CliRunner().invoke(app, [*files, "--as-of", AS_OF, *more])


RULE = rule_json(all_of(select("A", label="Capstone"), select("B")))
HELD = [badge("urn:a", "A", digestMultibase="zQm"), badge("urn:b", "B")]


@pytest.mark.parametrize(
    ("holdings", "status", "verdict"),
    [
        (HELD, 0, "satisfied"),
        (HELD[:1], 1, "not_satisfied"),
        ([HELD[0], {**HELD[1], "status": "unknown"}], 3, "indeterminate"),
    ],
)
def test_the_exit_status_is_the_verdict(tmp_path: Path, holdings: Any, status: int, verdict: str) -> None:
    result = run(tmp_path, RULE, holdings, "--json")
    assert result.exit_code == status
    assert json.loads(result.stdout)["verdict"] == verdict
    assert result.stderr == ""


def test_bad_input_is_one_line_with_pointer_and_reason(tmp_path: Path) -> None:
    result = run(tmp_path, rule_json(all_of(select("A"), {"op": "most"})), HELD)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("/requires/of/1/op: ")
    assert result.stderr.count("\n") == 1


def test_bad_input_with_json_is_a_problem_with_a_pointer(tmp_path: Path) -> None:
    result = run(tmp_path, RULE, [badge("urn:a", "A"), badge("urn:a", "B")], "--json")
    problem = json.loads(result.stdout)
    assert result.exit_code == 2
    assert problem["pointer"] == "/1/id"
    assert {"type", "title", "status", "detail"} <= set(problem)


@pytest.mark.parametrize(
    ("rule", "holdings", "more"),
    [
        ("{", HELD, ()),
        ('{"type": "StackingRule", "type": "StackingRule"}', HELD, ()),
        (RULE, '[{"hours": NaN}]', ()),
        (RULE, '[{"hours": 1e99999999999999999999}]', ()),
        (RULE, "{}", ()),
        (RULE, "[" * 500 + "]" * 500, ()),
        (RULE, HELD, ("--purpose", "renew")),
        (RULE, HELD, ("--purpose", "gain")),
        (RULE, HELD, ("--as-of", "2026-06-01")),
        (RULE, HELD, ("--rules", "nowhere.json")),
    ],
)
def test_everything_unreadable_is_bad_input(tmp_path: Path, rule: Any, holdings: Any, more: tuple[str, ...]) -> None:
    result = run(tmp_path, rule, holdings, *more)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert json.loads(run(tmp_path, rule, holdings, "--json", *more).stdout)["status"] == 422


def test_the_readable_tree_fits_eighty_columns(tmp_path: Path) -> None:
    long = rule_json(
        all_of(*[select("A", label="A requirement with a name that needs more than one line to be told " + "x " * 30)])
    )
    result = run(tmp_path, long, [*HELD, badge("urn:c", "C", trusted=False)])
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 80
    for words in ("Satisfied as of 2026-06-01T00:00:00Z", "[met]", "by urn:a", "Not counted:", "urn:c: issuer not in"):
        assert words in result.stdout


def test_the_same_input_gives_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    first = run(tmp_path, RULE, HELD, "--json").stdout
    assert run(tmp_path, RULE, HELD[::-1], "--json").stdout == first


def test_a_rule_without_overlap_loads_no_solver_and_no_server() -> None:
    script = (
        "import sys, stackcred_issuer.domain.stacking.evaluation.evaluate;"
        "print([name for name in ('highspy', 'numpy', 'pyld', 'sqlalchemy', 'fastapi') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


CATALOG = [
    {"achievement": "B", "cost": 12.5, "prerequisites": ["C"]},
    {"achievement": "C", "cost": 1},
    {"achievement": "D", "cost": 13.5},
]
OPEN = rule_json(all_of(select("A"), select("B", "E")))


def with_catalog(folder: Path, *more: str) -> Any:
    (folder / "catalog.json").write_text(json.dumps(CATALOG), "utf-8")
    return run(folder, OPEN, HELD[:1], "--catalog", str(folder / "catalog.json"), *more)


def test_a_catalogue_adds_the_gap_and_changes_nothing_else(tmp_path: Path) -> None:
    result = with_catalog(tmp_path, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["gap"] == {
        "cost": 13.5,
        "achievements": [
            {"achievement": "C", "requirement": "requires/of/1", "after": []},
            {"achievement": "B", "requirement": "requires/of/1", "after": ["C"]},
        ],
        "optimal": True,
    }
    plain = json.loads(run(tmp_path, OPEN, HELD[:1], "--json").stdout)
    assert {**json.loads(result.stdout), "gap": None} == plain


def test_the_gap_is_a_numbered_list_for_a_reader(tmp_path: Path) -> None:
    lines = with_catalog(tmp_path).stdout.splitlines()
    at = lines.index("Still missing, at a cost of 13.5:")
    assert lines[at + 1 :] == ["  1. C for requires/of/1", "  2. B for requires/of/1, after C"]


def test_alternatives_stand_beside_the_gap_where_asked_for(tmp_path: Path) -> None:
    assert json.loads(with_catalog(tmp_path, "--json", "--alternatives").stdout)["alternatives"] == []


def test_what_if_supposes_that_something_was_finished(tmp_path: Path) -> None:
    assert with_catalog(tmp_path, "--what-if", "B", "--json").exit_code == 0
    assert with_catalog(tmp_path, "--what-if", "C", "--json").exit_code == 1


def test_a_role_is_asked_like_a_rule_and_one_of_them_must_be_given(tmp_path: Path) -> None:
    role = {"type": "JobRole", "id": "urn:role", "name": "Role", "competencies": [{"alignment": "url:1"}]}
    (tmp_path / "role.json").write_text(json.dumps(role), "utf-8")
    (tmp_path / "holdings.json").write_text(json.dumps([badge("b", "A", alignments=[{"url": "url:1"}])]), "utf-8")
    asked = ["--holdings", str(tmp_path / "holdings.json"), "--as-of", AS_OF]
    assert CliRunner().invoke(app, [*asked, "--role", str(tmp_path / "role.json")]).exit_code == 0
    assert CliRunner().invoke(app, asked).exit_code == 2
