"""The service as its own processes, with one tenant."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest_asyncio
from tests.faults.processes import Processes
from tests.faults.record import Record
from tests.support.service import Tenant

from stackcred_issuer.bootstrap import open_deployment
from stackcred_issuer.services.caller import ALL_SCOPES
from stackcred_issuer.services.create_client import create_client
from stackcred_issuer.services.create_issuer import NewIssuer, create_issuer


@dataclass(frozen=True)
class Scene:
    """Processes (none started yet), a tenant that calls them over HTTP, and the record beside them."""

    processes: Processes
    tenant: Tenant
    api_key: str
    record: Record


@pytest_asyncio.fixture(loop_scope="session")
async def scene(fresh_database_url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    """A fresh database with an issuer and a client of every scope."""
    processes = Processes(fresh_database_url, tmp_path)
    try:
        async with open_deployment(processes.settings, fresh_database_url) as house:
            issuer = await create_issuer(house, NewIssuer("college", "College"))
            client = await create_client(house, issuer.id, "LMS", ALL_SCOPES)
        headers = {"Authorization": f"Bearer {client.api_key}"}
        async with httpx.AsyncClient(base_url=processes.base_url, headers=headers, timeout=60) as api:
            yield Scene(processes, Tenant(issuer, api), client.api_key, Record(fresh_database_url))
    finally:
        processes.stop()
