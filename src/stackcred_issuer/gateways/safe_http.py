"""The one way out: fetch a stranger's URL without being led astray, kept waiting or flooded.

https only; every address the name resolves to must be public, and the connection goes to the address that was
checked; redirects stay on their origin; one deadline covers everything; bytes are counted on both sides of
decompression. No cookies, no proxies, no connection is shared between names.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import httpx

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.gateways.clock import Clock
from stackcred_issuer.gateways.public_address import is_loopback, is_public
from stackcred_issuer.settings import Settings

MAX_REDIRECTS = 3
MAX_URL = 2048
MAX_CONNECTIONS = 100
REDIRECTS = frozenset({301, 302, 303, 307, 308})
USER_AGENT = "stackcred-issuer"

MAX_ADDRESSES = 2  # tried of one name: commonly one of IPv6 and one of IPv4
MAX_LOOKUPS = 16  # threads of their own, so that slow name servers hold up nothing else

Resolve = Callable[[str], Awaitable[list[str]]]
"""A host → every address it has, the preferred first. Raises OSError."""


_LOOKUPS = ThreadPoolExecutor(MAX_LOOKUPS, "name-lookup")


@dataclass(frozen=True, slots=True)
class FetchedBytes:
    """url: where the body came from in the end. media_type: lower case, without parameters, "" if unsaid."""

    url: str
    body: bytes
    media_type: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """What a service answered. next_url: the page that follows, if it names one (RFC 8288)."""

    status: int
    body: bytes
    next_url: str | None


@dataclass(frozen=True, slots=True)
class _Message:
    method: str
    target: httpx.URL
    headers: Mapping[str, str]
    body: bytes | None = None


async def system_resolve(host: str) -> list[str]:
    """The addresses the operating system finds. Raises OSError."""
    look_up = partial(socket.getaddrinfo, host, None, type=socket.SOCK_STREAM)
    found = await asyncio.get_running_loop().run_in_executor(_LOOKUPS, look_up)
    return [str(address[0]) for *_, address in found]


class SafeHttp:
    """Fetches public https URLs within limits."""

    def __init__(
        self,
        clock: Clock,
        *,
        timeout_seconds: float,
        max_bytes: int,
        allow_loopback: bool = False,
        resolve: Resolve = system_resolve,
        tls: ssl.SSLContext | None = None,
        dev_hosts: Mapping[str, tuple[str, int]] | None = None,
    ) -> None:
        """timeout_seconds: for one fetch as a whole. max_bytes: of a body, unless a fetch names fewer.

        allow_loopback: also reach this machine, there also by http; for development.
        tls: which authorities to trust; without it, those of the public web.
        dev_hosts: names that stand for an address and port of this machine; for development. The certificate there
        must still be the name's.
        """
        self._clock = clock
        self._timeout_seconds = timeout_seconds
        self._max_bytes = max_bytes
        self._allow_loopback = allow_loopback
        self._resolve = resolve
        self._dev_hosts = dict(dev_hosts or {})
        # A kept connection is found again by address alone, so it could serve another name than the one its
        # certificate was checked for: none is kept.
        self._transport = httpx.AsyncHTTPTransport(
            verify=tls or httpx.create_ssl_context(trust_env=False),
            trust_env=False,
            limits=httpx.Limits(max_connections=MAX_CONNECTIONS, max_keepalive_connections=0),
        )

    @classmethod
    def of(cls, settings: Settings, clock: Clock) -> SafeHttp:
        """As the deployment is configured."""
        return cls(
            clock,
            timeout_seconds=settings.fetch_timeout_seconds,
            max_bytes=settings.fetch_max_bytes,
            allow_loopback=settings.allow_loopback_fetch,
            tls=_trusting(settings.dev_ca) if settings.dev_ca is not None else None,
            dev_hosts={host.name: (host.address, host.port) for host in settings.dev_hosts},
        )

    async def fetch(self, url: str, *, accept: str, max_bytes: int | None = None) -> FetchedBytes:
        """The body at a URL. Raises StackcredError UNREACHABLE, with the reason as a sentence."""
        limit = min(max_bytes or self._max_bytes, self._max_bytes)
        async with self._within_limits(url):
            return await self._follow(url, accept, limit)

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Send a body; answers the status, whatever it is. Redirects are not followed, the answer is not read.

        Raises StackcredError UNREACHABLE, with the reason as a sentence.
        """
        async with self._within_limits(url):
            response = await self._send(url, _Message("POST", _checked_url(url, url), dict(headers), body))
            await response.aclose()
            return response.status_code

    async def ask(self, url: str, headers: Mapping[str, str], form: bytes | None = None) -> Reply:
        """What a service answers, whatever the status: to a GET, or to a POST of a form. Redirects are not followed:
        what the headers carry is for this host alone.

        Raises StackcredError UNREACHABLE, with the reason as a sentence.
        """
        sent = {"Accept-Encoding": "identity", **headers}
        if form is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        async with self._within_limits(url):
            message = _Message("GET" if form is None else "POST", _checked_url(url, url), sent, form)
            response = await self._send(url, message)
            try:
                body = _decoded(url, await _read(url, response, self._max_bytes), response, self._max_bytes)
            finally:
                await response.aclose()
            return Reply(response.status_code, body, response.links.get("next", {}).get("url"))

    @asynccontextmanager
    async def _within_limits(self, url: str) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._timeout_seconds):
                yield
        except TimeoutError:
            raise _unreachable(url, f"did not answer in full within {self._timeout_seconds:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            raise _unreachable(url, f"cannot be reached: {_reason(error)}") from None

    async def close(self) -> None:
        """Let go of every connection."""
        await self._transport.aclose()

    async def _follow(self, url: str, accept: str, limit: int) -> FetchedBytes:
        target = _checked_url(url, url)
        for _ in range(MAX_REDIRECTS + 1):
            response = await self._send(url, _Message("GET", target, {"Accept": accept, "Accept-Encoding": "identity"}))
            try:
                if response.status_code not in REDIRECTS:
                    return await self._receive(url, target, response, limit)
                target = _redirected(url, target, response)
            finally:
                await response.aclose()
        raise _unreachable(url, f"redirects more than {MAX_REDIRECTS} times")

    async def _send(self, url: str, message: _Message) -> httpx.Response:
        """Ask at the name's addresses in turn until one can be connected to."""
        *others, last = _candidates(await self._addresses(url, message.target))
        for address in others:
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return await self._transport.handle_async_request(self._request(message, address))
        return await self._transport.handle_async_request(self._request(message, last))

    def _request(self, message: _Message, address: str) -> httpx.Request:
        target = message.target
        _, port = self._dev_hosts.get(target.raw_host.decode("ascii"), (address, target.port))
        return httpx.Request(
            message.method,
            target.copy_with(host=address, port=port),
            headers={
                "Host": target.netloc.decode("ascii"),
                "User-Agent": USER_AGENT,
                "Connection": "close",
                **message.headers,
            },
            content=message.body,
            extensions={
                "sni_hostname": target.raw_host.decode("ascii"),  # what the certificate must name
                "timeout": {"connect": self._timeout_seconds / MAX_ADDRESSES},
            },
        )

    async def _addresses(self, url: str, target: httpx.URL) -> list[str]:
        """Where to connect to: one unfit address spoils the name, since we could be led to it next time."""
        host = target.raw_host.decode("ascii")
        if host in self._dev_hosts and target.scheme == "https":
            return [self._dev_hosts[host][0]]
        addresses = await self._resolve(host)
        if self._allow_loopback and addresses and all(is_loopback(address) for address in addresses):
            return addresses
        if target.scheme != "https":
            raise _unreachable(url, "is not an https address")
        if not addresses or not all(is_public(address) for address in addresses):
            raise _unreachable(url, f"leads to an address that is not public ({host})")
        return addresses

    async def _receive(self, url: str, target: httpx.URL, response: httpx.Response, limit: int) -> FetchedBytes:
        if response.status_code != 200:
            raise _unreachable(url, f"answered with status {response.status_code}")
        body = _decoded(url, await _read(url, response, limit), response, limit)
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        return FetchedBytes(str(target), body, media_type, self._clock.now())


def _trusting(authority: Path) -> ssl.SSLContext:
    """The authorities of the public web and one more. Raises INVALID for a file that holds none."""
    tls = httpx.create_ssl_context(trust_env=False)
    try:
        tls.load_verify_locations(authority)
    except (OSError, ssl.SSLError):
        raise StackcredError(
            ErrorCode.INVALID, f"STACKCRED_DEV_CA: {authority} is no PEM file with a certificate; name one."
        ) from None
    return tls


def _checked_url(url: str, shown: str) -> httpx.URL:
    if len(url) > MAX_URL:
        raise _unreachable(shown[:80] + "…", f"is longer than {MAX_URL} characters")
    parsed = httpx.URL(url).copy_with(fragment=None)
    if parsed.scheme not in ("https", "http") or not parsed.host:
        raise _unreachable(shown, "is not an https address")
    if parsed.userinfo:
        raise _unreachable(shown, "carries a login; take it out of the address")
    return parsed


def _candidates(addresses: list[str]) -> list[str]:
    """The preferred address, and one of the other family if there is one: a broken IPv6 route fails whole."""
    first, *others = dict.fromkeys(addresses)
    others.sort(key=lambda address: (":" in address) == (":" in first))
    return [first, *others][:MAX_ADDRESSES]


def _redirected(url: str, source: httpx.URL, response: httpx.Response) -> httpx.URL:
    location = response.headers.get("location", "")
    target = _checked_url(str(source.join(location)), url)
    if not location or _origin(target) != _origin(source):
        raise _unreachable(url, "redirects to another origin, which is not followed")
    return target


def _origin(url: httpx.URL) -> tuple[str, bytes, int | None]:
    return url.scheme, url.raw_host, url.port


async def _read(url: str, response: httpx.Response, limit: int) -> bytes:
    parts: list[bytes] = []
    received = 0
    async for part in response.aiter_raw():
        received += len(part)
        if received > limit:
            raise _unreachable(url, f"sends more than {limit} bytes")
        parts.append(part)
    return b"".join(parts)


def _decoded(url: str, body: bytes, response: httpx.Response, limit: int) -> bytes:
    """We ask for plain bytes; some stores of files send gzip whatever one asks."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding == "identity":
        return body
    if encoding not in ("gzip", "x-gzip"):
        raise _unreachable(url, f"is encoded as {encoding!r}, which was not asked for")
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = unpacker.decompress(body, limit + 1)
    except zlib.error:
        raise _unreachable(url, "sends broken gzip") from None
    if len(plain) > limit:
        raise _unreachable(url, f"unpacks to more than {limit} bytes")
    if not unpacker.eof:
        raise _unreachable(url, "sends gzip that is cut short")
    return plain


def _reason(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return "the host name is not known"
    return str(error).strip() or type(error).__name__


def _unreachable(url: str, reason: str) -> StackcredError:
    return StackcredError(ErrorCode.UNREACHABLE, f"{url} {reason}.")
