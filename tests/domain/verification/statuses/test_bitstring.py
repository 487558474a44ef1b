"""Status lists are credentials of their own: whose, about what, how old, and whether they hold."""

from __future__ import annotations

import gzip
from datetime import timedelta
from typing import Any

import pytest
from tests.domain.verification.making import (
    ISSUER,
    ISSUER_DID,
    LIST_URL,
    NOW,
    OB,
    V2,
    badge,
    changed,
    detail_of,
    key,
    report_on,
    signed,
)

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.jose import sign_jws
from stackcred_issuer.domain.proof.multibase import base64url_encode
from stackcred_issuer.domain.status.bitstring import MIN_BITS, Bitstring
from stackcred_issuer.domain.status.status_list import list_credential, message_entry
from stackcred_issuer.domain.verification.limits import MAX_STATUS_ENTRIES
from stackcred_issuer.domain.verification.report import Report, Result, Verdict

INDEX = 94567
FROM = NOW - timedelta(hours=2)


def entry(**changes: Any) -> JsonObject:
    plain = {
        "id": f"{LIST_URL}#{INDEX}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(INDEX),
        "statusListCredential": LIST_URL,
    }
    return changed(plain, **changes)


def status_list(*set_: int, purpose: str = "revocation", issuer: str = ISSUER_DID, **changes: Any) -> JsonObject:
    bits = Bitstring.empty()
    for index in set_:
        bits = bits.with_bit(index, True)
    until = NOW + timedelta(days=1)
    return changed(list_credential(LIST_URL, issuer, purpose, bits, FROM, until, 60_000), **changes)


def report(
    answer: JsonObject | str | None, status: Any = None, issuer: Any = ISSUER, more: dict[str, Any] | None = None
) -> Report:
    document = signed(badge(issuer.controller, credentialStatus=status or [entry()]), issuer)
    return report_on(document, {LIST_URL: answer, **(more or {})})


GOOD = signed(status_list())
REVOKED = signed(status_list(INDEX))


def test_a_bit_that_is_off_is_valid_as_of_the_list() -> None:
    found = report(GOOD)
    assert found.verdict is Verdict.VALID
    assert found.status_as_of == FROM
    assert "2026-06-01T10:00:00Z" in detail_of(found, "status")


def test_a_bit_that_is_on_is_revoked_and_not_invalid() -> None:
    found = report(REVOKED)
    assert found.verdict is Verdict.REVOKED
    assert found.result_of("status") is Result.FAIL
    assert found.result_of("proof") is Result.PASS


def test_the_neighbours_do_not_count() -> None:
    assert report(signed(status_list(INDEX - 1, INDEX + 1))).verdict is Verdict.VALID


def test_suspension_is_reported_by_its_own_name() -> None:
    suspended = signed(status_list(INDEX, purpose="suspension"))
    assert report(suspended, [entry(statusPurpose="suspension")]).verdict is Verdict.SUSPENDED


def test_revoked_comes_before_suspended_and_expired() -> None:
    other = "https://issuer.example/status-lists/2"
    lists = {
        other: signed(status_list(INDEX, purpose="suspension", id=other)),
    }
    entries = [entry(statusPurpose="suspension", statusListCredential=other), entry()]
    assert report(REVOKED, entries, more=lists).verdict is Verdict.REVOKED
    assert report(GOOD, entries, more=lists).verdict is Verdict.SUSPENDED


def test_a_list_as_jws_counts_as_well() -> None:
    signer = key(5)
    for bits, verdict in (((), Verdict.VALID), ((INDEX,), Verdict.REVOKED)):
        document = status_list(*bits, issuer=signer.controller, validFrom="2026-06-01T10:00:00Z")
        document["credentialSubject"]["id"] = f"{LIST_URL}#list"
        assert report(sign_jws(document, signer), issuer=signer).verdict is verdict


