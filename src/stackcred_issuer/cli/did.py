"""`stackcred did …`: what stands behind a DID."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from stackcred_issuer.cli.output import AsJson, print_json
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.did import local_document

app = typer.Typer(help="Decentralized identifiers.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Decentralized identifiers."""


@app.command()
def resolve(
    did: Annotated[str, typer.Argument(help="A did:key, did:jwk or did:web.")], as_json: AsJson = False
) -> None:
    """Print the document of a DID. A did:web is fetched, by the rules for everything fetched here."""
    print_json(local_document(did) or asyncio.run(_fetched(did)))


async def _fetched(did: str) -> JsonObject:
    from stackcred_issuer.gateways.clock import SystemClock
    from stackcred_issuer.gateways.resolver import OutboundResolver
    from stackcred_issuer.gateways.safe_http import SafeHttp
    from stackcred_issuer.settings import load_settings

    if not did.startswith("did:web:"):
        raise StackcredError(ErrorCode.UNSUPPORTED, "Only did:key, did:jwk and did:web are resolved here.")
    clock = SystemClock()
    http = SafeHttp.of(load_settings(), clock)
    try:
        found = await OutboundResolver(http, clock).fetch(did.partition("#")[0])
    finally:
        await http.close()
    if not isinstance(found.body, dict):
        raise StackcredError(ErrorCode.UNREACHABLE, found.failure or f"There is no document behind {did}.")
    return found.body
