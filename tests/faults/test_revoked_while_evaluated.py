"""Revocations while evaluations run: no award is committed after the revocation of a badge it rests on."""

from __future__ import annotations

import asyncio
import random
from uuid import UUID

from tests.support.service import Service, all_of

from stackcred_issuer.domain.events import EventType
from stackcred_issuer.services.evaluate_certification import evaluate_certification

LEARNERS = 125
ROUNDS = 4  # by two workers each: 1,000 evaluations
AT_ONCE = 12


async def test_no_award_follows_the_revocation_of_its_badge_and_two_workers_award_once(service: Service) -> None:
    tenant = await service.tenant()
    part, target = await tenant.achievement("Networks"), await tenant.achievement("Certificate")
    passed = [await tenant.passed(part["id"], f"learner-{number}@example.org") for number in range(LEARNERS)]
    rule = {"requires": all_of(part), "whenBroken": {"action": "revoke"}}
    made = await tenant.api.post("/v1/certifications", json={"achievement": target["id"], "rule": rule})
    certification = UUID(made.json()["id"])
    gate = asyncio.Semaphore(AT_ONCE)
    chance = random.Random(7)

    async def evaluated(learner: str) -> None:
        async with gate:
            await evaluate_certification(
                service.house, tenant.issuer.id, certification, UUID(learner), cause="the test"
            )

    async def revoked(badge: str) -> None:
        async with gate:
            answer = await tenant.api.post(f"/v1/badges/{badge}/revoke", json={"reason": "fraud"})
            assert answer.status_code == 200, answer.text

    work = [evaluated(one["learner"]) for one in passed for _ in range(2 * ROUNDS)]
    work += [revoked(one["badge"]["id"]) for one in passed[::2]]
    chance.shuffle(work)
    await asyncio.gather(*work)

    award_of: dict[str, list[int]] = {}
    revoked_at: dict[str, int] = {}
    target_url, last = target["url"], 0
    async with service.house.store.begin(service.house.clock.now()) as uow:
        while page := await uow.audit.page(tenant.issuer.id, last, 1000):
            for entry in page:
                if entry.type == EventType.BADGE_ISSUED.value and entry.achievement == target_url:
                    award_of.setdefault(str(entry.learner), []).append(entry.seq)
                elif entry.type == EventType.BADGE_REVOKED.value and entry.achievement == part["url"]:
                    revoked_at[str(entry.learner)] = entry.seq
            last = page[-1].seq
    assert len(revoked_at) == len(passed[::2])
    assert all(len(seqs) == 1 for seqs in award_of.values())
    late = [learner for learner, seqs in award_of.items() if seqs[0] > revoked_at.get(learner, last + 1)]
    assert late == []
    assert {one["learner"] for one in passed[1::2]} <= award_of.keys()
    assert 0 < len(award_of.keys() & revoked_at.keys()) < len(revoked_at), "the two did not meet; shuffle otherwise"
