"""`stackcred issuer …`: the tenants of this deployment."""

from __future__ import annotations

from typing import Annotated

import typer

from stackcred_issuer.cli.files import read_file
from stackcred_issuer.cli.output import AsJson, console, print_json, print_table
from stackcred_issuer.cli.running import with_house
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.issuers import IssuerRecord

app = typer.Typer(help="Issuers: the tenants of this deployment.", no_args_is_help=True)


@app.command()
def create(
    slug: Annotated[str, typer.Argument(help="Its part of every address: small letters, digits, hyphens.")],
    name: Annotated[str, typer.Option(help="The name that badges show.")],
    did: Annotated[str, typer.Option(help="`web` (an address of this service) or `key` (the key itself).")] = "web",
    key_type: Annotated[str, typer.Option("--key-type", help="Ed25519, P-256 or P-384.")] = "Ed25519",
    root: Annotated[bool, typer.Option(help="Answer for the host's own did:web.")] = False,
    profile: Annotated[str | None, typer.Option(help="JSON file with more Open Badges 3.0 Profile members.")] = None,
    as_json: AsJson = False,
) -> None:
    """Create an issuer with its first key."""
    from stackcred_issuer.domain.errors import ErrorCode, StackcredError
    from stackcred_issuer.domain.jsonvalue import parse_object
    from stackcred_issuer.domain.proof.keys import KeyType
    from stackcred_issuer.services.create_issuer import NewIssuer, create_issuer

    if did not in ("web", "key"):
        raise StackcredError(ErrorCode.INVALID, "--did is `web` or `key`.")
    if key_type not in list(KeyType):
        raise StackcredError(ErrorCode.INVALID, f"--key-type is one of {', '.join(KeyType)}.")
    more = parse_object(read_file(profile)) if profile else None
    wanted = NewIssuer(slug, name, "web" if did == "web" else "key", root, more, KeyType(key_type))
    made = with_house(lambda house: create_issuer(house, wanted))
    if as_json:
        print_json(_shape(made))
    else:
        console.print(f"Issuer [bold]{made.slug}[/] is {made.did}")
        console.print(f"Next: stackcred client create {made.slug} --name 'My LMS'")


@app.command("list")
def list_issuers(as_json: AsJson = False) -> None:
    """Every issuer, oldest first."""

    async def read(house: Deployment) -> list[IssuerRecord]:
        async with house.store.begin(house.clock.now()) as uow:
            return await uow.issuers.all()

    found = with_house(read)
    if as_json:
        print_json([_shape(issuer) for issuer in found])
    else:
        print_table("Issuers", ["slug", "name", "did"], [[i.slug, i.name, i.did] for i in found])


def _shape(issuer: IssuerRecord) -> dict[str, object]:
    return {
        "id": str(issuer.id),
        "slug": issuer.slug,
        "name": issuer.name,
        "did": issuer.did,
        "root": issuer.is_root,
    }
