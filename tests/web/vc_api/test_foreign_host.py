"""A foreign issuer on a host of its own, served from this machine: did:web, keys by https, and its status list."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from tests.gateways.loopback import Authority, LoopbackServer
from tests.gateways.loopback import serving as loopback
from tests.support.database import Databases
from tests.support.signers import LocalSigner
from tests.support.vc_api import V2, Instance, Json, accepted, refused, serving

from stackcred_issuer.domain.proof.data_integrity import add_proof
from stackcred_issuer.domain.proof.did import PublishedKey, did_web_document
from stackcred_issuer.domain.proof.jose import sign_jws
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.status.bitstring import Bitstring
from stackcred_issuer.domain.status.status_list import list_credential
from stackcred_issuer.gateways.bundled import load_contexts

HOST = "issuer.example"
DID = f"did:web:{HOST}"
LIST = f"https://{HOST}/status/1"
REVOKED = 7
NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
KEY = LocalSigner.make(KeyType.ED25519)
JWT_KEY = LocalSigner.make(KeyType.P256)


class Speaking:
    """A key that speaks for the foreign issuer."""

    def __init__(self, key: LocalSigner, controller: str, method: str) -> None:
        self.public_key, self.sign = key.public_key, key.sign
        self.controller, self.verification_method = controller, method


BY_DID = Speaking(KEY, DID, f"{DID}#{KEY.public_key.multikey}")
BY_URL = Speaking(JWT_KEY, f"https://{HOST}", f"https://{HOST}/keys/1")


def publish(server: LoopbackServer) -> None:
    document = did_web_document(DID, [PublishedKey(KEY.public_key)])
    jwk = {**JWT_KEY.public_key.to_jwk(), "kid": f"https://{HOST}/keys/1", "iss": f"https://{HOST}"}
    bits = Bitstring.empty().with_bit(REVOKED, True)
    unsigned = list_credential(LIST, DID, "revocation", bits, NOW, NOW + dt.timedelta(days=1), 1000)
    pages: dict[str, Any] = {
        "/.well-known/did.json": document,
        "/.well-known/jwks.json": {"keys": [jwk]},
        "/keys/1": jwk,
        "/status/1": signed(unsigned),
    }
    for path, page in pages.items():
        server.says(path, json.dumps(page).encode(), "Content-Type: application/json")


def signed(document: Json) -> Json:
    return add_proof(document, suite="eddsa-rdfc-2022", signer=BY_DID, created=NOW, contexts=load_contexts())


def credential(index: int, issuer: str = DID) -> Json:
    entry = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": LIST,
    }
    return {
        "@context": [V2],
        "id": "urn:uuid:9d1e5a44-3f0e-4a4d-8a50-5a3a6f0c1a02",
        "type": ["VerifiableCredential"],
        "issuer": issuer,
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:ana"},
        **({"credentialStatus": entry} if issuer == DID else {}),
    }


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.make(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def foreign(authority: Authority) -> Iterator[LoopbackServer]:
    """The foreign host, in a loop of its own."""
    started, ending = threading.Event(), threading.Event()
    found: list[LoopbackServer] = []

    async def serve() -> None:
        async with loopback(authority.server(HOST)) as server:
            publish(server)
            found.append(server)
            started.set()
            await asyncio.to_thread(ending.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    started.wait()
    yield found[0]
    ending.set()
    thread.join()


@pytest.fixture(scope="module")
def verifier(
    databases: Databases, worker_id: str, authority: Authority, foreign: LoopbackServer, tmp_path_factory: Any
) -> Iterator[Instance]:
    folder: Path = tmp_path_factory.mktemp("verifier")
    (folder / "ca.pem").write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    name = f"{worker_id}_foreign"
    hosts = f"{HOST}=127.0.0.1:{foreign.port},other.example=127.0.0.1:{foreign.port}"
    with serving(databases.make(name), folder, dev_hosts=hosts, dev_ca=folder / "ca.pem") as instance:
        yield instance
    databases.drop(name)


def test_keys_and_status_of_a_foreign_issuer_are_fetched_from_its_host(
    verifier: Instance, foreign: LoopbackServer
) -> None:
    answer = verifier.verify(signed(credential(8)))
    assert accepted(answer), answer.text
    asked = {head.split(" ")[1] for head in foreign.requests}
    assert asked >= {"/.well-known/did.json", "/status/1"}
    assert all(f"Host: {HOST}" in head for head in foreign.requests)
    assert set(foreign.names) == {HOST}


def test_a_bit_that_the_foreign_list_sets_is_seen(verifier: Instance) -> None:
    answer = verifier.verify(signed(credential(REVOKED)))
    assert refused(answer)
    assert answer.json()["results"]["verdict"] == "revoked"


def test_an_https_issuer_is_known_by_the_keys_that_its_host_publishes(verifier: Instance) -> None:
    def enveloped(document: Json) -> Json:
        compact = sign_jws(document, BY_URL)
        return {"@context": V2, "id": f"data:application/vc+jwt,{compact}", "type": "EnvelopedVerifiableCredential"}

    answer = verifier.verify(enveloped(credential(8, f"https://{HOST}")))
    assert accepted(answer), answer.text
    assert refused(verifier.verify(enveloped(credential(8, "https://other.example"))))


def test_a_host_that_cannot_prove_its_name_is_not_believed(verifier: Instance) -> None:
    document = credential(8, "did:web:other.example")
    other = Speaking(KEY, "did:web:other.example", f"did:web:other.example#{KEY.public_key.multikey}")
    brought = add_proof(document, suite="eddsa-rdfc-2022", signer=other, created=NOW, contexts=load_contexts())
    answer = verifier.verify(brought)
    assert refused(answer)
    assert "certificate" in answer.text.lower()


def test_only_the_named_hosts_lead_to_this_machine(instance: Instance) -> None:
    answer = instance.verify(signed(credential(8)))
    assert refused(answer)
