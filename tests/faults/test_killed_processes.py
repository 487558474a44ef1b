"""Processes die in the middle of posting (kill -9): nothing is lost, nothing happens twice, reactions follow."""

from __future__ import annotations

import asyncio
import random

from tests.faults.conftest import Scene
from tests.faults.posting import Answers, Post, post_all, shared_out
from tests.faults.processes import Process, kill
from tests.support.service import all_of

CLIENTS = 8
LEARNERS = 75
BROKEN = {"ReadError", "WriteError", "RemoteProtocolError", "ConnectError"}  # what a dying process leaves its clients


async def test_a_killed_web_worker_loses_nothing_and_repeats_nothing(scene: Scene) -> None:
    scene.processes.start_web(2)
    scene.processes.start_worker()
    posts = await _stacks(scene)
    posting = asyncio.create_task(_post(scene, posts))
    for share in (0.2, 0.5):
        await scene.record.until("badges", int(share * len(posts)))
        kill(scene.processes.web.pop(0))
        await asyncio.to_thread(scene.processes.start_web)
    await _all_done(scene, posts, await posting)


async def test_a_killed_job_worker_leaves_no_reaction_undone(scene: Scene) -> None:
    scene.processes.start_web(2)
    scene.processes.start_worker()
    posts = await _stacks(scene)
    posting = asyncio.create_task(_post(scene, posts))
    for share in (0.2, 0.5):
        await scene.record.until("awards", int(share * LEARNERS))
        await _kill_at_work(scene, scene.processes.workers.pop())
        scene.processes.start_worker()
    await _all_done(scene, posts, await posting)


async def _stacks(scene: Scene) -> list[Post]:
    """Results that bring every learner a certification of two parts."""
    parts = [await scene.tenant.achievement(name) for name in ("Networks", "Servers")]
    target = await scene.tenant.achievement("Certificate", achievementType="Certification")
    await scene.tenant.certification(target, all_of(*parts))
    emails = [f"learner{number}@example.org" for number in range(LEARNERS)]
    return [scene.tenant.result(part["id"], email) for email in emails for part in parts]


async def _post(scene: Scene, posts: list[Post]) -> Answers:
    lists = shared_out(posts, 1, CLIENTS, random.Random(9))
    return await post_all(scene.processes.base_url, scene.api_key, lists)


async def _kill_at_work(scene: Scene, worker: Process) -> None:
    """While a job runs; then its heartbeat is made old, so that the test need not wait until it is."""
    await scene.record.until("procrastinate_jobs WHERE status = 'doing'", 1)
    kill(worker)
    scene.record.all(
        "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 hour' RETURNING id"
    )


async def _all_done(scene: Scene, posts: list[Post], answers: Answers) -> None:
    assert set(answers.refusals) <= BROKEN, answers.refusals
    assert answers.bodies.keys() == {post["sourceId"] for post in posts}
    await scene.record.reacted()
    scene.record.is_whole()
    assert scene.record.count("badges WHERE kind = 'badge'") == len(posts)
    assert scene.record.count("awards WHERE state = 'active'") == LEARNERS
    chain = await scene.record.chain(scene.tenant.issuer.id)
    assert chain.ok, chain.detail
