"""One value of an outcome changed, every value in turn: `stackcred recheck` believes only what is still true.

Refused, always: another type, verdict, purpose, rule, or instant before the badges; a claim for another requirement,
of another thing, with another digest. Believed, rightly: a claim of another badge that does just as well, and an
instant at which the same badges suffice too.

These leaves carry nothing that a witness could prove, and are left alone:
- `requirements`, `notCounted`, `limits`, `gap`: the explanation for readers. It follows from rule and holdings by
  `stackcred evaluate`, byte for byte; checking it would take the search that recheck does without.
- `holdingsDigest`: says what was evaluated, not that it suffices. A holder may show the claimed badges alone, so it
  binds only where a badge could stand against the award (`none`): see the last test.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.domain.stacking.build import all_of, badge, held_against, rule_json, select

from stackcred_issuer.cli.examples.library import Holder, Qualification, load, names
from stackcred_issuer.cli.recheck import read_evaluation
from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json
from stackcred_issuer.domain.stacking.evaluation.evaluate import evaluate
from stackcred_issuer.domain.stacking.holdings import parse_holdings
from stackcred_issuer.domain.stacking.recheck import recheck

EXPLAINING = {"requirements", "notCounted", "limits", "gap", "holdingsDigest"}
BEFORE = "2000-01-01T00:00:00Z"
OTHERS: dict[str, list[Any]] = {
    "type": ["Evaluation", "", None, 7],
    "verdict": ["not_satisfied", "indeterminate", "Satisfied", "", None, True],
    "asOf": [BEFORE, "2026-01-01", "yesterday", "", None, 0],
    "purpose": ["", "kept", None, 1],
    "id": ["urn:example:rule:other", "", None],
    "version": [2, 0, "1", None, 1.5],
    "requirement": ["requires", "nothing", "", None, 3],
    "credential": ["urn:example:nobody", "", None, 3],
    "digestMultibase": ["zQmOther", "", 5],
}
CASES = [
    pytest.param(one, holder, id=f"{one.name} {holder.name}")
    for one in map(load, names())
    for holder in one.holders.values()
    if holder.verdict == "satisfied"
]
Path = tuple[str | int, ...]


@pytest.mark.parametrize(("one", "holder"), CASES)
def test_every_value_of_a_witness_counts(one: Qualification, holder: Holder) -> None:
    outcome = outcome_of(one, holder)
    assert believed(one, holder, outcome)
    tried = 0
    for path, value in leaves(outcome):
        for other in others(one, holder, path):
            if other != value:
                tried += 1
                mutant = changed(outcome, path, other)
                assert not believed(one, holder, mutant) or still_true(one, holder, mutant, path), (path, other)
    assert tried > 30


@pytest.mark.parametrize(("one", "holder"), CASES)
def test_a_claim_left_out_or_made_twice_is_refused(one: Qualification, holder: Holder) -> None:
    outcome = outcome_of(one, holder)
    for at, claim in enumerate(outcome["claims"]):
        fewer = [*outcome["claims"][:at], *outcome["claims"][at + 1 :]]
        assert not believed(one, holder, {**outcome, "claims": fewer})
        twice = [*outcome["claims"], claim]
        assert not believed(one, holder, {**outcome, "claims": twice}) or claim["credential"] in words(holder)


@pytest.mark.parametrize(("one", "holder"), CASES)
def test_a_claimed_badge_that_is_revoked_expired_or_late_is_refused(one: Qualification, holder: Holder) -> None:
    outcome = outcome_of(one, holder)
    claimed = {claim["credential"] for claim in outcome["claims"]} - words(holder)
    for number, item in enumerate(holder.holdings):
        for spoilt in ({"status": "revoked"}, {"validUntil": BEFORE}, {"awarded": "2030-01-01T00:00:00Z"}):
            if item["id"] in claimed:
                held = [*holder.holdings[:number], {**item, **spoilt}, *holder.holdings[number + 1 :]]
                assert recheck(outcome, one.rule, held, []) != [], (item["id"], spoilt)


def test_where_a_badge_could_stand_against_the_award_the_digest_of_the_holdings_counts() -> None:
    rule = rule_json(all_of(select("A"), {"op": "none", "where": {"tag": ["barred"]}}))
    items = [badge("urn:a", "A")]
    outcome = json.loads(dump_json(held_against(rule, items).to_json()))
    assert recheck(outcome, rule, items) == []
    for other in ("zQmOther", "", None):
        assert recheck({**outcome, "holdingsDigest": other}, rule, items) != []


def outcome_of(one: Qualification, holder: Holder) -> JsonObject:
    found: JsonObject = json.loads(dump_json(one.question(holder).outcome().to_json()))
    return found


def believed(one: Qualification, holder: Holder, outcome: JsonObject) -> bool:
    """As the command does it: read strictly, then checked."""
    try:
        return recheck(read_evaluation(outcome), one.rule, holder.holdings, []) == []
    except StackcredError:
        return False


def still_true(one: Qualification, holder: Holder, mutant: JsonObject, path: Path) -> bool:
    """Only the badge of a claim may change, and what is claimed now must be enough by itself for the engine."""
    if path[-1] != "credential":
        return False
    names_claimed = {claim["credential"] for claim in mutant["claims"]}
    shown = parse_holdings([item for item in holder.holdings if item["id"] in names_claimed])
    question = one.question(holder)
    return evaluate(question.rule, shown, question.as_of, purpose=holder.purpose, rules={}).satisfied


def others(one: Qualification, holder: Holder, path: Path) -> list[Any]:
    """What a value is changed to: nonsense, and everything that stands in such a place elsewhere."""
    name = str(path[-1])
    found = list(OTHERS[name])
    if name == "credential":
        found += [item["id"] for item in holder.holdings]
    if name == "requirement":
        found += sorted(requirement_ids(one))
    if name == "purpose":
        found += [purpose for purpose in ("award", "keep", "renew") if other_demands(one, holder, purpose)]
    return found


def requirement_ids(one: Qualification) -> set[str]:
    outcomes = [outcome_of(one, holder) for holder in one.holders.values()]
    return {claim["requirement"] for outcome in outcomes for claim in outcome["claims"]}


def other_demands(one: Qualification, holder: Holder, purpose: str) -> bool:
    """Whether that purpose asks for something else than the holder's; `keep` asks the same where nothing is added."""
    rule = one.parsed_rule()
    if purpose == "renew" and rule.renewal is None:
        return True
    return rule.roots(purpose) != rule.roots(holder.purpose)


def words(holder: Holder) -> set[str]:
    return {item["id"] for item in holder.holdings if item.get("type") == "Attestation"}


def leaves(outcome: JsonObject) -> Iterator[tuple[Path, Any]]:
    """Every value below, with its path; those that only explain are left out (see above)."""
    stack: list[tuple[Path, Any]] = [((name,), outcome[name]) for name in outcome if name not in EXPLAINING]
    while stack:
        path, value = stack.pop()
        if isinstance(value, dict):
            stack += [((*path, name), inner) for name, inner in value.items()]
        elif isinstance(value, list):
            stack += [((*path, at), inner) for at, inner in enumerate(value)]
        else:
            yield path, value


def changed(outcome: JsonObject, path: Path, other: Any) -> JsonObject:
    mutant = copy.deepcopy(outcome)
    place: Any = mutant
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = other
    return mutant
