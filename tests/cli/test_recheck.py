"""`stackcred recheck`: 0 when the witness proves `satisfied`, 1 when not, 2 for bad input."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.domain.stacking.build import all_of, badge, held_against, rule_json, select
from typer.testing import CliRunner

from stackcred_issuer.cli.recheck import recheck_command

app = typer.Typer()
app.command()(recheck_command)

RULE = rule_json(all_of(select("A", "B"), select("A")))
HELD = [badge("urn:a", "A", digestMultibase="zQm"), badge("urn:b", "B")]


def run(folder: Path, evaluation: Any, rule: Any = RULE, holdings: Any = HELD) -> Any:
    arguments = []
    for name, value in (("evaluation", evaluation), ("rule", rule), ("holdings", holdings)):
        (folder / f"{name}.json").write_text(json.dumps(value), "utf-8")
        arguments += [f"--{name}", str(folder / f"{name}.json")]
    return CliRunner().invoke(app, arguments)


def evaluation(holdings: Any = HELD) -> Any:
    return held_against(RULE, holdings).to_json()


def test_a_witness_is_proven(tmp_path: Path) -> None:
    result = run(tmp_path, evaluation())
    assert (result.exit_code, result.stdout) == (0, "Proven: the claims meet the rule.\n")


def test_any_other_verdict_has_no_witness(tmp_path: Path) -> None:
    result = run(tmp_path, evaluation(HELD[:1]), holdings=HELD[:1])
    assert result.exit_code == 1
    assert "not_satisfied" in result.stdout


@pytest.mark.parametrize(
    "forge",
    [
        lambda document: document["claims"].pop(),
        lambda document: document["claims"].append(document["claims"][0]),
        lambda document: document["claims"][0].update(credential="urn:x"),
        lambda document: document["claims"][0].update(requirement="requires"),
        lambda document: document["claims"][0].update(credential="urn:a"),
        lambda document: [claim.update(digestMultibase="zQn") for claim in document["claims"]],
        lambda document: document["rule"].update(digestMultibase="zQm"),
        lambda document: document["rule"].update(version=2),
        lambda document: document.update(asOf="2025-06-01T00:00:00Z"),
    ],
)
def test_a_forged_witness_proves_nothing(tmp_path: Path, forge: Callable[[Any], Any]) -> None:
    document = evaluation()
    forge(document)
    result = run(tmp_path, document)
    assert result.exit_code == 1
    assert result.stdout


def test_holdings_that_changed_prove_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, evaluation(), holdings=[HELD[0], {**HELD[1], "status": "revoked"}]).exit_code == 1
    assert run(tmp_path, evaluation(), holdings=HELD[1:]).exit_code == 1


@pytest.mark.parametrize(
    ("change", "rule", "holdings"),
    [
        ({"type": "Other"}, RULE, HELD),
        ({"asOf": "yesterday"}, RULE, HELD),
        ({"claims": None}, RULE, HELD),
        ({"purpose": "x"}, RULE, HELD),
        ({}, rule_json({"op": "x"}), HELD),
        ({}, RULE, [{"id": 1}]),
        ({"claims": [{"requirement": "requires"}]}, RULE, HELD),
    ],
)
def test_bad_input_is_not_a_disproof(tmp_path: Path, change: Any, rule: Any, holdings: Any) -> None:
    result = run(tmp_path, {**evaluation(), **change}, rule, holdings)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
