"""Results supersede one another; badges keep the bytes that were signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from tests.store.rows import (
    NOW,
    add_badge,
    add_tenant,
    new_achievement,
    new_assessment,
    new_award,
    new_badge,
    new_certification,
    new_key,
    new_learner,
    new_rule,
)

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.store.engine import Store
from stackcred_issuer.store.faults import RowRefused
from stackcred_issuer.store.reports import ReportRecord

LATER = NOW + timedelta(days=1)


async def test_a_badge_and_its_assessment_refer_to_one_another(store: Store) -> None:
    """The badge is written first; the reference to the assessment is checked at commit."""
    tenant = await add_tenant(store)
    assessment = new_assessment(tenant)
    badge = new_badge(tenant, assessment_id=assessment.id)
    async with store.begin(NOW) as uow:
        await uow.badges.add(badge)
        await uow.assessments.add(replace(assessment, badge_id=badge.id))
    async with store.begin(NOW) as uow:
        assert await uow.badges.get(tenant.id, badge.id) == badge
        assert await uow.assessments.get(tenant.id, assessment.id) == replace(assessment, badge_id=badge.id)
    with pytest.raises(RowRefused, match="foreign key"):
        async with store.begin(NOW) as uow:
            await add_badge(uow, tenant, assessment_id=uuid4())


async def test_one_result_of_an_assessment_is_current(store: Store) -> None:
    tenant = await add_tenant(store)
    first, second = new_assessment(tenant), new_assessment(tenant, passed=False)
    key = (tenant.learner.id, tenant.achievement.id, "quiz-1")
    async with store.begin(NOW) as uow:
        assert await uow.assessments.current(*key) is None
        await uow.assessments.add(first)
        assert await uow.assessments.current(*key) == first
        await uow.assessments.add(new_assessment(tenant, activity_id="quiz-2"))
        await uow.assessments.supersede(first.id)
        await uow.assessments.add(second)
        assert await uow.assessments.current(*key) == second
    with pytest.raises(StackcredError) as caught:
        async with store.begin(NOW) as uow:
            await uow.assessments.add(new_assessment(tenant))
    assert caught.value.code is ErrorCode.CONFLICT


async def test_results_are_paged_for_a_learner_and_an_achievement(store: Store) -> None:
    tenant = await add_tenant(store)
    learner, achievement = new_learner(tenant.id), new_achievement(tenant.id)
    async with store.begin(NOW) as uow:
        await uow.learners.add(learner)
        await uow.achievements.add(achievement)
        ours = new_assessment(tenant)
        theirs = new_assessment(tenant, learner_id=learner.id)
        another = new_assessment(tenant, achievement_id=achievement.id)
        for assessment in (ours, theirs, another):
            await uow.assessments.add(assessment)
        assert len(await uow.assessments.page(tenant.id)) == 3
        assert await uow.assessments.page(tenant.id, learner_id=learner.id) == [theirs]
        assert await uow.assessments.page(tenant.id, achievement_id=achievement.id) == [another]
        both = await uow.assessments.page(tenant.id, learner_id=tenant.learner.id, achievement_id=tenant.achievement.id)
        assert both == [ours]
        assert len(await uow.assessments.page(tenant.id, limit=2)) == 2


async def test_a_state_changes_and_the_document_does_not(store: Store) -> None:
    tenant = await add_tenant(store)
    odd = b'{"b" : 1,\n "a":"\xc3\xa9"}'
    async with store.begin(NOW) as uow:
        badge = await add_badge(uow, tenant, document=odd, valid_until=LATER)
        await uow.badges.set_state(badge.id, "suspended", "under review", LATER)
        found = await uow.badges.public(badge.id)
    assert found == replace(badge, state="suspended", state_reason="under review", state_at=LATER)
    assert found is not None
    assert found.document == odd


async def test_a_learners_badges_are_listed(store: Store) -> None:
    tenant = await add_tenant(store)
    learner = new_learner(tenant.id)
    async with store.begin(NOW) as uow:
        await uow.learners.add(learner)
        theirs = [await add_badge(uow, tenant, learner_id=learner.id) for _ in range(3)]
        await add_badge(uow, tenant)
        ordered = sorted(theirs, key=lambda badge: badge.id)
        assert await uow.badges.of_learner(learner.id) == ordered
        assert await uow.badges.page(tenant.id, learner_id=learner.id) == ordered
        assert await uow.badges.page(tenant.id, learner_id=learner.id, after=ordered[0].id) == ordered[1:]
        assert len(await uow.badges.page(tenant.id)) == 4


async def test_a_badge_that_is_signed_again_keeps_its_former_bytes(store: Store) -> None:
    tenant = await add_tenant(store)
    async with store.begin(NOW) as uow:
        badge = await add_badge(uow, tenant)
        await uow.keys.compromise(tenant.key.id, NOW)
        key = new_key(tenant.id)
        await uow.keys.add(key)
        resigned = await uow.badges.replace_document(badge.id, b"second", "z2", key.id, LATER)
        assert resigned == replace(badge, document=b"second", digest="z2", key_id=key.id)
        await uow.badges.replace_document(badge.id, b"third", "z3", key.id, LATER + timedelta(days=1))
        assert await uow.badges.former_documents(badge.id) == [badge.document, b"second"]
        with pytest.raises(StackcredError) as caught:
            await uow.badges.replace_document(uuid4(), b"", "z", key.id, LATER)
    assert caught.value.code is ErrorCode.NOT_FOUND


async def test_a_report_is_replaced_by_the_next_one(store: Store) -> None:
    tenant = await add_tenant(store)
    async with store.begin(NOW) as uow:
        badge, other = await add_badge(uow, tenant), await add_badge(uow, tenant)
        assert await uow.reports.get(badge.id) is None
        await uow.reports.put(ReportRecord(badge.id, badge.digest, {"verdict": "valid"}))
        newer = ReportRecord(badge.id, "z2", {"verdict": "revoked", "checks": []})
        await uow.reports.put(newer)
        assert await uow.reports.get(badge.id) == newer
        assert await uow.reports.of_badges([badge.id, other.id]) == {badge.id: newer}


async def test_a_certification_is_awarded_once_per_period(store: Store) -> None:
    tenant = await add_tenant(store)
    certification = new_certification(tenant)
    async with store.begin(NOW) as uow:
        await uow.certifications.add(certification)
        await uow.certifications.publish_rule(new_rule(certification), [])
        part, first, second = [await add_badge(uow, tenant, kind="award") for _ in range(3)]
        award = new_award(certification, first)
        assert await uow.awards.current(certification.id, tenant.learner.id) is None
        assert await uow.awards.add(award, [part.id])
        assert not await uow.awards.add(new_award(certification, second), [part.id])
        assert await uow.awards.current(certification.id, tenant.learner.id) == award
        renewed = new_award(certification, second, period=2)
        assert await uow.awards.add(renewed)
        assert await uow.awards.current(certification.id, tenant.learner.id) == renewed
        assert await uow.awards.by_badge(first.id) == award
        assert await uow.awards.by_badge(part.id) is None
        expected = sorted([award, renewed], key=lambda found: found.id)
        assert await uow.awards.of_learner(tenant.learner.id) == expected


async def test_an_award_changes_its_state_and_what_it_rests_on(store: Store) -> None:
    tenant = await add_tenant(store)
    certification = new_certification(tenant)
    async with store.begin(NOW) as uow:
        await uow.certifications.add(certification)
        await uow.certifications.publish_rule(new_rule(certification), [])
        one, two, signed = [await add_badge(uow, tenant) for _ in range(3)]
        award = new_award(certification, signed)
        await uow.awards.add(award, [one.id])
        assert award not in await uow.awards.in_grace()
        graced = replace(award, state="grace", broken_at=NOW, cause="x", latest_evaluation=b"{ }", updated_at=LATER)
        await uow.awards.update(graced)
        assert graced in await uow.awards.in_grace()
        assert await uow.awards.claims(award.id) == [one.id]
        assert await uow.awards.claiming(one.id) == [graced]
        restored = replace(graced, state="active", broken_at=None)
        await uow.awards.update(restored, [two.id])
        assert await uow.awards.claiming(one.id) == []
        assert await uow.awards.claiming(two.id) == [restored]
        assert await uow.awards.current(certification.id, tenant.learner.id) == restored
