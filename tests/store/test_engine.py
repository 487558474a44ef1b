"""A transaction commits whole or not at all, and the database's refusals come in our words."""

from __future__ import annotations

import asyncio
import traceback
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import text
from tests.store.rows import NOW, add_badge, add_tenant, new_event, new_issuer

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.store.engine import Store
from stackcred_issuer.store.faults import RowRefused


class Boom(Exception):
    """Something went wrong in a use case."""


async def test_a_normal_end_commits(store: Store) -> None:
    issuer = new_issuer()
    async with store.begin(NOW) as uow:
        assert uow.now == NOW
        await uow.issuers.add(issuer)
    async with store.begin(NOW) as uow:
        assert await uow.issuers.get(issuer.id) == issuer


async def test_an_exception_leaves_nothing_behind(store: Store) -> None:
    tenant = await add_tenant(store)

    async def fail_after_writing() -> None:
        async with store.begin(NOW) as uow:
            await add_badge(uow, tenant)
            await uow.statuses.set(tenant.revocation_list, 5, True)
            await uow.posts.claim(tenant.client.id, "source", "1", tenant.id, b"d")
            uow.record(new_event(tenant))
            raise Boom

    with pytest.raises(Boom):
        await fail_after_writing()
    async with store.begin(NOW) as uow:
        assert await uow.badges.page(tenant.id) == []
        assert await uow.audit.page(tenant.id) == []
        unchanged = await uow.statuses.list(tenant.revocation_list)
        assert unchanged is not None
        assert (unchanged.version, any(unchanged.bits)) == (0, False)
        assert await uow.posts.claim(tenant.client.id, "source", "1", tenant.id, b"d") is None


async def test_a_cancelled_transaction_leaves_nothing_behind(store: Store) -> None:
    issuer = new_issuer()
    written = asyncio.Event()

    async def write_and_wait() -> None:
        async with store.begin(NOW) as uow:
            await uow.issuers.add(issuer)
            written.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(write_and_wait())
    await written.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with store.begin(NOW) as uow:
        assert await uow.issuers.by_slug(issuer.slug) is None


async def test_a_failing_statement_at_the_end_rolls_back_the_rest(store: Store) -> None:
    """An event of an issuer that is not there cannot be chained, so the badge beside it is not kept."""
    tenant = await add_tenant(store)

    async def issue() -> None:
        async with store.begin(NOW) as uow:
            await add_badge(uow, tenant)
            uow.record(new_event(tenant))
            uow.record(new_event(tenant, issuer_id=UUID(int=2**128 - 1)))  # the last one in the order of ids

    with pytest.raises(RowRefused, match="no audit chain"):
        await issue()
    async with store.begin(NOW) as uow:
        assert await uow.badges.page(tenant.id) == []
        assert await uow.audit.page(tenant.id) == []


async def test_a_taken_unique_value_is_a_conflict(store: Store) -> None:
    issuer = new_issuer()
    async with store.begin(NOW) as uow:
        await uow.issuers.add(issuer)
    with pytest.raises(StackcredError, match="This issuer exists already") as caught:
        async with store.begin(NOW) as uow:
            await uow.issuers.add(new_issuer(slug=issuer.slug))
    assert caught.value.code is ErrorCode.CONFLICT


@pytest.mark.parametrize("name", ["a\x00b", "x" * 400_000])
async def test_an_unstorable_value_is_invalid(store: Store, name: str) -> None:
    with pytest.raises(StackcredError) as caught:
        async with store.begin(NOW) as uow:
            await uow.issuers.add(new_issuer(slug=name + str(uuid4())))
    assert caught.value.code is ErrorCode.INVALID


async def test_a_null_character_inside_json_is_invalid(store: Store) -> None:
    with pytest.raises(StackcredError) as caught:
        async with store.begin(NOW) as uow:
            await uow.issuers.add(new_issuer(profile={"name": "a\x00b"}))
    assert caught.value.code is ErrorCode.INVALID


async def test_instants_come_back_in_utc_to_the_microsecond(store: Store) -> None:
    instant = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)
    issuer = new_issuer(created_at=instant)
    async with store.begin(NOW) as uow:
        await uow.issuers.add(issuer)
        found = await uow.issuers.get(issuer.id)
    assert found.created_at == instant
    assert found.created_at.utcoffset() == timedelta(0)


async def test_json_comes_back_as_it_was(store: Store) -> None:
    profile = {"b": [1, 2.5, True, None, {"é": "😀 \u2028"}], "a": {"z": 1, "y": "2"}, "n": 2**53}
    issuer = new_issuer(profile=profile)
    async with store.begin(NOW) as uow:
        await uow.issuers.add(issuer)
        assert (await uow.issuers.get(issuer.id)).profile == profile


