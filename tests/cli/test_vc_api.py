"""`stackcred vc-api` as a process of its own: it says how to reach it, signs and verifies, and leaves nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from stackcred_issuer.services.vc_api.profiles import CONFORMANCE

START_SECONDS = 90
STOP_SECONDS = 30


@contextmanager
def started(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """The command with its output in a file. TMPDIR is short: a database listens on a socket in it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STACKCRED_")}
    environment.pop("DATABASE_URL", None)
    out = folder / "out"
    command = [sys.executable, "-m", "stackcred_issuer", "vc-api", "--port", "0", *arguments]
    with out.open("wb") as output, (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=output, stderr=log, env={**environment, "COLUMNS": "80"})
        try:
            yield process, out
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(STOP_SECONDS)


def printed(process: subprocess.Popen[bytes], out: Path, until: bytes) -> bytes:
    deadline = time.monotonic() + START_SECONDS
    while until not in out.read_bytes():
        assert process.poll() is None, "it ended"
        assert time.monotonic() < deadline, "it printed nothing"
        time.sleep(0.1)
    return out.read_bytes()


def reached(url: str, **request: Any) -> httpx.Response:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return httpx.post(url, timeout=30, **request)
        except httpx.TransportError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def credential(issuer: str) -> dict[str, Any]:
    contexts = ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"]
    return {
        "@context": contexts,
        "type": ["VerifiableCredential"],
        "issuer": issuer,
        "credentialSubject": {"id": "did:example:ana", "anything": "goes"},
    }


def test_one_command_starts_an_instance_that_suites_can_be_pointed_at(tmp_path: Path) -> None:
    with started(tmp_path, "--no-auth", "--json") as (process, out):
        shown = json.loads(printed(process, out, b"\n"))
        assert [issuer["name"] for issuer in shown["issuers"]] == [profile.name for profile in CONFORMANCE]
        for issuer in shown["issuers"]:
            answer = reached(issuer["issue"], json={"credential": credential(issuer["id"])})
            assert answer.status_code == 201, (issuer["name"], answer.text)
            signed = answer.json()["verifiableCredential"]
            judged = reached(shown["verifyCredentials"], json={"verifiableCredential": signed})
            assert judged.json()["verified"] is True, judged.text
            bare = reached(issuer["issueBare"], json={"credential": credential(issuer["id"])})
            assert bare.json().keys() >= {"@context", "type"}


def test_with_a_login_each_issuer_has_a_client(tmp_path: Path) -> None:
    with started(tmp_path, "--json") as (process, out):
        shown = json.loads(printed(process, out, b"\n"))
        issuer = shown["issuers"][0]
        body = {"credential": credential(issuer["id"])}
        assert reached(issuer["issue"], json=body).status_code == 401
        form = {
            "grant_type": "client_credentials",
            "client_id": issuer["clientId"],
            "client_secret": issuer["clientSecret"],
            "audience": "https://conformance.example",
            "scope": "credentials",
        }
        token = reached(shown["tokenEndpoint"], data=form).json()["access_token"]
        for secret in (token, issuer["apiKey"]):
            headers = {"Authorization": f"Bearer {secret}"}
            assert reached(issuer["issue"], json=body, headers=headers).status_code == 201


def test_people_see_a_table_of_eighty_columns(tmp_path: Path) -> None:
    with started(tmp_path, "--no-auth") as (process, out):
        text = printed(process, out, b"Serving").decode()
    assert "did:key:z6Mk" in text
    for profile in CONFORMANCE:
        assert profile.name in text
    table = text.partition("issue ")[0]
    assert max(len(line) for line in table.splitlines()) <= 80


@pytest.mark.parametrize("arguments", [["--no-auth", "--host", "0.0.0.0"], ["--base-url", "https://badges.example"]])
def test_what_would_be_a_hole_is_refused_at_the_start(tmp_path: Path, arguments: list[str]) -> None:
    command = [sys.executable, "-m", "stackcred_issuer", "vc-api", "--port", "0", *arguments]
    done = subprocess.run(command, capture_output=True, timeout=START_SECONDS, cwd=tmp_path)
    assert done.returncode == 2
    assert b"STACKCRED_" in done.stderr
    assert b"Traceback" not in done.stderr
