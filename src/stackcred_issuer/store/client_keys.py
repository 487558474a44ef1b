"""The public keys of clients that sign their token requests, and the assertions that were used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects.postgresql import insert as upsert

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.store.clients import ClientRecord
from stackcred_issuer.store.repository import Repository, rows, values
from stackcred_issuer.store.tables import client_keys, clients, used_assertions


@dataclass(frozen=True, slots=True)
class ClientKeysRecord:
    """Exactly one of jwks (a JWK Set) and jwks_url (where one is)."""

    client_id: UUID
    issuer_id: UUID
    jwks: JsonObject | None
    jwks_url: str | None
    set_at: datetime


_OFFERED = upsert(client_keys)
_PUT = _OFFERED.on_conflict_do_update(
    index_elements=["client_id"],
    set_={name: _OFFERED.excluded[name] for name in ("jwks", "jwks_url", "set_at")},
)
_OF_CLIENT = rows(client_keys, ClientKeysRecord).where(client_keys.c.client_id == bindparam("client_id"))
_CLIENT = rows(clients, ClientRecord).where(clients.c.id == bindparam("id"), clients.c.revoked_at.is_(None))
_USE = upsert(used_assertions).on_conflict_do_nothing().returning(used_assertions.c.digest)


class ClientKeys(Repository):
    """At most one set of keys per client."""

    async def put(self, keys: ClientKeysRecord) -> None:
        """In place of an earlier one."""
        await self._connection.execute(_PUT, values(keys))

    async def of_client(self, client_id: UUID) -> tuple[ClientRecord, ClientKeysRecord] | None:
        """A client that is not revoked, with its keys; None if it has none."""
        client = await self._one(_CLIENT, ClientRecord, id=client_id)
        keys = await self._one(_OF_CLIENT, ClientKeysRecord, client_id=client_id)
        return None if client is None or keys is None else (client, keys)

    async def use(self, digest: bytes, expires_at: datetime) -> bool:
        """Whether this assertion is used for the first time."""
        return (await self._connection.execute(_USE, {"digest": digest, "expires_at": expires_at})).first() is not None

    async def forget_used(self, before: datetime) -> None:
        """Those that have expired are refused for that."""
        await self._connection.execute(delete(used_assertions).where(used_assertions.c.expires_at < before))
