"""The engine against every set of claims there is, and against itself by another way."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.domain.stacking.build import AS_OF, held_against, rule_json
from tests.domain.stacking.oracle import Oracle, verdicts
from tests.domain.stacking.strategies import GROUPS, Json, holdings, roots

from stackcred_issuer.domain.jsonvalue import canonical_json, dump_json
from stackcred_issuer.domain.stacking.outcome import Outcome, Report
from stackcred_issuer.domain.stacking.recheck import recheck

CHECKS = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def small(root: Json, items: list[Json]) -> bool:
    oracle = Oracle(root, items, AS_OF, GROUPS, True)
    return len(oracle.pairs()) <= 11


def flat(report: Report) -> dict[str, str]:
    found = {report.id: report.verdict.value}
    for part in report.parts:
        found.update(flat(part))
    return found


def run(root: Json, items: list[Json], **more: Any) -> Outcome:
    return held_against(rule_json(root, groups=GROUPS), items, **more)


@given(roots(), holdings())
@CHECKS
def test_every_verdict_is_the_one_found_by_trying_all_sets_of_claims(root: Json, items: list[Json]) -> None:
    assume(small(root, items))
    outcome = run(root, items)
    assert flat(outcome.requirements[0]) == verdicts(root, items, AS_OF, GROUPS)


@given(roots(), holdings())
@CHECKS
def test_the_witness_is_the_best_of_all_sets_of_claims(root: Json, items: list[Json]) -> None:
    assume(small(root, items))
    oracle = Oracle(root, items, AS_OF, GROUPS, False)
    witness = oracle.witness() or []
    wanted = sorted((oracle.order[path], path, items[index]["id"]) for path, index in witness)
    outcome = run(root, items)
    assert [(claim.requirement, claim.credential) for claim in outcome.claims] == [pair[1:] for pair in wanted]


@given(st.one_of(roots(), roots(plain=True)), holdings(7))
@CHECKS
def test_the_short_cuts_and_the_program_give_the_same_outcome(root: Json, items: list[Json]) -> None:
    assert run(root, items) == run(root, items, program_only=True)


@given(roots(), holdings(6), st.randoms(use_true_random=False))
@CHECKS
def test_shuffled_holdings_give_the_same_bytes(root: Json, items: list[Json], random: Any) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)
    assert canonical_json(run(root, shuffled).to_json()) == canonical_json(run(root, items).to_json())


@given(roots(), holdings(6), st.randoms(use_true_random=False))
@CHECKS
def test_shuffled_parts_give_the_same_verdict_and_number_of_claims(root: Json, items: list[Json], random: Any) -> None:
    def shuffled(node: Json) -> Json:
        parts = [shuffled(part) for part in node.get("of", [])]
        if node["op"] != "ordered":
            random.shuffle(parts)
        return {**node, "of": parts} if parts else node

    first, second = run(root, items), run(shuffled(json.loads(json.dumps(root))), items)
    assert (first.verdict, len(first.claims)) == (second.verdict, len(second.claims))


@given(roots(), holdings(6))
@CHECKS
def test_every_holding_is_either_claimed_or_explained(root: Json, items: list[Json]) -> None:
    outcome = run(root, items)
    claimed = {claim.credential for claim in outcome.claims}
    explained = {item.credential for item in outcome.not_counted}
    assert claimed.isdisjoint(explained)
    assert claimed | explained == {item["id"] for item in items}
    assert all(item.reason for item in outcome.not_counted)


@given(roots(), holdings(6))
@CHECKS
def test_recheck_proves_every_satisfied_outcome_and_no_other(root: Json, items: list[Json]) -> None:
    rule = rule_json(root, groups=GROUPS)
    outcome = held_against(rule, items)
    reasons = recheck(json.loads(dump_json(outcome.to_json())), rule, items)
    assert (reasons == []) == outcome.satisfied


@given(roots(), holdings(5), st.data())
@CHECKS
def test_recheck_believes_a_witness_only_if_the_oracle_does(root: Json, items: list[Json], data: Any) -> None:
    rule = rule_json(root, groups=GROUPS)
    oracle = Oracle(root, items, AS_OF, GROUPS, False)
    selects = [path for path, node in oracle.nodes.items() if node["op"] == "select"]
    assume(selects and items)
    places = st.tuples(st.sampled_from(selects), st.integers(0, len(items) - 1))
    claims = tuple(data.draw(st.lists(places, max_size=4, unique=True)))
    evaluation = held_against(rule, items).to_json()
    evaluation["verdict"] = "satisfied"
    evaluation["claims"] = [
        {"requirement": path, "credential": items[index]["id"], "digestMultibase": None} for path, index in claims
    ]
    believed = recheck(evaluation, rule, items) == []
    whole = oracle.allowed(claims) and oracle.met("requires", claims) and set(claims) <= set(oracle.pairs())
    stray = any(not oracle.met(path, claims) for path, _ in claims)
    assert believed == (whole and not stray)
