"""A key belongs to the first transaction that commits with it; everybody else gets that one's answer."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest
from tests.store.rows import NOW, Tenant, add_tenant, sha256

from stackcred_issuer.store.engine import Store
from stackcred_issuer.store.posts import PostKind, PostRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

DIGEST = sha256("body")


async def _claim(uow: UnitOfWork, tenant: Tenant, key: str = "post-1", kind: PostKind = "source") -> PostRecord | None:
    return await uow.posts.claim(tenant.client.id, kind, key, tenant.id, DIGEST)


async def _answer(uow: UnitOfWork, client_id: UUID, body: bytes) -> None:
    await uow.posts.answer(client_id, "source", "post-1", 201, body)


async def test_a_repeat_gets_the_first_answer_byte_for_byte(store: Store) -> None:
    tenant = await add_tenant(store)
    body = b'{"b": 1,  "a":"\xc3\xa9"}\n'
    async with store.begin(NOW) as uow:
        assert await _claim(uow, tenant) is None
        await _answer(uow, tenant.client.id, body)
    async with store.begin(NOW) as uow:
        earlier = await _claim(uow, tenant)
    assert earlier == PostRecord(tenant.client.id, "source", "post-1", tenant.id, DIGEST, 201, body, NOW)


async def test_keys_of_other_kinds_and_clients_are_other_keys(store: Store) -> None:
    tenant, other = await add_tenant(store), await add_tenant(store)
    async with store.begin(NOW) as uow:
        assert await _claim(uow, tenant) is None
        assert await _claim(uow, tenant, kind="idempotency") is None
        assert await _claim(uow, tenant, key="post-2") is None
        assert await _claim(uow, other) is None


async def test_a_concurrent_claim_waits_and_gets_the_owners_answer(store: Store) -> None:
    tenant = await add_tenant(store)
    owned, finish = asyncio.Event(), asyncio.Event()

    async def owner() -> None:
        async with store.begin(NOW) as uow:
            assert await _claim(uow, tenant) is None
            owned.set()
            await finish.wait()
            await _answer(uow, tenant.client.id, b"first")

    async def second() -> PostRecord | None:
        await owned.wait()
        async with store.begin(NOW) as uow:
            return await _claim(uow, tenant)

    first, waiting = asyncio.create_task(owner()), asyncio.create_task(second())
    await owned.wait()
    await asyncio.sleep(0.1)
    assert not waiting.done()
    finish.set()
    await first
    earlier = await waiting
    assert earlier is not None
    assert earlier.answer == b"first"


async def test_after_the_owner_rolls_back_the_waiter_owns_the_key(store: Store) -> None:
    tenant = await add_tenant(store)
    owned = asyncio.Event()

    async def owner() -> None:
        async with store.begin(NOW) as uow:
            assert await _claim(uow, tenant) is None
            owned.set()
            await asyncio.sleep(0.1)
            raise ValueError("not this time")

    async def second() -> PostRecord | None:
        await owned.wait()
        async with store.begin(NOW) as uow:
            return await _claim(uow, tenant)

    first, waiting = asyncio.create_task(owner()), asyncio.create_task(second())
    with pytest.raises(ValueError, match="not this time"):
        await first
    assert await waiting is None


async def test_of_many_concurrent_claims_exactly_one_wins(store: Store) -> None:
    tenant = await add_tenant(store)

    async def post(number: int) -> bytes:
        async with store.begin(NOW) as uow:
            earlier = await _claim(uow, tenant)
            if earlier is not None:
                return earlier.answer
            await _answer(uow, tenant.client.id, b"%d" % number)
            return b"%d" % number

    answers = await asyncio.gather(*(post(number) for number in range(16)))
    assert len(set(answers)) == 1
