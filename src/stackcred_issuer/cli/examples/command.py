"""`stackcred examples …`: look at the shipped rules, hold them against invented holders, take them as a start."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from stackcred_issuer.cli.evaluate import answer, print_document, wrapped
from stackcred_issuer.cli.examples.export import export_to
from stackcred_issuer.cli.examples.library import Qualification, load, names
from stackcred_issuer.cli.output import AsJson, fail
from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.stacking.describe import describe

app = typer.Typer(help="Rules of real qualifications, to look at and to start from.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Which one, as `stackcred examples list` names it.")]


@app.callback()
def _group() -> None:
    """Rules of real qualifications, to look at and to start from."""


@app.command("list")
def list_command(as_json: AsJson = False) -> None:
    """Name what is shipped."""
    shipped = [load(name) for name in names()]
    if as_json:
        print_document([_about(one) for one in shipped])
        return
    _print(line for one in shipped for line in (*wrapped(f"{one.name}: {one.title}", ""), *wrapped(one.summary, "  ")))


@app.command()
def show(
    name: Name,
    rule: Annotated[bool, typer.Option("--rule", help="Print the rule document.")] = False,
    holdings: Annotated[str | None, typer.Option(help="Print the holdings of this holder.")] = None,
    sources: Annotated[
        bool, typer.Option("--sources", help="Say where the facts come from, and what is ours.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say in words what one asks for, and who its holders are."""
    try:
        one = load(name)
        held = one.holder(holdings).holdings if holdings else None
    except StackcredError as error:
        fail(error, as_json=as_json)
    if rule or held is not None:
        print_document(one.rule if rule else held)
    elif as_json:
        words = describe(one.parsed_rule()).splitlines()
        print_document({**_about(one), "description": words, "sources": one.sources, "holders": _holders(one)})
    else:
        _print(one.sources.splitlines() if sources else _shown(one))


@app.command()
def evaluate(
    name: Name,
    holder: Annotated[str | None, typer.Argument(help="Which holder; without one, all of them.")] = None,
    as_json: AsJson = False,
) -> None:
    """Hold one against its holders, as `stackcred evaluate` does.

    Exit status 0 satisfied, 1 not satisfied, 3 indeterminate, 2 bad input; 0 where all holders are evaluated.
    """
    try:
        one = load(name)
        if holder is not None:
            answer(one.question(one.holder(holder)), with_gap=True, as_json=as_json)
    except StackcredError as error:
        fail(error, as_json=as_json)
    found = [{**each.shown(), "verdict": one.question(each).outcome().verdict} for each in one.holders.values()]
    if as_json:
        print_document(found)
    else:
        _print(line for each in found for line in _judged(each))


@app.command()
def export(
    name: Name,
    folder: Annotated[Path, typer.Argument(help="Where the files go; made if it is not there.")],
    as_json: AsJson = False,
) -> None:
    """Write rule, catalogue and holdings as files that `stackcred evaluate` takes. Nothing is overwritten."""
    try:
        one = load(name)
        written = export_to(one, folder)
    except StackcredError as error:
        fail(error, as_json=as_json)
    if as_json:
        print_document([str(path) for path in written])
        return
    first = next(iter(one.holders.values()))
    purpose = "" if first.purpose == "award" else f" --purpose {first.purpose}"
    _print([*(str(path) for path in written), "", "Try in that folder:"])
    _print([f"stackcred evaluate --rule rule.json --holdings {first.name}.json \\"])
    _print([f"  --catalog catalog.json --as-of {one.as_of}{purpose}"])


def _about(one: Qualification) -> JsonObject:
    people = list(one.holders)
    return {"name": one.name, "title": one.title, "summary": one.summary, "asOf": one.as_of, "holders": people}


def _holders(one: Qualification) -> list[JsonObject]:
    return [holder.shown() for holder in one.holders.values()]


def _shown(one: Qualification) -> Iterator[str]:
    yield from wrapped(one.title, "")
    yield ""
    for line in describe(one.parsed_rule()).splitlines():
        yield from wrapped(line.lstrip(), " " * (len(line) - len(line.lstrip())))
    yield ""
    yield f"Holders, as of {one.as_of}:"
    for holder in one.holders.values():
        yield from wrapped(f"{holder.name} ({holder.shows}): {holder.story}", "  ")
    yield ""
    yield f"Where the facts come from: stackcred examples show {one.name} --sources"


def _judged(found: JsonObject) -> Iterator[str]:
    verdict = str(found["verdict"]).replace("_", " ")
    purpose = "" if found["purpose"] == "award" else f" (purpose {found['purpose']})"
    yield from wrapped(f"{found['name']}: {verdict}{purpose}", "")
    yield from wrapped(found["story"], "  ")


def _print(lines: Iterable[Any]) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
