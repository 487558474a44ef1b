"""Progress follows from the badges one has, in whatever order they were earned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.pathway.test_model import branching, document, step

from stackcred_issuer.domain.pathway.model import parse_pathway
from stackcred_issuer.domain.pathway.progress import State, progress

STEPS = ["basics", "copper", "fibre", "english", "site"]


def urls(*names: str) -> set[str]:
    return {f"https://a.example/{name}" for name in names}


@pytest.mark.parametrize(
    ("earned", "states", "reached", "done"),
    [
        ((), "OPEN LATER LATER OPEN LATER", (), 0),
        (("basics",), "DONE OPEN OPEN OPEN LATER", (), 1),
        (("basics", "fibre"), "DONE NOT_NEEDED DONE OPEN OPEN", ("Cabling assistant",), 2),
        (("basics", "copper", "fibre"), "DONE DONE DONE OPEN OPEN", ("Cabling assistant",), 2),
        (("site",), "OPEN LATER LATER OPEN DONE", ("Site technician",), 1),
        (tuple(STEPS), "DONE DONE DONE DONE DONE", ("Cabling assistant", "Site technician"), 3),
    ],
)
def test_a_step_is_done_next_later_or_not_needed(
    earned: tuple[str, ...], states: str, reached: tuple[str, ...], done: int
) -> None:
    found = progress(branching(), urls(*earned))
    assert [found.states[name] for name in STEPS] == [State[name] for name in states.split()]
    assert found.reached == reached
    assert (found.done, found.needed, found.finished) == (done, 3, done == 3)


def test_who_may_begin_is_told_only_where_badges_decide() -> None:
    assert progress(branching(), set()).may_begin is False
    assert progress(branching(), urls("plans")).may_begin is True
    words = parse_pathway(document(step("a"), entry={"description": "Anybody."}))
    assert progress(words, set()).may_begin is None
    assert progress(parse_pathway(document(step("a"))), set()).may_begin is True


@given(st.sets(st.sampled_from(STEPS)), st.sampled_from(STEPS))
def test_another_badge_never_takes_anything_away(earned: set[str], more: str) -> None:
    before, after = progress(branching(), urls(*earned)), progress(branching(), urls(*earned, more))
    assert set(before.reached) <= set(after.reached)
    assert before.done <= after.done <= after.needed
    for name in STEPS:
        if before.states[name] is State.DONE:
            assert after.states[name] is State.DONE
