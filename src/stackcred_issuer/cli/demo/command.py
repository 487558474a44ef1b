"""The demo: a fresh database and keys, the real service as its own processes, the story over HTTP, a table."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import httpx
import typer

from stackcred_issuer.cli.demo.narrator import Narrator
from stackcred_issuer.cli.demo.story import play
from stackcred_issuer.domain.errors import ErrorCode, StackcredError

if TYPE_CHECKING:
    from stackcred_issuer.settings import Settings

DATABASE = "stackcred_demo"
START_SECONDS = 60  # a cold laptop imports slowly
STOP_SECONDS = 20


def demo(
    leave: Annotated[bool, typer.Option("--exit", help="Leave after the table instead of serving on.")] = False,
    port: Annotated[int, typer.Option(help="Port to serve on; another one is taken if it is busy.")] = 8000,
) -> None:
    """Play the main job over HTTP: results, badges, a certification, verification, revocation."""
    from stackcred_issuer.settings import load_settings

    port = _free_port(port)
    folder = load_settings().data_dir / "demo"
    settings = load_settings(
        base_url=f"http://localhost:{port}",
        port=port,
        data_dir=folder,
        keystore=f"file:{folder / 'keys'}",
        database_url=None,
    )
    narrator = Narrator()
    with _fresh_database(settings, narrator) as url:
        api_key = asyncio.run(_prepare(settings, url, narrator))
        with _service(settings, url, narrator):
            play(settings.base_url, api_key, narrator)
            narrator.table(settings.base_url)
            if not leave:
                _serve_on(narrator, settings.base_url)


@contextmanager
def _fresh_database(settings: Settings, narrator: Narrator) -> Iterator[str]:
    from stackcred_issuer.store import embedded
    from stackcred_issuer.store.migrate import migrate

    with narrator.step("Starting the embedded PostgreSQL") as done:
        shutil.rmtree(settings.data_dir / "keys", ignore_errors=True)
        server = embedded.start(settings.data_dir / "postgres")
        done("PostgreSQL runs, on a private socket")
    try:
        with narrator.step("Creating the tables") as done:
            embedded.drop_database(server.url, DATABASE)
            url = embedded.create_database(server.url, DATABASE)
            migrate(url)
            done("A fresh database is migrated")
        yield url
    finally:
        server.stop()


async def _prepare(settings: Settings, url: str, narrator: Narrator) -> str:
    """The issuer, its key, and the LMS as a client. Returns the client's API key."""
    from stackcred_issuer.bootstrap import open_deployment
    from stackcred_issuer.cli.demo.catalogue import load
    from stackcred_issuer.services.caller import ALL_SCOPES
    from stackcred_issuer.services.create_client import create_client
    from stackcred_issuer.services.create_issuer import NewIssuer, create_issuer

    profile = load("issuer")
    async with open_deployment(settings, url) as house:
        with narrator.step("Creating the issuer, its key and its DID") as done:
            wanted = NewIssuer("bayanihan", profile["name"], root=True, profile=profile)
            issuer = await create_issuer(house, wanted)
            done(f"The issuer is {issuer.did}")
        with narrator.step("Registering the LMS") as done:
            client = await create_client(house, issuer.id, "Demo LMS", ALL_SCOPES)
            done("The LMS has an API key")
    return client.api_key


@contextmanager
def _service(settings: Settings, url: str, narrator: Narrator) -> Iterator[None]:
    """`stackcred serve` as a process of its own, with its log in the demo folder."""
    log = settings.data_dir / "serve.log"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "STACKCRED_BASE_URL": settings.base_url,
        "STACKCRED_PORT": str(settings.port),
        "STACKCRED_DATA_DIR": str(settings.data_dir),
        "STACKCRED_KEYSTORE": settings.keystore,
    }
    with log.open("wb") as output, narrator.step("Starting the service") as done:
        process = subprocess.Popen(
            [sys.executable, "-m", "stackcred_issuer", "serve"], env=environment, stdout=output, stderr=output
        )
        try:
            _await_ready(process, settings.base_url, log)
        except BaseException:
            _stop(process)
            raise
        done(f"The service answers at {settings.base_url}")
    try:
        yield
    finally:
        _stop(process)


def _await_ready(process: subprocess.Popen[bytes], base_url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{base_url}/readyz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    tail = log.read_text("utf-8", "replace")[-2000:]
    raise StackcredError(ErrorCode.UNREACHABLE, f"The service did not start; its log {log} ends with:\n{tail}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def _serve_on(narrator: Narrator, base_url: str) -> None:
    narrator.say(f"\nServing {base_url} until Ctrl-C.")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        narrator.say("Stopped. The next demo starts afresh.")


def _free_port(wanted: int) -> int:
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise StackcredError(ErrorCode.UNREACHABLE, "No free port on this machine.")
