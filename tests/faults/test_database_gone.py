"""The database breaks every connection, again and again: a success or a 503, never a part of a post."""

from __future__ import annotations

import asyncio
import random

import httpx
from tests.faults.conftest import Scene
from tests.faults.posting import post_all, shared_out
from tests.support.service import all_of

CLIENTS = 8
LEARNERS = 60
BREAKS = 8
PAUSE = 0.3  # seconds between two breaks


async def test_a_database_that_goes_away_refuses_whole_posts_with_503(scene: Scene) -> None:
    scene.processes.start_web(2)
    scene.processes.start_worker()
    parts = [await scene.tenant.achievement(name) for name in ("Networks", "Servers")]
    target = await scene.tenant.achievement("Certificate", achievementType="Certification")
    await scene.tenant.certification(target, all_of(*parts))
    emails = [f"learner{number}@example.org" for number in range(LEARNERS)]
    posts = [scene.tenant.result(part["id"], email) for email in emails for part in parts]
    lists = shared_out(posts, 2, CLIENTS, random.Random(3))
    posting = asyncio.create_task(post_all(scene.processes.base_url, scene.api_key, lists))
    broken = 0
    for _ in range(BREAKS):
        await asyncio.sleep(PAUSE)
        broken += scene.record.break_connections()
    answers = await posting
    assert broken >= BREAKS
    assert set(answers.refusals) <= {"503"}, answers.refusals
    assert all(len(bodies) == 1 for bodies in answers.bodies.values())
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
