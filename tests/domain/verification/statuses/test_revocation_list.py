"""1EdTech revocation lists: plain JSON, believed as far as the connection is."""

from __future__ import annotations

from typing import Any

import pytest
from tests.domain.verification.making import (
    EXTENSIONS,
    ISSUER_DID,
    NOW,
    OB,
    V2,
    badge,
    detail_of,
    report_on,
    signed,
)

from stackcred_issuer.domain.verification.report import Report, Result, Verdict

URL = "https://issuer.example/revoked"
ENTRY = {"id": URL, "type": "1EdTechRevocationList"}
DOCUMENT = signed(badge(**{"@context": [V2, OB, EXTENSIONS]}, credentialStatus=ENTRY))
OWN = DOCUMENT["id"]


def report(answer: Any) -> Report:
    return report_on(DOCUMENT, {URL: answer})


@pytest.mark.parametrize(
    "revoked",
    [
        [{"id": OWN}],
        [{"id": "urn:uuid:other"}, {"id": OWN, "revoked": True}],
        {"id": OWN},
        [OWN],
        [{"id": f" {OWN}\n"}],
        [{"id": OWN.replace(":", "%3A")}],
        [{"id": OWN, "revoked": "no"}],
    ],
)
def test_a_listed_badge_is_revoked(revoked: Any) -> None:
    assert report({"id": URL, "issuer": ISSUER_DID, "revokedCredential": revoked}).verdict is Verdict.REVOKED


@pytest.mark.parametrize("revoked", [[], [{"id": "urn:uuid:other"}], [{"id": OWN, "revoked": False}], [{}]])
def test_a_badge_that_is_not_listed_is_valid_as_of_the_answer(revoked: Any) -> None:
    found = report({"id": URL, "revokedCredential": revoked})
    assert found.verdict is Verdict.VALID
    assert found.status_as_of == NOW


def test_the_reason_is_told() -> None:
    found = report({"revokedCredential": [{"id": OWN, "revocationReason": "Issued by mistake\n"}]})
    assert "“Issued by mistake ”" in detail_of(found, "status")


@pytest.mark.parametrize("answer", [None, "<html>", {}, {"revokedCredential": [1]}, {"revokedCredential": 5}])
def test_what_is_no_such_list_leaves_it_open(answer: Any) -> None:
    found = report(answer)
    assert found.result_of("status") is Result.UNDETERMINED
    assert found.verdict is Verdict.UNDETERMINED


def test_a_list_of_another_issuer_fails() -> None:
    found = report({"issuer": {"id": "did:web:other.example"}, "revokedCredential": []})
    assert found.result_of("status") is Result.FAIL
    assert found.verdict is Verdict.INVALID


def test_an_entry_without_address_fails() -> None:
    found = report_on({**badge(), "credentialStatus": {"id": "nowhere", "type": "1EdTechRevocationList"}})
    assert found.result_of("status") is Result.FAIL


def test_a_badge_without_id_cannot_be_found_in_a_list() -> None:
    document = {k: v for k, v in DOCUMENT.items() if k != "id"}
    found = report_on(document, {URL: {"revokedCredential": []}})
    assert found.result_of("status") is Result.UNDETERMINED
