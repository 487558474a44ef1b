"""Certifications are put in order by how much of their rule is met."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from tests.domain.stacking.build import AS_OF, all_of, any_of, badge, held_against, n_of, rule_json, select

from stackcred_issuer.domain.stacking.evaluation.nearness import nearness

HELD = [badge("1", "A"), badge("2", "B")]


@pytest.mark.parametrize(
    ("requires", "near"),
    [
        (select("A"), Fraction(1)),
        (select("C"), Fraction(0)),
        (all_of(select("A"), select("C")), Fraction(1, 2)),
        (select("A", "B", "C", "D", count={"min": 4}), Fraction(1, 2)),
        (any_of(select("C"), all_of(select("A"), select("D"))), Fraction(1, 2)),
        (n_of(2, select("C"), select("A"), select("D")), Fraction(1, 2)),
    ],
)
def test_it_is_the_share_of_what_is_needed_by_the_best_parts(requires: dict[str, Any], near: Fraction) -> None:
    assert nearness(held_against(rule_json(requires), HELD, AS_OF).requirements) == near


def test_what_is_not_met_never_reads_as_whole() -> None:
    twice = all_of(select("A"), select("A"))
    outcome = held_against(rule_json(twice), [badge("1", "A")], AS_OF)
    assert not outcome.satisfied
    assert 0 < nearness(outcome.requirements) < 1
