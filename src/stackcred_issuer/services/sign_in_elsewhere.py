"""Send somebody elsewhere to sign in, and take them back once: what LTI launches and OpenID Connect share.

Only the digest of a state is kept; its nonce and its PKCE verifier follow from the state and the key store's secret.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.proof.multibase import base64url_encode
from stackcred_issuer.services.client_assertion import key_set
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.unit_of_work import UnitOfWork

STATE_BYTES = 32
AWAITED_FOR = timedelta(minutes=10)  # time to type a password
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
LEEWAY_SECONDS = 60  # clocks differ


async def send_away(house: Deployment, uow: UnitOfWork, party: UUID) -> str:
    """The state to take along to a platform or a sign-in service."""
    state = house.entropy.token(STATE_BYTES)
    await uow.access.send_away(_digest(state), party, uow.now + AWAITED_FOR)
    return state


async def take_back(uow: UnitOfWork, party: UUID, state: str) -> None:
    """Return if this state was sent to this party and not taken back yet. Raises UNAUTHENTICATED."""
    if not await uow.access.comes_back(_digest(state), party):
        raise refused("It took too long, or was sent twice")


def nonce_of(house: Deployment, state: str) -> str:
    """What the id token that answers a state must repeat."""
    return _derived(house, "nonce", state)


def verifier_of(house: Deployment, state: str) -> str:
    """The PKCE code verifier of a state (RFC 7636 §4.1)."""
    return _derived(house, "verifier", state)


async def checked_id_token(
    house: Deployment, token: str, *, jwks_url: str, issuer: str, audience: str, nonce: str
) -> JsonObject:
    """The claims of an id token (OpenID Connect Core 1.0 §3.1.3.7). Raises UNAUTHENTICATED, UNREACHABLE."""
    fetched = await house.resolver.fetch(jwks_url)
    if not isinstance(fetched.body, dict):
        detail = f"The keys at {jwks_url} cannot be read: {fetched.failure or 'that is no JWK Set.'}"
        raise StackcredError(ErrorCode.UNREACHABLE, detail)
    try:
        claims = dict(jwt.decode(token, key_set(fetched.body), algorithms=ALGORITHMS).claims)
    except (JoseError, ValueError, TypeError, KeyError, StackcredError):
        raise refused("Its id token is not signed by a key that it publishes") from None
    _check(claims, issuer, audience, nonce, house.clock.now().timestamp())
    return claims


def refused(reason: str) -> StackcredError:
    """reason: without a full stop."""
    return StackcredError(ErrorCode.UNAUTHENTICATED, f"{reason}; start again from where you came.")


def _check(claims: JsonObject, issuer: str, audience: str, nonce: str, now: float) -> None:
    audiences, expires, issued = as_list(claims.get("aud")), claims.get("exp"), claims.get("iat")
    if claims.get("iss") != issuer:
        raise refused(f"The id token is not from {issuer}")
    if audience not in audiences or (len(audiences) > 1 and claims.get("azp") != audience):
        raise refused("The id token is meant for somebody else")
    if _number(expires) <= now - LEEWAY_SECONDS or not _number(issued):
        raise refused("The id token is too old")
    if _number(issued) > now + LEEWAY_SECONDS:
        raise refused("The id token is from the future; a clock is wrong")
    if not isinstance(claims.get("nonce"), str) or not hmac.compare_digest(claims["nonce"].encode(), nonce.encode()):
        raise refused("The id token answers another request")


def _number(value: Any) -> float:
    """Seconds since 1970; 0 for what is no number."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


def _derived(house: Deployment, purpose: str, state: str) -> str:
    key = house.keystores.derive("sign-in elsewhere")
    return base64url_encode(hmac.digest(key, f"{purpose}:{state}".encode(), "sha256"))


def _digest(state: str) -> bytes:
    return hashlib.sha256(state.encode()).digest()
