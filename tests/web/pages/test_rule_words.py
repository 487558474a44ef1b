from __future__ import annotations

from typing import Any

import pytest

from stackcred_issuer.web.pages.parts import LinkView
from stackcred_issuer.web.pages.rule_words import (
    duration_words,
    requirement_sentence,
    requirement_view,
    when_broken_sentence,
)

A, B = "https://a.example/1", "https://a.example/2"
NAMES = {A: LinkView("Cabling", "/achievements/1")}


def select(**members: Any) -> dict[str, Any]:
    return {"op": "select", **members}


@pytest.mark.parametrize(
    ("node", "sentence"),
    [
        ({"op": "all", "of": [select(), select()]}, "All 2 parts are needed."),
        ({"op": "any", "of": [select(), select()]}, "One of these 2 parts is enough."),
        ({"op": "any", "of": [select()]}, "This part is needed."),
        (
            {"op": "nOf", "min": 2, "max": 3, "of": [select()] * 4},
            "At least 2 of these 4 parts are needed; at most 3 are counted.",
        ),
        (select(where={"achievement": [A]}), "One badge in force, for this achievement."),
        (select(where={"achievement": [A], "active": False}), "One badge, for this achievement."),
        (
            select(where={"achievement": [A, B]}, count={"min": 2, "max": 5}),
            "At least 2 badges in force, for any of these achievements. At most 5 are counted.",
        ),
        (
            select(where={"issuer": ["did:web:x", "did:web:y"], "achievementType": ["MicroCredential"]}),
            "One badge in force, of the type Micro credential, issued by did:web:x or did:web:y.",
        ),
        (
            select(sum=[{"field": "creditsEarned", "min": 12}]),
            "One badge in force. Together worth at least 12 credits.",
        ),
    ],
)
def test_requirements_in_words(node: dict[str, Any], sentence: str) -> None:
    assert requirement_sentence(node) == sentence


def test_conditions_without_words_of_their_own_are_named_not_dropped() -> None:
    sentence = requirement_sentence(select(where={"endorsed": {"min": 1}}, atMost=[]))
    assert "conditions on endorsed" in sentence
    assert "More conditions, as the rule document says: at most." in sentence
    assert "quantum leap" in requirement_sentence({"op": "quantumLeap"})


def test_tree_keeps_the_ids_that_evaluations_use() -> None:
    root = {"op": "all", "of": [select(id="core"), {"op": "any", "of": [select(where={"achievement": [A]})]}]}
    view = requirement_view(root, NAMES)
    assert view.id == "requires"
    assert [part.id for part in view.parts] == ["core", "requires/of/1"]
    assert view.parts[1].parts[0].id == "requires/of/1/of/0"


def test_achievements_are_linked_by_name_and_unknown_ones_by_address() -> None:
    view = requirement_view(select(where={"achievement": [A, B]}), NAMES)
    assert view.achievements == (NAMES[A], LinkView(B, B))
    assert requirement_view(select(where={"achievement": [A]}), NAMES).label == "Cabling"


@pytest.mark.parametrize(
    ("broken", "ending"),
    [
        (None, "the certification stays, marked as no longer met."),
        ({"action": "suspend"}, "the certification is suspended until the part is restored."),
        ({"action": "suspend", "grace": "P1D"}, "is suspended after 1 day until the part is restored."),
        ({"action": "revoke", "grace": "P30D"}, "the certification is revoked after 30 days."),
    ],
)
def test_what_happens_when_a_part_is_lost(broken: dict[str, str] | None, ending: str) -> None:
    rule = {} if broken is None else {"whenBroken": broken}
    assert when_broken_sentence(rule).endswith(ending)


@pytest.mark.parametrize(
    ("text", "words"),
    [("P3Y", "3 years"), ("P1M10D", "1 month, 10 days"), ("PT5M", "5 minutes"), ("P2WT1H", "2 weeks, 1 hour")],
)
def test_durations_in_words(text: str, words: str) -> None:
    assert duration_words(text) == words
