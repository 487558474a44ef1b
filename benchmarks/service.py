"""The service under load: `stackcred serve` as its own processes on an embedded PostgreSQL that waits for its disk."""

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
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg

from stackcred_issuer.bootstrap import open_deployment
from stackcred_issuer.services.caller import ALL_SCOPES
from stackcred_issuer.services.create_client import create_client
from stackcred_issuer.services.create_issuer import NewIssuer, create_issuer
from stackcred_issuer.settings import Settings, load_settings
from stackcred_issuer.store import embedded
from stackcred_issuer.store.migrate import migrate

DATABASE = "stackcred_bench"
START_SECONDS = 90
STOP_SECONDS = 20
REACTION_SECONDS = 300


@dataclass(frozen=True)
class Service:
    """A running service. api: a client with every scope, for preparing things."""

    port: int
    api_key: str
    api: httpx.Client
    database_url: str

    def jobs(self) -> int:
        """Reactions that wait or run."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            row = connection.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'react'").fetchone()
        return int(row[0]) if row else 0

    def settle(self) -> None:
        """Wait until every reaction is done, so that one measurement does not burden the next."""
        deadline = time.monotonic() + REACTION_SECONDS
        while self.jobs() and time.monotonic() < deadline:
            time.sleep(0.2)


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """A fresh, migrated database in a folder of the benchmark's own."""
    shutil.rmtree(folder / "keys", ignore_errors=True)
    server = embedded.start(folder / "postgres")
    try:
        embedded.drop_database(server.url, DATABASE)
        url = embedded.create_database(server.url, DATABASE)
        migrate(url)
        yield url
        embedded.drop_database(server.url, DATABASE)
    finally:
        server.stop()


def new_client(folder: Path, database_url: str) -> str:
    """An issuer and the API key of a client of it."""

    async def make() -> str:
        async with open_deployment(settings_in(folder), database_url) as house:
            issuer = await create_issuer(house, NewIssuer("college", "Example College", root=True))
            return (await create_client(house, issuer.id, "LMS", ALL_SCOPES)).api_key

    return asyncio.run(make())


@contextmanager
def running(folder: Path, database_url: str, api_key: str, workers: int) -> Iterator[Service]:
    """`stackcred serve` with so many web workers and one job worker, on the port of its public URL."""
    settings = settings_in(folder)
    log = folder / "serve.log"
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "STACKCRED_BASE_URL": settings.base_url,
        "STACKCRED_PORT": str(settings.port),
        "STACKCRED_WORKERS": str(workers),
        "STACKCRED_DATA_DIR": str(folder),
        "STACKCRED_KEYSTORE": settings.keystore,
        "STACKCRED_LOG_LEVEL": "warning",
    }
    with log.open("wb") as output:
        command = [sys.executable, "-m", "stackcred_issuer", "serve"]
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    headers = {"Authorization": f"Bearer {api_key}"}
    try:
        _await_ready(process, settings.base_url, log)
        with httpx.Client(base_url=settings.base_url, headers=headers, timeout=60) as api:
            yield Service(settings.port, api_key, api, database_url)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def settings_in(folder: Path) -> Settings:
    """Those of every process of a run. The same address every time: it stands in the issuer's DID."""
    port_file = folder / "port"
    if not port_file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port_file.write_text(str(probe.getsockname()[1]))
    port = int(port_file.read_text())
    return load_settings(
        base_url=f"http://127.0.0.1:{port}", port=port, data_dir=folder, keystore=f"file:{folder / 'keys'}"
    )


def _await_ready(process: subprocess.Popen[bytes], base_url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{base_url}/readyz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"The service did not start:\n{log.read_text('utf-8', 'replace')[-2000:]}")
