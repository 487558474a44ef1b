"""Tenants and the keys that speak for them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest
from tests.store.rows import NOW, add_badge, add_tenant, new_issuer, new_key

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.store.engine import Store

LATER = NOW + timedelta(days=30)


@pytest.fixture
async def own_store(fresh_database_url: str) -> AsyncIterator[Store]:
    store = Store.connect(fresh_database_url)
    yield store
    await store.close()


async def test_an_issuer_is_found_by_id_slug_and_did(store: Store) -> None:
    issuer = new_issuer(profile={"id": "did:web:x", "name": "Ünï"})
    async with store.begin(NOW) as uow:
        await uow.issuers.add(issuer)
        assert await uow.issuers.get(issuer.id) == issuer
        assert await uow.issuers.by_slug(issuer.slug) == issuer
        assert await uow.issuers.by_did(issuer.did) == issuer
        assert await uow.issuers.by_slug("nobody") is None
        assert await uow.issuers.by_did("did:web:nobody") is None
        with pytest.raises(StackcredError) as caught:
            await uow.issuers.get(uuid4())
    assert caught.value.code is ErrorCode.NOT_FOUND


async def test_at_most_one_issuer_is_root(own_store: Store) -> None:
    root, other = new_issuer(is_root=True), new_issuer(created_at=NOW - timedelta(days=1))
    async with own_store.begin(NOW) as uow:
        assert await uow.issuers.root() is None
        await uow.issuers.add(root)
        await uow.issuers.add(other)
        assert await uow.issuers.root() == root
        assert await uow.issuers.all() == [other, root]
    with pytest.raises(StackcredError) as caught:
        async with own_store.begin(NOW) as uow:
            await uow.issuers.add(new_issuer(is_root=True))
    assert caught.value.code is ErrorCode.CONFLICT


async def test_a_key_is_retired_then_another_is_active_and_both_stay_known(store: Store) -> None:
    tenant = await add_tenant(store)
    following = new_key(tenant.id, created_at=LATER)
    async with store.begin(NOW) as uow:
        assert await uow.keys.active(tenant.id) == tenant.key
        await uow.keys.retire(tenant.key.id, LATER)
        assert await uow.keys.active(tenant.id) is None
        await uow.keys.add(following)
        assert await uow.keys.active(tenant.id) == following
        old, new = await uow.keys.of_issuer(tenant.id)
        assert (old.state, old.retired_at, old.compromised_at) == ("retired", LATER, None)
        assert new == following
        assert await uow.keys.by_multikey(old.multikey) == old
        assert await uow.keys.by_multikey("z6MkNobody") is None


async def test_an_issuer_has_one_active_key(store: Store) -> None:
    tenant = await add_tenant(store)
    with pytest.raises(StackcredError) as caught:
        async with store.begin(NOW) as uow:
            await uow.keys.add(new_key(tenant.id))
    assert caught.value.code is ErrorCode.CONFLICT


async def test_a_compromised_key_stays_compromised_since_the_first_report(store: Store) -> None:
    tenant = await add_tenant(store)
    async with store.begin(NOW) as uow:
        await uow.keys.compromise(tenant.key.id, NOW)
        await uow.keys.compromise(tenant.key.id, LATER)
        await uow.keys.retire(tenant.key.id, LATER)
        (key,) = await uow.keys.of_issuer(tenant.id)
        assert (key.state, key.compromised_at, key.retired_at) == ("compromised", NOW, None)
        assert await uow.keys.active(tenant.id) is None


async def test_what_a_key_signed_is_found_page_by_page(store: Store) -> None:
    tenant = await add_tenant(store)
    async with store.begin(NOW) as uow:
        signed = sorted([(await add_badge(uow, tenant)).id for _ in range(5)])
        first = await uow.badges.signed_by(tenant.key.id, limit=3)
        rest = await uow.badges.signed_by(tenant.key.id, after=first[-1].id)
    assert [badge.id for badge in first] == signed[:3]
    assert [badge.id for badge in rest] == signed[3:]
