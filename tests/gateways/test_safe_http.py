"""The way out reaches public https servers, and cannot be led astray, kept waiting or flooded."""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import AsyncIterator

import pytest
from tests.gateways.loopback import Authority, LoopbackServer, serving
from tests.gateways.test_public_address import SPECIAL

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.gateways.clock import SystemClock
from stackcred_issuer.gateways.safe_http import FetchedBytes, SafeHttp, system_resolve

HOST = "badges.test"
LIMIT = 10_000


class Names:
    """Name service of the run."""

    def __init__(self, **addresses: list[str]) -> None:
        self.addresses = {HOST: ["127.0.0.1"], **addresses}
        self.looked_up: list[str] = []

    async def __call__(self, host: str) -> list[str]:
        self.looked_up.append(host)
        return self.addresses.get(host) or await system_resolve(host)


def client(authority: Authority, names: Names | None = None, **changes: object) -> SafeHttp:
    options = {
        "timeout_seconds": 5,
        "max_bytes": LIMIT,
        "allow_loopback": True,
        "resolve": names or Names(),
        "tls": authority.client(),
        **changes,
    }
    return SafeHttp(SystemClock(), **options)  # type: ignore[arg-type]


@pytest.fixture
async def server(authority: Authority) -> AsyncIterator[LoopbackServer]:
    async with serving(authority.server(HOST)) as running:
        yield running


@pytest.fixture
async def http(authority: Authority) -> AsyncIterator[SafeHttp]:
    http = client(authority)
    yield http
    await http.close()


async def get(http: SafeHttp, server: LoopbackServer, path: str = "/") -> FetchedBytes:
    return await http.fetch(f"https://{HOST}:{server.port}{path}", accept="application/json")


async def refusal(http: SafeHttp, url: str) -> str:
    with pytest.raises(StackcredError) as refused:
        await http.fetch(url, accept="application/json")
    assert refused.value.code is ErrorCode.UNREACHABLE
    return refused.value.detail


async def test_it_fetches_and_says_what_came(http: SafeHttp, server: LoopbackServer) -> None:
    server.says("/did.json", b'{"id": 1}', "Content-Type: Application/DID+json; charset=utf-8")
    fetched = await get(http, server, "/did.json#key")
    assert fetched.body == b'{"id": 1}'
    assert fetched.media_type == "application/did+json"
    assert fetched.url == f"https://{HOST}:{server.port}/did.json"
    assert fetched.fetched_at.utcoffset() is not None


async def test_what_is_posted_arrives_and_the_status_comes_back_whatever_it_is(
    http: SafeHttp, server: LoopbackServer
) -> None:
    server.redirects("/hook", "/elsewhere", "307 Temporary Redirect")
    status = await http.post(f"https://{HOST}:{server.port}/hook", b"{}", {"Webhook-Id": "evt_1"})
    assert status == 307
    head = server.requests[-1].lower()
    assert head.startswith("post /hook http/1.1\r\n")
    assert "webhook-id: evt_1" in head
    assert "content-length: 2" in head
    assert len(server.requests) == 1


async def test_nothing_is_posted_to_a_private_address(authority: Authority, server: LoopbackServer) -> None:
    http = client(authority, allow_loopback=False)
    with pytest.raises(StackcredError) as refused:
        await http.post(f"https://{HOST}:{server.port}/hook", b"{}", {})
    assert refused.value.code is ErrorCode.UNREACHABLE
    assert server.connections == 0
    await http.close()


async def test_the_request_names_the_host_and_tells_nothing_else(http: SafeHttp, server: LoopbackServer) -> None:
    server.says("/", b"", "Set-Cookie: who=you")
    await get(http, server)
    await get(http, server)
    head = server.requests[1].lower()
    assert f"host: {HOST}:{server.port}\r\n" in head
    assert server.names[1] == HOST
    assert "accept: application/json\r\n" in head
    assert "accept-encoding: identity\r\n" in head
    assert "cookie" not in head
    assert head.count("\r\n") == 7  # five headers, the request line, the end


async def test_the_connection_goes_to_the_address_that_was_checked(
    authority: Authority, server: LoopbackServer
) -> None:
    names = Names()
    server.says("/", b"here")
    assert (await get(client(authority, names), server)).body == b"here"
    assert names.looked_up == [HOST]  # once: there is no second answer that could differ


@pytest.mark.parametrize("address", SPECIAL)
async def test_an_address_that_is_not_public_is_refused(authority: Authority, address: str) -> None:
    names = Names(**{"inside.test": [address]})
    detail = await refusal(client(authority, names, allow_loopback=False), "https://inside.test/")
    assert "not public" in detail


