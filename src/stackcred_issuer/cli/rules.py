"""`stackcred rules …`: look at a stacking rule before it is published."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from stackcred_issuer.cli.evaluate import read_json
from stackcred_issuer.cli.output import AsJson, console, print_json, print_table
from stackcred_issuer.cli.progress import progress
from stackcred_issuer.cli.running import with_house
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.services.deployment import Deployment

app = typer.Typer(help="Stacking rules before they are published.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Stacking rules before they are published."""


@app.command()
def impact(
    certification: Annotated[UUID, typer.Argument(help="The certification's id.")],
    rule: Annotated[Path, typer.Option("--rule", help="The rule as it would be published (JSON).")],
    issuer: Annotated[str | None, typer.Option(help="The issuer's slug; may be left out when there is one.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say who would gain, lose or become indeterminate. Nothing is published."""
    document = read_json(rule)

    async def walk(house: Deployment) -> JsonObject:
        return await _walk(house, issuer, certification, document, quiet=as_json)

    found = with_house(walk)
    if as_json:
        print_json(found)
        return
    for line in found["diff"]:
        console.print(line)
    print_table("", ["learner", "change", "why"], [[c["learner"], c["change"], c["reason"]] for c in found["changes"]])
    counts = found["counts"]
    console.print(
        f"{counts['gains']} gain, {counts['loses']} lose, {counts['indeterminate']} become indeterminate; "
        f"{counts['keeps']} keep, {counts['lacks']} still lack it."
    )


async def _walk(
    house: Deployment, issuer: str | None, certification: UUID, rule: JsonObject, *, quiet: bool
) -> JsonObject:
    from stackcred_issuer.services.browse import Cursor
    from stackcred_issuer.services.caller import ALL_SCOPES, Caller
    from stackcred_issuer.services.find_issuer import find_issuer
    from stackcred_issuer.services.hold_against import PAGE
    from stackcred_issuer.services.rule_impact import count_concerned, rule_impact

    operator = UUID(int=0)  # no client: nothing is recorded here
    caller = Caller(operator, (await find_issuer(house, issuer)).id, ALL_SCOPES)
    counts: Counter[str] = Counter()
    changes: list[JsonObject] = []
    after = None
    total = await count_concerned(house, caller, certification, rule)
    with progress("Holding the rule against learners", total, quiet=quiet) as advance:
        while True:
            page = await rule_impact(house, caller, certification, rule, Cursor(after, PAGE))
            shown = page.to_json()
            counts.update(page.counts)
            changes += shown["changes"]
            advance(page.seen)
            after = page.next
            if after is None:
                return {"counts": dict(counts), "changes": changes, "diff": shown["diff"]}
