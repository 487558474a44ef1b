"""What is remembered of progress: what changed is said, whoever decided later has the last word."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from tests.store.rows import NOW, Tenant, add_tenant, new_certification, new_rule

from stackcred_issuer.store.engine import Store
from stackcred_issuer.store.progress import Changed, Numbers, fingerprint

ONE: Numbers = {"whole": (1, 2, False), "part": (1, 1, True)}  # not in the order of their names
TWO: Numbers = {"whole": (2, 2, True), "part": (1, 1, True)}


async def _certified(store: Store) -> tuple[Tenant, UUID]:
    tenant = await add_tenant(store)
    certification = new_certification(tenant)
    async with store.begin(NOW) as uow:
        await uow.certifications.add(certification)
        await uow.certifications.publish_rule(new_rule(certification), [])
    return tenant, certification.id


async def _remember(
    store: Store, tenant: Tenant, certification: UUID, numbers: Numbers, later: int = 0, *, newcomers: bool = True
) -> list[Changed]:
    async with store.begin(NOW + timedelta(seconds=later)) as uow:
        found = {tenant.learner.id: numbers}
        return await uow.progress.remember(tenant.id, certification, found, newcomers=newcomers)


async def test_only_what_changed_is_said_with_what_it_was(store: Store) -> None:
    tenant, certification = await _certified(store)
    learner = tenant.learner.id
    assert await _remember(store, tenant, certification, ONE) == [Changed(learner, None)]
    assert await _remember(store, tenant, certification, dict(sorted(ONE.items())), 1) == []
    before = {name: list(found) for name, found in ONE.items()}
    assert await _remember(store, tenant, certification, TWO, 2) == [Changed(learner, before)]
    async with store.begin(NOW) as uow:
        [record] = await uow.progress.of_learner(tenant.id, learner)
        assert await uow.progress.fingerprints(certification, [learner]) == {learner: fingerprint(TWO)}
    assert record.requirements["whole"] == [2, 2, True]


async def test_an_older_decision_does_not_take_the_place_of_a_newer_one(store: Store) -> None:
    tenant, certification = await _certified(store)
    await _remember(store, tenant, certification, TWO, 5)
    assert await _remember(store, tenant, certification, ONE, 4) == []
    async with store.begin(NOW) as uow:
        [record] = await uow.progress.of_learner(tenant.id, tenant.learner.id)
    assert record.requirements["whole"] == [2, 2, True]


async def test_who_is_new_is_left_out_where_newcomers_are(store: Store) -> None:
    tenant, certification = await _certified(store)
    assert await _remember(store, tenant, certification, ONE, newcomers=False) == []
    async with store.begin(NOW) as uow:
        assert await uow.progress.of_learner(tenant.id, tenant.learner.id) == []


def test_a_fingerprint_knows_no_order() -> None:
    assert fingerprint(ONE) == fingerprint(dict(sorted(ONE.items()))) != fingerprint(TWO)
