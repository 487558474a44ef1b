"""Our privacy promise: no badge says in the clear who the learner is or how to reach them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.domain.issuance.build import ACHIEVEMENT, EVIDENCE, badge, changed, recipient

from stackcred_issuer.domain.issuance.draft import Draft
from stackcred_issuer.domain.issuance.lints.base import Reading
from stackcred_issuer.domain.issuance.lints.personal_data import LINT
from stackcred_issuer.gateways.bundled import load_contexts

SUBJECT = "/credentialSubject"


def pointers(draft: Draft) -> list[str]:
    return [finding.pointer for finding in LINT.findings(Reading(draft, load_contexts()))]


def telling(text: str) -> list[str]:
    return pointers(badge(narrative=text))


@pytest.mark.parametrize(
    "text",
    [
        "ana@example.com",
        "Write to Ana.Reyes+work@mail.example.co.uk!",
        "mailto:ana@example.com",
        "anä@exämple.com",
        "<ana@example.com>",
        "Call +63 917 123 4567.",
        "Call +1 (222) 333-4444",
        "tel:+639171234567",
    ],
)
def test_contact_data_in_a_text_is_refused(text: str) -> None:
    assert telling(text) == [f"{SUBJECT}/narrative"]


@pytest.mark.parametrize(
    "text",
    [
        "See https://video.example.org/@ana/1",
        "Scored 87 of 100 @ the first attempt",
        "From 2026-01-10 to 2026-02-20",
        "C++ 17 and 2 + 2 = 4",
        "Unit ELC724331, version 2013-12-05",
        "+5 points, +10 bonus",
    ],
)
def test_texts_that_only_look_a_little_like_it_are_let_through(text: str) -> None:
    assert telling(text) == []


@pytest.mark.parametrize("member", ["name", "description", "narrative", "genre", "audience"])
def test_evidence_is_read_too(member: str) -> None:
    evidence = [EVIDENCE[0] | {member: "by ana@example.com"}]
    assert pointers(badge(evidence=evidence)) == [f"/evidence/0/{member}"]


def test_addresses_in_ids_are_found() -> None:
    assert pointers(badge(evidence=[{"id": "mailto:ana@example.com"}])) == ["/evidence/0/id"]
    assert pointers(changed(f"{SUBJECT}/id", "https://ana@example.com/")) == [f"{SUBJECT}/id"]


def test_achievements_are_read_too() -> None:
    told = ACHIEVEMENT | {"description": "Ask registrar@example.org"}
    assert pointers(badge(achievement=told)) == [f"{SUBJECT}/achievement/description"]


@pytest.mark.parametrize("member", ["email", "phone", "givenName", "familyName", "address", "dateOfBirth", "name"])
def test_members_of_a_person_have_no_place_on_the_subject(member: str) -> None:
    assert pointers(changed(f"{SUBJECT}/{member}", "x")) == [f"{SUBJECT}/{member}"]


def test_organisations_may_say_how_to_reach_them() -> None:
    contact: dict[str, Any] = {"email": "a@example.org", "phone": "+63 38 411 0000", "description": "b@example.org"}
    source = {"id": "https://example.org", "name": "Employer", "givenName": "Horace", **contact}
    creator = {"id": "https://example.org", "type": ["Profile"], "name": "College", **contact}
    assert pointers(badge(source=source, achievement=ACHIEVEMENT | {"creator": creator})) == []


def test_a_date_of_birth_is_refused_wherever_it_stands() -> None:
    source = {"id": "https://example.org", "name": "Assessor", "dateOfBirth": "1980-01-01"}
    assert pointers(badge(source=source)) == [f"{SUBJECT}/source/dateOfBirth"]


@pytest.mark.parametrize("text", ["Well done, Ana Reyes!", "ANA  REYES", "signed: ana reyes."])
def test_what_the_recipient_withholds_is_found_however_it_is_spelt(text: str) -> None:
    withheld = recipient(withheld=("Ana Reyes",))
    assert pointers(badge(recipient=withheld, narrative=text)) == [f"{SUBJECT}/narrative"]


@pytest.mark.parametrize("text", ["Ana did well", "Diana Reyesson", "Reyes, Ana"])
def test_only_the_whole_of_it_is(text: str) -> None:
    assert pointers(badge(recipient=recipient(withheld=("Ana Reyes",)), narrative=text)) == []


def test_a_single_word_is_too_common_to_look_for() -> None:
    assert pointers(badge(recipient=recipient(withheld=("Passed",)))) == []
