"""From an address to the document behind it: DIDs, status lists, keys. A failure is an answer, not an error."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Protocol

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_object
from stackcred_issuer.domain.proof.did import did_web_url
from stackcred_issuer.domain.verification.materials import Fetched
from stackcred_issuer.gateways.clock import Clock
from stackcred_issuer.gateways.fetch_cache import FetchCache
from stackcred_issuer.gateways.safe_http import SafeHttp

MAX_DID_DOCUMENT = 64 * 1024  # did:web, requirement 97
ACCEPT_DID = "application/did, application/did+json, application/did+ld+json, application/json"
ACCEPT_DOCUMENT = (
    "application/vc, application/vc+jwt, application/vc+ld+json, application/jwk-set+json, application/jwk+json, "
    "application/json, application/ld+json, text/plain"
)
LATE = "the servers that were asked took too long altogether; try again in a moment"
_COMPACT_JWS = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)

Body = JsonObject | str
Local = Callable[[str], Awaitable[Body | None]]
"""A DID or URL → the document as this service holds it, or None when it is not ours."""


class Resolver(Protocol):
    """Fetches what a verification needs."""

    async def fetch(self, url: str, *, within: float | None = None) -> Fetched:
        """The document behind a did:web DID or https URL; never raises for a failed fetch, says why instead.

        within: seconds that another server is waited for; what comes later is there at the next try.
        """


class OutboundResolver:
    """Asks the world, through the safe client."""

    def __init__(self, http: SafeHttp, clock: Clock) -> None:
        self._http = http
        self.clock = clock
        self._cache = FetchCache(clock)

    async def fetch(self, url: str, *, within: float | None = None) -> Fetched:
        try:
            async with asyncio.timeout(within):
                return await (self._did(url) if url.startswith("did:") else self._document(url))
        except StackcredError as error:
            return Fetched(url, None, self.clock.now(), error.detail)
        except TimeoutError:
            return Fetched(url, None, self.clock.now(), LATE)

    async def _did(self, did: str) -> Fetched:
        address = did_web_url(did)
        ask = partial(self._http.fetch, address, accept=ACCEPT_DID, max_bytes=MAX_DID_DOCUMENT)
        fetched = await self._cache.get(did, ask)
        document = parse_object(fetched.body)
        if document.get("id") != did:
            raise StackcredError(ErrorCode.INVALID, f"The document at {address} has another id than {did}.")
        return Fetched(did, document, fetched.fetched_at, None)

    async def _document(self, url: str) -> Fetched:
        ask = partial(self._http.fetch, url, accept=ACCEPT_DOCUMENT)
        fetched = await self._cache.get(url.partition("#")[0], ask)
        return Fetched(url, _body(url, fetched.body), fetched.fetched_at, None)


class _Chain:
    """Our own documents from the record, the others from the world."""

    def __init__(self, local: Local, outbound: OutboundResolver) -> None:
        self._local = local
        self._outbound = outbound

    async def fetch(self, url: str, *, within: float | None = None) -> Fetched:
        body = await self._local(url)
        if body is None:
            return await self._outbound.fetch(url, within=within)
        return Fetched(url, body, self._outbound.clock.now(), None)


class KnownResolver:
    """Answers from what it was given and asks nobody."""

    def __init__(self, known: Mapping[str, Body], clock: Clock) -> None:
        self._known = known
        self._clock = clock

    async def fetch(self, url: str, *, within: float | None = None) -> Fetched:
        body = self._known.get(url.partition("#")[0])
        failure = None if body is not None else f"nobody was asked: {url} is not among the documents at hand"
        return Fetched(url, body, self._clock.now(), failure)


def chain(local: Local, outbound: OutboundResolver) -> Resolver:
    """A resolver that asks `local` first: the service answers for its own DIDs and status lists itself."""
    return _Chain(local, outbound)


def _body(url: str, data: bytes) -> Body:
    """A JSON object, or the text of a compact JWS."""
    text = data.strip()
    if not text.startswith(b"{") and text.isascii() and _COMPACT_JWS.fullmatch(text.decode("ascii")):
        return text.decode("ascii")
    try:
        return parse_object(data)
    except StackcredError as error:
        raise StackcredError(error.code, f"{url} holds no usable document. {error.detail}") from None
