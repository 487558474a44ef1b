"""Clients of an issuer's API and their secrets, of which only SHA-256 digests are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, or_, select, update

from stackcred_issuer.store.repository import Repository, after_id, among, each, found, rows, rows_by
from stackcred_issuer.store.tables import client_secrets, clients

SecretKind = Literal["api_key", "client_secret", "access_token"]


@dataclass(frozen=True, slots=True)
class ClientRecord:
    """scopes: the most any secret of this client may carry."""

    id: UUID
    issuer_id: UUID
    name: str
    scopes: list[str]
    created_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SecretRecord:
    """digest: SHA-256 of the secret (it has at least 128 random bits, so no slow hash is needed)."""

    digest: bytes
    client_id: UUID
    kind: SecretKind
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None = None


_OWN = rows_by(clients, ClientRecord, "issuer_id", "id")
_ADD_SECRET = insert(client_secrets)
_IN_FORCE = (
    or_(client_secrets.c.expires_at.is_(None), client_secrets.c.expires_at > bindparam("now")),
    clients.c.revoked_at.is_(None),
)
_BY_SECRET = (
    rows(clients, ClientRecord)
    .add_columns(client_secrets.c.scopes)
    .join_from(client_secrets, clients, client_secrets.c.client_id == clients.c.id)
    .where(client_secrets.c.digest == bindparam("digest"), client_secrets.c.kind == bindparam("kind"), *_IN_FORCE)
)
_STILL = (
    select(client_secrets.c.digest, client_secrets.c.expires_at)
    .join_from(client_secrets, clients, client_secrets.c.client_id == clients.c.id)
    .where(among(client_secrets.c.digest), *_IN_FORCE)
)


class Clients(Repository):
    """Who may call, by id or by secret."""

    async def add(self, client: ClientRecord) -> None:
        await self._add(insert(clients), client)

    async def get(self, issuer_id: UUID, client_id: UUID) -> ClientRecord:
        """Raises NOT_FOUND."""
        client = await self._one(_OWN, ClientRecord, issuer_id=issuer_id, id=client_id)
        return found(client, "client")

    async def page(self, issuer_id: UUID, after: UUID | None = None, limit: int = 100) -> list[ClientRecord]:
        query = rows(clients, ClientRecord).where(clients.c.issuer_id == issuer_id)
        return await self._all(after_id(query, clients.c.id, after, limit), ClientRecord)

    async def revoke(self, client_id: UUID, at: datetime) -> None:
        """From now on none of its secrets opens anything."""
        await self._connection.execute(
            update(clients).where(clients.c.id == client_id, clients.c.revoked_at.is_(None)).values(revoked_at=at)
        )

    async def add_secret(self, secret: SecretRecord) -> None:
        await self._add(_ADD_SECRET, secret)

    async def by_secret(self, kind: SecretKind, digest: bytes, now: datetime) -> tuple[ClientRecord, list[str]] | None:
        """The client and the secret's own scopes; None if unknown, expired, or the client is revoked."""
        parameters = {"digest": digest, "kind": kind, "now": now}
        row = (await self._connection.execute(_BY_SECRET, parameters)).first()
        return None if row is None else (ClientRecord(*row[:-1]), row[-1])

    async def in_force(self, digests: Iterable[bytes], now: datetime) -> dict[bytes, datetime | None]:
        """Which of these secrets open something still, neither expired nor their client revoked, and when they end."""
        parameters = {"now": now, **each([client_secrets.c.digest], ((digest,) for digest in digests))}
        return {bytes(row.digest): row.expires_at for row in await self._connection.execute(_STILL, parameters)}

    async def expire_secrets(self, client_id: UUID, kinds: Iterable[SecretKind], at: datetime) -> None:
        """Those kinds of its secrets end at `at`, unless they end sooner (rotation with a grace time)."""
        await self._connection.execute(
            update(client_secrets)
            .where(
                client_secrets.c.client_id == client_id,
                client_secrets.c.kind.in_(list(kinds)),
                or_(client_secrets.c.expires_at.is_(None), client_secrets.c.expires_at > at),
            )
            .values(expires_at=at)
        )

    async def drop_expired_secrets(self, before: datetime) -> None:
        """Forget secrets that ended before `before`: access tokens come by the thousand."""
        await self._connection.execute(delete(client_secrets).where(client_secrets.c.expires_at < before))
