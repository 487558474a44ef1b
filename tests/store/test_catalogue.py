"""Achievements change only from the version that was read; rule versions never change."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.store.rows import (
    NOW,
    add_badge,
    add_tenant,
    new_achievement,
    new_award,
    new_certification,
    new_learner,
    new_rule,
)

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.store.certifications import ANY_ACHIEVEMENT
from stackcred_issuer.store.engine import Store


async def test_an_achievement_is_found_by_id_and_url(store: Store) -> None:
    tenant = await add_tenant(store)
    async with store.begin(NOW) as uow:
        assert await uow.achievements.get(tenant.id, tenant.achievement.id) == tenant.achievement
        assert await uow.achievements.public(tenant.achievement.id) == tenant.achievement
        assert await uow.achievements.by_url(tenant.id, tenant.achievement.url) == tenant.achievement
        assert await uow.achievements.by_url(tenant.id, "https://x/none") is None


async def test_a_change_is_refused_when_it_was_made_on_an_older_version(store: Store) -> None:
    tenant = await add_tenant(store)
    changed = replace(tenant.achievement, document={"name": "B"}, version=2, updated_at=NOW + timedelta(days=1))
    async with store.begin(NOW) as uow:
        await uow.achievements.replace(changed)
        assert await uow.achievements.public(changed.id) == changed
    with pytest.raises(StackcredError) as caught:
        async with store.begin(NOW) as uow:
            await uow.achievements.replace(replace(changed, document={"name": "C"}))
    assert caught.value.code is ErrorCode.CONFLICT


async def test_pages_are_in_the_order_of_ids_and_end(store: Store) -> None:
    tenant = await add_tenant(store)
    async with store.begin(NOW) as uow:
        for _ in range(4):
            await uow.achievements.add(new_achievement(tenant.id))
        everything = await uow.achievements.page(tenant.id)
        assert len(everything) == 5
        assert [a.id for a in everything] == sorted(a.id for a in everything)
        first = await uow.achievements.page(tenant.id, limit=2)
        rest = await uow.achievements.page(tenant.id, first[-1].id, 100)
        assert first + rest == everything
        assert await uow.achievements.page(tenant.id, everything[-1].id) == []


async def test_rule_versions_follow_one_another_and_stay(store: Store) -> None:
    tenant = await add_tenant(store)
    certification = new_certification(tenant)
    first, second = new_rule(certification, 1), new_rule(certification, 2)
    async with store.begin(NOW) as uow:
        await uow.certifications.add(certification)
        assert await uow.certifications.latest_rule(certification.id) is None
        await uow.certifications.publish_rule(first, ["https://x/a"])
        assert await uow.certifications.latest_rule(certification.id) == first
        await uow.certifications.publish_rule(second, [])
        assert await uow.certifications.latest_rule(certification.id) == second
        assert await uow.certifications.rule(certification.id, 1) == first
        assert await uow.certifications.rule(certification.id, 3) is None
        assert await uow.certifications.rules(certification.id) == [first, second]
        assert await uow.certifications.latest_rules(tenant.id) == [second]
        assert await uow.certifications.get(tenant.id, certification.id) == replace(certification, latest_version=2)
        assert await uow.certifications.by_target(tenant.id, certification.target) is not None


@pytest.mark.parametrize("version", [1, 3])
async def test_a_version_that_does_not_follow_is_a_conflict(store: Store, version: int) -> None:
    tenant = await add_tenant(store)
    certification = new_certification(tenant)
    async with store.begin(NOW) as uow:
        await uow.certifications.add(certification)
        await uow.certifications.publish_rule(new_rule(certification), [])
    with pytest.raises(StackcredError) as caught:
        async with store.begin(NOW) as uow:
            await uow.certifications.publish_rule(new_rule(certification, version), [])
    assert caught.value.code is ErrorCode.CONFLICT


async def test_of_two_concurrent_versions_one_is_published(store: Store) -> None:
    tenant = await add_tenant(store)
    certification = new_certification(tenant)
    async with store.begin(NOW) as uow:
        await uow.certifications.add(certification)

    async def publish() -> None:
        async with store.begin(NOW) as uow:
            await uow.certifications.publish_rule(new_rule(certification), ["*"])

    answers = await asyncio.gather(publish(), publish(), publish(), return_exceptions=True)
    assert [isinstance(answer, StackcredError) for answer in answers].count(True) == 2


async def test_only_the_latest_rule_mentions(store: Store) -> None:
    tenant = await add_tenant(store)
    certification = new_certification(tenant)
    async with store.begin(NOW) as uow:
        await uow.certifications.add(certification)

        async def mentioning(url: str) -> bool:
            return await uow.certifications.mentioning(tenant.id, url) == [certification.id]

        await uow.certifications.publish_rule(new_rule(certification, 1), ["https://x/a", "https://x/b"])
        assert await mentioning("https://x/a")
        assert not await mentioning("https://x/c")
        await uow.certifications.publish_rule(new_rule(certification, 2), ["https://x/b"])
        assert not await mentioning("https://x/a")
        assert await mentioning("https://x/b")
        mentions = ["https://x/b", ANY_ACHIEVEMENT, "https://x/b"]
        await uow.certifications.publish_rule(new_rule(certification, 3), mentions)
        assert await mentioning("https://x/anything")
        assert await mentioning("https://x/b")  # named once although both mentions fit


async def test_the_learners_a_rule_concerns_hold_a_part_or_the_award(store: Store) -> None:
    tenant, other = await add_tenant(store), await add_tenant(store)
    target = new_achievement(tenant.id)
    certification = new_certification(tenant, achievement_id=target.id, target=target.url)
    awarded, bystander = new_learner(tenant.id), new_learner(tenant.id)
    async with store.begin(NOW) as uow:
        await uow.achievements.add(target)
        await uow.certifications.add(certification)
        for learner in (awarded, bystander):
            await uow.learners.add(learner)
        await add_badge(uow, tenant)
        await add_badge(uow, tenant)
        award = {"learner_id": awarded.id, "achievement_id": target.id, "achievement_url": target.url}
        badge = await add_badge(uow, tenant, kind="award", **award)
        await add_badge(uow, other)

        async def concerned() -> list[object]:
            return list(await uow.certifications.learners_concerned(tenant.id, certification.id))

        await uow.certifications.publish_rule(new_rule(certification, 1), ["https://x/elsewhere"])
        assert await concerned() == []
        await uow.awards.add(new_award(certification, badge))
        assert await concerned() == [awarded.id]
        await uow.certifications.publish_rule(new_rule(certification, 2), [tenant.achievement.url])
        assert await concerned() == sorted([awarded.id, tenant.learner.id])
        await uow.certifications.publish_rule(new_rule(certification, 3), [ANY_ACHIEVEMENT])
        assert await concerned() == sorted([awarded.id, tenant.learner.id])
