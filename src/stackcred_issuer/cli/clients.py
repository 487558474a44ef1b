"""`stackcred client …`: who may call the API of an issuer."""

from __future__ import annotations

from typing import Annotated

import typer

from stackcred_issuer.cli.output import AsJson, console, print_json
from stackcred_issuer.cli.running import with_house
from stackcred_issuer.services.deployment import Deployment

app = typer.Typer(help="API clients of an issuer.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """API clients of an issuer."""


@app.command()
def create(
    issuer: Annotated[str | None, typer.Argument(help="The issuer's slug; may be left out when there is one.")] = None,
    name: Annotated[str, typer.Option(help="What the client is called in lists.")] = "client",
    scope: Annotated[list[str] | None, typer.Option(help="A scope; repeat for more. Default: all of them.")] = None,
    as_json: AsJson = False,
) -> None:
    """Create a client and print its secrets, this once."""
    from stackcred_issuer.services.caller import ALL_SCOPES, parse_scopes
    from stackcred_issuer.services.create_client import NewSecrets, create_client
    from stackcred_issuer.services.find_issuer import find_issuer

    async def make(house: Deployment) -> NewSecrets:
        owner = await find_issuer(house, issuer)
        return await create_client(house, owner.id, name, parse_scopes(scope) if scope else ALL_SCOPES)

    made = with_house(make)
    scopes = sorted(item.value for item in made.scopes)
    if as_json:
        print_json(
            {
                "clientId": str(made.client_id),
                "clientSecret": made.client_secret,
                "apiKey": made.api_key,
                "scopes": scopes,
            }
        )
        return
    console.print("Keep these now; they are not shown again.")
    console.print(f"client id      {made.client_id}", highlight=False, soft_wrap=True)
    console.print(f"client secret  {made.client_secret}", highlight=False, soft_wrap=True)
    console.print(f"API key        {made.api_key}", highlight=False, soft_wrap=True)
    console.print(f"scopes         {' '.join(scopes)}", highlight=False)
