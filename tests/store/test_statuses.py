"""No index is given out twice, bits land where the standard counts them, nothing newer is overwritten."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from tests.store.rows import INDEX_ORDER, NOW, Tenant, add_badge, add_tenant

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.store.engine import Store
from stackcred_issuer.store.statuses import PublishedListRecord, SlotRecord, StatusListRecord
from stackcred_issuer.store.tables.credentials import LIST_BITS


async def _lease(store: Store, tenant: Tenant, count: int) -> list[SlotRecord]:
    async with store.begin(NOW) as uow:
        return await uow.statuses.lease(tenant.id, count)


async def _list(store: Store, list_id: UUID) -> StatusListRecord:
    async with store.begin(NOW) as uow:
        found = await uow.statuses.list(list_id)
    assert found is not None
    return found


def _bits(status_list: StatusListRecord) -> set[int]:
    """The indexes that are on, index 0 being the most significant bit of byte 0 (Bitstring Status List §2)."""
    return {
        byte * 8 + place for byte, value in enumerate(status_list.bits) for place in range(8) if value & (0x80 >> place)
    }


async def test_slots_come_in_the_given_order_with_their_lists(store: Store) -> None:
    tenant = await add_tenant(store)
    first, second = await _lease(store, tenant, 3), await _lease(store, tenant, 2)
    expected = [int.from_bytes(INDEX_ORDER[at : at + 3], "big") for at in range(0, 15, 3)]
    assert [slot.index for slot in first + second] == expected
    assert first[0] == SlotRecord(tenant.register_id, tenant.revocation_list, tenant.suspension_list, expected[0])


async def test_concurrent_leases_never_overlap(store: Store) -> None:
    tenant = await add_tenant(store)
    leases = await asyncio.gather(*(_lease(store, tenant, 1 + number % 7) for number in range(16 * 8)))
    slots = [slot.index for lease in leases for slot in lease]
    assert len(slots) == sum(1 + number % 7 for number in range(16 * 8))
    assert len(set(slots)) == len(slots)


async def test_a_rolled_back_lease_was_given_to_nobody(store: Store) -> None:
    tenant = await add_tenant(store)
    lost: list[SlotRecord] = []

    async def lease_and_fail() -> None:
        async with store.begin(NOW) as uow:
            lost.extend(await uow.statuses.lease(tenant.id, 2))
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await lease_and_fail()
    assert await _lease(store, tenant, 2) == lost


async def test_a_full_register_gives_what_is_left_then_the_next_one_serves(store: Store) -> None:
    tenant = await add_tenant(store)
    assert len(await _lease(store, tenant, LIST_BITS - 2)) == LIST_BITS - 2
    assert len(await _lease(store, tenant, 5)) == 2
    assert await _lease(store, tenant, 5) == []
    register_id = uuid4()
    async with store.begin(NOW) as uow:
        await uow.statuses.add_register(
            register_id=register_id,
            issuer_id=tenant.id,
            index_order=INDEX_ORDER,
            revocation_list=uuid4(),
            suspension_list=uuid4(),
        )
    assert {slot.register_id for slot in await _lease(store, tenant, 5)} == {register_id}


async def test_an_index_cannot_be_used_by_two_badges(store: Store) -> None:
    tenant = await add_tenant(store)
    async with store.begin(NOW) as uow:
        await add_badge(uow, tenant, status_index=77)
    with pytest.raises(StackcredError) as caught:
        async with store.begin(NOW) as uow:
            await add_badge(uow, tenant, status_index=77)
    assert caught.value.code is ErrorCode.CONFLICT


async def test_bits_land_where_the_standard_counts_them(store: Store) -> None:
    tenant = await add_tenant(store)
    chosen = {0, 1, 7, 8, 9, 15, 16, LIST_BITS - 1} | set(random.Random(7).sample(range(LIST_BITS), 200))
    async with store.begin(NOW) as uow:
        for index in chosen:
            await uow.statuses.set(tenant.revocation_list, index, True)
    assert _bits(await _list(store, tenant.revocation_list)) == chosen
    async with store.begin(NOW) as uow:
        for index in (0, 9):
            await uow.statuses.set(tenant.revocation_list, index, False)
    assert _bits(await _list(store, tenant.revocation_list)) == chosen - {0, 9}
    assert _bits(await _list(store, tenant.suspension_list)) == set()


async def test_a_transaction_sees_its_own_bits_and_the_last_word_counts(store: Store) -> None:
    tenant = await add_tenant(store)
    async with store.begin(NOW) as uow:
        await uow.statuses.set(tenant.suspension_list, 3, True)
        await uow.statuses.set(tenant.suspension_list, 3, False)
        await uow.statuses.set(tenant.suspension_list, 4, True)
        seen = await uow.statuses.list(tenant.suspension_list)
        assert seen is not None
        assert _bits(seen) == {4}
        assert seen.version == 1


async def test_concurrent_changes_of_two_lists_are_all_kept_and_never_block_for_ever(store: Store) -> None:
    tenant = await add_tenant(store)
    lists = [tenant.revocation_list, tenant.suspension_list]

    async def change(number: int) -> None:
        async with store.begin(NOW) as uow:
            for list_id in lists if number % 2 else reversed(lists):
                await uow.statuses.set(list_id, number, True)
                await asyncio.sleep(0)

    await asyncio.wait_for(asyncio.gather(*(change(number) for number in range(32))), 30)
    for list_id in lists:
        status_list = await _list(store, list_id)
        assert _bits(status_list) == set(range(32))
        assert status_list.version == 32


def _published(list_id: UUID, version: int, seconds: int = 0) -> PublishedListRecord:
    signed_at = NOW + timedelta(seconds=seconds)
    document = b'{"version": %d, "at": %d }' % (version, seconds)
    return PublishedListRecord(list_id, version, document, f"z{version}", signed_at, signed_at + timedelta(days=1))


async def test_nothing_older_replaces_what_is_served(store: Store) -> None:
    tenant = await add_tenant(store)
    list_id = tenant.revocation_list
    async with store.begin(NOW) as uow:
        assert await uow.statuses.published(list_id) is None
        assert await uow.statuses.publish(_published(list_id, 2))
        assert not await uow.statuses.publish(_published(list_id, 1, seconds=60))
        assert not await uow.statuses.publish(_published(list_id, 2, seconds=-1))
        assert await uow.statuses.published(list_id) == _published(list_id, 2)
        assert await uow.statuses.publish(_published(list_id, 2, seconds=1))
        assert await uow.statuses.publish(_published(list_id, 3))
        assert await uow.statuses.published(list_id) == _published(list_id, 3)


async def test_stale_lists_are_those_missing_lagging_or_ending(store: Store) -> None:
    tenant = await add_tenant(store)
    ours = {tenant.revocation_list, tenant.suspension_list}

    async def stale(days: int = 0) -> set[UUID]:
        async with store.begin(NOW) as uow:
            return ours & set(await uow.statuses.stale(NOW + timedelta(days=days)))

    assert await stale() == ours
    async with store.begin(NOW) as uow:
        for list_id in ours:
            await uow.statuses.publish(_published(list_id, 0))
    assert await stale() == set()
    assert await stale(days=2) == ours
    async with store.begin(NOW) as uow:
        await uow.statuses.set(tenant.suspension_list, 1, True)
    assert await stale() == {tenant.suspension_list}
