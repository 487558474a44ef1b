"""`attest` and `certification`: facts that never compete for badges."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.domain.stacking.build import all_of, any_of, badge, claimed, held_against, outcome_of, rule_json, select

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.domain.stacking.outcome import Outcome
from stackcred_issuer.domain.stacking.recheck import recheck


def attestation(name: str, **more: Any) -> Any:
    return {"type": "Attestation", "id": name, "role": "confirmer", "by": "did:x", "at": "2026-05-01T00:00:00Z", **more}


ATTEST = {"op": "attest", "role": "confirmer"}


@pytest.mark.parametrize(
    ("node", "given", "verdict"),
    [
        (ATTEST, attestation("urn:1"), "satisfied"),
        (ATTEST, attestation("urn:1", role="mentor"), "not_satisfied"),
        ({**ATTEST, "claim": "health"}, attestation("urn:1", claim="health"), "satisfied"),
        ({**ATTEST, "claim": "health"}, attestation("urn:1"), "not_satisfied"),
        ({**ATTEST, "within": "P1M"}, attestation("urn:1"), "satisfied"),
        ({**ATTEST, "within": "P30D"}, attestation("urn:1"), "not_satisfied"),
        (ATTEST, attestation("urn:1", at="2026-06-01T00:00:01Z"), "not_satisfied"),
        (ATTEST, attestation("urn:1", status="revoked"), "not_satisfied"),
        (ATTEST, attestation("urn:1", status="unknown"), "indeterminate"),
        (ATTEST, attestation("urn:1", trusted="unknown"), "indeterminate"),
        (ATTEST, attestation("urn:1", trusted=False), "not_satisfied"),
        (ATTEST, badge("urn:b", "B", attestations=[attestation("urn:1")]), "satisfied"),
        (ATTEST, badge("urn:b", "B", status="revoked", attestations=[attestation("urn:1")]), "not_satisfied"),
        (ATTEST, badge("urn:b", "B", trusted="unknown", attestations=[attestation("urn:1")]), "indeterminate"),
    ],
)
def test_an_attestation_must_be_valid_trusted_and_about_this(node: Any, given: Any, verdict: str) -> None:
    outcome = outcome_of(node, given)
    assert outcome.verdict == verdict
    assert [credential for _, credential in claimed(outcome)] == (["urn:1"] if outcome.satisfied else [])
    assert (recheck(outcome.to_json(), rule_json(node), [given]) == []) == outcome.satisfied


def test_the_earliest_attestation_serves_then_the_smallest_id() -> None:
    given = [attestation("urn:3"), attestation("urn:2", at="2026-04-01T00:00:00Z"), attestation("urn:1")]
    assert claimed(outcome_of(ATTEST, *given)) == [("requires", "urn:2")]
    assert claimed(outcome_of(ATTEST, given[0], given[2])) == [("requires", "urn:1")]
    outcome = outcome_of(ATTEST, *given)
    assert {item.credential for item in outcome.not_counted} == {"urn:1", "urn:3"}


def test_an_attestation_is_no_used_badge_and_costs_nothing() -> None:
    outcome = outcome_of(any_of(select("A"), ATTEST), badge("urn:a", "A"), attestation("urn:1"))
    assert claimed(outcome) == [("requires/of/1", "urn:1")]
    assert outcome.claimed == ()


def test_a_badge_with_the_members_of_an_attestation_is_none() -> None:
    posing = badge("urn:1", "A", role="confirmer", by="did:x", at="2026-05-01T00:00:00Z")
    evaluation = outcome_of(ATTEST, attestation("urn:1")).to_json()
    assert recheck(evaluation, rule_json(ATTEST), [posing]) != []


INNER = rule_json(all_of(select("A"), ATTEST), id="urn:rule:inner", target="https://a.example/inner")


def nested(mode: str, *holdings: Any, rules: Any = (INNER,), **more: Any) -> tuple[Outcome, Any]:
    rule = rule_json(all_of({"op": "certification", "rule": "urn:rule:inner", "mode": mode, **more}, select("A")))
    return held_against(rule, list(holdings), rules=rules), rule


def test_an_award_is_held_by_an_active_badge_for_the_rules_target() -> None:
    award = badge("urn:award", "https://a.example/inner")
    outcome, rule = nested("award", award, badge("urn:a", "A"))
    assert claimed(outcome) == [("requires/of/0", "urn:award"), ("requires/of/1", "urn:a")]
    assert outcome.claimed == ("urn:a",)
    assert recheck(outcome.to_json(), rule, [award, badge("urn:a", "A")], [INNER]) == []
    assert recheck(outcome.to_json(), rule, [{**award, "status": "revoked"}, badge("urn:a", "A")], [INNER]) != []
    assert nested("award", {**award, "status": "revoked"}, badge("urn:a", "A"))[0].verdict == "not_satisfied"
    assert nested("award", {**award, "status": "unknown"}, badge("urn:a", "A"))[0].verdict == "indeterminate"


def test_a_satisfied_rule_has_a_scope_of_its_own_and_its_claims_follow() -> None:
    held = [badge("urn:a", "A"), attestation("urn:1")]
    outcome, rule = nested("satisfied", *held)
    assert claimed(outcome) == [
        ("urn:rule:inner#requires/of/0", "urn:a"),
        ("urn:rule:inner#requires/of/1", "urn:1"),
        ("requires/of/1", "urn:a"),
    ]
    evaluation = json.loads(dump_json(outcome.to_json()))
    assert recheck(evaluation, rule, held, [INNER]) == []
    del evaluation["claims"][1]
    assert recheck(evaluation, rule, held, [INNER]) != []
    assert nested("satisfied", held[0])[0].verdict == "not_satisfied"
    assert nested("satisfied", held[0], attestation("urn:1", status="unknown"))[0].verdict == "indeterminate"


def test_without_a_version_the_highest_known_rule_counts() -> None:
    newer = {**INNER, "version": 2, "requires": select("Z")}
    held = [badge("urn:a", "A"), attestation("urn:1")]
    assert not nested("satisfied", *held, rules=[INNER, newer])[0].satisfied
    assert nested("satisfied", *held, rules=[INNER, newer], version=1)[0].satisfied


def test_a_rule_that_was_not_given_or_leads_back_is_refused_at_its_place() -> None:
    with pytest.raises(StackcredError) as caught:
        nested("satisfied", rules=())
    assert caught.value.pointer == "/requires/of/0/rule"
    back = {**INNER, "requires": {"op": "certification", "rule": "urn:rule:1", "mode": "award"}}
    with pytest.raises(StackcredError) as caught:
        nested("satisfied", rules=[back])
    assert "leads back" in caught.value.detail


def test_rules_that_share_rules_are_judged_once_each() -> None:
    def link(number: int) -> Any:
        return {"op": "certification", "rule": f"urn:rule:{number + 1}", "mode": "satisfied"}

    chain = [rule_json(all_of(link(n), link(n)), id=f"urn:rule:{n}") for n in range(2, 40)]
    chain.append(rule_json(select("A"), id="urn:rule:40"))
    outcome = held_against(rule_json(link(1)), [badge("urn:a", "A")], rules=chain)
    assert claimed(outcome) == [("urn:rule:40#requires", "urn:a")]