class TestListsThatAreNotTheIssuersWord:
    def failing(self, answer: Any, status: Any = None, **more: Any) -> str:
        found = report(answer, status, **more)
        assert found.result_of("status") is Result.FAIL
        assert found.verdict is Verdict.INVALID
        return detail_of(found, "status")

    def test_a_list_signed_by_somebody_else_fails(self) -> None:
        other = key(6)
        told = self.failing(signed(status_list(issuer=other.controller), other))
        assert "not the issuer" in told

    def test_a_list_that_names_the_issuer_but_is_signed_by_somebody_else_fails(self) -> None:
        assert "does not hold" in self.failing(signed(status_list(), key(6)))

    def test_a_changed_list_fails(self) -> None:
        forged = changed(REVOKED, credentialSubject=GOOD["credentialSubject"])
        assert "does not hold" in self.failing(forged)

    def test_an_unsigned_list_fails(self) -> None:
        self.failing(status_list())

    def test_a_list_about_another_purpose_fails(self) -> None:
        assert "STATUS_VERIFICATION_ERROR" in self.failing(signed(status_list(purpose="suspension")))

    def test_a_list_that_is_too_short_fails(self) -> None:
        short = status_list()
        short["credentialSubject"]["encodedList"] = "u" + base64url_encode(gzip.compress(bytes(1024)))
        assert "STATUS_LIST_LENGTH_ERROR" in self.failing(signed(short))

    @pytest.mark.parametrize(
        "index",
        [
            "131072",
            "99999999999999999999",
            "-1",
            "01",
            " 1",
            "1.0",
            "",
            "١",
            None,
            True,
            False,
            -1,
            1.0,
            0.5,
            1e300,
            "+1",
            "1 ",
            "1_0",
            "²",
            131072,
        ],
    )
    def test_an_index_outside_or_not_a_plain_number_fails(self, index: Any) -> None:
        self.failing(GOOD, [entry(statusListIndex=index)])

    def test_a_list_that_cannot_be_unpacked_fails(self) -> None:
        bad = status_list()
        bad["credentialSubject"]["encodedList"] = "uH4sIAAAA"
        self.failing(signed(bad))

    def test_an_entry_without_a_list_or_a_purpose_fails(self) -> None:
        for spoilt in (entry(statusListCredential="no url"), entry(statusPurpose=None), entry(statusPurpose=[])):
            found = report_on(badge(credentialStatus=spoilt), {LIST_URL: GOOD})
            assert found.result_of("status") is Result.FAIL


class TestWhatCannotBeFoundOut:
    def undetermined(self, answer: Any, status: Any = None, **more: Any) -> str:
        found = report(answer, status, **more)
        assert found.result_of("status") is Result.UNDETERMINED
        assert found.verdict is Verdict.UNDETERMINED
        return detail_of(found, "status")

    def test_a_list_that_cannot_be_had(self) -> None:
        assert "could not be found out" in self.undetermined(None)

    def test_something_that_is_no_list(self) -> None:
        self.undetermined({"error": "not found"})
        self.undetermined("<html>")
        self.undetermined(signed(badge()))

    def test_a_list_whose_signer_cannot_be_reached(self) -> None:
        away = "did:web:away.example"
        self.undetermined(signed(status_list(), type(ISSUER)(ISSUER.private, ISSUER.public_key, away, f"{away}#k")))

    def test_a_list_that_is_out_of_date(self) -> None:
        stale = status_list(validFrom="2026-01-01T00:00:00Z", validUntil="2026-01-02T00:00:00Z")
        assert "out of date" in self.undetermined(signed(stale))

    def test_a_list_that_calls_itself_otherwise(self) -> None:
        assert "calls itself" in self.undetermined(signed(status_list(id="https://issuer.example/status-lists/2")))

    def test_a_kind_of_status_that_is_not_known(self) -> None:
        context = {"RevocationList2020Status": "https://w3id.org/vc-revocation-list-2020#RevocationList2020Status"}
        document = badge(
            **{"@context": [V2, OB, context]}, credentialStatus=[{"type": "RevocationList2020Status", "id": LIST_URL}]
        )
        found = report_on(signed(document), {LIST_URL: GOOD})
        assert found.verdict is Verdict.UNDETERMINED
        assert "not known" in detail_of(found, "status")

    def test_a_purpose_that_is_not_known_when_it_is_set(self) -> None:
        odd = [entry(statusPurpose="grandfathered")]
        self.undetermined(signed(status_list(INDEX, purpose="grandfathered")), odd)
        assert report(signed(status_list(purpose="grandfathered")), odd).verdict is Verdict.VALID

    def test_more_entries_than_are_looked_up(self) -> None:
        crowd = [entry(id=f"{LIST_URL}#{n}") for n in range(MAX_STATUS_ENTRIES + 1)]
        assert str(MAX_STATUS_ENTRIES) in self.undetermined(GOOD, crowd)


def test_a_revocation_counts_even_in_an_old_list_or_one_with_another_name() -> None:
    """It is permanent, and the issuer signed it."""
    old = status_list(INDEX, validFrom="2026-01-01T00:00:00Z", validUntil="2026-01-02T00:00:00Z")
    assert report(signed(old)).verdict is Verdict.REVOKED
    assert report(signed(status_list(INDEX, id="https://issuer.example/other"))).verdict is Verdict.REVOKED


def test_a_number_as_index_says_the_same_as_its_text() -> None:
    assert report(REVOKED, [entry(statusListIndex=INDEX)]).verdict is Verdict.REVOKED
    assert report(GOOD, [entry(statusListIndex=INDEX)]).verdict is Verdict.VALID


