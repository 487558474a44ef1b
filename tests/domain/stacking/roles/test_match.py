"""A role held against applicants: only valid verified badges cover, and everything else is called what it is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.verification.making import ISSUER_DID, LEARNER, NOW, badge, judge, signed

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.stacking.roles.coverage import Applicant, ApplicantMatch, Coverage, Shown
from stackcred_issuer.domain.stacking.roles.match import match_role
from stackcred_issuer.domain.stacking.roles.role import JobRole, read_role
from stackcred_issuer.domain.stacking.trust import Trust

SUBNET, CABLE = "https://skills.example/subnetting", "https://skills.example/cabling"
TRUSTED = Trust(frozenset({ISSUER_DID}), "https://ours.example/achievements/")
NOBODY = Trust(frozenset(), "https://ours.example/achievements/")


def role(*competencies: dict[str, Any]) -> JobRole:
    asked = list(competencies) or [{"alignment": SUBNET}]
    return read_role({"type": "JobRole", "id": "urn:role:net", "name": "Technician", "competencies": asked})


def aligned(*alignments: tuple[str, str | None], number: int = 1, **changes: Any) -> dict[str, Any]:
    """A signed badge about (address, level) pairs of one framework."""
    document = badge(id=f"urn:uuid:11111111-1111-4111-8111-{number:012}", **changes)
    document["credentialSubject"]["achievement"]["alignment"] = [
        {"type": ["Alignment"], "targetName": url, "targetUrl": url, "targetFramework": "SFIA"}
        | ({} if level is None else {"targetCode": level})
        for url, level in alignments
    ]
    return signed(document)


def shown(document: dict[str, Any], source: str = "one.json", **judging: Any) -> Shown:
    found = judge(document, **judging)
    return Shown(source, found.report, found.badge)


def matched(asked: JobRole, *documents: Shown, trust: Trust = TRUSTED, **who: Any) -> ApplicantMatch:
    (found,) = match_role(asked, [Applicant("Ana", documents, **who)], trust, NOW).applicants
    return found


def test_a_valid_badge_of_a_trusted_issuer_covers_its_competency_and_is_named() -> None:
    found = matched(role({"alignment": SUBNET}, {"alignment": CABLE}), shown(aligned((SUBNET, None))))
    first, second = found.requirements
    assert (first.coverage, [one.source for one in first.by]) == (Coverage.COVERED, ["one.json"])
    assert first.by[0].issuer == "Example College"
    assert (second.coverage, second.by, found.coverage) == (Coverage.MISSING, (), Coverage.MISSING)


def test_an_issuer_outside_every_registry_makes_claims_only() -> None:
    (first,) = matched(role(), shown(aligned((SUBNET, None))), trust=NOBODY).requirements
    assert first.coverage is Coverage.CLAIMED
    assert "unverified claim" in str(first.by[0].reason)


def test_a_badge_whose_issuer_could_not_be_asked_leaves_its_requirement_undetermined() -> None:
    silent = shown(aligned((SUBNET, None)), answers={ISSUER_DID: None})
    first, second = matched(role({"alignment": SUBNET}, {"alignment": CABLE}), silent).requirements
    assert (first.coverage, second.coverage) == (Coverage.UNDETERMINED, Coverage.MISSING)
    assert silent.badge is None
    assert "did not answer" in str(first.by[0].reason)


@pytest.mark.parametrize(
    ("changes", "word"),
    [({"validUntil": "2026-02-01T00:00:00Z"}, "expired"), ({"validFrom": "2027-01-01T00:00:00Z"}, "not yet valid")],
)
def test_a_badge_that_does_not_hold_today_is_shown_and_covers_nothing(changes: dict[str, Any], word: str) -> None:
    (first,) = matched(role(), shown(aligned((SUBNET, None), **changes))).requirements
    assert (first.coverage, first.by) == (Coverage.MISSING, ())
    assert str(first.short[0].reason).startswith(word)


def test_a_forged_badge_is_left_out_with_the_reason() -> None:
    document = aligned((CABLE, None))
    document["credentialSubject"]["achievement"]["alignment"][0]["targetUrl"] = SUBNET
    found = matched(role(), shown(document))
    assert found.coverage is Coverage.MISSING
    assert found.requirements[0].short == ()
    assert found.not_counted[0][1].startswith("invalid: ")


@pytest.mark.parametrize(("level", "covered"), [("3", True), ("4", True), ("2", False), (None, False), ("high", False)])
def test_a_level_is_reached_or_said_to_fall_short(level: str | None, covered: bool) -> None:
    asked = role({"alignment": SUBNET, "framework": "SFIA", "levelMin": 3})
    (first,) = matched(asked, shown(aligned((SUBNET, level)))).requirements
    assert (first.coverage is Coverage.COVERED) is covered
    if not covered:
        assert ("level 2, not 3" if level == "2" else "states no level") in str(first.short[0].reason)


def test_a_competency_of_another_framework_is_another_competency() -> None:
    (first,) = matched(role({"alignment": SUBNET, "framework": "ESCO"}), shown(aligned((SUBNET, None)))).requirements
    assert first.coverage is Coverage.MISSING
    assert "another framework than ESCO" in str(first.short[0].reason)


def test_somebody_elses_badge_counts_for_nothing_once_it_is_asked_whose_it_is() -> None:
    document = shown(aligned((SUBNET, None)))
    theirs = matched(role(), document, identities=(("did", LEARNER),))
    assert (theirs.coverage, theirs.holder_checked) == (Coverage.COVERED, True)
    other = matched(role(), document, identities=(("did", "did:example:other"),))
    assert (other.coverage, other.not_counted) == (Coverage.MISSING, (("one.json", "it was given to somebody else"),))
    assert not matched(role(), document).holder_checked


def test_the_same_bytes_twice_are_one_badge_and_unreadable_files_are_named() -> None:
    document = aligned((SUBNET, None))
    found = matched(role(), shown(document), shown(document, "copy.json"), Shown("cv.docx", trouble="no badge in it"))
    assert [one.source for one in found.requirements[0].by] == ["one.json"]
    assert found.not_counted == (("cv.docx", "no badge in it"),)


def test_a_badge_about_something_else_is_said_to_be() -> None:
    found = matched(role(), shown(aligned((CABLE, None))))
    assert found.not_counted == (("one.json", "it speaks to nothing the role asks for"),)


def test_the_document_has_everything_in_words() -> None:
    asked = role({"alignment": SUBNET, "framework": "SFIA", "levelMin": 2.5, "task": "Plan", "outcome": "A plan"})
    told = match_role(asked, [Applicant("Ana", (shown(aligned((SUBNET, "3"))),))], TRUSTED, NOW).to_json()
    assert told["role"] == {"id": "urn:role:net", "name": "Technician", "version": 1}
    (one,) = told["applicants"]
    assert (one["coverage"], one["holder"]) == ("covered", "not_checked")
    (item,) = one["requirements"]
    assert (item["label"], item["levelMin"], item["by"][0]["verdict"]) == ("Plan: A plan", 2.5, "valid")


@given(st.permutations(["one", "two", "three"]), st.booleans())
def test_the_order_of_files_changes_no_answer(order: list[str], trusted: bool) -> None:
    files = {
        "one": shown(aligned((SUBNET, "2"), number=1), "one"),
        "two": shown(aligned((SUBNET, "4"), number=2), "two"),
        "three": shown(aligned((CABLE, "1"), number=3), "three"),
    }
    asked = role({"alignment": SUBNET, "levelMin": 3}, {"alignment": CABLE})
    found = matched(asked, *(files[name] for name in order), trust=TRUSTED if trusted else NOBODY)
    assert {item.coverage for item in found.requirements} == {Coverage.COVERED if trusted else Coverage.CLAIMED}
    assert [[one.source for one in item.by] for item in found.requirements] == [["two"], ["three"]]


def test_a_role_is_refused_with_its_place() -> None:
    with pytest.raises(StackcredError) as refused:
        role({"alignment": SUBNET, "levelMin": "high"})
    assert refused.value.pointer == "/competencies/0/levelMin"
