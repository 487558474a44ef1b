"""Two things that happen at the same time end as if one had come after the other."""

from __future__ import annotations

import asyncio
import random
from typing import Any

from tests.faults.conftest import Scene
from tests.support.service import all_of

LEARNERS = 40
ROUNDS = 100
AT_ONCE = 8
LONGEST_WAIT = 0.08  # seconds from a pass to its revocation: about what a reaction takes


async def _stack(scene: Scene) -> list[dict[str, Any]]:
    parts = [await scene.tenant.achievement(name) for name in ("Networks", "Servers")]
    target = await scene.tenant.achievement("Certificate", achievementType="Certification")
    await scene.tenant.certification(target, all_of(*parts), whenBroken={"action": "suspend"})
    return parts


async def test_two_job_workers_that_react_to_the_same_events_award_once(scene: Scene) -> None:
    scene.processes.start_web(1)
    parts = await _stack(scene)
    for number in range(LEARNERS):
        for part in parts:
            await scene.tenant.passed(part["id"], f"learner{number}@example.org")
    copied = scene.record.all(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, priority)"
        " SELECT queue_name, task_name, args, priority FROM procrastinate_jobs, generate_series(1, 2)"
        " WHERE task_name = 'react' RETURNING id"
    )
    assert len(copied) >= 2 * len(parts) * LEARNERS
    scene.processes.start_worker(2)
    await scene.record.reacted()
    scene.record.is_whole()
    assert scene.record.count("awards WHERE state = 'active' AND period = 1") == LEARNERS
    assert scene.record.count("awards") == LEARNERS


async def test_a_revocation_that_races_the_evaluation_leaves_no_active_award_on_a_revoked_part(scene: Scene) -> None:
    scene.processes.start_web(2)
    parts = await _stack(scene)
    scene.processes.start_worker(2)
    chance, gate = random.Random(7), asyncio.Semaphore(AT_ONCE)
    await asyncio.gather(*(_race(scene, parts, number, chance, gate) for number in range(ROUNDS)))
    await scene.record.reacted()
    assert scene.record.count("badges WHERE kind = 'badge' AND state = 'revoked'") == ROUNDS
    on_revoked = (
        "award_claims JOIN awards ON awards.id = award_id JOIN badges AS part ON part.id = award_claims.badge_id"
        " JOIN badges AS own ON own.id = awards.badge_id WHERE part.state = 'revoked'"
    )
    assert scene.record.count(f"{on_revoked} AND (awards.state = 'active' OR own.state = 'active')") == 0
    assert scene.record.count("awards WHERE state = 'active'") == 0
    chain = await scene.record.chain(scene.tenant.issuer.id)
    assert chain.ok, chain.detail


async def _race(
    scene: Scene, parts: list[dict[str, Any]], number: int, chance: random.Random, gate: asyncio.Semaphore
) -> None:
    """A learner completes the stack, and a moment later one part is revoked."""
    async with gate:
        passes = [await scene.tenant.passed(part["id"], f"learner{number}@example.org") for part in parts]
        await asyncio.sleep(chance.uniform(0, LONGEST_WAIT))
        badge = passes[number % 2]["badge"]["id"]
        answer = await scene.tenant.api.post(f"/v1/badges/{badge}/revoke", json={"reason": "withdrawn"})
        assert answer.status_code == 200, answer.text
