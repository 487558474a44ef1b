"""`stackcred recheck`: does the witness of an evaluation prove what it says? One pass, no solver, no database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from stackcred_issuer.cli.evaluate import (
    RulesFile,
    blame,
    print_document,
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
    bundle: Annotated[str | None, typer.Argument(help="An evidence bundle, or - for standard input.")] = None,
    evaluation: Annotated[Path | None, typer.Option("--evaluation", help="The evaluation (JSON).")] = None,
    rule: Annotated[Path | None, typer.Option("--rule", help="The rule document (JSON).")] = None,
    holdings: Annotated[Path | None, typer.Option("--holdings", help="The holdings (a JSON list).")] = None,
    rules: RulesFile = None,
    did: Annotated[
        list[Path] | None, typer.Option("--did", help="The issuer's DID document, had from the issuer itself.")
    ] = None,
    holder: Annotated[
        list[str] | None, typer.Option("--holder", help="Who the holder is: a mail address or a DID (repeatable).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Check an evidence bundle, or the witness of an evaluation. Nothing is asked of anybody.

    Exit status 0 when it is proven, 1 when not, 2 for bad input.
    """
    if bundle is not None and (evaluation, rule, holdings) == (None, None, None):
        from stackcred_issuer.cli.recheck_bundle import recheck_file

        recheck_file(bundle, did or [], holder or [], as_json=as_json)
    if evaluation is None or rule is None or holdings is None or bundle is not None:
        raise typer.BadParameter("Give a bundle, or --evaluation, --rule and --holdings together.")
    try:
        reasons = _reasons(evaluation, rule, holdings, rules)
    except StackcredError as error:
        refuse(error, as_json=as_json)
    if as_json:
        print_document({"proven": not reasons, "reasons": reasons})
        raise typer.Exit(1 if reasons else 0)
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
    claimed = blame(evaluation, lambda: read_evaluation(read_json(evaluation)))
    return recheck(claimed, document, facts, others)


def _holdings(path: Path) -> list[JsonObject]:
    value = read_json(path)
    parse_holdings(value)
    return list(value)


def read_evaluation(value: Any) -> JsonObject:
    """An evaluation whose form is right. Raises INVALID with the pointer of what is not."""
    reader = Reader(value, "").object()
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
