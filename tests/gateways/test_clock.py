"""Time is aware of its zone; ids, tokens and orders cannot be guessed or repeated."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.gateways.clock import Entropy, SystemClock


class FixedClock:
    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant


def test_the_system_clock_tells_utc() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert before <= now <= before + timedelta(seconds=5)


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_an_id_is_a_version_7_uuid_of_its_millisecond(instant: datetime) -> None:
    made = Entropy(FixedClock(instant)).new_id()
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert made.int >> 80 == (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


@given(st.lists(st.integers(-3_000_000, 3_000_000), max_size=50))
def test_every_id_sorts_after_those_made_before_whatever_the_clock_does(steps: list[int]) -> None:
    clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    entropy, made = Entropy(clock), []
    for step in steps:
        clock.instant += timedelta(microseconds=step)
        made += [entropy.new_id(), entropy.new_id()]
    assert made == sorted(set(made))


def test_ids_of_one_instant_differ_in_every_random_bit() -> None:
    clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    made = [Entropy(clock).new_id().int for _ in range(500)]
    assert len(set(made)) == 500
    changed = 0
    for one in made:
        changed |= one ^ made[0]
    assert changed == (1 << 62) - 1


def test_a_token_holds_that_many_random_bytes() -> None:
    entropy = Entropy(SystemClock())
    tokens = {entropy.token(32) for _ in range(100)}
    assert len(tokens) == 100
    assert {len(base64.urlsafe_b64decode(token + "=")) for token in tokens} == {32}


@given(st.integers(0, 3000))
def test_a_shuffle_holds_every_number_once(size: int) -> None:
    assert sorted(Entropy(SystemClock()).shuffled(size)) == list(range(size))


def test_every_place_of_a_shuffle_can_hold_every_number() -> None:
    entropy = Entropy(SystemClock())
    orders = [tuple(entropy.shuffled(4)) for _ in range(2400)]
    assert len(set(orders)) == 24
    assert max(orders.count(order) for order in set(orders)) < 200  # 100 expected, 10 standard deviations
