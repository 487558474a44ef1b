"""Two versions of a rule, told apart in words."""

from __future__ import annotations

from typing import Any

from stackcred_issuer.domain.stacking.diff import differences
from stackcred_issuer.domain.stacking.rule import Rule, parse_rule

A, B = "https://a.example/a", "https://a.example/b"


def _rule(requires: dict[str, Any], **more: Any) -> Rule:
    ids = {"type": "StackingRule", "id": "urn:uuid:5f0f4b7e-57c4-4ac9-a7a5-5ad41b1d6f10", "version": 1}
    return parse_rule({**ids, "target": "https://a.example/t", "requires": requires, **more})


def _select(url: str) -> dict[str, Any]:
    return {"op": "select", "where": {"achievement": [url]}}


def test_a_rule_does_not_differ_from_itself() -> None:
    rule = _rule({"op": "all", "of": [_select(A), _select(B)]})
    assert differences(rule, rule) == []


def test_a_part_that_is_added_or_left_out_is_named_with_its_achievement() -> None:
    one, both = _rule({"op": "all", "of": [_select(A)]}), _rule({"op": "all", "of": [_select(A), _select(B)]})
    (added,) = differences(one, both)
    assert added.startswith("Now: ")
    assert B in added
    assert differences(both, one) == [added.replace("Now: ", "No longer: ", 1)]


def test_what_stands_beside_the_requirements_is_told_too() -> None:
    plain = _rule(_select(A))
    changed = _rule(
        _select(A),
        whenBroken={"action": "revoke", "grace": "P30D"},
        renewal={"period": "P3Y", "grace": "P90D", "requires": _select(B), "renews": [B]},
    )
    told = " ".join(differences(plain, changed))
    for words in ("30 days later: the award is revoked", "holds for 3 years, with 90 days of grace", f"renews {B}"):
        assert words in told


def test_who_joins_or_leaves_a_group_is_named() -> None:
    grouped = {"op": "select", "where": {"group": ["g"]}}
    former, later = _rule(grouped, groups={"g": [A]}), _rule(grouped, groups={"g": [A, B]})
    assert differences(former, later) == [f"Now: the group “g” has {B}"]
