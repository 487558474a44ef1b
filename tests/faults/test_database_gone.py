"""The database breaks every connection, again and again: success or 503, never a part of a post or a lost reaction."""

from __future__ import annotations

import asyncio
import random

import httpx
from tests.faults.conftest import Scene
from tests.faults.posting import Post, post_all, shared_out
from tests.support.service import all_of

CLIENTS = 8
LEARNERS = 60
BREAKS = 8
PAUSE = 0.3  # seconds between two breaks


async def test_posts_are_refused_whole_with_503_while_connections_break(scene: Scene) -> None:
    scene.processes.start_web(2)
    posts = await _stacks(scene)
    lists = shared_out(posts, 2, CLIENTS, random.Random(3))
    posting = asyncio.create_task(post_all(scene.processes.base_url, scene.api_key, lists))
    await _break(scene)
    answers = await posting
    assert set(answers.refusals) <= {"503"}, answers.refusals
    assert all(len(bodies) == 1 for bodies in answers.bodies.values())
    await _whole(scene, posts)


async def test_a_job_worker_whose_connections_break_goes_on(scene: Scene) -> None:
    scene.processes.start_web(1)
    posts = await _stacks(scene)
    await post_all(scene.processes.base_url, scene.api_key, shared_out(posts, 1, CLIENTS, random.Random(4)))
    scene.processes.start_worker()
    await scene.record.until("awards", 1)
    await _break(scene)
    (worker,) = scene.processes.workers
    assert worker.poll() is None, f"the worker ended:\n{scene.processes.log_of(worker)[-2000:]}"
    await _whole(scene, posts)


async def _stacks(scene: Scene) -> list[Post]:
    """Results that bring every learner a certification of two parts."""
    parts = [await scene.tenant.achievement(name) for name in ("Networks", "Servers")]
    target = await scene.tenant.achievement("Certificate", achievementType="Certification")
    await scene.tenant.certification(target, all_of(*parts))
    emails = [f"learner{number}@example.org" for number in range(LEARNERS)]
    return [scene.tenant.result(part["id"], email) for email in emails for part in parts]


async def _break(scene: Scene) -> None:
    broken = 0
    for _ in range(BREAKS):
        await asyncio.sleep(PAUSE)
        broken += scene.record.break_connections()
    assert broken >= BREAKS


async def _whole(scene: Scene, posts: list[Post]) -> None:
    if not scene.processes.workers:
        scene.processes.start_worker()
    await scene.record.reacted()
    scene.record.is_whole()
    assert scene.record.count("badges WHERE kind = 'badge'") == len(posts)
    assert scene.record.count("awards WHERE state = 'active'") == LEARNERS
    chain = await scene.record.chain(scene.tenant.issuer.id)
    assert chain.ok, chain.detail


async def test_readiness_says_so_while_the_database_is_away_and_comes_back_by_itself(scene: Scene) -> None:
    scene.processes.start_web(1)
    async with httpx.AsyncClient(base_url=scene.processes.base_url, timeout=60) as anybody:
        assert (await anybody.get("/readyz")).status_code == 200
        with scene.record.away():
            assert (await anybody.get("/readyz")).status_code == 503
            assert (await anybody.get("/healthz")).status_code == 200
            answer = await scene.tenant.post(scene.tenant.result("nothing", "ana@example.org"))
            assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
            assert int(answer.headers["retry-after"]) >= 1
        assert (await anybody.get("/readyz")).status_code == 200
        achievement = await scene.tenant.achievement()
        assert (await scene.tenant.passed(achievement["id"], "ana@example.org"))["outcome"] == "issued"
