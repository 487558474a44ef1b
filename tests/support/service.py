"""The whole service in one process: its HTTP interface, its jobs, and tenants to play with."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from stackcred_issuer.bootstrap import open_deployment
from stackcred_issuer.jobs.tasks import install
from stackcred_issuer.services.caller import ALL_SCOPES, Scope
from stackcred_issuer.services.create_client import create_client
from stackcred_issuer.services.create_issuer import NewIssuer, create_issuer
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.settings import Settings, load_settings
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.queue import REACT
from stackcred_issuer.web.app import create_app

BASE_URL = "http://localhost:8000"
PASS_MARK = "urn:uuid:6a1c2f0e-4a52-4a3b-9d0c-6f8f1a9b0c01"
MAX_ROUNDS = 20  # of jobs that follow from jobs
_numbers = itertools.count(1)


@dataclass
class Tenant:
    """One issuer, a client of it with every scope, and shorthands for what an LMS posts."""

    issuer: IssuerRecord
    api: httpx.AsyncClient
    _sources: Any = field(default_factory=lambda: itertools.count(1))

    async def achievement(self, name: str = "Networks", **members: Any) -> dict[str, Any]:
        """A new achievement with a pass mark of 75 of 100."""
        answer = await self.api.post("/v1/achievements", json=achievement(name, **members))
        assert answer.status_code == 201, answer.text
        created: dict[str, Any] = answer.json()
        return created

    def result(self, achievement_id: str, email: str, score: str = "90", **members: Any) -> dict[str, Any]:
        """A post of one result; its ids are fresh unless given."""
        return {
            "sourceId": f"attempt-{next(self._sources)}",
            "learner": {"email": email},
            "achievement": achievement_id,
            "activityId": "practical",
            "assessedAt": "2026-03-01T09:00:00Z",
            "results": [{"type": ["Result"], "resultDescription": PASS_MARK, "value": score}],
        } | members

    async def post(self, body: dict[str, Any], **headers: str) -> httpx.Response:
        return await self.api.post("/v1/assessments", json=body, headers=headers)

    async def passed(self, achievement_id: str, email: str, **members: Any) -> dict[str, Any]:
        """The answer to a pass."""
        answer = await self.post(self.result(achievement_id, email, **members))
        assert answer.status_code == 201, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def certification(self, target: dict[str, Any], requires: dict[str, Any], **rule: Any) -> dict[str, Any]:
        body = {"achievement": target["id"], "rule": {"requires": requires, **rule}}
        answer = await self.api.post("/v1/certifications", json=body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def learner(self, learner_id: str) -> dict[str, Any]:
        answer = await self.api.get(f"/v1/learners/{learner_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@dataclass
class Service:
    """A deployment with its application. `public` is anybody."""

    house: Deployment
    transport: httpx.ASGITransport
    public: httpx.AsyncClient

    async def tenant(self, *, scopes: frozenset[Scope] = ALL_SCOPES, did_method: str = "web") -> Tenant:
        """A new issuer with a client of its own."""
        slug = f"tenant-{next(_numbers)}-{self.house.entropy.token(4).lower().replace('_', '').replace('-', '')}"
        wanted = NewIssuer(slug, f"School {slug}", did_method)  # type: ignore[arg-type]
        issuer = await create_issuer(self.house, wanted)
        return Tenant(issuer, await self.client(issuer.id, scopes))

    async def client(self, issuer_id: UUID, scopes: frozenset[Scope] = ALL_SCOPES) -> httpx.AsyncClient:
        made = await create_client(self.house, issuer_id, "LMS", scopes)
        return self.bearer(made.api_key)

    def bearer(self, secret: str) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {secret}"}
        return httpx.AsyncClient(transport=self.transport, base_url=BASE_URL, headers=headers)

    async def settle(self) -> None:
        """Run every job that waits, and those that follow from them."""
        queue = self.house.store.queue
        install(queue, self.house)
        async with queue.open_async():
            for _ in range(MAX_ROUNDS):
                waiting = await queue.job_manager.list_jobs_async(status="todo", task=REACT)
                if all(job.scheduled_at for job in waiting):  # what other tests left failing is tried again later
                    return
                await queue.run_worker_async(wait=False, install_signal_handlers=False, delete_jobs="successful")
        raise AssertionError("jobs go on and on")

    async def verify(self, body: Any) -> dict[str, Any]:
        """The report on a credential given as an object."""
        answer = await self.public.post("/v1/verify", json=body)
        assert answer.status_code == 200, answer.text
        report: dict[str, Any] = answer.json()
        return report

    async def credential(self, badge_id: str) -> dict[str, Any]:
        answer = await self.public.get(f"/badges/{badge_id}.json")
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        return document


def settings_for(folder: Path, **members: Any) -> Settings:
    usual = {"base_url": BASE_URL, "data_dir": folder, "keystore": f"file:{folder / 'keys'}"}
    return load_settings(**usual | members)


@asynccontextmanager
async def running(database_url: str, folder: Path, **members: Any) -> AsyncIterator[Service]:
    """The service on a migrated database, with keys in `folder`."""
    async with open_deployment(settings_for(folder, **members), database_url) as house:
        app = create_app(_opened(house))
        app.state.house = house
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as public:
            yield Service(house, transport, public)


@asynccontextmanager
async def _opened(house: Deployment) -> AsyncIterator[Deployment]:
    yield house


def achievement(name: str, **members: Any) -> dict[str, Any]:
    """An OB 3.0 Achievement with a Percent result that must reach 75."""
    return {
        "name": name,
        "description": f"Can do {name.lower()}.",
        "achievementType": "Competency",
        "criteria": {"narrative": f"Shows {name.lower()} in practice."},
        "resultDescription": [
            {
                "id": PASS_MARK,
                "type": ["ResultDescription"],
                "name": "Practical",
                "resultType": "Percent",
                "valueMin": "0",
                "valueMax": "100",
                "requiredValue": "75",
            }
        ],
    } | members


def all_of(*achievements: dict[str, Any]) -> dict[str, Any]:
    """A requirement: one badge for each of these."""
    parts = [{"op": "select", "where": {"achievement": [found["url"]]}} for found in achievements]
    return {"op": "all", "of": parts}
