"""A conformance instance as a suite sees it: real HTTP on this machine, issuers by name, no login."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from tests.support.w3c_contexts import CITIZENSHIP_CONTEXT, CITIZENSHIP_V4

from stackcred_issuer.bootstrap import open_deployment
from stackcred_issuer.services.vc_api.conformance import Prepared, prepare
from stackcred_issuer.settings import Settings, load_settings
from stackcred_issuer.web.app import create_app

V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
PATIENCE = 30.0
EMBEDDED = (
    "eddsa-rdfc-2022",
    "eddsa-jcs-2022",
    "ecdsa-rdfc-2019-p256",
    "ecdsa-rdfc-2019-p384",
    "ecdsa-jcs-2019-p256",
    "ecdsa-jcs-2019-p384",
    "ecdsa-sd-2023",
    "bitstring",
    "bitstring-suspension",
)
ENVELOPED = ("vc-jwt-es256", "vc-jwt-es384", "vc-jwt-eddsa", "vc-jwt-rs256")
Json = dict[str, Any]


@dataclass
class Instance:
    """base: its origin. ids: issuer ids by endpoint name."""

    base: str
    ids: dict[str, str]
    http: httpx.Client

    def post(self, path: str, body: Any) -> httpx.Response:
        return self.http.post(f"/vc-api{path}", json=body)

    def credential(self, name: str = "eddsa-rdfc-2022", **members: Any) -> Json:
        """A small credential of the issuer at an endpoint; a member given as None is left out."""
        made: Json = {
            "@context": [V2, EXAMPLES],
            "id": "urn:uuid:9d1e5a44-3f0e-4a4d-8a50-5a3a6f0c1a01",
            "type": ["VerifiableCredential", "ExampleDegreeCredential"],
            "issuer": self.ids[name],
            "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": {"id": "did:example:ana", "degree": {"type": "ExampleDegree", "name": "Welding"}},
            **members,
        }
        return {key: value for key, value in made.items() if value is not None}

    def issue(self, credential: Json, name: str = "eddsa-rdfc-2022", **options: Any) -> httpx.Response:
        return self.post(f"/issuers/{name}/credentials/issue", {"credential": credential, "options": options})

    def issued(self, name: str = "eddsa-rdfc-2022", *, options: Json | None = None, **members: Any) -> Json:
        """The signed credential."""
        answer = self.issue(self.credential(name, **members), name, **(options or {}))
        assert answer.status_code == 201, answer.text
        signed: Json = answer.json()["verifiableCredential"]
        return signed

    def verify(self, credential: Any, query: str = "", **options: Any) -> httpx.Response:
        return self.post(f"/credentials/verify{query}", {"verifiableCredential": credential, "options": options})

    def verify_presentation(self, presentation: Any, **options: Any) -> httpx.Response:
        return self.post("/presentations/verify", {"verifiablePresentation": presentation, "options": options})


def refused(answer: httpx.Response) -> bool:
    """Whether a verifier said no as suites want it: exactly 400, JSON, `verified` false, and why."""
    body = answer.json()
    return (
        answer.status_code == 400
        and "json" in answer.headers["content-type"]
        and body["verified"] is False
        and all(problem.keys() == {"type", "title", "detail"} for problem in body["problemDetails"])
        and bool(body["problemDetails"])
    )


def accepted(answer: httpx.Response) -> bool:
    """Whether a verifier said yes."""
    return answer.status_code == 200 and answer.json()["verified"] is True and answer.json()["problemDetails"] == []


@contextmanager
def serving(database_url: str, folder: Path, **members: Any) -> Iterator[Instance]:
    """A conformance instance on a migrated database, on a free port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        base = f"http://localhost:{listening.getsockname()[1]}"
        settings = load_settings(
            conformance=True,
            base_url=base,
            data_dir=folder,
            keystore=f"file:{folder / 'keys'}",
            **{"vc_api_login": False, **members},
        )
        prepared = _in_thread(lambda: asyncio.run(_prepare(settings, database_url)))
        config = uvicorn.Config(
            create_app(open_deployment(settings, database_url)), log_level="warning", lifespan="on", access_log=False
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
        thread.start()
        try:
            with httpx.Client(base_url=base, timeout=PATIENCE) as http:
                while not server.started:
                    assert thread.is_alive(), "the instance did not start"
                    thread.join(0.02)
                yield Instance(base, {one.profile.name: one.issuer.did for one in prepared}, http)
        finally:
            server.should_exit = True
            thread.join()


def vector_contexts(folder: Path) -> Path:
    """A list of the context that W3C's vectors use and no registry package has, for STACKCRED_CONFORMANCE_CONTEXTS."""
    (folder / "citizenship.json").write_text(json.dumps(CITIZENSHIP_CONTEXT))
    listed = folder / "contexts.json"
    listed.write_text(json.dumps({CITIZENSHIP_V4: "citizenship.json"}))
    return listed


async def _prepare(settings: Settings, database_url: str) -> list[Prepared]:
    async with open_deployment(settings, database_url) as house:
        return await prepare(house)


def _in_thread(work: Any) -> list[Prepared]:
    """Beside whatever event loop the tests may be running."""
    found: list[list[Prepared]] = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    thread.join()
    return found[0]