async def test_one_unfit_address_among_public_ones_spoils_the_name(authority: Authority) -> None:
    names = Names(**{"rebind.test": ["1.1.1.1", "2606:4700::1111", "10.0.0.1"]})
    assert "not public" in await refusal(client(authority, names), "https://rebind.test/")


async def test_loopback_is_not_reached_unless_allowed(authority: Authority, server: LoopbackServer) -> None:
    http = client(authority, allow_loopback=False)
    for host in (HOST, "localhost", "127.0.0.1", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:7f00:1]"):
        await refusal(http, f"https://{host}:{server.port}/")
    assert server.connections == 0


async def test_allowing_loopback_does_not_allow_the_private_network(authority: Authority) -> None:
    names = Names(**{"lan.test": ["192.168.0.1"], "both.test": ["127.0.0.1", "192.168.0.1"]})
    http = client(authority, names)
    assert "not public" in await refusal(http, "https://lan.test/")
    assert "not public" in await refusal(http, "https://both.test/")


async def test_plain_http_reaches_loopback_only(authority: Authority) -> None:
    async with serving() as server:
        server.says("/", b"plain")
        names = Names(**{"public.test": ["1.1.1.1"]})
        http = client(authority, names)
        assert (await http.fetch(f"http://localhost:{server.port}/", accept="*/*")).body == b"plain"
        assert "not an https address" in await refusal(http, "http://public.test/")
        strict = client(authority, names, allow_loopback=False)
        assert "not an https address" in await refusal(strict, f"http://localhost:{server.port}/")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://badges.test/",
        "file:///etc/passwd",
        "badges.test",
        "",
        "https://",
        "//badges.test/",
        "https://a b/",
    ],
)
async def test_what_is_no_https_address_is_refused(http: SafeHttp, url: str) -> None:
    await refusal(http, url)


async def test_odd_addresses_are_refused_in_words(http: SafeHttp) -> None:
    assert "login" in await refusal(http, f"https://me:secret@{HOST}/")
    assert "longer" in await refusal(http, f"https://{HOST}/{'a' * 3000}")
    assert "not known" in await refusal(http, "https://no-such-host.invalid/")
    await refusal(http, f"https://{'a' * 70}.test/")


async def test_a_server_must_prove_its_name(authority: Authority) -> None:
    async with serving(authority.server("other.test")) as server:
        server.says("/", b"impostor")
        detail = await refusal(client(authority), f"https://{HOST}:{server.port}/")
    assert "certificate" in detail.lower()
    assert server.requests == []


async def test_a_proven_connection_serves_no_other_name(authority: Authority, server: LoopbackServer) -> None:
    server.says("/", b"here")
    http = client(authority, Names(**{"other.test": ["127.0.0.1"]}))
    await get(http, server)
    assert "certificate" in (await refusal(http, f"https://other.test:{server.port}/")).lower()


async def test_the_public_authorities_do_not_vouch_for_ours(server: LoopbackServer) -> None:
    http = SafeHttp(SystemClock(), timeout_seconds=5, max_bytes=LIMIT, allow_loopback=True, resolve=Names())
    assert "certificate" in (await refusal(http, f"https://{HOST}:{server.port}/")).lower()


async def test_another_address_of_the_name_is_tried(authority: Authority, server: LoopbackServer) -> None:
    server.says("/", b"second")
    for addresses in (["127.0.0.9", "127.0.0.1"], ["::1", "::1", "127.0.0.1"]):
        http = client(authority, Names(**{HOST: addresses}))
        assert (await get(http, server)).body == b"second"


async def test_redirects_are_followed_on_their_origin(http: SafeHttp, server: LoopbackServer) -> None:
    server.redirects("/a", "/b")
    server.redirects("/b", f"https://{HOST}:{server.port}/c", "308 Permanent Redirect")
    server.redirects("/c", "d?x=1")
    server.says("/d?x=1", b"end")
    fetched = await get(http, server, "/a")
    assert fetched.body == b"end"
    assert fetched.url.endswith("/d?x=1")


async def test_a_fourth_redirect_is_not_followed(http: SafeHttp, server: LoopbackServer) -> None:
    server.redirects("/", "/")
    assert "more than 3" in await refusal(http, f"https://{HOST}:{server.port}/")
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    "location",
    ["https://elsewhere.test/", "//elsewhere.test/", "http://badges.test/", "https://badges.test/", ""],
)
async def test_redirects_to_another_origin_are_refused(http: SafeHttp, server: LoopbackServer, location: str) -> None:
    server.redirects("/", location)
    assert "another origin" in await refusal(http, f"https://{HOST}:{server.port}/")


