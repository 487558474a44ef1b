"""What a key or client may do is withdrawn after all that made use of it, and before all that comes later."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.support.service import Service, Tenant

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import parse_json
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.services.assessment_result import AssessmentResult, LearnerRef
from stackcred_issuer.services.authenticate import authenticate_to_post
from stackcred_issuer.services.caller import ALL_SCOPES, Caller
from stackcred_issuer.services.create_client import create_client, revoke_client
from stackcred_issuer.services.issue_directly import DirectBadge, issue_directly
from stackcred_issuer.services.manage_keys import compromise_key
from stackcred_issuer.services.once import Answer
from stackcred_issuer.services.record_result import record_result
from stackcred_issuer.services.signers import new_key_record
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.keys import KeyRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

_WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database"
                " WHERE datname = current_database())")  # fmt: skip


def transaction(service: Service) -> AbstractAsyncContextManager[UnitOfWork]:
    return service.house.store.begin(service.house.clock.now())


async def caller_of(service: Service, tenant: Tenant) -> Caller:
    made = await create_client(service.house, tenant.issuer.id, "LMS", ALL_SCOPES)
    return await authenticate_to_post(service.house, made.api_key)


async def somebody_waits(uow: UnitOfWork) -> None:
    """Until another transaction of the database waits for a lock."""
    for _ in range(200):
        if (await uow.rights._connection.execute(_WAITING)).scalar_one():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("nobody waits for what this transaction holds")


async def active_key(service: Service, tenant: Tenant) -> KeyRecord:
    async with transaction(service) as uow:
        key = await uow.keys.active(tenant.issuer.id)
    assert key is not None
    return key


async def badges_of(service: Service, tenant: Tenant, key: KeyRecord) -> list[BadgeRecord]:
    async with transaction(service) as uow:
        return list(await uow.badges.signed_by(key.id, None, 100))


async def replaced(service: Service, uow: UnitOfWork, key: KeyRecord) -> KeyRecord:
    """What the first step of a compromise writes."""
    await uow.keys.compromise(key.id, uow.now)
    stored = service.house.keystores.create(KeyType.ED25519)
    fresh = new_key_record(service.house.entropy.new_id(), key.issuer_id, stored, uow.now)
    await uow.keys.add(fresh)
    return fresh


async def posted(service: Service, caller: Caller, body: dict[str, Any], name: str | None = None) -> Answer:
    return await record_result(service.house, caller, AssessmentResult.model_validate(body), idempotency_key=name)


async def issued(service: Service, caller: Caller, body: dict[str, Any], name: str | None = None) -> Answer:
    wanted = DirectBadge(learner=LearnerRef(email=body["learner"]["email"]), achievement=body["achievement"])
    return await issue_directly(service.house, caller, wanted, idempotency_key=name)


Issue = Callable[[Service, Caller, dict[str, Any], str | None], Awaitable[Answer]]


@pytest.mark.parametrize("issue", [posted, issued])
async def test_a_key_compromised_before_its_signature_is_on_record_has_not_signed(
    service: Service, issue: Issue
) -> None:
    tenant = await service.tenant()
    caller, networks, key = (
        await caller_of(service, tenant),
        await tenant.achievement(),
        await active_key(service, tenant),
    )
    async with transaction(service) as uow:
        await uow.rights.withdraw(tenant.issuer.id)
        answer = asyncio.ensure_future(issue(service, caller, tenant.result(networks["id"], "ana@example.org"), None))
        await somebody_waits(uow)
        fresh = await replaced(service, uow, key)
    assert (await answer).status == 201
    assert await badges_of(service, tenant, key) == []
    (badge,) = await badges_of(service, tenant, fresh)
    assert (await service.verify(parse_json(badge.document)))["verdict"] == "valid"


@pytest.mark.parametrize("issue", [posted, issued])
async def test_a_compromise_waits_for_who_is_signing_and_finds_every_badge_of_the_key(
    service: Service, issue: Issue
) -> None:
    tenant = await service.tenant()
    caller, networks, key = (
        await caller_of(service, tenant),
        await tenant.achievement(),
        await active_key(service, tenant),
    )
    body = tenant.result(networks["id"], "ana@example.org")
    async with transaction(service) as uow:
        await uow.rights.hold([tenant.issuer.id])
        compromise = asyncio.ensure_future(compromise_key(service.house, tenant.issuer.id, key.id, "revoke"))
        await somebody_waits(uow)
        late = asyncio.ensure_future(issue(service, caller, body, None))
        await asyncio.sleep(0.1)
        assert not compromise.done()
        assert not late.done(), "who comes later queues behind the compromise"
    remedied = await compromise
    assert (await late).status == 201
    assert [badge.state for badge in await badges_of(service, tenant, key)] == ["revoked"] * remedied.badges
    assert len(await badges_of(service, tenant, remedied.key)) == 1


async def test_a_client_revoked_before_its_post_is_on_record_has_posted_nothing(service: Service) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    async with transaction(service) as uow:
        await uow.rights.withdraw(tenant.issuer.id)
        post = asyncio.ensure_future(posted(service, caller, tenant.result(networks["id"], "ana@example.org")))
        await somebody_waits(uow)
        await uow.clients.revoke(caller.client_id, uow.now)
    with pytest.raises(StackcredError) as refused:
        await post
    assert refused.value.code is ErrorCode.UNAUTHENTICATED
    assert (await tenant.api.get("/v1/badges")).json()["items"] == []


async def test_revoking_a_client_waits_for_its_posts_that_are_being_written(service: Service) -> None:
    tenant = await service.tenant()
    caller, owner = await caller_of(service, tenant), await caller_of(service, tenant)
    async with transaction(service) as uow:
        await uow.rights.hold([tenant.issuer.id])
        revocation = asyncio.ensure_future(revoke_client(service.house, owner, caller.client_id))
        await somebody_waits(uow)
        assert not revocation.done()
    assert (await revocation).revoked_at is not None


async def test_rights_of_one_issuer_are_withdrawn_without_waiting_for_another(service: Service) -> None:
    one, other = await service.tenant(), await service.tenant()
    owner, caller = await caller_of(service, other), await caller_of(service, other)
    async with transaction(service) as uow:
        await uow.rights.hold([UUID(str(one.issuer.id))])
        revoked = await asyncio.wait_for(revoke_client(service.house, owner, caller.client_id), 10)
    assert revoked.revoked_at is not None
