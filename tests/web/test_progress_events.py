"""Progress is told when it changes, silence is broken now and then, and the end is said."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.web import progress_events
from stackcred_issuer.web.progress_events import Look


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_events, "LOOK_SECONDS", 0)


def looking(states: Iterator[tuple[str, int, bool]]) -> Look:
    async def look() -> tuple[str, JsonObject, bool]:
        name, done, goes_on = next(states)
        return name, {"done": done}, goes_on

    return look


async def told(*states: tuple[str, int, bool]) -> list[str]:
    return [event.decode() async for event in progress_events.progress_events(looking(iter(states)))]


async def test_every_change_is_one_event_and_the_last_is_followed_by_end() -> None:
    retry, *events, end = await told(
        ("running", 1, True), ("running", 1, True), ("running", 2, True), ("done", 3, False)
    )
    assert retry == "retry: 2000\n\n"
    assert end == "event: end\ndata: {}\n\n"
    assert [event.split("\n")[0] for event in events] == ["event: running", "event: running", "event: done"]
    assert [json.loads(event.split("data: ")[1])["done"] for event in events] == [1, 2, 3]
    assert all(event.endswith("\n\n") for event in events)


async def test_a_long_silence_is_broken_by_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_events, "SILENCE_SECONDS", -1.0)
    events = await told(("running", 1, True), ("running", 1, True), ("done", 1, False))
    assert events.count(": waiting\n\n") == 2


async def test_nobody_is_held_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_events, "MAX_SECONDS", 0.0)
    assert await told(("running", 1, True)) == ["retry: 2000\n\n"]
