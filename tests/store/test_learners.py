"""One identifier names one learner of an issuer, whoever comes first; one holder's changes are serial."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest
from tests.store.rows import NOW, Tenant, add_tenant, new_assessment, new_learner

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.store.engine import Store
from stackcred_issuer.store.learners import Identifier, LearnerRecord


def _email() -> Identifier:
    return "emailAddress", f"{uuid4()}@example.org"


async def _register(store: Store, tenant: Tenant, identifiers: list[Identifier]) -> tuple[LearnerRecord, bool]:
    async with store.begin(NOW) as uow:
        answer = await uow.learners.find_or_add(tenant.id, identifiers, lambda: new_learner(tenant.id))
        await asyncio.sleep(0)
        return answer


async def test_a_learner_is_made_once_and_found_again(store: Store) -> None:
    tenant, email = await add_tenant(store), _email()
    made, created = await _register(store, tenant, [email])
    again, created_again = await _register(store, tenant, [email])
    assert (created, created_again) == (True, False)
    assert again == made


async def test_new_identifiers_are_added_to_the_learner_that_was_found(store: Store) -> None:
    tenant, email, did = await add_tenant(store), _email(), ("did", f"did:key:{uuid4()}")
    learner, _ = await _register(store, tenant, [email])
    await _register(store, tenant, [did, email])
    assert (await _register(store, tenant, [did]))[0] == learner
    async with store.begin(NOW) as uow:
        assert await uow.learners.identifiers(learner.id) == sorted([email, did])


async def test_concurrent_registrations_make_one_learner(store: Store) -> None:
    tenant = await add_tenant(store)
    both = [_email(), ("did", f"did:key:{uuid4()}")]
    answers = await asyncio.gather(*(_register(store, tenant, both[:: 1 - 2 * (n % 2)]) for n in range(16)))
    assert len({learner.id for learner, _ in answers}) == 1
    assert [created for _, created in answers].count(True) == 1
    async with store.begin(NOW) as uow:
        assert len(await uow.learners.page(tenant.id)) == 2  # with the one every tenant has


async def test_concurrent_registrations_by_overlapping_identifiers_make_one_learner(store: Store) -> None:
    tenant = await add_tenant(store)
    shared = _email()
    answers = await asyncio.gather(*(_register(store, tenant, [_email(), shared]) for _ in range(12)))
    learner = answers[0][0]
    assert {found.id for found, _ in answers} == {learner.id}
    async with store.begin(NOW) as uow:
        assert len(await uow.learners.identifiers(learner.id)) == 13


async def test_identifiers_of_two_learners_are_a_conflict_and_change_nothing(store: Store) -> None:
    tenant, one, two = await add_tenant(store), _email(), _email()
    first, _ = await _register(store, tenant, [one])
    await _register(store, tenant, [two])
    with pytest.raises(StackcredError) as caught:
        await _register(store, tenant, [one, two, _email()])
    assert caught.value.code is ErrorCode.CONFLICT
    async with store.begin(NOW) as uow:
        assert [found.id for found in await uow.learners.find(tenant.id, [one, one])] == [first.id]
        assert len(await uow.learners.find(tenant.id, [one, two])) == 2
        assert await uow.learners.identifiers(first.id) == [one]


async def test_another_learners_identifier_cannot_be_added(store: Store) -> None:
    tenant, taken = await add_tenant(store), _email()
    await _register(store, tenant, [taken])
    with pytest.raises(StackcredError) as caught:
        async with store.begin(NOW) as uow:
            await uow.learners.add_identifiers(tenant.learner, [taken])
    assert caught.value.code is ErrorCode.CONFLICT


async def test_no_identifier_is_invalid(store: Store) -> None:
    tenant = await add_tenant(store)
    with pytest.raises(StackcredError) as caught:
        await _register(store, tenant, [])
    assert caught.value.code is ErrorCode.INVALID


async def test_the_same_identifier_at_another_issuer_is_another_learner(store: Store) -> None:
    tenant, other, email = await add_tenant(store), await add_tenant(store), _email()
    ours, _ = await _register(store, tenant, [email])
    theirs, created = await _register(store, other, [email])
    assert created
    assert ours.id != theirs.id


async def test_the_lock_makes_changes_of_one_learner_serial(store: Store) -> None:
    """Every transaction reads the current result and supersedes it: without the lock two would clash."""
    tenant = await add_tenant(store)

    async def assess(number: int) -> None:
        async with store.begin(NOW) as uow:
            await uow.learners.lock(tenant.learner.id)
            current = await uow.assessments.current(tenant.learner.id, tenant.achievement.id, "quiz-1")
            await asyncio.sleep(0.001)
            if current is not None:
                await uow.assessments.supersede(current.id)
            await uow.assessments.add(new_assessment(tenant, source_id=str(number)))

    await asyncio.gather(*(assess(number) for number in range(16)))
    async with store.begin(NOW) as uow:
        results = await uow.assessments.page(tenant.id)
    assert len(results) == 16
    assert [result.current for result in results].count(True) == 1


async def test_writing_for_a_learner_before_locking_them_does_not_deadlock(store: Store) -> None:
    tenant = await add_tenant(store)
    ready = asyncio.Barrier(4)

    async def assess(number: int) -> None:
        async with store.begin(NOW) as uow:
            await uow.assessments.add(new_assessment(tenant, source_id=str(number), current=False))
            await ready.wait()
            await uow.learners.lock(tenant.learner.id)

    await asyncio.wait_for(asyncio.gather(*(assess(number) for number in range(4))), 20)


async def test_a_learner_is_stored_as_given(store: Store) -> None:
    tenant = await add_tenant(store)
    learner = replace(new_learner(tenant.id), name=None, did="did:key:z6Mk")
    async with store.begin(NOW) as uow:
        await uow.learners.add(learner)
        assert await uow.learners.get(tenant.id, learner.id) == learner
        assert await uow.learners.identifiers(learner.id) == []
