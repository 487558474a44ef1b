"""`stackcred evaluate`: hold a stacking rule against holdings, without a database and without a network."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import format_instant, parse_instant
from stackcred_issuer.domain.jsonvalue import dump_json, parse_json
from stackcred_issuer.domain.stacking.evaluate import evaluate
from stackcred_issuer.domain.stacking.holdings import parse_holdings
from stackcred_issuer.domain.stacking.limits import MAX_INPUT_BYTES, MAX_RULE_JSON_DEPTH
from stackcred_issuer.domain.stacking.outcome import Outcome, Report, Verdict
from stackcred_issuer.domain.stacking.rule import Rule, parse_rule
from stackcred_issuer.domain.stacking.rules import rule_book

T = TypeVar("T")
BAD_INPUT = 2
WIDTH = 80
_EXIT = {Verdict.SATISFIED: 0, Verdict.NOT_SATISFIED: 1, Verdict.INDETERMINATE: 3}
_MARK = {Verdict.SATISFIED: "[met]", Verdict.NOT_SATISFIED: "[not met]", Verdict.INDETERMINATE: "[unclear]"}

RuleFile = Annotated[Path, typer.Option("--rule", help="The rule document (JSON).")]
HoldingsFile = Annotated[Path, typer.Option("--holdings", help="The holdings (a JSON list).")]
RulesFile = Annotated[Path | None, typer.Option("--rules", help="Other rules it refers to (a JSON list).")]


def evaluate_command(
    rule: RuleFile,
    holdings: HoldingsFile,
    as_of: Annotated[str, typer.Option("--as-of", help="The instant to judge at, such as 2026-01-01T00:00:00Z.")],
    rules: RulesFile = None,
    purpose: Annotated[str, typer.Option(help="award, keep or renew.")] = "award",
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> None:
    """Say whether the holdings meet the rule, and why.

    Exit status 0 satisfied, 1 not satisfied, 3 indeterminate, 2 bad input.
    """
    try:
        outcome = _evaluate(rule, holdings, rules, as_of, purpose)
    except StackcredError as error:
        refuse(error, as_json=as_json)
    if as_json:
        print_document(outcome.to_json())
    else:
        sys.stdout.write("\n".join(readable(outcome)) + "\n")
    raise typer.Exit(_EXIT[outcome.verdict])


def _evaluate(rule: Path, holdings: Path, rules: Path | None, as_of: str, purpose: str) -> Outcome:
    held_against = read_rule(rule)
    book = rule_book(read_rules(rules))
    facts = blame(holdings, lambda: parse_holdings(read_json(holdings)))
    try:
        instant = parse_instant(as_of)
    except StackcredError as error:
        raise StackcredError(error.code, error.detail, pointer="/asOf") from None
    return evaluate(held_against, facts, instant, purpose=purpose, rules=book)


def read_rule(path: Path) -> Rule:
    """A rule file. Raises StackcredError with the pointer into it."""
    return blame(path, lambda: parse_rule(read_json(path)))


def read_rules(path: Path | None) -> list[Rule]:
    """A file with a list of rules; none without a file."""
    if path is None:
        return []
    given = blame(path, lambda: read_json(path))
    if not isinstance(given, list):
        raise StackcredError(ErrorCode.INVALID, f"This must be a list of rules. ({path.name})", pointer="")
    return blame(path, lambda: [parse_rule(item, pointer=f"/{at}") for at, item in enumerate(given)])


def read_json(path: Path) -> Any:
    """A JSON file with its numbers as they stand in the text. Raises StackcredError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StackcredError(ErrorCode.INVALID, f"The file cannot be read: {error.strerror}.") from None
    return parse_json(data, max_bytes=MAX_INPUT_BYTES, max_depth=MAX_RULE_JSON_DEPTH, exact_numbers=True)


def blame(path: Path, read: Callable[[], T]) -> T:
    """Read, and name the file in whatever goes wrong."""
    try:
        return read()
    except StackcredError as error:
        raise StackcredError(error.code, f"{error.detail} ({path.name})", pointer=error.pointer or "") from None


def refuse(error: StackcredError, *, as_json: bool) -> NoReturn:
    """Bad input: a problem (RFC 9457) on stdout, or one line with pointer and reason on stderr."""
    if as_json:
        print_document(
            {
                "type": f"/docs/errors#{error.code}",
                "title": "Bad input",
                "status": 422,
                "detail": error.detail,
                "code": error.code.value,
                "pointer": error.pointer or "",
            }
        )
    else:
        line = f"{error.pointer or '(document)'}: {error.detail}"
        sys.stderr.write(" ".join(line.split()) + "\n")
    raise typer.Exit(BAD_INPUT)


def print_document(value: Any) -> None:
    """One JSON document as the whole of stdout."""
    sys.stdout.write(dump_json(value).decode() + "\n")


def readable(outcome: Outcome) -> Iterator[str]:
    """The outcome as lines of at most 80 columns; ids longer than a line are not broken."""
    yield f"{outcome.verdict.replace('_', ' ').capitalize()} as of {format_instant(outcome.as_of)}"
    yield from _wrapped(f"{outcome.purpose} by {outcome.rule_id}, version {outcome.rule_version}", "")
    yield ""
    claims: dict[str, list[str]] = {}
    for claim in outcome.claims:
        claims.setdefault(claim.requirement, []).append(claim.credential)
    for report in outcome.requirements:
        yield from _tree(report, claims, 0)
    if outcome.not_counted:
        yield ""
        yield "Not counted:"
    for item in outcome.not_counted:
        yield from _wrapped(f"{item.credential}: {item.reason}", "  ")


def _tree(report: Report, claims: dict[str, list[str]], depth: int) -> Iterator[str]:
    indent = "  " * min(depth, 16)  # deeper levels would leave no room for words
    yield from _wrapped(f"{_MARK[report.verdict]} {report.label or report.id}: {report.reason}", indent)
    for credential in claims.get(report.id, ()):
        yield from _wrapped(f"by {credential}", indent + "    ")
    for part in report.parts:
        yield from _tree(part, claims, depth + 1)


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
