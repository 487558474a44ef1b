"""Facts, audit entries and the reaction to them are one commit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.rows import dict_row
from tests.store.rows import NOW, add_badge, add_tenant, new_event

from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.store.engine import Store
from stackcred_issuer.store.faults import RowRefused
from stackcred_issuer.store.queue import REACT, event_from_json, event_to_json, needs_reaction


def _jobs(database_url: str) -> list[dict[str, Any]]:
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        return connection.execute("SELECT * FROM procrastinate_jobs ORDER BY id").fetchall()


@pytest.fixture
async def own_store(fresh_database_url: str) -> AsyncIterator[Store]:
    """A store with a queue that nobody else uses."""
    store = Store.connect(fresh_database_url)
    yield store
    await store.close()


async def test_a_transaction_defers_one_job_for_all_its_events(own_store: Store, fresh_database_url: str) -> None:
    tenant = await add_tenant(own_store)
    events = [new_event(tenant) for _ in range(3)]
    async with own_store.begin(NOW) as uow:
        for event in events:
            uow.record(event)
    (job,) = _jobs(fresh_database_url)
    assert job["task_name"] == REACT
    assert job["status"] == "todo"
    assert [event_from_json(value) for value in job["args"]["events"]] == events


async def test_only_events_that_need_a_reaction_are_deferred(own_store: Store, fresh_database_url: str) -> None:
    tenant = await add_tenant(own_store)
    reacts = new_event(tenant, type=EventType.RULE_PUBLISHED, learner_id=None, achievement=None)
    silent = [
        new_event(tenant, type=EventType.KEY_RETIRED, learner_id=None, achievement=None),
        new_event(tenant, type=EventType.LEARNER_CREATED, achievement=None),
        new_event(tenant, type=EventType.ACHIEVEMENT_CHANGED, learner_id=None),
    ]
    async with own_store.begin(NOW) as uow:
        for event in silent:
            uow.record(event)
    assert _jobs(fresh_database_url) == []
    async with own_store.begin(NOW) as uow:
        for event in [*silent, reacts]:
            uow.record(event)
    (job,) = _jobs(fresh_database_url)
    assert job["args"]["events"] == [event_to_json(reacts)]


async def test_a_rolled_back_transaction_leaves_no_entry_and_no_job(own_store: Store, fresh_database_url: str) -> None:
    tenant = await add_tenant(own_store)

    async def fail_after_deferring() -> None:
        async with own_store.begin(NOW) as uow:
            uow.record(new_event(tenant))
            uow.record(replace(new_event(tenant), issuer_id=uuid4()))  # has no chain; the job came before it

    with pytest.raises(RowRefused, match="no audit chain"):
        await fail_after_deferring()
    assert _jobs(fresh_database_url) == []
    async with own_store.begin(NOW) as uow:
        assert await uow.audit.page(tenant.id) == []


async def test_a_worker_runs_the_job_and_sees_what_was_committed(own_store: Store) -> None:
    tenant = await add_tenant(own_store)
    seen: list[tuple[Event, bool]] = []

    async def react(events: list[dict[str, Any]]) -> None:
        for event in map(event_from_json, events):
            async with own_store.begin(NOW) as uow:
                seen.append((event, await uow.badges.public(badge.id) is not None))

    own_store.queue.task(name=REACT)(react)
    async with own_store.begin(NOW) as uow:
        badge = await add_badge(uow, tenant)
        event = new_event(tenant, subject=str(badge.id))
        uow.record(event)
    async with own_store.queue.open_async():
        await own_store.queue.run_worker_async(wait=False, install_signal_handlers=False)
    assert seen == [(event, True)]


async def test_a_waiting_worker_is_woken_by_the_commit(own_store: Store) -> None:
    tenant = await add_tenant(own_store)
    ran = asyncio.Event()

    async def react(events: list[dict[str, Any]]) -> None:
        ran.set()

    own_store.queue.task(name=REACT)(react)
    async with own_store.queue.open_async():
        worker = asyncio.create_task(
            own_store.queue.run_worker_async(install_signal_handlers=False, fetch_job_polling_interval=600)
        )
        await asyncio.sleep(0.5)
        async with own_store.begin(NOW) as uow:
            uow.record(new_event(tenant))
        await asyncio.wait_for(ran.wait(), 10)
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


async def test_concurrent_commits_lose_nothing(own_store: Store, fresh_database_url: str) -> None:
    """Badges, entries and jobs agree, one to one."""
    tenant = await add_tenant(own_store)

    async def issue() -> str:
        async with own_store.begin(NOW) as uow:
            badge = await add_badge(uow, tenant)
            uow.record(new_event(tenant, subject=str(badge.id)))
            return str(badge.id)

    issued = await asyncio.gather(*(issue() for _ in range(48)))
    async with own_store.begin(NOW) as uow:
        badges = await uow.badges.page(tenant.id)
        entries = await uow.audit.page(tenant.id)
    jobs = [job["args"]["events"][0]["subject"] for job in _jobs(fresh_database_url)]
    expected = sorted(issued)
    assert sorted(str(badge.id) for badge in badges) == expected
    assert sorted(entry.subject for entry in entries) == expected
    assert sorted(jobs) == expected


@given(st.sampled_from(EventType), st.booleans(), st.none() | st.text(max_size=9))
def test_an_event_survives_the_way_through_a_job(kind: EventType, concerns: bool, cause: str | None) -> None:
    learner = uuid4() if concerns else None
    event = Event(kind, uuid4(), "s", "cli", None, learner, "https://a" if concerns else None, cause)
    assert event_from_json(event_to_json(event)) == event
    whole = (EventType.RULE_PUBLISHED, EventType.RULE_DUE, EventType.TRUST_CHANGED)
    assert needs_reaction(event) == (concerns or kind in whole)
