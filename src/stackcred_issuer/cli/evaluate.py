"""`stackcred evaluate`: hold a stacking rule against holdings, without a database and without a network."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import format_instant, parse_instant
from stackcred_issuer.domain.jsonvalue import dump_json, parse_json
from stackcred_issuer.domain.stacking.gap.catalogue import parse_catalogue, what_if
from stackcred_issuer.domain.stacking.gap.question import Question, alternatives, evaluate_with_gap, needs_more
from stackcred_issuer.domain.stacking.holdings import parse_holdings
from stackcred_issuer.domain.stacking.limits import MAX_INPUT_BYTES, MAX_RULE_JSON_DEPTH
from stackcred_issuer.domain.stacking.outcome import Outcome, Report, Verdict
from stackcred_issuer.domain.stacking.roles.role import parse_role
from stackcred_issuer.domain.stacking.rule import Rule, parse_rule
from stackcred_issuer.domain.stacking.rules import rule_book

T = TypeVar("T")
BAD_INPUT = 2
WIDTH = 80
_EXIT = {Verdict.SATISFIED: 0, Verdict.NOT_SATISFIED: 1, Verdict.INDETERMINATE: 3}
_MARK = {Verdict.SATISFIED: "[met]", Verdict.NOT_SATISFIED: "[not met]", Verdict.INDETERMINATE: "[unclear]"}

RuleFile = Annotated[Path, typer.Option("--rule", help="The rule document (JSON).")]
HoldingsFile = Annotated[Path, typer.Option("--holdings", help="The holdings (a JSON list).")]
CatalogFile = Annotated[Path | None, typer.Option("--catalog", help="What could be earned, with cost (a JSON list).")]
RulesFile = Annotated[Path | None, typer.Option("--rules", help="Other rules it refers to (a JSON list).")]


def evaluate_command(
    holdings: HoldingsFile,
    as_of: Annotated[str, typer.Option("--as-of", help="The instant to judge at, such as 2026-01-01T00:00:00Z.")],
    rule: Annotated[Path | None, typer.Option("--rule", help="The rule document (JSON).")] = None,
    role: Annotated[Path | None, typer.Option("--role", help="A job role instead of a rule (JSON).")] = None,
    rules: RulesFile = None,
    purpose: Annotated[str, typer.Option(help="award, keep or renew.")] = "award",
    catalog: CatalogFile = None,
    minimise: Annotated[str, typer.Option(help="What the gap keeps low: cost, hours or count.")] = "cost",
    show_alternatives: Annotated[
        bool, typer.Option("--alternatives", help="Name other sets that are just as good as the gap.")
    ] = False,
    finished: Annotated[
        list[str] | None, typer.Option("--what-if", help="Suppose this achievement was finished; may be repeated.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> None:
    """Say whether the holdings meet the rule, and why.

    Exit status 0 satisfied, 1 not satisfied, 3 indeterminate, 2 bad input.
    """
    try:
        question = _question(_asked(rule, role), holdings, rules, as_of, purpose, catalog, minimise, finished or [])
        answer(question, with_gap=catalog is not None, show_alternatives=show_alternatives, as_json=as_json)
    except StackcredError as error:
        refuse(error, as_json=as_json)


def answer(question: Question, *, with_gap: bool, show_alternatives: bool = False, as_json: bool) -> NoReturn:
    """Decide, print the outcome, and end with its exit status. Raises StackcredError for bad input."""
    outcome = evaluate_with_gap(question) if with_gap else question.outcome()
    others = alternatives(question) if show_alternatives and needs_more(outcome) else []
    if as_json:
        more = {"alternatives": others} if show_alternatives else {}
        print_document({**outcome.to_json(), **more})
    else:
        lines = [*readable(outcome), *readable_gap(outcome.gap, others)]
        sys.stdout.write("\n".join(lines) + "\n")
    raise typer.Exit(_EXIT[outcome.verdict])


def _asked(rule: Path | None, role: Path | None) -> Rule:
    """The rule, or what the role comes to. Raises INVALID unless one of them is given."""
    if rule is not None and role is None:
        return read_rule(rule)
    if role is not None and rule is None:
        return blame(role, lambda: parse_role(read_json(role)))
    raise StackcredError(ErrorCode.INVALID, "Give either --rule or --role.", pointer="/rule")


def _question(
    held_against: Rule,
    holdings: Path,
    rules: Path | None,
    as_of: str,
    purpose: str,
    catalog: Path | None,
    minimise: str,
    finished: list[str],
) -> Question:
    book = rule_book(read_rules(rules))
    blame(holdings, lambda: parse_holdings(read_json(holdings)))
    try:
        instant = parse_instant(as_of)
    except StackcredError as error:
        raise StackcredError(error.code, error.detail, pointer="/asOf") from None
    offers = blame(catalog, lambda: parse_catalogue(read_json(catalog))) if catalog else ()
    supposed = what_if(finished, offers, instant)
    facts = blame(holdings, lambda: parse_holdings([*read_json(holdings), *supposed]))
    return Question(held_against, facts, offers, instant, purpose, book, minimise)


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
    yield from wrapped(f"{outcome.purpose} by {outcome.rule_id}, version {outcome.rule_version}", "")
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
        yield from wrapped(f"{item.credential}: {item.reason}", "  ")


def readable_gap(gap: Mapping[str, Any] | None, others: Sequence[Mapping[str, Any]] = ()) -> Iterator[str]:
    """What is still missing, in an order that can be followed; nothing where nothing was asked or is missing."""
    if gap is None or gap.get("achievements") == []:
        return
    yield ""
    if "possible" in gap:
        yield from wrapped(f"Still missing: {gap['reason']}", "")
        return
    certain = "" if gap["optimal"] else " (the search was stopped: there may be a cheaper way)"
    yield from wrapped(f"Still missing, at a cost of {gap['cost']}{certain}:", "")
    for number, item in enumerate(gap["achievements"], 1):
        after = f", after {' and '.join(item['after'])}" if item["after"] else ""
        yield from wrapped(f"{number}. {item['achievement']} for {item['requirement']}{after}", "  ")
    for other in others:
        names = ", ".join(item["achievement"] for item in other["achievements"])
        yield from wrapped(f"just as good: {names}", "  ")


def _tree(report: Report, claims: dict[str, list[str]], depth: int) -> Iterator[str]:
    indent = "  " * min(depth, 16)  # deeper levels would leave no room for words
    yield from wrapped(f"{_MARK[report.verdict]} {report.label or report.id}: {report.reason}", indent)
    for credential in claims.get(report.id, ()):
        yield from wrapped(f"by {credential}", indent + "    ")
    for part in report.parts:
        yield from _tree(part, claims, depth + 1)


def wrapped(text: str, indent: str) -> list[str]:
    """The text as lines of at most 80 columns, the second and later ones set in further."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
