"""Reactions are deferred with the facts, tried again when they fail, and safe to run twice; the rest is tidied up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import procrastinate.jobs
import psycopg
import pytest
from tests.services.clockwork import Clockwork, with_clock
from tests.support.service import Service, all_of, running

from stackcred_issuer.jobs.tasks import RATE_WINDOWS_KEPT, RETRY, install
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.engine import Store
from stackcred_issuer.store.queue import REACT


@pytest.fixture
async def alone(fresh_database_url: str, tmp_path: Path) -> AsyncIterator[Service]:
    """A service whose queue nobody else looks into."""
    async with running(fresh_database_url, tmp_path) as service:
        yield service


async def jobs(house: Deployment, **wanted: Any) -> list[procrastinate.jobs.Job]:
    async with house.store.queue.open_async():
        return list(await house.store.queue.job_manager.list_jobs_async(**wanted))


async def run(house: Deployment) -> None:
    """Whatever is due, once."""
    queue = house.store.queue
    install(queue, house)
    async with queue.open_async():
        await queue.run_worker_async(wait=False, install_signal_handlers=False, delete_jobs="successful")


async def awarding(service: Service) -> tuple[Any, str]:
    """A tenant and a learner whose award is a job that waits."""
    tenant = await service.tenant()
    part = await tenant.achievement()
    await tenant.certification(await tenant.achievement("Certificate"), all_of(part))
    await run(service.house)
    learner = (await tenant.passed(part["id"], "ana@example.org"))["learner"]
    return tenant, learner


async def test_a_commit_leaves_one_job_and_a_refused_request_none(alone: Service) -> None:
    tenant, learner = await awarding(alone)
    (job,) = await jobs(alone.house)
    assert job.task_name == REACT
    kwargs: dict[str, Any] = dict(job.task_kwargs)
    (event,) = kwargs["events"]
    assert (event["type"], event["learner"]) == ("badge.issued", learner)
    assert (await tenant.post({"sourceId": "x"})).status_code == 422
    assert len(await jobs(alone.house)) == 1
    await run(alone.house)
    assert len((await tenant.learner(learner))["awards"]) == 1


async def test_a_reaction_that_fails_is_tried_again_and_nothing_is_lost(
    alone: Service, fresh_database_url: str
) -> None:
    tenant, learner = await awarding(alone)

    class Broken:
        async def take(self, issuer_id: UUID) -> None:
            raise RuntimeError("the slots are broken")

    store = Store.connect(fresh_database_url)
    broken = replace(alone.house, store=store, slots=Broken())  # type: ignore[arg-type]
    await run(broken)
    await store.close()
    (job,) = await jobs(alone.house)
    assert (job.status, job.attempts) == ("todo", 1)
    assert job.scheduled_at is not None
    assert (await tenant.learner(learner))["awards"] == []
    with psycopg.connect(fresh_database_url) as connection:
        connection.execute("UPDATE procrastinate_jobs SET scheduled_at = now()")
    await run(alone.house)
    assert len((await tenant.learner(learner))["awards"]) == 1
    assert await jobs(alone.house) == []


async def test_a_job_that_runs_twice_does_its_work_once(alone: Service, fresh_database_url: str) -> None:
    tenant, learner = await awarding(alone)
    with psycopg.connect(fresh_database_url) as connection:
        connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status) "
            "SELECT queue_name, task_name, priority, args, status FROM procrastinate_jobs"
        )
    assert len(await jobs(alone.house)) == 2
    await run(alone.house)
    assert len((await tenant.learner(learner))["awards"]) == 1
    types = [entry["type"] for entry in (await tenant.api.get("/v1/audit?limit=200")).json()["items"]]
    assert types.count("award.made") == 1


def test_tries_outlast_a_failover() -> None:
    assert RETRY.max_attempts == 8
    waits = [RETRY.exponential_wait**attempt for attempt in range(1, RETRY.max_attempts)]
    assert sum(waits) > 120


async def test_installing_twice_registers_once(alone: Service) -> None:
    queue = alone.house.store.queue
    install(queue, alone.house)
    tasks = dict(queue.tasks)
    install(queue, alone.house)
    assert dict(queue.tasks) == tasks
    assert {REACT, "sweep_grace", "tidy", "rescue"} <= tasks.keys()
    periodic = {task.task.name for task in queue.periodic_registry.periodic_tasks.values()}
    assert periodic >= {"sweep_grace", "tidy", "rescue"}


async def test_what_has_had_its_time_is_dropped(alone: Service, fresh_database_url: str) -> None:
    tenant = await alone.tenant()
    clock = Clockwork(alone.house.clock.now())
    made = (await tenant.api.post("/v1/clients", json={"name": "LMS", "scopes": ["badges"]})).json()
    form = {"grant_type": "client_credentials", "client_id": made["clientId"], "client_secret": made["clientSecret"]}
    assert (await alone.public.post("/oauth/token", data=form)).status_code == 200
    before = counted(fresh_database_url)
    store = Store.connect(fresh_database_url)
    house = with_clock(replace(alone.house, store=store), clock)
    await tidied(house)
    assert counted(fresh_database_url) == before
    clock.forward(seconds=RATE_WINDOWS_KEPT.total_seconds() + 60)
    await tidied(house)
    assert counted(fresh_database_url) == {**before, "rate_windows": 0}
    clock.forward(seconds=timedelta(days=1, hours=1).total_seconds())
    await tidied(house)
    assert counted(fresh_database_url)["client_secrets"] == before["client_secrets"] - 1  # the token, no key
    await store.close()


async def tidied(house: Deployment) -> None:
    install(house.store.queue, house)
    async with house.store.queue.open_async():
        await house.store.queue.configure_task("tidy").defer_async(timestamp=0)
    await run(house)


def counted(database_url: str) -> dict[str, int]:
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(
            "SELECT 'rate_windows', count(*) FROM rate_windows "
            "UNION ALL SELECT 'client_secrets', count(*) FROM client_secrets"
        ).fetchall()
    return {row[0]: int(row[1]) for row in rows}
