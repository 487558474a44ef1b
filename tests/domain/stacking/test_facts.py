"""From a verified badge to a holding (§5); awards rest on nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from tests.domain.stacking.build import rule_json, select
from tests.domain.verification.making import NOW, badge, endorsement, judge, key, signed

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.stacking.evaluation.evaluate import evaluate
from stackcred_issuer.domain.stacking.facts import VerifiedFacts, holding_of
from stackcred_issuer.domain.stacking.holdings import parse_holdings
from stackcred_issuer.domain.stacking.rule import parse_rule
from stackcred_issuer.domain.verification.badge import VerifiedBadge

RICH = {
    "id": "did:example:learner",
    "type": ["AchievementSubject"],
    "creditsEarned": 3.5,
    "source": {"id": "did:web:employer.example", "type": ["Profile"]},
    "result": [
        {"type": ["Result"], "resultDescription": "urn:uuid:33333333-3333-4333-8333-333333333331", "value": "87"},
        {"type": ["Result"], "resultDescription": "urn:uuid:33333333-3333-4333-8333-333333333332", "value": "40.5"},
    ],
    "achievement": {
        "id": "https://issuer.example/achievements/1",
        "type": ["Achievement"],
        "achievementType": "MicroCredential",
        "name": "Welding 1",
        "description": "Joins two plates.",
        "criteria": {"narrative": "Join two plates under supervision."},
        "tag": ["welding"],
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": "Level 4",
                "targetUrl": "https://aqf.example/4",
                "targetFramework": "AQF",
                "targetCode": "4",
            }
        ],
        "resultDescription": [
            {
                "id": "urn:uuid:33333333-3333-4333-8333-333333333331",
                "type": ["ResultDescription"],
                "name": "mark",
                "resultType": "Percent",
            },
            {
                "id": "urn:uuid:33333333-3333-4333-8333-333333333332",
                "type": ["ResultDescription"],
                "name": "hours",
                "resultType": "RawScore",
            },
        ],
    },
}


def token(document: Any) -> VerifiedBadge:
    found = judge(signed(document))
    assert found.badge is not None, found.report.checks
    return found.badge


def test_every_fact_of_a_badge_is_carried_over() -> None:
    rich = badge(
        credentialSubject=RICH,
        validUntil="2027-01-01T00:00:00Z",
        evidence=[{"id": "https://issuer.example/e/1", "type": ["Evidence"], "genre": "workplace"}],
    )
    found = token(rich)
    assert holding_of(found, status="active", trusted="unknown") == {
        "id": "urn:uuid:11111111-1111-4111-8111-111111111111",
        "achievement": "https://issuer.example/achievements/1",
        "achievementType": "MicroCredential",
        "issuer": "did:web:issuer.example",
        "tags": ["welding"],
        "awarded": "2026-01-01T00:00:00Z",
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2027-01-01T00:00:00Z",
        "status": "active",
        "trusted": "unknown",
        "creditsEarned": 3.5,
        "hours": 40.5,
        "source": "did:web:employer.example",
        "results": {
            "urn:uuid:33333333-3333-4333-8333-333333333331": "87",
            "urn:uuid:33333333-3333-4333-8333-333333333332": "40.5",
        },
        "alignments": [{"url": "https://aqf.example/4", "framework": "AQF", "code": "4", "level": 4}],
        "levels": {"AQF": 4},
        "evidence": [{"genre": "workplace"}],
        "digestMultibase": found.digest,
    }


def test_what_a_badge_does_not_say_is_left_out_and_the_rest_is_a_sound_holding() -> None:
    plain = holding_of(token(badge()), status="revoked")
    assert {"hours", "creditsEarned", "levels", "endorsements"}.isdisjoint(plain)
    assert parse_holdings([plain]).items[0].status == "revoked"


def test_hours_are_the_result_the_deployment_names() -> None:
    assert "hours" not in holding_of(token(badge(credentialSubject=RICH)), status="active", hours_name="workload")


def test_only_valid_endorsements_count() -> None:
    guild = key(7)
    inner = endorsement(guild.controller, "urn:uuid:11111111-1111-4111-8111-111111111111")
    good = holding_of(token(badge(endorsement=[signed(inner, guild)])), status="active")
    assert good["endorsements"] == [{"by": guild.controller}]
    over = signed({**inner, "validUntil": "2026-02-01T00:00:00Z"}, guild)
    assert "endorsements" not in holding_of(token(badge(endorsement=[over])), status="active")


def test_verified_facts_are_made_of_verified_badges_only() -> None:
    with pytest.raises(TypeError):
        VerifiedFacts(object(), parse_holdings([]), [])
    facts = VerifiedFacts.of([(token(badge()), "active")])
    rule = parse_rule(rule_json(select("https://issuer.example/achievements/1")))
    assert evaluate(rule, facts, NOW).satisfied
    with pytest.raises(StackcredError):
        VerifiedFacts.of([(token(badge()), "active"), (token(badge()), "active")])
