"""A badge says whom it is about, and is about the person asked for (OB 3.0 §9 steps 1 and 5)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.domain.verification.making import LEARNER, V2, badge, detail_of, key, report_on, signed

from stackcred_issuer.domain.credential.identity import hashed_email
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.verification.report import Result, Verdict
from stackcred_issuer.domain.verification.verify import Policy, Recipient

SIGNER = key(3)
EMAIL = hashed_email("Ana@Example.com ", "s" * 22)


def report(subject: JsonObject, recipient: Recipient | None = None) -> Any:
    document = badge(SIGNER.controller)
    achievement = document["credentialSubject"]["achievement"]
    document["credentialSubject"] = {"type": ["AchievementSubject"], "achievement": achievement, **subject}
    return report_on(signed(document, SIGNER), policy=Policy(recipient=recipient))


@pytest.mark.parametrize("subject", [{"id": LEARNER}, {"identifier": [EMAIL]}, {"id": LEARNER, "identifier": [EMAIL]}])
def test_an_id_or_an_identifier_is_enough(subject: JsonObject) -> None:
    assert report(subject).verdict is Verdict.VALID


def test_neither_fails() -> None:
    found = report({})
    assert found.result_of("subject") is Result.FAIL
    assert "anybody's" in detail_of(found, "subject")


def test_a_plain_credential_need_not_name_its_subject() -> None:
    document = {
        "@context": [V2],
        "type": ["VerifiableCredential"],
        "issuer": SIGNER.controller,
        "credentialSubject": {"name": "Somebody"},
    }
    assert report_on(signed(document, SIGNER)).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("identity_type", "value", "theirs"),
    [
        ("emailAddress", "ana@example.com", True),
        ("emailAddress", " ANA@example.com", True),
        ("emailAddress", "eve@example.com", False),
        ("name", "ana@example.com", False),
        ("id", LEARNER, True),
        ("id", "did:example:eve", False),
    ],
)
def test_it_is_held_to_the_person_asked_for(identity_type: str, value: str, theirs: bool) -> None:
    found = report({"id": LEARNER, "identifier": [EMAIL]}, Recipient(identity_type, value))
    assert (found.result_of("subject") is Result.PASS) == theirs
    assert (found.verdict is Verdict.VALID) == theirs


@pytest.mark.parametrize(
    "identity",
    [
        {"type": "IdentityObject", "hashed": True, "identityHash": "sha256$é", "identityType": "emailAddress"},
        {
            "type": "IdentityObject",
            "hashed": True,
            "identityHash": "sha256$00",
            "identityType": "emailAddress",
            "salt": 5,
        },
        {"type": "IdentityObject", "hashed": True, "identityHash": 5, "identityType": "emailAddress"},
        "ana@example.com",
    ],
)
def test_a_misshapen_identifier_is_nobodys(identity: Any) -> None:
    document = {**badge(), "credentialSubject": {**badge()["credentialSubject"], "identifier": [identity]}}
    found = report_on(document, policy=Policy(recipient=Recipient("emailAddress", "ana@example.com")))
    assert found.result_of("subject") is Result.FAIL
