"""`stackcred audit …`: check what the service has recorded."""

from __future__ import annotations

from typing import Annotated

import typer

from stackcred_issuer.cli.output import AsJson, console, print_json
from stackcred_issuer.cli.progress import progress
from stackcred_issuer.cli.running import with_house
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.audit import ChainReport

app = typer.Typer(help="Check what the service has recorded.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Check what the service has recorded."""


@app.command()
def verify(
    issuer: Annotated[str | None, typer.Argument(help="The issuer's slug; may be left out when there is one.")] = None,
    as_json: AsJson = False,
) -> None:
    """Recompute an issuer's audit chain; exit status 1 if an entry was changed, added or taken out."""
    from stackcred_issuer.services.check_audit import check_chain
    from stackcred_issuer.services.find_issuer import find_issuer

    async def check(house: Deployment) -> ChainReport:
        with progress("Recomputing the chain", quiet=as_json):
            return await check_chain(house, (await find_issuer(house, issuer)).id)

    report = with_house(check)
    if as_json:
        print_json(
            {
                "ok": report.ok,
                "entries": report.entries,
                "brokenAt": report.broken_at,
                "detail": report.detail,
            }
        )
    else:
        console.print(report.detail)
    raise typer.Exit(0 if report.ok else 1)
