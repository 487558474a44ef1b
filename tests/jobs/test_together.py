"""Reactions that wait are carried out with one that has begun; nobody's work is lost or spoilt by that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
import pytest
from procrastinate.jobs import Job
from tests.jobs.test_tasks import alone, jobs, run
from tests.support.service import Service, all_of

from stackcred_issuer.domain.events import Event
from stackcred_issuer.jobs.together import together
from stackcred_issuer.store.queue import event_from_json

__all__ = ["alone"]


async def burst(service: Service, learners: int) -> tuple[Any, list[str]]:
    """A tenant and learners whose certification waits, each for a job of its own."""
    tenant = await service.tenant()
    part = await tenant.achievement()
    await tenant.certification(await tenant.achievement("Certificate"), all_of(part))
    await run(service.house)
    posts = [await tenant.passed(part["id"], f"learner-{number}@example.org") for number in range(learners)]
    return tenant, [str(post["learner"]) for post in posts]


def events_of(job: Job) -> list[Event]:
    arguments: dict[str, Any] = dict(job.task_kwargs)
    return [event_from_json(event) for event in arguments["events"]]


async def waiting(service: Service) -> list[Job]:
    return sorted(await jobs(service.house), key=lambda job: job.id or 0)


async def test_one_takes_along_all_that_wait(alone: Service) -> None:
    _, learners = await burst(alone, 4)
    seen: list[str] = []

    async def follow(events: Sequence[Event]) -> None:
        seen.extend(str(event.learner_id) for event in events)

    await together(alone.house, [], follow)
    assert sorted(seen) == sorted(learners)
    assert await waiting(alone) == []


async def test_where_they_fail_together_its_own_are_tried_alone_and_the_others_wait_on(alone: Service) -> None:
    await burst(alone, 3)
    before, tried = await waiting(alone), list[int]()

    async def follow(events: Sequence[Event]) -> None:
        tried.append(len(events))
        if len(events) > 1:
            raise RuntimeError("one of them is bad")

    await together(alone.house, events_of(before[0]), follow)
    assert tried == [4, 1]
    assert [job.id for job in await waiting(alone)] == [job.id for job in before]


async def test_what_fails_alone_is_its_own_jobs_to_try_again(alone: Service) -> None:
    async def follow(events: Sequence[Event]) -> None:
        raise RuntimeError("away")

    with pytest.raises(RuntimeError, match="away"):
        await together(alone.house, [], follow)


async def test_a_job_that_waits_for_its_next_try_is_not_taken_along(alone: Service, fresh_database_url: str) -> None:
    await burst(alone, 2)
    first, second = await waiting(alone)
    with psycopg.connect(fresh_database_url) as connection:
        later = "UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour' WHERE id = %s"
        connection.execute(later, [first.id])
    async with alone.house.store.begin(alone.house.clock.now()) as uow:
        assert await uow.reactions.take() == events_of(second)


async def test_every_award_of_a_burst_is_made_once(alone: Service) -> None:
    tenant, learners = await burst(alone, 5)
    await run(alone.house)
    assert [len((await tenant.learner(learner))["awards"]) for learner in learners] == [1] * 5
