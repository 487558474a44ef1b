"""A resolver answers with a document or with the reason why there is none."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from tests.gateways.loopback import Authority, LoopbackServer, serving

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.gateways.clock import SystemClock
from stackcred_issuer.gateways.resolver import MAX_DID_DOCUMENT, OutboundResolver, chain
from stackcred_issuer.gateways.safe_http import SafeHttp

HOST = "badges.test"
JWS = "eyJhbGciOiJFZERTQSJ9.eyJpZCI6MX0.c2lnbmF0dXJl"


async def names(_host: str) -> list[str]:
    return ["127.0.0.1"]


@pytest.fixture
async def server(authority: Authority) -> AsyncIterator[LoopbackServer]:
    async with serving(authority.server(HOST)) as running:
        yield running


@pytest.fixture
async def resolver(authority: Authority) -> AsyncIterator[OutboundResolver]:
    http = SafeHttp(
        SystemClock(),
        timeout_seconds=5,
        max_bytes=1_000_000,
        allow_loopback=True,
        resolve=names,
        tls=authority.client(),
    )
    yield OutboundResolver(http, SystemClock())
    await http.close()


def did(server: LoopbackServer, path: str = "") -> str:
    return f"did:web:{HOST}%3A{server.port}{path}"


def address(server: LoopbackServer, path: str) -> str:
    return f"https://{HOST}:{server.port}{path}"


def says(server: LoopbackServer, path: str, document: JsonObject) -> None:
    server.says(path, json.dumps(document).encode())


async def test_a_did_of_a_host_is_its_well_known_document(resolver: OutboundResolver, server: LoopbackServer) -> None:
    says(server, "/.well-known/did.json", {"id": did(server)})
    fetched = await resolver.fetch(did(server))
    assert fetched.body == {"id": did(server)}
    assert fetched.url == did(server)
    assert fetched.failure is None


async def test_a_did_with_a_path_is_the_document_there(resolver: OutboundResolver, server: LoopbackServer) -> None:
    issuer = did(server, ":issuers:tesda")
    says(server, "/issuers/tesda/did.json", {"id": issuer})
    assert (await resolver.fetch(issuer)).body == {"id": issuer}


async def test_a_document_must_be_about_the_did_it_was_asked_for(
    resolver: OutboundResolver, server: LoopbackServer
) -> None:
    says(server, "/.well-known/did.json", {"id": "did:web:elsewhere.test"})
    fetched = await resolver.fetch(did(server))
    assert fetched.body is None
    assert fetched.failure is not None
    assert "another id" in fetched.failure


async def test_a_did_document_has_at_most_64_kilobytes(resolver: OutboundResolver, server: LoopbackServer) -> None:
    head = len(json.dumps({"id": did(server, ":a"), "x": ""}))
    says(server, "/a/did.json", {"id": did(server, ":a"), "x": "x" * (MAX_DID_DOCUMENT - head)})
    says(server, "/b/did.json", {"id": did(server, ":b"), "x": "x" * (MAX_DID_DOCUMENT - head + 1)})
    assert (await resolver.fetch(did(server, ":a"))).failure is None
    assert "more than 65536 bytes" in str((await resolver.fetch(did(server, ":b"))).failure)


@pytest.mark.parametrize(
    "wrong", ["did:web:127.0.0.1", "did:web:%5B%3A%3A1%5D", "did:web:", "did:web:a/b", "did:example:1", "did:"]
)
async def test_a_did_that_cannot_be_resolved_is_a_failure(resolver: OutboundResolver, wrong: str) -> None:
    fetched = await resolver.fetch(wrong)
    assert fetched.body is None
    assert fetched.failure


async def test_a_document_is_an_object_or_a_compact_jws(resolver: OutboundResolver, server: LoopbackServer) -> None:
    says(server, "/list", {"type": ["VerifiableCredential"]})
    server.says("/jwt", f"{JWS}\n".encode())
    assert (await resolver.fetch(address(server, "/list"))).body == {"type": ["VerifiableCredential"]}
    assert (await resolver.fetch(address(server, "/jwt"))).body == JWS


@pytest.mark.parametrize("body", [b"<html>", b"[1]", b"", b'{"a": 1, "a": 2}', b"\xff", b"a.b", b"1"])
async def test_anything_else_is_a_failure(resolver: OutboundResolver, server: LoopbackServer, body: bytes) -> None:
    server.says("/x", body)
    fetched = await resolver.fetch(address(server, "/x"))
    assert fetched.body is None
    assert "no usable document" in str(fetched.failure)


async def test_a_missing_document_is_a_failure_that_names_it(
    resolver: OutboundResolver, server: LoopbackServer
) -> None:
    server.says("/x", b"{}", status="404 Not Found")
    fetched = await resolver.fetch(address(server, "/x"))
    assert fetched.failure == f"{address(server, '/x')} answered with status 404."


async def test_a_document_is_fetched_once_and_keeps_its_time(
    resolver: OutboundResolver, server: LoopbackServer
) -> None:
    says(server, "/list", {"a": [1]})
    first = await resolver.fetch(address(server, "/list"))
    second = await resolver.fetch(address(server, "/list#key-1"))
    assert len(server.requests) == 1
    assert (second.body, second.fetched_at) == (first.body, first.fetched_at)
    assert second.url == address(server, "/list#key-1")
    assert isinstance(second.body, dict)
    second.body["a"].append(2)  # a reader who changes its copy changes nobody else's
    assert (await resolver.fetch(address(server, "/list"))).body == {"a": [1]}


async def test_our_own_documents_come_from_the_record_and_the_others_from_the_world(
    resolver: OutboundResolver, server: LoopbackServer
) -> None:
    async def local(url: str) -> JsonObject | None:
        return {"id": url} if url == "did:web:ours.test" else None

    says(server, "/theirs", {"id": "theirs"})
    both = chain(local, resolver)
    before = datetime.now(UTC)
    ours = await both.fetch("did:web:ours.test")
    assert ours.body == {"id": "did:web:ours.test"}
    assert ours.fetched_at >= before
    assert server.requests == []
    assert (await both.fetch(address(server, "/theirs"))).body == {"id": "theirs"}
