from __future__ import annotations

from typing import get_args

from tests.web.pages.samples import ACHIEVEMENT_LINKS, BADGES, DIGEST, NOW, RULE, document, outcome

from stackcred_issuer.domain.stacking.outcome import Verdict as StackVerdict
from stackcred_issuer.domain.stacking.rule import parse_rule
from stackcred_issuer.domain.verification.report import Check, Report, Result, Verdict
from stackcred_issuer.web.pages.parts import (
    CheckResult,
    EndorsementView,
    LinkView,
    PartyView,
    RequirementVerdict,
    VerdictWord,
)
from stackcred_issuer.web.pages.read_report import read_outcome, read_report
from stackcred_issuer.web.pages.rule_words import requirement_view

REPORT = {
    "verdict": "revoked",
    "checks": [{"name": "status", "result": "fail", "detail": "The issuer’s list says: revoked."}],
    "issuer": None,
    "credential": document("coc1"),
    "statusAsOf": "2026-03-09T14:03:00Z",
    "verifiedAt": "2026-03-09T14:05:00Z",
    "digestMultibase": DIGEST,
}


def test_a_report_keeps_verdict_checks_and_freshness() -> None:
    view = read_report(REPORT)
    assert view.verdict == "revoked"
    assert [(check.name, check.result) for check in view.checks] == [("status", "fail")]
    assert view.status_as_of
    assert (view.verified_at - view.status_as_of).total_seconds() == 120
    assert view.credential
    assert view.credential.achievement.code == "ELC724331"


def test_a_presentation_has_a_report_for_each_credential() -> None:
    view = read_report(REPORT | {"credential": None, "credentials": [REPORT, REPORT]})
    assert view.credential is None
    assert [inner.verdict for inner in view.reports] == ["revoked", "revoked"]


def test_endorsements_keep_their_own_verdict_and_words() -> None:
    endorsement = {
        "issuer": {"id": "did:web:shop.example", "name": "Shop"},
        "credentialSubject": {"endorsementComment": "Reliable."},
    }
    (read,) = read_report(REPORT | {"endorsements": [REPORT | {"credential": endorsement}]}).endorsements
    assert read == EndorsementView("revoked", PartyView("did:web:shop.example", "Shop"), "Reliable.")


def test_reports_and_outcomes_of_the_domain_are_understood() -> None:
    found = Report(Verdict.VALID, (Check("proof", Result.PASS, "x"),), None, document("coc1"), None, NOW, DIGEST)
    assert read_report(found.to_json()).checks[0].result == "pass"
    assert {verdict.value for verdict in Verdict} == set(get_args(VerdictWord))
    assert {result.value for result in Result} == set(get_args(CheckResult))
    assert {verdict.value for verdict in StackVerdict} == set(get_args(RequirementVerdict))


def test_reasons_become_sentences() -> None:
    node = outcome()["requirements"][0] | {"reason": "3 of 4 parts met", "parts": []}
    assert read_outcome(outcome() | {"requirements": [node]}, {}).requirements[0].sentence == "3 of 4 parts met."


def test_claims_stand_with_the_requirement_they_meet() -> None:
    view = read_outcome(outcome(), BADGES)
    (root,) = view.requirements
    assert root.verdict == "satisfied"
    assert (root.have, root.need, root.unit) == ("4", "4", "parts")
    assert [part.claims[0].href for part in root.parts] == [f"/badges/coc{n}" for n in range(1, 5)]
    assert view.not_counted[0].badge.label == "COC 1: an earlier badge"


def test_a_missing_part_shows_what_could_be_earned_for_it() -> None:
    rule = requirement_view(parse_rule(RULE), ACHIEVEMENT_LINKS)
    view = read_outcome(outcome(("coc3",)), {}, rule)
    missing = view.requirements[0].parts[2]
    assert missing.verdict == "not_satisfied"
    assert missing.achievements == (LinkView("COC 3: Set up computer servers", "/achievements/coc3"),)
    met = view.requirements[0].parts[0]
    assert met.achievements == ()
    assert met.claims[0].label.startswith("https://")
