"""Two job workers take up the same reactions at once: every certification is awarded once."""

from __future__ import annotations

import random

from tests.faults.conftest import Scene
from tests.faults.posting import post_all, shared_out
from tests.support.service import all_of

LEARNERS = 40
AGAIN = 3  # times each reaction is put into the queue anew, so that both workers have the same one in hand


async def test_two_workers_award_once(scene: Scene) -> None:
    scene.processes.start_web()
    parts = [await scene.tenant.achievement(name) for name in ("Networks", "Servers")]
    below, above = [await scene.tenant.achievement(name) for name in ("Certificate", "Diploma")]
    await scene.tenant.certification(below, all_of(*parts))
    await scene.tenant.certification(above, all_of(below))
    emails = [f"learner{number}@example.org" for number in range(LEARNERS)]
    posts = [scene.tenant.result(part["id"], email) for email in emails for part in parts]
    answers = await post_all(scene.processes.base_url, scene.api_key, shared_out(posts, 1, 8, random.Random(3)))
    assert answers.refusals == {}
    repeated = scene.record.all(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args) "
        "SELECT queue_name, task_name, args FROM procrastinate_jobs, generate_series(1, %s) "
        "WHERE task_name = 'react' AND status = 'todo' RETURNING id",
        AGAIN,
    )
    assert len(repeated) >= 2 * AGAIN  # posts that came together share one reaction
    _hold_back(scene, "now() + interval '1 hour'")
    scene.processes.start_worker(2)
    await scene.record.until("procrastinate_workers", 2)
    _hold_back(scene, "NULL")
    await scene.record.until("(SELECT DISTINCT worker_id FROM procrastinate_jobs WHERE status = 'doing') AS busy", 2)
    await scene.record.reacted()
    scene.record.is_whole()
    assert scene.record.count("awards WHERE state = 'active' AND period = 1") == 2 * LEARNERS
    assert scene.record.count("awards") == 2 * LEARNERS
    chain = await scene.record.chain(scene.tenant.issuer.id)
    assert chain.ok, chain.detail


def _hold_back(scene: Scene, until: str) -> None:
    """No worker takes a reaction before then; so both find all of them waiting."""
    scene.record.all(f"UPDATE procrastinate_jobs SET scheduled_at = {until} WHERE task_name = 'react' RETURNING id")
