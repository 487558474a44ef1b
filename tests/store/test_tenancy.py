"""No id of one tenant opens anything for another, and no row of one can refer to a row of another."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from tests.store.rows import (
    NOW,
    Tenant,
    add_badge,
    add_tenant,
    new_assessment,
    new_award,
    new_badge,
    new_certification,
    new_event,
    new_rule,
)

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.store.engine import Store
from stackcred_issuer.store.faults import RowRefused
from stackcred_issuer.store.tables import metadata
from stackcred_issuer.store.unit_of_work import UnitOfWork

NOUNS = ["clients", "achievements", "certifications", "learners", "assessments", "badges"]


@dataclass(frozen=True, slots=True)
class Furnished:
    """A tenant with one row of every noun."""

    tenant: Tenant
    ids: dict[str, UUID]


async def _furnish(store: Store) -> Furnished:
    tenant = await add_tenant(store)
    assessment, certification = new_assessment(tenant), new_certification(tenant)
    async with store.begin(NOW) as uow:
        badge = await add_badge(uow, tenant)
        await uow.assessments.add(assessment)
        await uow.certifications.add(certification)
        await uow.certifications.publish_rule(new_rule(certification), ["*"])
        await uow.awards.add(new_award(certification, badge))
        uow.record(new_event(tenant))
    ids = {
        "clients": tenant.client.id, "achievements": tenant.achievement.id, "learners": tenant.learner.id,
        "certifications": certification.id, "assessments": assessment.id, "badges": badge.id,
    }  # fmt: skip
    return Furnished(tenant, ids)


@pytest.mark.parametrize("noun", NOUNS)
async def test_get_and_page_show_ones_own_rows_only(store: Store, noun: str) -> None:
    ours, theirs = await _furnish(store), await _furnish(store)
    async with store.begin(NOW) as uow:
        repository: Any = getattr(uow, noun)
        assert (await repository.get(ours.tenant.id, ours.ids[noun])).issuer_id == ours.tenant.id
        with pytest.raises(StackcredError) as caught:
            await repository.get(ours.tenant.id, theirs.ids[noun])
        assert [row.id for row in await repository.page(ours.tenant.id)] == [ours.ids[noun]]
    assert caught.value.code is ErrorCode.NOT_FOUND


Finder = Callable[[UnitOfWork, Tenant, Tenant], Awaitable[Any]]
FINDERS: list[Finder] = [
    lambda uow, ours, theirs: uow.achievements.by_url(ours.id, theirs.achievement.url),
    lambda uow, ours, theirs: uow.certifications.by_target(ours.id, theirs.achievement.url),
    lambda uow, ours, theirs: uow.badges.page(ours.id, learner_id=theirs.learner.id),
    lambda uow, ours, theirs: uow.assessments.page(ours.id, learner_id=theirs.learner.id),
    lambda uow, ours, theirs: uow.learners.find(ours.id, [("emailAddress", f"{theirs.learner.id}@example.org")]),
]


@pytest.mark.parametrize("finder", FINDERS)
async def test_other_finders_do_not_cross_either(store: Store, finder: Finder) -> None:
    ours, theirs = await _furnish(store), await _furnish(store)
    async with store.begin(NOW) as uow:
        assert not await finder(uow, ours.tenant, theirs.tenant)
        assert await finder(uow, ours.tenant, ours.tenant)


async def test_rules_keys_mentions_and_audit_stay_inside(store: Store) -> None:
    ours, theirs = await _furnish(store), await _furnish(store)
    async with store.begin(NOW) as uow:
        mentioning = await uow.certifications.mentioning(ours.tenant.id, theirs.tenant.achievement.url)
        assert mentioning == [ours.ids["certifications"]]  # our own rule mentions everything
        (rule,) = await uow.certifications.latest_rules(ours.tenant.id)
        assert rule.certification_id == ours.ids["certifications"]
        assert await uow.keys.of_issuer(ours.tenant.id) == [ours.tenant.key]
        assert [entry.issuer_id for entry in await uow.audit.page(ours.tenant.id)] == [ours.tenant.id]
        concerned = await uow.certifications.learners_concerned(ours.tenant.id, theirs.ids["certifications"])
        assert concerned == []


@pytest.mark.parametrize("member", ["learner_id", "achievement_id", "key_id", "register_id"])
async def test_a_badge_cannot_rest_on_another_tenants_row(store: Store, member: str) -> None:
    ours, theirs = await add_tenant(store), await add_tenant(store)
    foreign = getattr(new_badge(theirs), member)
    with pytest.raises(RowRefused, match="foreign key"):
        async with store.begin(NOW) as uow:
            await add_badge(uow, ours, **{member: foreign})


@pytest.mark.parametrize("member", ["learner_id", "achievement_id", "client_id"])
async def test_an_assessment_cannot_rest_on_another_tenants_row(store: Store, member: str) -> None:
    ours, theirs = await add_tenant(store), await add_tenant(store)
    foreign = getattr(new_assessment(theirs), member)
    with pytest.raises(RowRefused, match="foreign key"):
        async with store.begin(NOW) as uow:
            await uow.assessments.add(new_assessment(ours, **{member: foreign}))


def test_every_reference_inside_a_tenant_names_the_tenant() -> None:
    """A new table with `issuer_id` may not refer to another such table by id alone."""
    for table in metadata.tables.values():
        for key in table.foreign_key_constraints:
            target = key.referred_table
            if "issuer_id" in table.c and "issuer_id" in target.c and target.name != "audit_heads":
                assert "issuer_id" in key.column_keys, f"{table.name}.{key.column_keys}"
