"""Drafts are VC 2.0 and Open Badges 3.0.3 with lists wherever the standard knows lists."""

from __future__ import annotations

from typing import Any

import pytest
from tests.domain.issuance.build import (
    ACHIEVEMENT,
    BADGE,
    EVIDENCE,
    ISSUER,
    NOW,
    PROFILE,
    RESULTS,
    SLOT,
    SOURCE,
    badge,
    recipient,
)

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.issuance.draft import (
    LATE_TERMS,
    Draft,
    Recipient,
    RelatedResource,
    draft_award,
    draft_badge,
)
from stackcred_issuer.domain.issuance.lint import lint
from stackcred_issuer.domain.jsonvalue import walk
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.status.status_list import REVOCATION, status_entries
from stackcred_issuer.gateways.bundled import load_contexts

DIGESTS = [digest_multibase(bytes([number])) for number in range(3)]


def award(**members: Any) -> Draft:
    return draft_award(
        badge_url=BADGE,
        evaluation_of=lambda badge_url: f"{badge_url}/evaluation",
        evaluation_digest=DIGESTS[0],
        related=[RelatedResource("https://badges.example.org/rules/1", DIGESTS[1])],
        narrative_of_stack="Satisfied as of 2026-03-01T09:00:00Z: 4 of 4 parts met.",
        issuer=PROFILE,
        achievement=ACHIEVEMENT,
        recipient=recipient(),
        valid_from=NOW,
        status=status_entries(SLOT),
        **members,
    )


def test_a_draft_with_everything_in_it_passes_every_lint() -> None:
    lint(badge(), load_contexts())


def test_the_least_draft_passes_every_lint() -> None:
    draft = draft_badge(
        badge_url=BADGE,
        issuer={"id": ISSUER, "name": "School"},
        achievement={"id": "urn:1", "name": "A", "description": "B", "criteria": {"narrative": "C"}},
        recipient=Recipient("did:example:ana"),
        valid_from=NOW,
        status=status_entries(SLOT),
    )
    lint(draft, load_contexts())
    assert list(draft.document["credentialSubject"]) == ["id", "type", "achievement"]
    assert "evidence" not in draft.document
    assert "validUntil" not in draft.document