def test_a_list_may_be_about_several_purposes() -> None:
    both = status_list(INDEX)
    both["credentialSubject"]["statusPurpose"] = ["message", "revocation"]
    assert report(signed(both)).verdict is Verdict.REVOKED


def test_a_status_of_several_bits_tells_its_message() -> None:
    messages = ["fine", "under review", "please renew", "see the registrar"]
    bits = Bitstring(bytes(2 * MIN_BITS // 8)).with_bit(2 * INDEX, True)
    noted = list_credential(LIST_URL, ISSUER_DID, ["message"], bits, FROM, NOW + timedelta(days=1), 60_000)
    told = message_entry(LIST_URL, INDEX, messages, ["https://issuer.example/meanings"])
    found = report(signed(noted), [told])
    assert found.verdict is Verdict.VALID, found
    assert "please renew" in detail_of(found, "status")
    for spoilt in (
        told | {"statusMessage": told["statusMessage"][:3]},
        told | {"statusSize": 3},
        told | {"statusMessage": [{"status": "1", "message": "x"}] * 4},
        told | {"statusMessage": [{"status": "0x1"}] * 4},
    ):
        assert report(signed(noted), [spoilt]).result_of("status") is Result.FAIL
    with pytest.raises(StackcredError):
        message_entry(LIST_URL, INDEX, messages[:3])
    small = list_credential(LIST_URL, ISSUER_DID, "message", Bitstring.empty(), FROM, NOW + timedelta(days=1), 1)
    assert "STATUS_LIST_LENGTH_ERROR" in detail_of(report(signed(small), [told]), "status")


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (None, "STATUS_RETRIEVAL_ERROR"),
        (signed(status_list(purpose="suspension")), "STATUS_VERIFICATION_ERROR"),
        (signed(status_list(), key(6)), "STATUS_VERIFICATION_ERROR"),
    ],
)
def test_what_is_wrong_has_the_standards_name(answer: Any, problem: str) -> None:
    (check,) = [one for one in report(answer).checks if one.name == "status"]
    assert check.to_json()["problem"] == f"https://www.w3.org/ns/credentials/status-list#{problem}"


@pytest.mark.parametrize("purpose", ["message", "refresh"])
def test_notes_do_not_take_anything_away(purpose: str) -> None:
    found = report(signed(status_list(INDEX, purpose=purpose)), [entry(statusPurpose=purpose)])
    assert found.verdict is Verdict.VALID
    assert "note" in detail_of(found, "status")


def test_one_entry_that_cannot_be_looked_up_leaves_the_whole_open() -> None:
    entries = [entry(), entry(statusPurpose="suspension", statusListCredential="https://gone.example/list")]
    found = report(GOOD, entries, more={"https://gone.example/list": None})
    assert found.verdict is Verdict.UNDETERMINED
    assert report(REVOKED, entries, more={"https://gone.example/list": None}).verdict is Verdict.REVOKED


def test_the_status_is_as_old_as_the_oldest_list_used() -> None:
    other, early = "https://issuer.example/status-lists/2", "2026-05-31T00:00:00Z"
    suspended = signed(status_list(purpose="suspension", id=other, validFrom=early))
    entries = [entry(), entry(statusPurpose="suspension", statusListCredential=other)]
    assert report(GOOD, entries, more={other: suspended}).status_as_of == parse_instant(early)


def test_status_list_2021_is_read_too() -> None:
    context = ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/vc/status-list/2021/v1"]
    eddsa = "https://w3id.org/security/data-integrity/v2"
    for bits, verdict in (((), Verdict.VALID), ((INDEX,), Verdict.REVOKED)):
        plain = status_list(*bits)
        encoded = plain["credentialSubject"]["encodedList"].removeprefix("u")
        document = {
            "@context": [*context, eddsa],
            "id": LIST_URL,
            "type": ["VerifiableCredential", "StatusList2021Credential"],
            "issuer": ISSUER_DID,
            "issuanceDate": "2026-06-01T10:00:00Z",
            "credentialSubject": {
                "id": f"{LIST_URL}#list",
                "type": "StatusList2021",
                "statusPurpose": "revocation",
                "encodedList": encoded,
            },
        }
        subject = {"id": "did:example:a", "name": "x"}
        holder = {
            "@context": [context[0], context[1], eddsa],
            "type": ["VerifiableCredential"],
            "issuer": ISSUER_DID,
            "issuanceDate": "2026-01-01T00:00:00Z",
            "credentialSubject": {"id": subject["id"]},
            "credentialStatus": entry(type="StatusList2021Entry"),
        }
        found = report_on(signed(holder), {LIST_URL: signed(document)})
        assert found.verdict is verdict, found.checks
