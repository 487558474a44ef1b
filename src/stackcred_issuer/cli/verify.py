"""`stackcred verify FILE|URL`: the report on a badge, check by check."""

from __future__ import annotations

from typing import Annotated

import typer

from stackcred_issuer.cli.files import read_file
from stackcred_issuer.cli.output import AsJson, console, print_json, print_table
from stackcred_issuer.cli.running import with_house
from stackcred_issuer.domain.verification.report import Report, Verdict
from stackcred_issuer.services.deployment import Deployment


def verify(
    badge: Annotated[str, typer.Argument(help="A badge file, its URL, or - for standard input.")],
    as_json: AsJson = False,
) -> None:
    """Verify a credential or presentation. Exit status 0 when valid, 1 when not, 3 when undetermined."""
    from stackcred_issuer.services.verify_credential import verify_address, verify_credential

    async def judge(house: Deployment) -> Report:
        if badge.startswith(("https://", "http://")):
            return await verify_address(house, badge)
        return await verify_credential(house, read_file(badge))

    report = with_house(judge)
    if as_json:
        print_json(report.to_json())
    else:
        print_table("", ["check", "result", "detail"], [[c.name, c.result, c.detail] for c in report.checks])
        console.print(f"\n[bold]{report.verdict.replace('_', ' ')}[/]")
    raise typer.Exit({Verdict.VALID: 0, Verdict.UNDETERMINED: 3}.get(report.verdict, 1))
