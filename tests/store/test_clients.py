"""A secret opens what it was made for, for as long as it was made for."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from tests.store.rows import NOW, Tenant, add_tenant, sha256

from stackcred_issuer.store.clients import SecretKind, SecretRecord
from stackcred_issuer.store.engine import Store

HOUR = timedelta(hours=1)


def _secret(tenant: Tenant, kind: SecretKind = "api_key", hours: int | None = None) -> SecretRecord:
    expires_at = None if hours is None else NOW + hours * HOUR
    return SecretRecord(sha256(str(uuid4())), tenant.client.id, kind, ["badges:read"], NOW, expires_at)


async def test_a_secret_gives_its_client_and_its_own_scopes(store: Store) -> None:
    tenant = await add_tenant(store)
    secret = _secret(tenant)
    async with store.begin(NOW) as uow:
        await uow.clients.add_secret(secret)
        assert await uow.clients.by_secret("api_key", secret.digest, NOW) == (tenant.client, ["badges:read"])
        assert await uow.clients.by_secret("access_token", secret.digest, NOW) is None
        assert await uow.clients.by_secret("api_key", sha256("guess"), NOW) is None


async def test_a_secret_ends_at_its_instant(store: Store) -> None:
    tenant = await add_tenant(store)
    secret = _secret(tenant, "access_token", hours=1)
    async with store.begin(NOW) as uow:
        await uow.clients.add_secret(secret)
        before = NOW + HOUR - timedelta(microseconds=1)
        assert await uow.clients.by_secret("access_token", secret.digest, before) is not None
        assert await uow.clients.by_secret("access_token", secret.digest, NOW + HOUR) is None


async def test_a_revoked_clients_secrets_open_nothing(store: Store) -> None:
    tenant = await add_tenant(store)
    secret = _secret(tenant)
    async with store.begin(NOW) as uow:
        await uow.clients.add_secret(secret)
        await uow.clients.revoke(tenant.client.id, NOW)
        await uow.clients.revoke(tenant.client.id, NOW + HOUR)
        assert await uow.clients.by_secret("api_key", secret.digest, NOW) is None
        assert (await uow.clients.get(tenant.id, tenant.client.id)).revoked_at == NOW


async def test_rotation_ends_the_old_secrets_of_those_kinds_and_prolongs_none(store: Store) -> None:
    tenant = await add_tenant(store)
    for_ever, soon, token = _secret(tenant), _secret(tenant, hours=1), _secret(tenant, "access_token")
    async with store.begin(NOW) as uow:
        for secret in (for_ever, soon, token):
            await uow.clients.add_secret(secret)
        await uow.clients.expire_secrets(tenant.client.id, ["api_key", "client_secret"], NOW + 2 * HOUR)

        async def opens(secret: SecretRecord, hours: float) -> bool:
            return await uow.clients.by_secret(secret.kind, secret.digest, NOW + hours * HOUR) is not None

        assert await opens(for_ever, 1.9)
        assert not await opens(for_ever, 2)
        assert not await opens(soon, 1)
        assert await opens(token, 99)


async def test_expired_secrets_are_forgotten_and_the_rest_kept(store: Store) -> None:
    tenant = await add_tenant(store)
    old, young, for_ever = _secret(tenant, hours=1), _secret(tenant, hours=3), _secret(tenant)
    async with store.begin(NOW) as uow:
        for secret in (old, young, for_ever):
            await uow.clients.add_secret(secret)
        await uow.clients.drop_expired_secrets(NOW + 2 * HOUR)
        found = [await uow.clients.by_secret("api_key", s.digest, NOW) for s in (old, young, for_ever)]
    assert [answer is not None for answer in found] == [False, True, True]
