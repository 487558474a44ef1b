"""Issuers whose own servers are hostile: real connections to this machine, under development settings."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.serialization import Encoding
from tests.domain.verification.making import badge, contexts
from tests.faults.hostile.base import STRANGER, Document
from tests.faults.test_hostile import MEGABYTES, SECONDS, Trap, forget_peaks, peak_megabytes
from tests.gateways.loopback import Authority, LoopbackServer
from tests.gateways.loopback import serving as loopback
from tests.support.service import Service, running
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.proof.data_integrity import add_proof
from stackcred_issuer.domain.proof.did import PublishedKey, did_web_document
from stackcred_issuer.domain.verification.presented import read_part
from stackcred_issuer.services.gather import gather
from stackcred_issuer.services.verify_presented import waits_until

HOST = "issuer.example"
PATIENCE = 0.5  # of who waits for one document; one fetch may take twice as long
Play = Callable[[LoopbackServer, str, int], None]
"""What the server does when a path is asked; the last is the port of the trap."""


@dataclass
class Stage:
    service: Service
    server: LoopbackServer
    trap: Trap


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    folder = tmp_path_factory.mktemp("servers")
    authority = Authority.make(folder)
    (folder / "ca.pem").write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    trap = Trap()
    async with loopback(authority.server(HOST)) as server:
        development: dict[str, Any] = {
            "dev_hosts": f"{HOST}=127.0.0.1:{server.port}",
            "dev_ca": folder / "ca.pem",
            "fetch_timeout_seconds": 2 * PATIENCE,
            "verification_wait_seconds": PATIENCE,
        }
        async with running(database_url, folder, **development) as service:
            await service.public.post("/v1/verify", content=b"{}")  # workers start
            yield Stage(service, server, trap)
    trap.close()


def did_of(name: str) -> str:
    return f"did:web:{HOST}:{name}"


def keys_of(name: str) -> Document:
    return did_web_document(did_of(name), [PublishedKey(STRANGER.public_key)])


def badge_of(name: str) -> Document:
    did = did_of(name)
    method = f"{did}#{STRANGER.public_key.multikey}"
    signer = LocalSigner(STRANGER.private, STRANGER.public_key, did, method)
    created = parse_instant("2026-01-01T00:00:00Z")
    return add_proof(badge(did), suite="eddsa-rdfc-2022", signer=signer, created=created, contexts=contexts())


def says(body: bytes, *headers: str, status: str = "200 OK") -> Play:
    return lambda server, path, _: server.says(path, body, "Content-Type: application/json", *headers, status=status)


def leads_to(address: str, status: str = "302 Found") -> Play:
    return lambda server, path, port: server.redirects(path, address.replace("@TRAP@", str(port)), status)


def acts(answer: Callable[[asyncio.StreamWriter], Awaitable[bool]]) -> Play:
    return lambda server, path, _: server.answers.update({path: answer})


async def _silent(_: asyncio.StreamWriter) -> bool:
    await asyncio.sleep(4 * PATIENCE)
    return False


async def _dripping(writer: asyncio.StreamWriter) -> bool:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(40):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(PATIENCE / 10)
    return False


async def _endless(writer: asyncio.StreamWriter) -> bool:
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(2_000):
        writer.write(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
        await writer.drain()
    return False


async def _rubbish(writer: asyncio.StreamWriter) -> bool:
    writer.write(b"\0" * 10_000)
    return False


async def _headers(writer: asyncio.StreamWriter) -> bool:
    writer.write(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200_000 + b"\r\n")
    return False


PLAYS: dict[str, Play] = {
    "gone": says(b"", status="404 Not Found"),
    "broken": says(b"", status="500 Internal Server Error"),
    "empty": says(b""),
    "null": says(b"null"),
    "list": says(b"[]"),
    "deep": says(b'{"a":' * 20_000 + b"1" + b"}" * 20_000),
    "huge": says(b'{"id":"' + b"x" * 10_000_000 + b'"}'),
    "twice": says(b'{"id":"a","id":"b"}'),
    "other-id": says(json.dumps(keys_of("somebody")).encode()),
    "packed": says(b"\x1f\x8b\x08\x00" + b"\0" * 100, "Content-Encoding: gzip"),
    "to-trap": leads_to("https://127.0.0.1:@TRAP@/"),
    "to-trap-plainly": leads_to("http://127.0.0.1:@TRAP@/"),
    "to-localhost": leads_to("https://localhost:@TRAP@/", "307 Temporary Redirect"),
    "to-metadata": leads_to("http://169.254.169.254/latest/meta-data/"),
    "to-file": leads_to("file:///etc/passwd"),
    "to-user": leads_to(f"https://{HOST}@127.0.0.1:@TRAP@/"),
    "to-nothing": leads_to(""),
    "to-itself": leads_to("did.json"),
    "silent": acts(_silent),
    "dripping": acts(_dripping),
    "endless": acts(_endless),
    "rubbish": acts(_rubbish),
    "many-headers": acts(_headers),
}


def slowly(document: Document, seconds: float) -> Callable[[asyncio.StreamWriter], Awaitable[bool]]:
    body = json.dumps(document).encode()

    async def answer(writer: asyncio.StreamWriter) -> bool:
        await asyncio.sleep(seconds)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        return False

    return answer


async def test_all_that_one_document_asks_for_shares_one_deadline(stage: Stage) -> None:
    """Each answers after more than half of what all may take, and the first points to the second."""
    url = f"https://{HOST}/late-list"
    method = f"{did_of('second')}#key"
    status_list = {"id": url, "issuer": did_of("second"), "proof": {"verificationMethod": method}}
    stage.server.answers["/late-list"] = slowly(status_list, 0.6 * PATIENCE)
    stage.server.answers["/second/did.json"] = slowly(keys_of("second"), 0.6 * PATIENCE)
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "1"}
    document = {**badge_of("first"), "credentialStatus": {**entry, "statusListCredential": url}}
    house = stage.service.house
    found = await gather(house, read_part(document), until=waits_until(house))
    assert found[url].failure is None
    assert "altogether" in (found[did_of("second")].failure or "")


async def test_our_own_documents_are_not_given_up_like_those_of_a_late_server(stage: Stage) -> None:
    """However long the database takes: a badge of ours is not in doubt because this service is busy."""
    tenant = await stage.service.tenant()
    passed = await tenant.passed((await tenant.achievement("Networks"))["id"], "ana@example.org")
    own = await stage.service.credential(passed["badge"]["id"])
    found = await gather(stage.service.house, read_part(own), until=0)
    assert len(found) == 3
    assert all(document.failure is None for document in found.values())


async def test_a_server_that_is_late_is_not_waited_for_and_its_answer_is_there_at_the_next_try(stage: Stage) -> None:
    stage.server.answers["/late/did.json"] = slowly(keys_of("late"), 1.4 * PATIENCE)
    first = await stage.service.verify(badge_of("late"))
    assert first["verdict"] == "undetermined"
    assert "try again" in json.dumps(first)
    await asyncio.sleep(PATIENCE)
    assert (await stage.service.verify(badge_of("late")))["verdict"] == "valid"


async def test_an_address_that_does_not_answer_is_not_waited_for_either(stage: Stage) -> None:
    stage.server.answers["/silent-badge"] = _silent
    start = time.perf_counter()
    answer = await stage.service.public.post("/v1/verify", json={"url": f"https://{HOST}/silent-badge"})
    assert time.perf_counter() - start < SECONDS
    assert answer.json()["code"] == "unreachable"
    assert "try again" in answer.json()["detail"]


async def test_the_same_badge_from_a_server_that_behaves_is_valid(stage: Stage) -> None:
    stage.server.says("/well/did.json", json.dumps(keys_of("well")).encode(), "Content-Type: application/json")
    assert (await stage.service.verify(badge_of("well")))["verdict"] == "valid"


@pytest.mark.parametrize("name", PLAYS)
async def test_a_hostile_server_is_not_believed_nor_waited_for_and_leads_nowhere(stage: Stage, name: str) -> None:
    PLAYS[name](stage.server, f"/{name}/did.json", stage.trap.port)
    forget_peaks()
    before, start = peak_megabytes(), time.perf_counter()
    report = await stage.service.verify(badge_of(name))
    assert time.perf_counter() - start < SECONDS
    assert max(peak - before.get(pid, 0.0) for pid, peak in peak_megabytes().items()) < MEGABYTES
    assert report["verdict"] in ("invalid", "undetermined")
    assert any(f"/{name}/did.json" in head for head in stage.server.requests), "it was asked"
    assert stage.trap.caught == 0
