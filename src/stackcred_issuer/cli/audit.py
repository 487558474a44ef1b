"""`stackcred audit …`: check what the service has recorded."""

from __future__ import annotations

from typing import Annotated

import typer

from stackcred_issuer.cli.output import AsJson, console, print_json
from stackcred_issuer.cli.progress import progress
from stackcred_issuer.cli.running import with_house
from stackcred_issuer.domain.jsonvalue import JsonObject
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


@app.command()
def awards(as_json: AsJson = False) -> None:
    """Recheck the witness of every award, and its badges as they are now; exit status 1 if one does not hold."""
    from stackcred_issuer.services.audit_awards import audit_awards, count_awards

    async def check(house: Deployment) -> tuple[int, list[JsonObject]]:
        count, found = await count_awards(house), []
        with progress("Rechecking awards", count, quiet=as_json) as advance:
            async for doubt in audit_awards(house, advance):
                found.append(
                    {
                        "award": str(doubt.award.id),
                        "badge": str(doubt.award.badge_id),
                        "learner": str(doubt.award.learner_id),
                        "certification": str(doubt.award.certification_id),
                        "kind": doubt.kind,
                        "reasons": list(doubt.reasons),
                    }
                )
        return count, found

    count, found = with_house(check)
    if as_json:
        print_json({"awards": count, "doubts": found})
    else:
        for doubt in found:
            console.print(f"{doubt['award']} ({doubt['kind']}): {' '.join(doubt['reasons'])}")
        console.print(f"Awards: {count}; in doubt: {len(found)}." if found else f"All awards hold: {count}.")
    raise typer.Exit(1 if found else 0)
