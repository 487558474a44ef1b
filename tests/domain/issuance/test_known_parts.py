"""A part found clean before is not looked at again, and still nothing gets through that would have been found."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.domain.issuance.build import badge, changed

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.issuance import known_parts as known
from stackcred_issuer.domain.issuance.draft import Draft
from stackcred_issuer.domain.issuance.lint import lint
from stackcred_issuer.domain.issuance.lints.base import Reading
from stackcred_issuer.gateways.bundled import load_contexts

CONTEXTS = load_contexts()
MADE = "/credentialSubject/achievement"


def clean() -> Reading:
    lint(badge(), CONTEXTS)
    return Reading(badge(), CONTEXTS)


def pointers(draft: Draft) -> set[str]:
    with pytest.raises(StackcredError) as caught:
        lint(draft, CONTEXTS)
    return {str(finding.pointer) for finding in caught.value.findings}


def test_the_issuer_and_the_achievement_of_a_clean_badge_are_left_out() -> None:
    reading = clean()
    assert len(reading.known) == 2
    assert {place.path for place in reading.all_places} > {place.path for place in reading.places}
    assert not any(len(place.path) > 1 and place.path[0] == "issuer" for place in reading.places)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (f"{MADE}/tag/0", "ask ana@example.com"),
        (f"{MADE}/tag/0", "\uffff"),
        (f"{MADE}/creditsAvailable", 0.1 + 0.2),
        (f"{MADE}/inLanguage", "en"),
        (f"{MADE}/tag", []),
        ("/issuer/id", "no address"),
    ],
)
def test_a_part_that_changed_is_looked_at(place: str, value: Any) -> None:
    clean()
    assert place in pointers(changed(place, value))


def test_words_withheld_are_found_in_a_part_that_is_known() -> None:
    clean()
    draft = badge()
    secret = Draft(draft.document, withheld=("TESTS  a network",))
    assert f"{MADE}/criteria/narrative" in pointers(secret)


def test_a_part_is_known_only_where_it_stood() -> None:
    document = clean().document
    moved = copy.deepcopy(document)
    moved["evidence"] = [moved["issuer"]]
    assert {"/evidence/0/phone", "/evidence/0/email"} <= pointers(Draft(moved))


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "MAX_KNOWN", 3)
    for number in range(5):
        lint(changed(f"{MADE}/name", f"Networks {number}"), CONTEXTS)
        assert len(known._known) <= 3
    lint(badge(), CONTEXTS)
    assert len(Reading(badge(), CONTEXTS).known) == 2


def test_a_part_with_an_endorsement_or_a_vast_one_is_looked_at_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "_known", {})
    monkeypatch.setattr(known, "MAX_PART", 10)
    assert clean().known == []
