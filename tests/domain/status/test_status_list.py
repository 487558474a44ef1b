"""Entries and lists as Bitstring Status List 1.0 writes them, and the errors it names when they are read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.issuance.build import ISSUER, NOW, SLOT
from tests.support.shared import shared_json

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.canonical.jsonld import check_terms
from stackcred_issuer.domain.status.bitstring import MIN_BITS, Bitstring
from stackcred_issuer.domain.status.status_list import (
    REVOCATION,
    list_credential,
    parse_index,
    read_status,
    status_entries,
)
from stackcred_issuer.gateways.bundled import load_contexts

ENTRY = status_entries(SLOT)[0]
BITS = Bitstring.empty().with_bit(SLOT.index, True)
VALIDATOR = "spec/data/examples/ob/validator/bit-string-list/"


def published(bits: Bitstring = BITS, **subject: Any) -> JsonObject:
    document = list_credential(SLOT.revocation_url, ISSUER, REVOCATION, bits, NOW, NOW + timedelta(days=2), 60_000)
    document["credentialSubject"] |= subject
    return document


def refusal(entry: JsonObject, document: JsonObject) -> StackcredError:
    with pytest.raises(StackcredError) as caught:
        read_status(entry, document)
    return caught.value


def test_a_badge_has_one_entry_for_each_purpose_at_the_same_index() -> None:
    revocation, suspension = status_entries(SLOT)
    assert (revocation["statusPurpose"], suspension["statusPurpose"]) == ("revocation", "suspension")
    assert revocation["statusListIndex"] == suspension["statusListIndex"] == "94567"
    assert revocation["statusListCredential"] == SLOT.revocation_url != suspension["statusListCredential"]
    assert all(entry["id"] != entry["statusListCredential"] for entry in (revocation, suspension))


def test_a_single_purpose_gives_a_single_entry() -> None:
    assert status_entries(SLOT, [REVOCATION]) == [ENTRY]


def test_a_set_bit_is_a_status_and_every_other_is_none() -> None:
    assert read_status(ENTRY, published()) == 1
    assert read_status(ENTRY, published(Bitstring.empty())) == 0
    assert read_status(ENTRY | {"statusListIndex": "94566"}, published()) == 0


def test_the_list_loses_nothing_when_it_is_signed() -> None:
    check_terms(published(), load_contexts())
    assert published()["credentialSubject"]["ttl"] == 60_000
    assert published()["issuer"] == ISSUER


def test_a_list_for_several_purposes_serves_each_of_them() -> None:
    assert read_status(ENTRY, published(statusPurpose=["suspension", "revocation"])) == 1


def test_another_purpose_is_a_verification_error() -> None:
    assert "STATUS_VERIFICATION_ERROR" in refusal(ENTRY, published(statusPurpose="suspension")).detail
    assert "STATUS_VERIFICATION_ERROR" in refusal(ENTRY, published(statusPurpose="revocations")).detail


def test_an_index_outside_the_list_is_a_range_error() -> None:
    assert "RANGE_ERROR" in refusal(ENTRY | {"statusListIndex": str(MIN_BITS)}, published()).detail


def test_statuses_of_several_bits_are_read_with_a_message_for_each_value() -> None:
    messages = [{"status": hex(value), "message": str(value)} for value in range(4)]
    entry = ENTRY | {"statusPurpose": "message", "statusSize": 2, "statusMessage": messages, "statusListIndex": "5"}
    bits = Bitstring.empty(2 * MIN_BITS).with_bit(10, True).with_bit(11, True)
    assert read_status(entry, published(bits, statusPurpose="message")) == 3
    short = refusal(entry, published(statusPurpose="message"))
    assert "STATUS_LIST_LENGTH_ERROR" in short.detail
    assert "statusMessage" in refusal(entry | {"statusMessage": messages[:3]}, published()).detail


@pytest.mark.parametrize(
    ("entry", "subject"),
    [
        ({"type": "StatusList2021Entry"}, {}),
        ({"statusListIndex": 94567}, {}),
        ({"statusListIndex": None}, {}),
        ({"statusPurpose": None}, {}),
        ({"statusPurpose": ["revocation"]}, {}),
        ({"statusSize": 0}, {}),
        ({"statusSize": True}, {}),
        ({"statusSize": "1"}, {}),
        ({"statusSize": 2**40}, {}),
        ({}, {"type": "StatusList2021"}),
        ({}, {"encodedList": None}),
        ({}, {"encodedList": "not a list"}),
    ],
)
def test_malformed_members_are_named_as_such(entry: JsonObject, subject: JsonObject) -> None:
    error = refusal(ENTRY | entry, published(**subject))
    assert error.code is ErrorCode.MALFORMED
    assert error.detail.startswith("MALFORMED_VALUE_ERROR")


@given(st.integers(0, 10**12 - 1))
def test_an_index_reads_as_it_was_written(index: int) -> None:
    assert parse_index(str(index)) == index


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", " 1", "1 ", "01", "1_0", "1e3", "0x1", "1.0", "١", "²", 7, None, "9" * 13]
)
def test_an_index_is_plain_digits_only(text: object) -> None:
    with pytest.raises(StackcredError):
        parse_index(text)


def test_1edtechs_own_fixture_is_revoked() -> None:
    entry = shared_json(f"{VALIDATOR}credential-status-revoked.json")["credentialStatus"]
    entry["statusListIndex"] = str(entry["statusListIndex"])  # they write a number
    assert read_status(entry, shared_json(f"{VALIDATOR}testlist")) == 1
