"""The log is written with the facts, is never changed, and shows when it was."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from tests.store.rows import NOW, Tenant, add_tenant, new_event

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import EventType
from stackcred_issuer.store.audit import ChainReport
from stackcred_issuer.store.engine import Store
from stackcred_issuer.store.repository import MAX_PAGE

# The head set back to an earlier entry, consistently: what stands beyond it gives it away.
HEAD_BACK = """
    UPDATE audit_heads AS head SET seq = 4, hash = entry.hash FROM audit_entries AS entry
    WHERE entry.issuer_id = head.issuer_id AND entry.seq = 4 AND head.issuer_id = %s
"""


async def _record(store: Store, tenant: Tenant, count: int = 1) -> None:
    async with store.begin(NOW) as uow:
        for _ in range(count):
            uow.record(new_event(tenant))


async def _verify(store: Store, tenant: Tenant) -> ChainReport:
    async with store.begin(NOW) as uow:
        return await uow.audit.verify(tenant.id)


def _tamper(database_url: str, statement: str, *values: Any) -> None:
    """As a superuser who takes the guard away first, and puts it back."""
    with psycopg.connect(database_url) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        changed = connection.execute(statement.encode(), values)
        assert changed.rowcount > 0


async def test_events_become_entries_in_order(store: Store) -> None:
    tenant = await add_tenant(store)
    events = [new_event(tenant, cause=str(number)) for number in range(3)]
    events.append(new_event(tenant, type=EventType.KEY_RETIRED, learner_id=None, achievement=None, digest=None))
    async with store.begin(NOW) as uow:
        for event in events:
            uow.record(event)
        assert await uow.audit.page(tenant.id) == []  # they are written with the commit
    async with store.begin(NOW) as uow:
        entries = await uow.audit.page(tenant.id)
    assert [entry.seq for entry in entries] == [1, 2, 3, 4]
    assert [(e.type, e.subject, e.actor, e.digest, e.learner, e.achievement, e.cause) for e in entries] == [
        (e.type.value, e.subject, e.actor, e.digest, e.learner_id, e.achievement, e.cause) for e in events
    ]
    assert {entry.at for entry in entries} == {NOW}


AWKWARD = [
    'a "quote", a \\ and a /',
    ',"seq":0,', "\x01\x08\t\n\x0b\x0c\r\x1f\x7f", "é ü 漢 😀", "\u2028\u2029 \ufeff", "'; --", "",
]  # fmt: skip


@pytest.mark.parametrize("words", AWKWARD)
async def test_the_database_hashes_any_text_as_the_checker_does(store: Store, words: str) -> None:
    tenant = await add_tenant(store)
    async with store.begin(NOW + timedelta(microseconds=120)) as uow:
        for learner_id in (None, uuid4()):
            uow.record(
                new_event(
                    tenant,
                    subject=words,
                    actor=words,
                    digest=words,
                    learner_id=learner_id,
                    achievement=words,
                    cause=words,
                )
            )
    assert await _verify(store, tenant) == ChainReport(True, 2, None, "All 2 entries hold.")


async def test_pages_follow_one_another(store: Store) -> None:
    tenant = await add_tenant(store)
    await _record(store, tenant, 5)
    async with store.begin(NOW) as uow:
        first = await uow.audit.page(tenant.id, limit=2)
        rest = await uow.audit.page(tenant.id, first[-1].seq, 100)
    assert [entry.seq for entry in first + rest] == [1, 2, 3, 4, 5]


async def test_the_chain_holds_after_concurrent_commits(store: Store) -> None:
    tenant, other = await add_tenant(store), await add_tenant(store)

    async def commit(number: int) -> None:
        async with store.begin(NOW) as uow:
            events = [new_event(tenant, cause=str(number)), new_event(tenant, cause=str(number))]
            if number % 2:  # about two issuers, whose heads must be locked in one order all the same
                events.insert(2 * (number % 4 == 1), new_event(other, cause=str(number)))
            for event in events:
                uow.record(event)

    await asyncio.gather(*(commit(number) for number in range(64)))
    assert await _verify(store, tenant) == ChainReport(True, 128, None, "All 128 entries hold.")
    assert await _verify(store, other) == ChainReport(True, 32, None, "All 32 entries hold.")
    async with store.begin(NOW) as uow:
        entries = await uow.audit.page(tenant.id, limit=1000)
    pairs = [(entry.cause, following.cause) for entry, following in zip(entries[::2], entries[1::2], strict=True)]
    assert all(one == two for one, two in pairs)  # one transaction's entries stand together


async def test_an_empty_chain_holds_and_an_unknown_issuer_has_none(store: Store) -> None:
    tenant = await add_tenant(store)
    assert (await _verify(store, tenant)).ok
    with pytest.raises(StackcredError) as caught:
        async with store.begin(NOW) as uow:
            await uow.audit.verify(uuid4())
    assert caught.value.code is ErrorCode.NOT_FOUND


async def test_chains_longer_than_a_page_are_checked_to_their_end(store: Store, database_url: str) -> None:
    tenant = await add_tenant(store)
    await _record(store, tenant, MAX_PAGE + 2)
    assert (await _verify(store, tenant)).entries == MAX_PAGE + 2
    _tamper(
        database_url,
        "UPDATE audit_entries SET actor = 'x' WHERE issuer_id = %s AND seq = %s",
        tenant.id,
        MAX_PAGE + 1,
    )
    report = await _verify(store, tenant)
    assert (report.ok, report.entries, report.broken_at) == (False, MAX_PAGE, MAX_PAGE + 1)


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entries SET actor = 'x'", "DELETE FROM audit_entries", "TRUNCATE audit_entries"]
)
def test_the_database_refuses_to_change_entries(database_url: str, statement: str) -> None:
    with (
        psycopg.connect(database_url) as connection,
        pytest.raises(psycopg.errors.RestrictViolation, match="append-only"),
    ):
        connection.execute(statement.encode())


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE audit_entries SET subject = 'other' WHERE issuer_id = %s AND seq = 3", 3),
        ("UPDATE audit_entries SET at = at + interval '1 microsecond' WHERE issuer_id = %s AND seq = 3", 3),
        ("UPDATE audit_entries SET learner = NULL WHERE issuer_id = %s AND seq = 1", 1),
        ("DELETE FROM audit_entries WHERE issuer_id = %s AND seq = 2", 2),
        ("DELETE FROM audit_entries WHERE issuer_id = %s AND seq = 5", 5),
        ("DELETE FROM audit_entries WHERE issuer_id = %s", 1),
        ("UPDATE audit_entries SET hash = sha256(hash) WHERE issuer_id = %s AND seq = 4", 4),
        ("UPDATE audit_heads SET hash = sha256(hash) WHERE issuer_id = %s", 5),
        ("UPDATE audit_heads SET seq = 4 WHERE issuer_id = %s", 5),
        (HEAD_BACK, 5),
    ],
)  # fmt: skip
async def test_tampering_is_found_where_it_was_done(
    store: Store, database_url: str, statement: str, broken_at: int
) -> None:
    tenant, other = await add_tenant(store), await add_tenant(store)
    await _record(store, tenant, 5)
    await _record(store, other, 2)
    _tamper(database_url, statement, tenant.id)
    report = await _verify(store, tenant)
    assert (report.ok, report.broken_at, report.entries) == (False, broken_at, broken_at - 1)
    assert f"ntry {broken_at}" in report.detail
    assert (await _verify(store, other)).ok
