"""Clients of an issuer: an API key to send as bearer, and a secret for OAuth 2.0 client_credentials.

Both are 256 random bits, shown once and kept only as SHA-256: with that much entropy a slow hash adds nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.clients import ClientRecord, SecretKind, SecretRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

SECRET_BYTES = 32
API_KEY_PREFIX = "sck_"  # a prefix lets secret scanners and people recognise a leaked key
SECRET_PREFIX = "scs_"


@dataclass(frozen=True, slots=True)
class NewSecrets:
    """A client with its secrets in the clear, this once."""

    client_id: UUID
    client_secret: str
    api_key: str
    scopes: frozenset[Scope]


async def create_client(
    house: Deployment, issuer_id: UUID, name: str, scopes: frozenset[Scope], *, actor: str = "cli"
) -> NewSecrets:
    """Register a client of one issuer. Raises INVALID without a scope."""
    if not scopes:
        raise StackcredError(ErrorCode.INVALID, "A client needs at least one scope.", pointer="/scopes")
    async with house.store.begin(house.clock.now()) as uow:
        client = ClientRecord(
            id=house.entropy.new_id(),
            issuer_id=issuer_id,
            name=name,
            scopes=sorted(scopes),
            created_at=uow.now,
            revoked_at=None,
        )
        await uow.clients.add(client)
        secrets = await _fresh_secrets(house, uow, client)
        uow.record(Event(EventType.CLIENT_CREATED, issuer_id, str(client.id), actor))
        return secrets


async def create_client_by(house: Deployment, caller: Caller, name: str, scopes: frozenset[Scope]) -> NewSecrets:
    """A client makes another one of its issuer, with no more than its own scopes."""
    caller.need(Scope.CLIENTS)
    for scope in sorted(scopes):
        caller.need(scope)
    return await create_client(house, caller.issuer_id, name, scopes, actor=caller.actor)


async def rotate_client(
    house: Deployment, caller: Caller, client_id: UUID, *, overlap: timedelta = timedelta(0)
) -> NewSecrets:
    """New secrets; the old ones end after `overlap`, so that a platform can change over without a gap."""
    caller.need(Scope.CLIENTS)
    async with house.store.begin(house.clock.now()) as uow:
        client = await uow.clients.get(caller.issuer_id, client_id)
        await uow.rights.withdraw(client.issuer_id)
        ends: datetime = uow.now + overlap
        await uow.clients.expire_secrets(client.id, ["api_key", "client_secret", "access_token"], ends)
        secrets = await _fresh_secrets(house, uow, client)
        uow.record(Event(EventType.CLIENT_ROTATED, client.issuer_id, str(client.id), caller.actor))
        return secrets


async def revoke_client(house: Deployment, caller: Caller, client_id: UUID) -> ClientRecord:
    """End a client now: no key, secret or token of it works any more. Posts that are being written come first."""
    caller.need(Scope.CLIENTS)
    async with house.store.begin(house.clock.now()) as uow:
        client = await uow.clients.get(caller.issuer_id, client_id)
        await uow.rights.withdraw(client.issuer_id)
        if client.revoked_at is None:
            await uow.clients.revoke(client.id, uow.now)
            uow.record(Event(EventType.CLIENT_REVOKED, client.issuer_id, str(client.id), caller.actor))
        return await uow.clients.get(caller.issuer_id, client_id)


def secret_digest(secret: str) -> bytes:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).digest()


async def _fresh_secrets(house: Deployment, uow: UnitOfWork, client: ClientRecord) -> NewSecrets:
    api_key = API_KEY_PREFIX + house.entropy.token(SECRET_BYTES)
    client_secret = SECRET_PREFIX + house.entropy.token(SECRET_BYTES)
    fresh: tuple[tuple[SecretKind, str], ...] = (("api_key", api_key), ("client_secret", client_secret))
    for kind, secret in fresh:
        await uow.clients.add_secret(SecretRecord(secret_digest(secret), client.id, kind, client.scopes, uow.now))
    return NewSecrets(client.id, client_secret, api_key, frozenset(Scope(name) for name in client.scopes))
