"""Turn what a request carries into a caller, or refuse; and exchange a client secret for a token (RFC 6749 §4.4)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.caller import Caller, Scope, parse_scopes
from stackcred_issuer.services.create_client import API_KEY_PREFIX, SECRET_BYTES, secret_digest
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.clients import SecretKind, SecretRecord

TOKEN_PREFIX = "sct_"


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A bearer token, its lifetime in seconds and what it allows."""

    token: str
    expires_in: int
    scopes: frozenset[Scope]


async def authenticate(house: Deployment, bearer: str) -> Caller:
    """The caller behind an API key or access token. Raises UNAUTHENTICATED without saying which part was wrong."""
    kind: SecretKind = "api_key" if bearer.startswith(API_KEY_PREFIX) else "access_token"
    async with house.store.begin(house.clock.now()) as uow:
        found = await uow.clients.by_secret(kind, secret_digest(bearer), uow.now)
    if found is None:
        raise StackcredError(
            ErrorCode.UNAUTHENTICATED,
            "The API key or token is unknown, expired or revoked; ask for a new one.",
        )
    client, scopes = found
    return Caller(client.id, client.issuer_id, frozenset(Scope(name) for name in scopes))


async def authenticate_to_post(house: Deployment, bearer: str) -> Caller:
    """The same for who may be taken as known for a moment: the transaction of the post must check `secret`."""
    secret, now = secret_digest(bearer), house.clock.now()
    return house.callers.get(secret, now) or house.callers.keep(secret, await authenticate(house, bearer), now)


async def authenticate_secret(house: Deployment, client_id: str, client_secret: str) -> Caller:
    """The caller by client id and secret, for who can send nothing else (Basic). Raises UNAUTHENTICATED."""
    async with house.store.begin(house.clock.now()) as uow:
        found = await uow.clients.by_secret("client_secret", secret_digest(client_secret), uow.now)
    if found is None or str(found[0].id) != _normal(client_id):
        raise StackcredError(ErrorCode.UNAUTHENTICATED, "The client id or secret is wrong.")
    client, allowed = found
    return Caller(client.id, client.issuer_id, frozenset(Scope(name) for name in allowed))


async def issue_token(house: Deployment, client_id: str, client_secret: str, scope: str | None) -> AccessToken:
    """A token with the scopes asked for, or all of the client's. Raises UNAUTHENTICATED, INVALID (invalid_scope)."""
    return await token_for(house, await authenticate_secret(house, client_id, client_secret), scope)


async def token_for(house: Deployment, caller: Caller, scope: str | None) -> AccessToken:
    """A token for who has proven to be this caller. Raises INVALID (invalid_scope)."""
    async with house.store.begin(house.clock.now()) as uow:
        wanted = parse_scopes(scope.split()) if scope else caller.scopes
        if any(not _holds(caller, name) for name in wanted):
            raise StackcredError(ErrorCode.INVALID, "The client does not have every scope asked for.", pointer="/scope")
        token = TOKEN_PREFIX + house.entropy.token(SECRET_BYTES)
        expires = uow.now + house.access_token_lifetime
        await uow.clients.add_secret(
            SecretRecord(secret_digest(token), caller.client_id, "access_token", sorted(wanted), uow.now, expires)
        )
        return AccessToken(token, house.settings.access_token_seconds, wanted)


def _holds(caller: Caller, scope: Scope) -> bool:
    try:
        caller.need(scope)
    except StackcredError:
        return False
    return True


def _normal(client_id: str) -> str:
    try:
        return str(UUID(client_id))
    except ValueError:
        return client_id
