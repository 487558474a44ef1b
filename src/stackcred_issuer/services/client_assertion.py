"""Clients that prove who they are by a signed assertion instead of a secret (RFC 7523, LTI Security Framework)."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.jose import decode_jws
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.client_keys import ClientKeysRecord

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS = ["RS256", "ES256", "EdDSA"]
MAX_KEYS = 20
MAX_LIFETIME = timedelta(hours=1)  # from now to `exp`: a longer one could be used again once we have forgotten it
LEEWAY_SECONDS = 60  # clocks differ
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "k", "oth"})


async def set_client_keys(
    house: Deployment, caller: Caller, client_id: UUID, *, jwks: JsonObject | None, jwks_url: str | None
) -> None:
    """The public keys by which a client signs from now on. Raises NOT_FOUND, INVALID for what is no public JWK Set."""
    caller.need(Scope.CLIENTS)
    if jwks is not None:
        key_set(jwks, public_only=True)
    async with house.store.begin(house.clock.now()) as uow:
        client = await uow.clients.get(caller.issuer_id, client_id)
        await uow.client_keys.put(ClientKeysRecord(client.id, client.issuer_id, jwks, jwks_url, uow.now))
        uow.record(Event(EventType.CLIENT_ROTATED, client.issuer_id, str(client.id), caller.actor))


async def authenticate_assertion(house: Deployment, assertion: str, audiences: frozenset[str]) -> Caller:
    """The caller that signed this, for this service, once. Raises UNAUTHENTICATED without saying which part was wrong.

    audiences: the addresses `aud` may name.
    """
    claims = _unverified(assertion)
    try:
        client_id = UUID(str(claims.get("sub")))
    except ValueError:
        raise _refused() from None
    async with house.store.begin(house.clock.now()) as uow:
        found = await uow.client_keys.of_client(client_id)
    if found is None:
        raise _refused()
    client, keys = found
    now = house.clock.now()
    verified = _verified(assertion, await _keys_of(house, keys))
    expires = _checked(verified, str(client_id), audiences, now)
    digest = hashlib.sha256(f"{client_id}:{verified['jti']}".encode()).digest()
    async with house.store.begin(now) as uow:
        if not await uow.client_keys.use(digest, expires + timedelta(seconds=LEEWAY_SECONDS)):
            raise _refused()
    return Caller(client.id, client.issuer_id, frozenset(Scope(name) for name in client.scopes))


def key_set(jwks: JsonObject, *, public_only: bool = False) -> KeySet:
    """The keys of a JWK Set. public_only: refuse private members too. Raises INVALID."""
    keys: Any = jwks.get("keys")
    shaped = isinstance(keys, list) and 0 < len(keys) <= MAX_KEYS and all(isinstance(key, dict) for key in keys)
    if not shaped or (public_only and any(_PRIVATE & key.keys() for key in keys)):
        detail = f"Give a JWK Set with 1 to {MAX_KEYS} public keys (RFC 7517); never send private members."
        raise StackcredError(ErrorCode.INVALID, detail, pointer="/jwks")
    try:
        return KeySet.import_key_set({"keys": keys})
    except (JoseError, ValueError, TypeError, KeyError) as error:
        detail = f"A key of the set cannot be read: {error}."
        raise StackcredError(ErrorCode.INVALID, detail, pointer="/jwks") from None


async def _keys_of(house: Deployment, keys: ClientKeysRecord) -> KeySet:
    if keys.jwks is not None:
        return key_set(keys.jwks)
    fetched = await house.resolver.fetch(str(keys.jwks_url))
    if not isinstance(fetched.body, dict):
        raise _refused()
    return key_set(fetched.body)


def _unverified(assertion: str) -> JsonObject:
    """The claims before anybody vouches for them, to find the key that must."""
    try:
        return decode_jws(assertion).payload
    except StackcredError:
        raise _refused() from None


def _verified(assertion: str, keys: KeySet) -> JsonObject:
    try:
        return dict(jwt.decode(assertion, keys, algorithms=ALGORITHMS).claims)
    except (JoseError, ValueError, TypeError, KeyError):
        raise _refused() from None


def _checked(claims: JsonObject, client_id: str, audiences: frozenset[str], now: datetime) -> datetime:
    """When it expires. RFC 7523 §3; LTI Security Framework §4.1.1."""
    expires, issued, audience = claims.get("exp"), claims.get("iat", 0), claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    moment = now.timestamp()
    good = (
        claims.get("iss") == claims.get("sub") == client_id
        and any(isinstance(name, str) and name in audiences for name in named)
        and isinstance(claims.get("jti"), str)
        and isinstance(expires, (int, float))
        and isinstance(issued, (int, float))
        and moment - LEEWAY_SECONDS < expires <= moment + MAX_LIFETIME.total_seconds()
        and issued <= moment + LEEWAY_SECONDS
    )
    if not good:
        raise _refused()
    return datetime.fromtimestamp(float(expires), now.tzinfo)  # type: ignore[arg-type]


def _refused() -> StackcredError:
    detail = "The assertion is not good: wrong key, client, audience or time, or it was used before."
    return StackcredError(ErrorCode.UNAUTHENTICATED, detail)
