"""Learners sign in by their institution's own service: OpenID Connect, authorization code with PKCE.

The institution vouches for its own learners alone: the session is one learner's, never an address's.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.jsonvalue import as_list, parse_json
from stackcred_issuer.domain.proof.multibase import base64url_encode
from stackcred_issuer.services.browse import Cursor, Page, page_of
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.manage_webhooks import checked_url
from stackcred_issuer.services.sign_in import new_session
from stackcred_issuer.services.sign_in_elsewhere import (
    checked_id_token,
    nonce_of,
    refused,
    send_away,
    take_back,
    verifier_of,
)
from stackcred_issuer.store.access import EMAIL, Holder
from stackcred_issuer.store.sign_in_services import SignInServiceRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

MAX_SERVICES = 10  # of one issuer: each is a button on the sign-in page
NONCE_BYTES = 12  # AES-GCM (NIST SP 800-38D §8.2.2)


@dataclass(frozen=True, slots=True)
class _Endpoints:
    """What a provider says of itself (OpenID Connect Discovery 1.0 §3). basic: the secret goes by HTTP Basic."""

    authorization: str
    token: str
    jwks: str
    basic: bool


async def add_service(
    house: Deployment, caller: Caller, *, name: str, provider: str, client_id: str, secret: str
) -> SignInServiceRecord:
    """Offer it on the sign-in page. Raises INVALID, UNREACHABLE for a provider that cannot be asked, CONFLICT."""
    caller.need(Scope.LEARNERS)
    await _discovered(house, checked_url(house, provider, "/provider"))
    service_id = house.entropy.new_id()
    service = SignInServiceRecord(
        id=service_id,
        issuer_id=caller.issuer_id,
        name=name,
        provider=provider,
        client_id=client_id,
        secret=_sealed(house, service_id, secret),
        created_at=house.clock.now(),
    )
    async with house.store.begin(house.clock.now()) as uow:
        if len(await uow.sign_in_services.page(caller.issuer_id, limit=MAX_SERVICES)) >= MAX_SERVICES:
            detail = f"An issuer has at most {MAX_SERVICES} sign-in services; end one that is not needed."
            raise StackcredError(ErrorCode.CONFLICT, detail)
        await uow.sign_in_services.add(service)
        _record(uow, caller, service)
    return service


async def list_services(house: Deployment, caller: Caller, cursor: Cursor) -> Page[SignInServiceRecord]:
    caller.need(Scope.LEARNERS_READ)
    async with house.store.begin(house.clock.now()) as uow:
        return page_of(await uow.sign_in_services.page(caller.issuer_id, cursor.after, cursor.limit + 1), cursor)


async def end_service(house: Deployment, caller: Caller, service_id: UUID) -> None:
    """Nobody signs in by it any more; sessions end by themselves."""
    caller.need(Scope.LEARNERS)
    async with house.store.begin(house.clock.now()) as uow:
        service = await uow.sign_in_services.get(caller.issuer_id, service_id)
        await uow.sign_in_services.drop(service)
        _record(uow, caller, service)


async def offered_services(house: Deployment) -> Sequence[SignInServiceRecord]:
    """Those on the sign-in page."""
    async with house.store.begin(house.clock.now()) as uow:
        return await uow.sign_in_services.shown()


async def begin_sign_in(house: Deployment, service_id: UUID) -> str:
    """The address to send the browser to. Raises NOT_FOUND, UNREACHABLE."""
    async with house.store.begin(house.clock.now()) as uow:
        service = await _known(uow, service_id)
        state = await send_away(house, uow, service.id)
    endpoints = await _discovered(house, service.provider)
    challenge = base64url_encode(hashlib.sha256(verifier_of(house, state).encode()).digest())
    asked = {
        "response_type": "code",
        "scope": "openid email",
        "client_id": service.client_id,
        "redirect_uri": back_url(house, service.id),
        "state": state,
        "nonce": nonce_of(house, state),
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{endpoints.authorization}{'&' if '?' in endpoints.authorization else '?'}{urlencode(asked)}"


async def finish_sign_in(house: Deployment, service_id: UUID, state: str, code: str) -> str:
    """The secret of a new session. Raises NOT_FOUND, UNREACHABLE, UNAUTHENTICATED, also for somebody not known here."""
    async with house.store.begin(house.clock.now()) as uow:
        service = await _known(uow, service_id)
        await take_back(uow, service.id, state)
    endpoints = await _discovered(house, service.provider)
    claims = await checked_id_token(
        house,
        await _redeemed(house, service, endpoints, state, code),
        jwks_url=endpoints.jwks,
        issuer=service.provider,
        audience=service.client_id,
        nonce=nonce_of(house, state),
    )
    email = claims.get("email")
    if not isinstance(email, str) or claims.get("email_verified") is False:
        raise refused(f"{service.name} does not vouch for a mail address of yours")
    async with house.store.begin(house.clock.now()) as uow:
        known = await uow.learners.find(service.issuer_id, [(EMAIL, email.strip().lower())])
        if not known:
            detail = f"{service.name} knows you as {email}, which no badge here was issued to; ask your institution."
            raise StackcredError(ErrorCode.UNAUTHENTICATED, detail)
        return await new_session(house, uow, Holder(None, known[0].id))


def back_url(house: Deployment, service_id: UUID) -> str:
    """The redirect URI to register at the provider."""
    return f"{house.urls.base}/learn/with/{service_id}/back"


async def _known(uow: UnitOfWork, service_id: UUID) -> SignInServiceRecord:
    service = await uow.sign_in_services.find(service_id)
    if service is None:
        raise StackcredError(ErrorCode.NOT_FOUND, "There is no such sign-in service here, or not any more.")
    return service


async def _discovered(house: Deployment, provider: str) -> _Endpoints:
    url = f"{provider.rstrip('/')}/.well-known/openid-configuration"
    fetched = await house.resolver.fetch(url)
    said = fetched.body if isinstance(fetched.body, dict) else {}
    found = [said.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if said.get("issuer") != provider or not all(isinstance(address, str) for address in found):
        why = fetched.failure or f"{url} does not describe {provider} as a provider."
        raise StackcredError(ErrorCode.UNREACHABLE, f"The sign-in service cannot be used: {why}")
    methods = as_list(said.get("token_endpoint_auth_methods_supported", "client_secret_basic"))
    authorization, token, jwks = map(str, found)
    return _Endpoints(checked_url(house, authorization, "/provider"), token, jwks, "client_secret_basic" in methods)


async def _redeemed(
    house: Deployment, service: SignInServiceRecord, endpoints: _Endpoints, state: str, code: str
) -> str:
    """The id token that a code stands for (OpenID Connect Core 1.0 §3.1.3)."""
    secret, headers = _opened(house, service), {"Accept": "application/json"}
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back_url(house, service.id),
        "code_verifier": verifier_of(house, state),
    }
    if endpoints.basic:  # RFC 6749 §2.3.1: both parts form-encoded first
        login = f"{quote(service.client_id, safe='')}:{quote(secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(login.encode()).decode()}"
    else:
        form |= {"client_id": service.client_id, "client_secret": secret}
    reply = await house.http.ask(endpoints.token, headers, urlencode(form).encode())
    said = parse_json(reply.body) if reply.status == 200 else {}
    token = said.get("id_token") if isinstance(said, dict) else None
    if not isinstance(token, str):
        raise refused(f"{service.name} did not confirm the sign-in (status {reply.status})")
    return token


def _sealed(house: Deployment, service_id: UUID, secret: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher(house).encrypt(nonce, secret.encode(), service_id.bytes)


def _opened(house: Deployment, service: SignInServiceRecord) -> str:
    nonce, sealed = service.secret[:NONCE_BYTES], service.secret[NONCE_BYTES:]
    return _cipher(house).decrypt(nonce, sealed, service.id.bytes).decode()


def _cipher(house: Deployment) -> AESGCM:
    return AESGCM(house.keystores.derive("sign-in services"))


def _record(uow: UnitOfWork, caller: Caller, service: SignInServiceRecord) -> None:
    uow.record(Event(EventType.SIGN_IN_SERVICE_CHANGED, service.issuer_id, str(service.id), caller.actor))
