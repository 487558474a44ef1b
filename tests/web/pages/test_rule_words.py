"""A rule on a page: the domain’s own words, with links where a person can go."""

from __future__ import annotations

from typing import Any

import pytest
from tests.domain.stacking.build import rule_json

from stackcred_issuer.domain.stacking.rule import Rule, parse_rule
from stackcred_issuer.web.pages.parts import LinkView, RequirementView
from stackcred_issuer.web.pages.rule_words import (
    entry_view,
    renewal_sentence,
    renewal_view,
    requirement_view,
    when_broken_sentence,
)

A, B = "https://a.example/1", "https://a.example/2"
NAMES = {A: LinkView("Cabling", "/achievements/1")}


def select(**members: Any) -> dict[str, Any]:
    return {"op": "select", **members}


def shown(node: dict[str, Any]) -> RequirementView:
    return requirement_view(read(node), NAMES)


def read(node: dict[str, Any], **more: Any) -> Rule:
    return parse_rule(rule_json(node, groups={"core": [A]}, **more))


@pytest.mark.parametrize(
    ("node", "words"),
    [
        ({"op": "all", "of": [select(), select()]}, "All of these."),
        ({"op": "any", "of": [select(), select()]}, "One of these is enough."),
        (select(where={"achievement": [A]}), "At least 1 badge in force for this achievement."),
        (
            select(where={"achievement": [A, B]}, count={"min": 2, "max": 5}),
            "At least 2 badges in force (no more than 5 are counted) for any of these achievements.",
        ),
        (
            select(where={"group": ["core"]}, atLeast=[{"count": 1, "where": {"endorsed": {"min": 1}}}]),
            "At least 1 badge in force in the group “core”; at least 1 of them endorsed by at least 1 person.",
        ),
    ],
)
def test_requirements_in_words(node: dict[str, Any], words: str) -> None:
    assert shown(node).sentence == words


def test_tree_keeps_the_ids_that_evaluations_use() -> None:
    root = {"op": "all", "of": [select(id="core"), {"op": "any", "of": [select(where={"achievement": [A]})]}]}
    view = shown(root)
    assert view.id == "requires"
    assert [part.id for part in view.parts] == ["core", "requires/of/1"]
    assert view.parts[1].parts[0].id == "requires/of/1/of/0"


def test_achievements_are_linked_by_name_and_unknown_ones_by_address() -> None:
    view = shown(select(where={"achievement": [A, B]}))
    assert view.achievements == (NAMES[A], LinkView(B, B))
    assert shown(select(where={"achievement": [A]})).label == "Cabling"


def test_what_must_hold_at_the_award_and_what_a_renewal_asks_for_are_trees_of_their_own() -> None:
    entry = {"op": "attest", "role": "mentor"}
    rule = read(
        select(), entryCondition=entry, renewal={"period": "P3Y", "grace": "P90D", "requires": select(label="Again")}
    )
    at_entry, again = entry_view(rule, NAMES), renewal_view(rule, NAMES)
    assert at_entry is not None
    assert again is not None
    assert (at_entry.id, at_entry.sentence) == (
        "entryCondition", "A signed statement by someone in the role “mentor”.",
    )  # fmt: skip
    assert (again.id, again.label) == ("renewal/requires", "Again")
    assert renewal_sentence(rule) == "It holds for 3 years, with 90 days of grace. Renewing it asks for:"
    assert (entry_view(read(select()), NAMES), renewal_view(read(select()), NAMES)) == (None, None)
    assert renewal_sentence(read(select())) is None


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
