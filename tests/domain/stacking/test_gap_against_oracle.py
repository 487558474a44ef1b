"""The gap against every set of achievements there is; `--rules N` tries more rules."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.domain.stacking.build import AS_OF, rule_json
from tests.domain.stacking.gap_oracle import badge_for, cheapest
from tests.domain.stacking.oracle import Oracle, verdict
from tests.domain.stacking.strategies import ACHIEVEMENTS, GROUPS, Json, holdings, roots

from stackcred_issuer.domain.jsonvalue import canonical_json, dump_json
from stackcred_issuer.domain.stacking.gap.catalogue import parse_catalogue
from stackcred_issuer.domain.stacking.gap.question import Question, evaluate_with_gap
from stackcred_issuer.domain.stacking.holdings import parse_holdings
from stackcred_issuer.domain.stacking.outcome import Outcome
from stackcred_issuer.domain.stacking.recheck import recheck
from stackcred_issuer.domain.stacking.rule import parse_rule

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@st.composite
def catalogues(draw: st.DrawFn) -> list[Json]:
    """Offers for different achievements, some waiting for each other, some for what nobody offers."""
    names = draw(st.lists(st.sampled_from([*ACHIEVEMENTS, "D", "E"]), max_size=4, unique=True))
    found = []
    for name in names:
        [badge] = draw(holdings(1))
        kept = ("tags", "creditsEarned", "hours", "results", "alignments", "levels", "achievementType", "source")
        found.append(
            {
                **{key: badge[key] for key in kept},
                "achievement": name,
                "issuer": draw(st.sampled_from(["did:a", "did:b"])),
                "cost": draw(st.sampled_from([0, 0.1, 0.2, 0.3, 1, 120])),
                "prerequisites": draw(st.lists(st.sampled_from([*ACHIEVEMENTS, "D", "Z"]), max_size=1)),
            }
        )
    return found


def answered(root: Json, items: list[Json], offers: list[Json]) -> Outcome:
    rule = parse_rule(rule_json(root, groups=GROUPS))
    return evaluate_with_gap(Question(rule, parse_holdings(items), parse_catalogue(offers), AS_OF))


def small(root: Json, items: list[Json], offers: list[Json]) -> bool:
    together = [*items, *(badge_for(offer) for offer in offers)]
    return len(Oracle(root, together, AS_OF, GROUPS, True).pairs()) <= 10


def test_verdict_witness_and_gap_are_those_found_by_trying_everything(request: pytest.FixtureRequest) -> None:
    @given(roots(), holdings(3), catalogues())
    @settings(max_examples=request.config.getoption("--rules"), deadline=None, suppress_health_check=QUIET)
    def check(root: Json, items: list[Json], offers: list[Json]) -> None:
        assume(small(root, items, offers))
        outcome = answered(root, items, offers)
        gap: Any = outcome.gap
        hurt = Oracle(root, items, AS_OF, GROUPS, False).witness()
        help_ = Oracle(root, items, AS_OF, GROUPS, True).witness()
        assert (outcome.verdict, len(outcome.claims)) == (verdict(hurt, help_), len(hurt or []))
        proven = recheck(json.loads(dump_json(outcome.to_json())), rule_json(root, groups=GROUPS), items) == []
        assert proven == outcome.satisfied
        best = (Fraction(0), 0, []) if outcome.satisfied else cheapest(root, items, offers, GROUPS)
        if best is None:
            assert gap["possible"] is False
            assert gap["reason"]
            return
        names = [item["achievement"] for item in gap["achievements"]]
        assert (Fraction(str(gap["cost"])), len(names), sorted(names)) == best
        assert gap["optimal"] is True
        for item in gap["achievements"]:
            assert set(item["after"]) <= set(names[: names.index(item["achievement"])])

    check()


@given(roots(), holdings(4), catalogues(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
def test_the_order_of_holdings_and_offers_changes_no_byte(
    root: Json, items: list[Json], offers: list[Json], random: Any
) -> None:
    first = canonical_json(answered(root, items, offers).to_json())
    items, offers = json.loads(json.dumps(items)), json.loads(json.dumps(offers))
    random.shuffle(items)
    random.shuffle(offers)
    assert canonical_json(answered(root, items, offers).to_json()) == first
