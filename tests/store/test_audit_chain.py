"""Every entry binds its content, its place and all entries before it."""

from __future__ import annotations

import hashlib
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.store.audit_chain import GENESIS, AuditRecord, Link, fault, unnumbered

ISSUER = UUID("00000000-0000-4000-8000-000000000001")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
short = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
events = st.builds(
    Event,
    type=st.sampled_from(EventType),
    issuer_id=st.just(ISSUER),
    subject=short,
    actor=short,
    digest=st.none() | short,
    learner_id=st.none() | st.uuids(),
    achievement=st.none() | short,
    cause=st.none() | short,
)


def _chain(happened: list[Event]) -> list[AuditRecord]:
    """What the database's `append_to_audit` does, in Python."""
    entries: list[AuditRecord] = []
    last = Link()
    for event in happened:
        given = unnumbered(event, NOW)
        text = f"{given['before']}{last.seq + 1}{given['after']}"
        link = hashlib.sha256(last.hash + text.encode()).digest()
        members = (event.type.value, event.actor, event.subject, event.digest, event.learner_id)
        more = (event.achievement, event.cause)
        entries.append(AuditRecord(event.issuer_id, last.seq + 1, NOW, *members, *more, last.hash, link))
        last = Link(last.seq + 1, link)
    return entries


def _check(entries: list[AuditRecord]) -> str | None:
    last = Link()
    for entry in entries:
        problem = fault(entry, last)
        if problem is not None:
            return problem
        last = Link(entry.seq, entry.hash)
    return None


def test_the_hash_is_what_the_documentation_says() -> None:
    """SHA-256(previous ‖ JCS of the entry without its hashes), so that anybody can recompute it."""
    text = (
        b'{"achievement":null,"actor":"cli","at":"2026-01-01T00:00:00Z","cause":null,"digest":"zQm",'
        b'"issuer":"00000000-0000-4000-8000-000000000001","learner":null,"seq":1,"subject":"key 1",'
        b'"type":"key.retired"}'
    )
    (entry,) = _chain([Event(EventType.KEY_RETIRED, ISSUER, "key 1", "cli", digest="zQm")])
    assert bytes(32) == GENESIS
    assert entry.computed_hash() == entry.hash == hashlib.sha256(GENESIS + text).digest()


@given(st.lists(events, max_size=8))
@example([Event(EventType.KEY_RETIRED, ISSUER, ',"seq":0,', '\\"seq":0', '"', cause=',"seq":0,"')])
def test_a_chain_of_any_events_holds(happened: list[Event]) -> None:
    assert _check(_chain(happened)) is None


@given(st.lists(events, min_size=2, max_size=6), st.data())
def test_a_removed_or_exchanged_entry_breaks_it(happened: list[Event], data: st.DataObject) -> None:
    entries = _chain(happened)
    place = data.draw(st.integers(0, len(entries) - 2))
    assert _check(entries[:place] + entries[place + 1 :]) is not None
    entries[place], entries[place + 1] = entries[place + 1], entries[place]
    assert _check(entries) is not None


@pytest.mark.parametrize("name", [field.name for field in fields(AuditRecord)])
def test_any_changed_member_breaks_it(name: str) -> None:
    event = Event(EventType.BADGE_ISSUED, ISSUER, "b", "cli", "z1", uuid4(), "https://a", "c")
    entries = _chain([event, event])
    changes: dict[str, Any] = {
        "issuer_id": uuid4(), "seq": 7, "at": NOW + timedelta(microseconds=1), "learner": uuid4(),
        "previous": b"\x01" * 32, "hash": b"\x01" * 32,
    }  # fmt: skip
    entries[0] = replace(entries[0], **{name: changes.get(name, "changed")})
    assert _check(entries) is not None
