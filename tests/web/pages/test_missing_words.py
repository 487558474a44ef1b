"""What is missing reads as one sentence that names parts by their names."""

from __future__ import annotations

from typing import Any

import pytest

from stackcred_issuer.web.pages.missing_words import MOST, missing_words
from stackcred_issuer.web.pages.parts import LinkView, RequirementView


def _part(**members: Any) -> RequirementView:
    usual: dict[str, Any] = {"id": "x", "label": "Electives", "sentence": "", "verdict": "not_satisfied"}
    return RequirementView(**(usual | {"have": "0", "need": "1", "unit": "badges"} | members))


def _words(*requirements: RequirementView) -> list[str]:
    return [" ".join(filter(None, (one.before, one.name, one.after))) for one in missing_words(requirements)]


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"have": "9", "need": "13"}, "9 of 13 badges for Electives"),
        ({}, "Electives missing"),
        ({"have": "60.5", "need": "100", "unit": "hours"}, "39.5 hours missing for Electives"),
        ({"have": "9", "need": "10", "unit": "credits"}, "1 credit missing for Electives"),
        ({"have": "2", "need": "2"}, "not met: Electives"),
        ({"verdict": "indeterminate"}, "not decided yet: Electives"),
        ({"titled": False, "label": "Select", "have": "1", "need": "3"}, "1 of 3 badges"),
        ({"titled": False, "label": "Select", "achievements": (LinkView("A"), LinkView("B"))}, "A or B missing"),
    ],
)
def test_a_part_says_how_much_of_it_is_missing(members: dict[str, Any], words: str) -> None:
    assert _words(_part(**members)) == [words]


def test_parts_that_are_all_needed_are_named_one_by_one_and_a_choice_as_one() -> None:
    met = _part(label="Met", verdict="satisfied")
    parts = (met, _part(label="A"), _part(label="B"))
    assert _words(_part(parts=parts, have="1", need="3", unit="parts")) == ["A missing", "B missing"]
    assert _words(_part(parts=parts, have="1", need="2", unit="parts")) == ["1 of 2 parts for Electives"]


def test_a_long_sentence_ends_in_a_number() -> None:
    parts = tuple(_part(label=f"P{number}") for number in range(MOST + 2))
    whole = _part(parts=parts, have="0", need=str(len(parts)), unit="parts")
    assert _words(whole)[-1] == "3 more parts not met"
    assert len(_words(whole)) == MOST
