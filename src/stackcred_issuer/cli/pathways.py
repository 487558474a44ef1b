"""`stackcred pathway …`: publish, list and end pathways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from stackcred_issuer.cli.files import read_file
from stackcred_issuer.cli.output import AsJson, console, print_json, print_table
from stackcred_issuer.cli.running import with_house
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_object
from stackcred_issuer.services.deployment import Deployment

if TYPE_CHECKING:
    from stackcred_issuer.services.caller import Caller
    from stackcred_issuer.store.pathways import PathwayRecord

app = typer.Typer(help="Pathways: sequences of achievements and certifications.", no_args_is_help=True)
Issuer = Annotated[str | None, typer.Option(help="The issuer's slug; may be left out when there is one.")]
Client = Annotated[str | None, typer.Option(help="In whose name: a client's name or id.")]


@app.command()
def publish(
    file: Annotated[str, typer.Argument(help="The pathway (JSON, docs/pathways.md); `-` is standard input.")],
    version_of: Annotated[UUID | None, typer.Option("--version-of", help="The pathway it is a new version of.")] = None,
    issuer: Issuer = None,
    client: Client = None,
    as_json: AsJson = False,
) -> None:
    """Publish a pathway, or the next version of one."""
    document = parse_object(read_file(file))

    async def act(house: Deployment) -> JsonObject:
        from stackcred_issuer.services.pathways import create_pathway, publish_pathway

        caller = await _caller(house, issuer, client)
        if version_of is None:
            made = await create_pathway(house, caller, document)
        else:
            made = await publish_pathway(house, caller, version_of, document)
        shown = _shape(house, made.record)
        return {**shown, "version": made.version.version, "digestMultibase": made.version.digest}

    made = with_house(act)
    if as_json:
        print_json(made)
    else:
        console.print(f"Version {made['version']} is published: {made['url']}", markup=False)


@app.command("list")
def list_pathways(issuer: Issuer = None, client: Client = None, as_json: AsJson = False) -> None:
    """Every pathway of an issuer, the ended ones too."""

    async def read(house: Deployment) -> list[JsonObject]:
        from stackcred_issuer.services.browse import MAX_PAGE, Cursor
        from stackcred_issuer.services.pathways import list_pathways

        caller = await _caller(house, issuer, client)
        page = await list_pathways(house, caller, Cursor(None, MAX_PAGE))
        found = list(page.items)
        while page.next is not None:
            page = await list_pathways(house, caller, Cursor(page.next, MAX_PAGE))
            found += page.items
        return [_shape(house, record) for record in found]

    found = with_house(read)
    if as_json:
        print_json(found)
    else:
        rows = [[one["url"], str(one["version"]), one["endedAt"] or ""] for one in found]
        print_table("Pathways", ["address", "version", "ended"], rows)


@app.command()
def end(
    pathway: Annotated[UUID, typer.Argument(help="The pathway's id.")],
    issuer: Issuer = None,
    client: Client = None,
) -> None:
    """Offer a pathway no more; its page stays."""

    async def act(house: Deployment) -> None:
        from stackcred_issuer.services.pathways import end_pathway

        await end_pathway(house, await _caller(house, issuer, client), pathway)

    with_house(act)
    console.print("It is offered no more.")


async def _caller(house: Deployment, issuer: str | None, client: str | None) -> Caller:
    from stackcred_issuer.services.find_client import find_client
    from stackcred_issuer.services.find_issuer import find_issuer

    return await find_client(house, (await find_issuer(house, issuer)).id, client)


def _shape(house: Deployment, record: PathwayRecord) -> JsonObject:
    return {
        "id": str(record.id),
        "url": house.urls.pathway(record.id),
        "version": record.latest_version,
        "endedAt": format_instant(record.ended_at) if record.ended_at else None,
    }
