"""`stackcred recheck`: does the witness of an evaluation prove what it says? One pass, no solver, no database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from stackcred_issuer.cli.evaluate import (
    HoldingsFile,
    RuleFile,
    RulesFile,
    blame,
    read_json,
    read_rule,
    read_rules,
    refuse,
)
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.stacking.holdings import parse_holdings
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.recheck import recheck

_MEMBERS = ("verdict", "asOf", "purpose", "rule", "holdingsDigest", "claims")


def recheck_command(
    evaluation: Annotated[Path, typer.Option("--evaluation", help="The evaluation (JSON).")],
    rule: RuleFile,
    holdings: HoldingsFile,
    rules: RulesFile = None,
) -> None:
    """Check the witness of an evaluation.

    Exit status 0 when it proves `satisfied`, 1 when not, 2 for bad input.
    """
    try:
        reasons = _reasons(evaluation, rule, holdings, rules)
    except StackcredError as error:
        refuse(error, as_json=False)
    for reason in reasons:
        sys.stdout.write(f"{reason}\n")
    if not reasons:
        sys.stdout.write("Proven: the claims meet the rule.\n")
    raise typer.Exit(1 if reasons else 0)


def _reasons(evaluation: Path, rule: Path, holdings: Path, rules: Path | None) -> list[str]:
    """Read everything strictly first, so that bad input is never mistaken for a disproof."""
    document = read_rule(rule).document
    others = [item.document for item in read_rules(rules)]
    facts = blame(holdings, lambda: _holdings(holdings))
    claimed = blame(evaluation, lambda: _evaluation(evaluation))
    return recheck(claimed, document, facts, others)


def _holdings(path: Path) -> list[JsonObject]:
    value = read_json(path)
    parse_holdings(value)
    return list(value)


def _evaluation(path: Path) -> JsonObject:
    reader = Reader(read_json(path), "").object()
    if reader.value.get("type") != "StackingEvaluation":
        reader.at("type").refuse("This must be 'StackingEvaluation'.", ErrorCode.INVALID)
    for name in _MEMBERS:
        if not reader.given(name):
            reader.at(name).refuse(f"{name!r} is missing.")
    reader.at("asOf").instant()
    reader.at("purpose").choice("award", "keep", "renew")
    for name in ("id", "version", "digestMultibase"):
        if not reader.at("rule").object().given(name):
            reader.at("rule").at(name).refuse(f"{name!r} is missing.")
    for claim in reader.at("claims").items():
        claim.object().at("requirement").text()
        claim.at("credential").text()
    return dict(reader.value)
