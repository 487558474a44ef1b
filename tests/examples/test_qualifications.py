"""Rules of real qualifications, with holders who pass, who miss by one, and who pass only by the best allocation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.examples.first_match import FirstMatch

from stackcred_issuer.cli.examples.library import Holder, Qualification, load, names
from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.domain.stacking.checks.possible import check_possible
from stackcred_issuer.domain.stacking.evaluation.evaluate import evaluate
from stackcred_issuer.domain.stacking.gap.question import evaluate_with_gap
from stackcred_issuer.domain.stacking.holdings import parse_holdings
from stackcred_issuer.domain.stacking.recheck import recheck

PASSES, MISSES, ALLOCATION = "passes", "misses by one", "passes only by the best allocation"
SHIPPED = [load(name) for name in names()]
CASES: list[tuple[Qualification, Holder]] = [(one, holder) for one in SHIPPED for holder in one.holders.values()]
every_qualification = pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.name)


def cases(*shows: str) -> pytest.MarkDecorator:
    """Those holders who show one of these, all of them by default."""
    chosen = [
        pytest.param(one, holder, id=f"{one.name} {holder.name}")
        for one, holder in CASES
        if holder.shows in shows or not shows
    ]
    assert chosen
    return pytest.mark.parametrize(("one", "holder"), chosen)


def test_six_are_shipped() -> None:
    assert names() == ["comptia-csis", "ict40120", "nmc-revalidation", "scrum-csp", "sit40621", "tesda-css"]


@every_qualification
def test_each_has_holders_who_pass_who_miss_by_one_and_who_pass_only_by_allocation(one: Qualification) -> None:
    assert {PASSES, MISSES, ALLOCATION} <= {holder.shows for holder in one.holders.values()}


@every_qualification
def test_a_shipped_rule_can_be_saved_and_names_its_source_and_licence(one: Qualification) -> None:
    check_possible(one.parsed_rule())
    assert one.sources.startswith(f"# {one.title.split('(')[0].strip()}")
    for words in ("| Fact | Source |", "<https://", "Licence:", "## What is ours", "invented"):
        assert words in one.sources


@cases()
def test_a_holder_is_judged_rightly_and_the_witness_proves_it(one: Qualification, holder: Holder) -> None:
    outcome = one.question(holder).outcome()
    assert outcome.verdict == holder.verdict
    objections = recheck(json.loads(dump_json(outcome.to_json())), one.rule, holder.holdings, [])
    assert (objections == []) == outcome.satisfied


@cases(PASSES, MISSES)
def test_whoever_passes_or_fails_without_competition_does_so_by_first_match_too(
    one: Qualification, holder: Holder
) -> None:
    assert first_match(one, holder) == (holder.verdict == "satisfied")


@cases(ALLOCATION)
def test_a_first_match_allocator_fails_whoever_passes_only_by_the_best_allocation(
    one: Qualification, holder: Holder
) -> None:
    assert one.question(holder).outcome().satisfied
    assert not first_match(one, holder)


@cases(MISSES)
def test_whoever_misses_by_one_needs_exactly_one_thing_more(one: Qualification, holder: Holder) -> None:
    question = one.question(holder)
    gap = evaluate_with_gap(question).gap
    assert gap is not None
    if "possible" not in gap:
        assert len(gap["achievements"]) == 1
        return
    (missing,) = missing_words(one, holder)  # nothing on sale helps: one signed decision is missing
    outcome = evaluate(
        question.rule,
        parse_holdings([*holder.holdings, missing]),
        question.as_of,
        purpose=holder.purpose,
        rules={},
    )
    assert outcome.satisfied


def missing_words(one: Qualification, holder: Holder) -> list[Any]:
    """The attestations that another holder of the same qualification has and this one has not."""
    said = {(item["role"], item["claim"]) for item in holder.holdings if is_valid_word(item)}
    everybody = [item for other in one.holders.values() for item in other.holdings]
    words = {(item["role"], item["claim"]): item for item in everybody if is_valid_word(item)}
    return [item for key, item in words.items() if key not in said]


def is_valid_word(item: Any) -> bool:
    """Made within the last three years."""
    return item.get("type") == "Attestation" and str(item["at"]) > "2023"


def first_match(one: Qualification, holder: Holder) -> bool:
    question = one.question(holder)
    return FirstMatch(question.rule, question.holdings, question.as_of, holder.purpose).satisfied()


def test_an_example_or_holder_that_is_not_there_is_refused_with_the_names_of_those_that_are() -> None:
    with pytest.raises(StackcredError, match="comptia-csis, ict40120"):
        load("../..")
    with pytest.raises(StackcredError, match="amara, bruno"):
        load("ict40120").holder("nobody")