async def test_permits_are_counted_over_all_takers(store: Store) -> None:
    subject = f"client:{uuid4()}"
    answers = await asyncio.gather(*(store.take_permits(subject, NOW, 2) for _ in range(40)))
    assert sorted(answers) == list(range(2, 82, 2))
    assert await store.take_permits(subject, NOW + timedelta(minutes=1), 1) == 1


async def test_permits_count_even_if_the_request_fails(store: Store) -> None:
    subject = f"client:{uuid4()}"

    async def fail_after_taking() -> None:
        async with store.begin(NOW):
            await store.take_permits(subject, NOW, 3)
            raise Boom

    with pytest.raises(Boom):
        await fail_after_taking()
    assert await store.take_permits(subject, NOW, 1) == 4


async def test_old_windows_are_dropped(store: Store) -> None:
    subject = f"client:{uuid4()}"
    old, new = datetime(2001, 1, 1, tzinfo=UTC), datetime(2001, 1, 2, tzinfo=UTC)
    await store.take_permits(subject, old, 1)
    await store.take_permits(subject, new, 1)
    await store.drop_windows(new)
    assert await store.take_permits(subject, old, 1) == 1
    assert await store.take_permits(subject, new, 1) == 2


async def test_more_callers_than_connections_wait_their_turn(database_url: str) -> None:
    store = Store.connect(database_url, pool_size=2)
    try:
        await asyncio.gather(*(store.ping() for _ in range(50)))
    finally:
        await store.close()


async def test_ping_raises_when_nothing_answers() -> None:
    store = Store.connect("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(Exception, match=r"refused|failed"):
        await store.ping()
    await store.close()


async def test_the_tables_were_made_by_the_migrations(store: Store) -> None:
    async with store.begin(NOW) as uow:
        row = (await uow._connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one()
    assert row


async def test_no_error_repeats_a_value_that_may_be_personal(store: Store) -> None:
    secret = f"ana-{uuid4()}@example.org"

    async def add_twice(**changes: str) -> None:
        async with store.begin(NOW) as uow:
            await uow.issuers.add(new_issuer(slug=secret))
            await uow.issuers.add(new_issuer(**changes))

    for changes in ({"slug": secret}, {"did": secret, "did_method": secret}):
        with pytest.raises(Exception, match=r".") as caught:
            await add_twice(**changes)
        assert secret not in "".join(traceback.format_exception(caught.value))


async def test_a_reference_checked_at_commit_rolls_back_the_entries_too(store: Store) -> None:
    tenant = await add_tenant(store)

    async def issue_from_an_assessment_that_is_not_there() -> None:
        async with store.begin(NOW) as uow:
            await add_badge(uow, tenant, assessment_id=uuid4())
            uow.record(new_event(tenant))

    for _ in range(3):  # also on connections that have been through it
        with pytest.raises(RowRefused, match="foreign key"):
            await issue_from_an_assessment_that_is_not_there()
    async with store.begin(NOW) as uow:
        assert await uow.audit.page(tenant.id) == []
        assert (await uow.audit.verify(tenant.id)).ok


@pytest.mark.parametrize("moment", ["idle", "before the commit"])
async def test_the_store_comes_back_after_its_connections_were_lost(fresh_database_url: str, moment: str) -> None:
    store = Store.connect(fresh_database_url, pool_size=3)
    tenant = await add_tenant(store)

    def lose_all() -> None:
        with psycopg.connect(fresh_database_url) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    async def record() -> None:
        async with store.begin(NOW) as uow:
            uow.record(new_event(tenant))
            if moment != "idle" and not lost:
                lose_all()
                lost.append(True)

    lost: list[bool] = []
    await asyncio.gather(*(store.ping() for _ in range(3)))
    if moment == "idle":
        lose_all()
    answers = [*await asyncio.gather(*(record() for _ in range(3)), return_exceptions=True)]
    assert any(isinstance(answer, Exception) for answer in answers)
    await record()
    async with store.begin(NOW) as uow:
        assert len(await uow.audit.page(tenant.id)) == answers.count(None) + 1
    await store.close()


async def test_a_connection_that_believes_in_lost_statements_is_not_used_again(database_url: str) -> None:
    """Whatever made the server forget what the client had prepared: one caller tries again, and that is all."""
    store = Store.connect(database_url, pool_size=1)

    async def look(forget: bool = False) -> None:
        async with store.begin(NOW) as uow:
            if forget:
                raw = await uow._connection.get_raw_connection()
                assert raw.driver_connection is not None
                raw.driver_connection.pgconn.exec_(b"DEALLOCATE ALL")
            await uow.issuers.by_did("did:web:nobody.example")

    try:
        for _ in range(8):  # often enough to be prepared
            await look()
        with pytest.raises(StackcredError) as lost:
            await look(forget=True)
        assert lost.value.code is ErrorCode.UNAVAILABLE
        assert lost.value.retry_after == 1
        await look()
    finally:
        await store.close()
