"""Every way a learner's badges may be read: exact, once each, and rechecked by anybody."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import lru_cache
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.stacking.build import rule_json, select
from tests.domain.verification.making import badge, endorsement, judge, key, signed

from stackcred_issuer.domain.issuance.draft_statement import Speaker, equivalence_evidence
from stackcred_issuer.domain.stacking.evaluation.gathered import MAX_READINGS, Gathered, Held, evaluate_gathered
from stackcred_issuer.domain.stacking.facts import VerifiedFacts, holding_of
from stackcred_issuer.domain.stacking.recheck import recheck
from stackcred_issuer.domain.stacking.rule import parse_rule
from stackcred_issuer.domain.stacking.statements import Equivalence, Word, read_statement
from stackcred_issuer.domain.stacking.trust import Trust
from stackcred_issuer.domain.verification.badge import VerifiedBadge

US = key(1)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
TRUST = Trust(frozenset({US.controller}), "https://ours.example/achievements/")
ANA = "urn:uuid:aaaaaaaa-1111-4111-8111-111111111111"


@lru_cache(maxsize=256)
def held(number: int, achievement: str) -> Held:
    """A badge of ours for an achievement."""
    plain = badge(US.controller, id=f"urn:uuid:11111111-1111-4111-8111-{number:012}")
    plain["credentialSubject"]["achievement"]["id"] = achievement
    return Held(_token(plain), "active")


@lru_cache(maxsize=256)
def counts_as(subject: str, other: str) -> VerifiedBadge:
    evidence = equivalence_evidence("Substitution", other, US.controller, [], [])
    number = int(hashlib.sha256(f"{subject} {other}".encode()).hexdigest()[:9], 16)
    plain = endorsement(US.controller, subject, id=f"urn:uuid:22222222-1111-4111-8111-{number:012}", evidence=evidence)
    return _token(plain)


def _token(plain: dict[str, Any]) -> VerifiedBadge:
    found = judge(signed(plain, US)).badge
    assert found is not None
    return found


def rule_on(*achievements: str) -> Any:
    parts = [select(name) for name in achievements]
    return rule_json({"op": "all", "of": parts})


def verdict(rule: Any, gathered: Gathered) -> str:
    return evaluate_gathered(parse_rule(rule), gathered, TRUST, NOW).verdict.value


letters = st.sampled_from(["urn:a", "urn:b", "urn:c"])


@given(
    st.lists(letters, max_size=4),
    st.lists(st.tuples(letters, letters).filter(lambda pair: pair[0] != pair[1]), max_size=3, unique=True),
    st.lists(letters, min_size=1, max_size=3, unique=True),
)
def test_a_badge_counts_once_however_it_is_read(
    owned: list[str], pairs: list[tuple[str, str]], asked: list[str]
) -> None:
    """The same as trying every reading of every badge, as one thing each."""
    badges = tuple(held(number, name) for number, name in enumerate(owned))
    gathered = Gathered(ANA, badges, tuple(counts_as(*pair) for pair in pairs))
    ways = [{name, *(other for subject, other in pairs if subject == name)} for name in owned]
    expected = any(set(asked) <= set(reading) for reading in product(*ways))
    assert verdict(rule_on(*asked), gathered) == ("satisfied" if expected else "not_satisfied")


def test_the_outcome_of_a_reading_is_rechecked_like_any_other() -> None:
    rule = rule_on("urn:b")
    gathered = Gathered(ANA, (held(1, "urn:a"),), (counts_as("urn:a", "urn:b"),))
    outcome = evaluate_gathered(parse_rule(rule), gathered, TRUST, NOW).to_json()
    (named,) = outcome["equivalences"]
    (token,) = gathered.statements
    said = read_statement(token)
    assert isinstance(said, Equivalence)
    ((_, facts),) = gathered.facts(TRUST, NOW)
    assert named["statement"] == token.document["id"]
    assert recheck(outcome, rule, [said.applied(facts)]) == []
    assert recheck(outcome, rule, [facts]) != []


def test_more_readings_than_can_be_tried_are_no_verdict() -> None:
    count = MAX_READINGS.bit_length()
    badges = tuple(held(number, f"urn:a{number}") for number in range(count))
    pairs = tuple(counts_as(f"urn:a{number}", "urn:z") for number in range(count))
    asked = [*(f"urn:a{number}" for number in range(count)), "urn:z"]
    assert verdict(rule_on(*asked), Gathered(ANA, badges, pairs)) == "indeterminate"
    assert verdict(rule_on(*asked), Gathered(ANA, badges)) == "not_satisfied"


def test_facts_stand_beside_the_credential_that_says_them() -> None:
    one, other = held(1, "urn:a").badge, held(2, "urn:a").badge
    assert VerifiedFacts.told([(one, holding_of(one, status="active"))])
    with pytest.raises(TypeError):
        VerifiedFacts.told([(other, holding_of(one, status="active"))])
    with pytest.raises(TypeError):
        VerifiedFacts.told([("badge", holding_of(one, status="active"))])  # type: ignore[list-item]


def test_a_word_is_read_from_the_signed_form_alone() -> None:
    speaker = Speaker("did:web:jon", "mentor", "Jon Reyes", "on-site", "Colleague")
    token = _token(endorsement(US.controller, "urn:uuid:1", evidence=[speaker.evidence()]))
    word = read_statement(token)
    assert isinstance(word, Word)
    assert (word.role, word.by, word.claim, word.subject) == ("mentor", "did:web:jon", "on-site", "urn:uuid:1")
    assert read_statement(held(1, "urn:a").badge) is None
    assert read_statement(_token(endorsement(US.controller, "urn:uuid:1"))) is None