def test_contexts_types_and_schema_are_those_of_the_standard() -> None:
    document = badge().document
    assert document["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    ]
    assert document["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert document["credentialSchema"] == [
        {
            "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
            "type": "1EdTechJsonSchemaValidator2019",
        }
    ]
    assert document["name"] == ACHIEVEMENT["name"]


def test_everything_said_stands_where_the_standard_puts_it() -> None:
    document = badge().document
    subject = document["credentialSubject"]
    assert document["issuer"] == PROFILE
    assert document["evidence"] == EVIDENCE
    assert subject["achievement"] == ACHIEVEMENT
    assert subject["result"] == RESULTS
    assert subject["source"] == SOURCE
    assert subject["creditsEarned"] == 3.5
    assert subject["narrative"] == "Passed at the first attempt."
    assert (document["validFrom"], document["validUntil"]) == ("2026-03-01T09:00:00Z", "2029-03-01T09:00:00Z")


def test_activity_dates_become_whole_seconds_of_utc() -> None:
    subject = badge().document["credentialSubject"]
    assert subject["activityStartDate"] == "2026-02-01T00:00:00Z"
    assert subject["activityEndDate"] == "2026-02-27T09:30:00Z"


@pytest.mark.parametrize("text", ["2026-02-01", "2026-02-01T08:00:00", "soon"])
def test_an_activity_date_without_a_zone_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(StackcredError) as caught:
        badge(activity_end=text)
    assert (caught.value.code, caught.value.pointer) == (ErrorCode.INVALID, "/credentialSubject/activityEndDate")


def test_single_values_become_lists_and_absent_types_are_written() -> None:
    achievement = {name: value for name, value in ACHIEVEMENT.items() if name != "type"}
    achievement |= {"tag": "networks", "alignment": ACHIEVEMENT["alignment"][0]}
    draft = badge(
        issuer={"id": ISSUER, "name": "School"},
        achievement=achievement,
        results=[{"status": "Completed"}],
        evidence=[{"id": "https://example.org/1"}],
        source={"id": "https://example.org", "type": "Profile"},
    )
    subject = draft.document["credentialSubject"]
    assert draft.document["issuer"]["type"] == ["Profile"]
    assert draft.document["evidence"][0]["type"] == ["Evidence"]
    assert subject["achievement"]["type"] == ["Achievement"]
    assert subject["achievement"]["tag"] == ["networks"]
    assert subject["achievement"]["alignment"] == ACHIEVEMENT["alignment"]
    assert subject["result"] == [{"type": ["Result"], "status": "Completed"}]
    assert subject["source"]["type"] == ["Profile"]
    lint(draft, load_contexts())


def test_only_an_achievements_own_members_are_embedded_and_none_that_came_late() -> None:
    achievement = ACHIEVEMENT | {"@context": "https://example.org", "key": "coc1", "inLanguage": "en", "version": "2"}
    embedded = badge(achievement=achievement).document["credentialSubject"]["achievement"]
    assert embedded == ACHIEVEMENT | {"version": "2"}


def test_no_late_term_and_no_null_is_anywhere_in_a_draft() -> None:
    for path, value in walk(badge().document):
        assert not LATE_TERMS.intersection(path)
        assert value is not None


def test_a_single_status_entry_stands_alone_and_several_in_a_list() -> None:
    assert isinstance(badge().document["credentialStatus"], list)
    assert (
        badge(status=status_entries(SLOT, [REVOCATION])).document["credentialStatus"]["statusPurpose"] == "revocation"
    )


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"issuer": {"name": "School"}}, "/issuer/id"),
        ({"achievement": {"id": "urn:1", "name": "A", "criteria": {}}}, "/credentialSubject/achievement/description"),
        ({"results": [{"value": "1"}, {"value": 87}]}, "/credentialSubject/result/1/value"),
        ({"evidence": [{"id": 5}]}, "/evidence/0/id"),
        ({"source": {"id": "urn:1", "name": None}}, "/credentialSubject/source/name"),
    ],
)
def test_what_is_not_open_badges_is_refused_with_its_place_in_the_badge(members: Any, pointer: str) -> None:
    with pytest.raises(StackcredError) as caught:
        badge(**members)
    assert (caught.value.code, caught.value.pointer) == (ErrorCode.INVALID, pointer)


def test_an_award_is_an_ordinary_badge_whose_evidence_names_its_evaluation() -> None:
    draft = award()
    lint(draft, load_contexts())
    address = f"{BADGE}/evaluation"
    (evidence,) = draft.document["evidence"]
    assert (evidence["id"], evidence["genre"], evidence["type"]) == (address, "StackingEvaluation", ["Evidence"])
    assert evidence["narrative"].startswith("Satisfied")
    assert draft.document["relatedResource"] == [
        {"id": address, "digestMultibase": DIGESTS[0]},
        {"id": "https://badges.example.org/rules/1", "digestMultibase": DIGESTS[1]},
    ]
    assert "related" not in draft.document["credentialSubject"]["achievement"], "parts are no versions"


def test_other_evidence_of_an_award_comes_after_its_evaluation() -> None:
    genres = [one["genre"] for one in award(evidence=EVIDENCE).document["evidence"]]
    assert genres == ["StackingEvaluation", "workplace"]


def test_a_part_that_serves_twice_is_bound_once() -> None:
    part = RelatedResource("https://badges.example.org/badges/2", DIGESTS[2])
    assert len(badge(related=[part, part]).document["relatedResource"]) == 1


def test_a_draft_shares_nothing_with_what_it_was_made_of() -> None:
    achievement = {**ACHIEVEMENT, "tag": ["networks"]}
    draft = badge(achievement=achievement)
    achievement["tag"].append("later")
    assert draft.document["credentialSubject"]["achievement"]["tag"] == ["networks"]


def test_what_is_the_same_in_each_badge_is_shaped_once_and_belongs_to_nobody() -> None:
    first, second = badge().document, badge().document
    assert first == second
    first["issuer"]["name"] = "changed"
    first["credentialSubject"]["achievement"]["tag"].append("changed")
    assert badge().document == second
