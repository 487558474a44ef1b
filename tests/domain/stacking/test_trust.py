"""Whose badges count and who may speak: entries in time and scope, snapshots that do not depend on order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.jsonvalue import canonical_json, parse_object
from stackcred_issuer.domain.stacking.trust import (
    Snapshot,
    Trust,
    TrustEntry,
    parse_entry,
    read_snapshot,
    snapshot_document,
)

OURS = "https://ours.example/achievements/"
US, COLLEGE = "did:web:ours.example", "did:web:college.example"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)).map(
    lambda found: found.replace(microsecond=0)
)
names = st.sampled_from(["*", f"{OURS}1", "https://college.example/a", "https://college.example/b"])


@st.composite
def entries(draw: st.DrawFn) -> TrustEntry:
    since = draw(st.none() | instants)
    length = draw(st.none() | st.timedeltas(timedelta(seconds=1), timedelta(days=900)))
    start = since or datetime(2025, 1, 1, tzinfo=UTC)
    return TrustEntry(
        issuer=draw(st.sampled_from([COLLEGE, "did:web:other.example"])),
        achievements=draw(st.frozensets(names)),
        achievement_types=draw(st.frozensets(st.sampled_from(["Course", "Degree"]))),
        roles=draw(st.frozensets(st.sampled_from(["mentor", "confirmer"]), min_size=1)),
        since=since,
        until=None if length is None else (start + length).replace(microsecond=0) + timedelta(seconds=1),
        note=draw(st.none() | st.just("a note")),
    )


def trust(*found: TrustEntry) -> Trust:
    return Trust(frozenset({US}), OURS, (Snapshot("https://ours.example/trust-registries/1", 1, found, "zDigest"),))


@given(entries())
def test_an_entry_survives_being_written_and_read(entry: TrustEntry) -> None:
    assert parse_entry(entry.to_json()) == entry


@given(st.lists(entries(), max_size=5), st.randoms(use_true_random=False))
def test_a_snapshot_does_not_depend_on_the_order_of_its_entries(found: list[TrustEntry], random: Any) -> None:
    shuffled = random.sample(found, len(found))
    one, other = (canonical_json(snapshot_document("urn:x", "Partners", 3, some)) for some in (found, shuffled))
    assert one == other
    assert set(read_snapshot(parse_object(one)).entries) == set(found)


@given(st.lists(entries(), max_size=4), entries(), names, instants)
def test_another_entry_never_takes_trust_in_a_badge_away(
    found: list[TrustEntry], more: TrustEntry, achievement: str, at: datetime
) -> None:
    before, _ = trust(*found).of_badge(COLLEGE, achievement, "Course", at)
    after, _ = trust(*found, more).of_badge(COLLEGE, achievement, "Course", at)
    assert after or not before


@given(st.lists(entries(), max_size=4), instants)
def test_our_own_achievements_count_from_others_only_where_they_are_named(
    found: list[TrustEntry], at: datetime
) -> None:
    counts, snapshot = trust(*found).of_badge(COLLEGE, f"{OURS}1", "Course", at)
    named = any(entry.issuer == COLLEGE and f"{OURS}1" in entry.achievements and entry.covers(at) for entry in found)
    assert counts == named == (snapshot is not None)


@given(st.lists(entries(), max_size=4), names, instants)
def test_an_issuer_of_ours_always_counts(found: list[TrustEntry], achievement: str, at: datetime) -> None:
    assert trust(*found).of_badge(US, achievement, None, at) == (True, None)


def test_an_entry_begins_with_its_first_instant_and_ends_before_its_last() -> None:
    entry = TrustEntry(COLLEGE, frozenset({"*"}), since=NOW, until=NOW + timedelta(days=1))
    moments = (NOW - timedelta(seconds=1), NOW, NOW + timedelta(days=1) - timedelta(seconds=1), NOW + timedelta(days=1))
    assert [trust(entry).of_badge(COLLEGE, "urn:a", None, at)[0] for at in moments] == [False, True, True, False]


def test_where_nobody_is_named_in_a_role_our_own_word_counts() -> None:
    assert trust().of_role("urn:uuid:1", US, "mentor", NOW)
    assert not trust().of_role("urn:uuid:1", COLLEGE, "mentor", NOW)
    named = TrustEntry("urn:uuid:1", roles=frozenset({"mentor"}))
    assert trust(named).of_role("urn:uuid:1", US, "mentor", NOW)
    assert not trust(named).of_role("urn:uuid:2", US, "mentor", NOW)
    assert trust(named).of_role("urn:uuid:2", US, "confirmer", NOW)


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        ([], ""),
        ({}, "/issuer"),
        ({"issuer": ""}, "/issuer"),
        ({"issuer": "a"}, ""),
        ({"issuer": "a", "roles": []}, "/roles"),
        ({"issuer": "a", "roles": ["x", 1]}, "/roles/1"),
        ({"issuer": "a", "roles": ["x"], "until": "2026-01-01"}, "/until"),
        ({"issuer": "a", "roles": ["x"], "note": ""}, "/note"),
        ({"issuer": "a", "roles": ["x"], "extra": 1}, "/extra"),
    ],
)
def test_a_bad_entry_is_refused_with_its_pointer(value: Any, pointer: str) -> None:
    with pytest.raises(StackcredError) as refused:
        parse_entry(value)
    assert refused.value.pointer == pointer