async def test_every_redirect_is_checked_again(authority: Authority, server: LoopbackServer) -> None:
    class Rebinding(Names):
        async def __call__(self, host: str) -> list[str]:
            self.looked_up.append(host)
            return ["127.0.0.1"] if len(self.looked_up) == 1 else ["10.0.0.1"]

    server.redirects("/", "/again")
    assert "not public" in await refusal(client(authority, Rebinding()), f"https://{HOST}:{server.port}/")


@pytest.mark.parametrize("status", ["404 Not Found", "500 Internal Server Error", "204 No Content", "206 Part"])
async def test_only_a_whole_answer_counts(http: SafeHttp, server: LoopbackServer, status: str) -> None:
    server.says("/", b"", status=status)
    assert f"status {status[:3]}" in await refusal(http, f"https://{HOST}:{server.port}/")


async def test_a_body_up_to_the_limit_is_taken_and_not_one_byte_more(http: SafeHttp, server: LoopbackServer) -> None:
    server.says("/fits", b"x" * LIMIT)
    server.says("/over", b"x" * (LIMIT + 1))
    assert len((await get(http, server, "/fits")).body) == LIMIT
    assert "more than" in await refusal(http, f"https://{HOST}:{server.port}/over")


async def test_a_fetch_may_ask_for_less_but_not_for_more(http: SafeHttp, server: LoopbackServer) -> None:
    server.says("/", b"x" * 500)
    server.says("/over", b"x" * (LIMIT + 1))
    url = f"https://{HOST}:{server.port}"
    for path, limit in (("/", 499), ("/over", 10 * LIMIT)):
        with pytest.raises(StackcredError, match="more than"):
            await http.fetch(url + path, accept="*/*", max_bytes=limit)


async def test_an_endless_body_ends_at_the_limit(http: SafeHttp, server: LoopbackServer) -> None:
    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 1000)
            await writer.drain()

    server.answers["/"] = endless
    assert "more than" in await refusal(http, f"https://{HOST}:{server.port}/")


async def test_a_dripping_body_ends_at_the_deadline(authority: Authority, server: LoopbackServer) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(100):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    server.answers["/"] = drip
    http, start = client(authority, timeout_seconds=0.4), time.monotonic()
    assert "within 0.4 s" in await refusal(http, f"https://{HOST}:{server.port}/")
    assert time.monotonic() - start < 2


async def test_a_silent_server_and_a_slow_name_end_at_the_deadline(
    authority: Authority, server: LoopbackServer
) -> None:
    async def silent(_writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3)

    class Slow(Names):
        async def __call__(self, host: str) -> list[str]:
            await asyncio.sleep(3)
            return await super().__call__(host)

    server.answers["/"] = silent
    for names in (Names(), Slow()):
        http, start = client(authority, names, timeout_seconds=0.3), time.monotonic()
        assert "did not answer in full" in await refusal(http, f"https://{HOST}:{server.port}/")
        assert time.monotonic() - start < 2


async def test_gzip_that_was_not_asked_for_is_unpacked_within_the_limit(http: SafeHttp, server: LoopbackServer) -> None:
    server.says("/", gzip.compress(b"x" * LIMIT), "Content-Encoding: gzip")
    server.says("/bomb", gzip.compress(b"x" * 5_000_000), "Content-Encoding: gzip")
    server.says("/cut", gzip.compress(b"x" * 5000)[:-10], "Content-Encoding: gzip")
    server.says("/broken", b"x" * 100, "Content-Encoding: gzip")
    server.says("/br", b"x" * 100, "Content-Encoding: br")
    assert (await get(http, server)).body == b"x" * LIMIT
    url = f"https://{HOST}:{server.port}"
    assert "unpacks to more" in await refusal(http, url + "/bomb")
    assert "cut short" in await refusal(http, url + "/cut")
    assert "broken gzip" in await refusal(http, url + "/broken")
    assert "not asked for" in await refusal(http, url + "/br")


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000, b"\x00\xff garbage\r\n\r\n", b"", b"HTTP/1.1 2"]
)
async def test_nonsense_is_unreachable_in_words(http: SafeHttp, server: LoopbackServer, head: bytes) -> None:
    async def nonsense(writer: asyncio.StreamWriter) -> None:
        writer.write(head)

    server.answers["/"] = nonsense
    assert "cannot be reached" in await refusal(http, f"https://{HOST}:{server.port}/")


async def test_the_environment_names_no_proxy(
    authority: Authority, server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    server.says("/", b"direct")
    assert (await get(client(authority), server)).body == b"direct"
