"""Find a client of an issuer by its name or id; where there is one only it need not be named."""

from __future__ import annotations

from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.caller import Caller, parse_scopes
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.repository import MAX_PAGE


async def find_client(house: Deployment, issuer_id: UUID, named: str | None) -> Caller:
    """An operator's commands in the name of a client, with its scopes. Raises NOT_FOUND with the names there are."""
    async with house.store.begin(house.clock.now()) as uow:
        clients = [one for one in await uow.clients.page(issuer_id, limit=MAX_PAGE) if one.revoked_at is None]
    found = [client for client in clients if named in (None, client.name, str(client.id))]
    if len(found) == 1:
        return Caller(found[0].id, issuer_id, parse_scopes(found[0].scopes))
    names = ", ".join(f"{one.name} ({one.id})" for one in clients) or "none yet; make one with: stackcred client create"
    wanted = f"There is no one client {named!r}" if named else "Name the client with --client"
    raise StackcredError(ErrorCode.NOT_FOUND, f"{wanted}; there are: {names}.")
