"""Very many posts at once, each several times: every badge once, and every repeat the first answer."""

from __future__ import annotations

import json
import random

import httpx
from tests.faults.conftest import Scene
from tests.faults.posting import Answers, Post, post_all, shared_out

CLIENTS = 16
RESULTS = 1_000
REPEATS = 5
LEARNERS = 250  # so that posts also meet at learners whom nobody has seen before
VERIFIED = 20
CROWD = 64  # clients of four processes: enough for full transactions in each


async def test_sixteen_clients_with_repeats_make_every_badge_exactly_once(scene: Scene) -> None:
    scene.processes.start_web(2)
    scene.processes.start_worker()
    chance = random.Random(16)
    posts = await _posts(scene)
    answers = await post_all(scene.processes.base_url, scene.api_key, shared_out(posts, REPEATS, CLIENTS, chance))
    assert answers.refusals == {}
    assert answers.answered == RESULTS * REPEATS
    assert len(answers.bodies) == RESULTS
    assert all(len(bodies) == 1 for bodies in answers.bodies.values()), "a repeat got another answer"
    _one_badge_for_each(scene, answers)
    chain = await scene.record.chain(scene.tenant.issuer.id)
    assert chain.ok, chain.detail
    await _verified(scene, chance.sample(sorted(answers.bodies), VERIFIED), answers)
    await scene.record.reacted()


async def test_shared_transactions_of_four_processes_keep_one_chain_and_one_place_for_each_badge(scene: Scene) -> None:
    scene.processes.start_web(4)
    chance = random.Random(4)
    posts = await _posts(scene)
    answers = await post_all(scene.processes.base_url, scene.api_key, shared_out(posts, 2, CROWD, chance))
    assert answers.refusals == {}
    assert all(len(bodies) == 1 for bodies in answers.bodies.values()), "a repeat got another answer"
    _one_badge_for_each(scene, answers)
    shared = scene.record.count("(SELECT at FROM audit_entries WHERE type = 'badge.issued' GROUP BY at) AS moments")
    assert shared < RESULTS, "no two posts shared a transaction"
    chain = await scene.record.chain(scene.tenant.issuer.id)
    assert chain.ok, chain.detail


async def _posts(scene: Scene) -> list[Post]:
    """Every learner is assessed in four achievements; posts of one learner are neighbours."""
    achievements = [await scene.tenant.achievement(name) for name in ("Build", "Network", "Serve", "Repair")]
    return [
        scene.tenant.result(achievements[number % 4]["id"], f"learner{number // 4 % LEARNERS}@example.org")
        for number in range(RESULTS)
    ]


def _one_badge_for_each(scene: Scene, answers: Answers) -> None:
    scene.record.is_whole()
    issued = {str(badge) for (badge,) in scene.record.all("SELECT id FROM badges")}
    answered = {json.loads(body)["badge"]["id"] for bodies in answers.bodies.values() for body in bodies}
    assert len(issued) == RESULTS
    assert answered == issued
    assert scene.record.count("learners") == LEARNERS
    assert scene.record.count("assessments") == RESULTS


async def _verified(scene: Scene, sources: list[str], answers: Answers) -> None:
    async with httpx.AsyncClient(base_url=scene.processes.base_url, timeout=60) as anybody:
        for source in sources:
            (body,) = answers.bodies[source]
            credential = await anybody.get(f"/badges/{json.loads(body)['badge']['id']}.json")
            report = (await anybody.post("/v1/verify", content=credential.content)).json()
            assert report["verdict"] == "valid", report
