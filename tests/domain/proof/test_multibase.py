"""One text for one value, in both bases, and nothing else is read."""

from __future__ import annotations

import hashlib

import base58
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.multibase import (
    MAX_BASE58,
    base58btc_decode,
    base58btc_encode,
    base64url_decode,
    base64url_encode,
    digest_multibase,
    multibase_decode,
    multibase_encode,
)


@given(st.binary(max_size=200))
def test_bytes_survive_both_bases(data: bytes) -> None:
    assert base58btc_decode(base58btc_encode(b"\x01" + data)) == b"\x01" + data
    assert base64url_decode(base64url_encode(data)) == data
    assert multibase_decode(multibase_encode(data, "u")) == data


def test_the_examples_of_the_drafts() -> None:
    assert multibase_encode(b"Hello World!") == "z2NEpo7TZRRrLZSi2U"
    assert multibase_encode(b"\x00\x00\x28\x7f\xb4\xcd") == "z11233QC4"
    assert multibase_encode(b"\xff\xee", "u") == "u_-4"


def test_leading_zeros_count() -> None:
    assert base58btc_decode("z11233QC4") == b"\x00\x00\x28\x7f\xb4\xcd"


@pytest.mark.parametrize(
    "text", ["", "z", "2NEpo7", "z2NE 7", "z0", "zO", "zI", "zl", "z2NEpo7 ", " z2NEpo7", "z2N\n", "zä", "Z2NE"]
)
def test_other_characters_are_refused(text: str) -> None:
    with pytest.raises(StackcredError) as caught:
        base58btc_decode(text)
    assert caught.value.code is ErrorCode.MALFORMED


@pytest.mark.parametrize("digits", [*range(1, 50), 88, 132, 499])
def test_the_numbers_around_a_new_digit_are_those_of_the_library(digits: int) -> None:
    for number in (58**digits - 1, 58**digits, 58**digits + 1, 57 * 58**digits):
        data = number.to_bytes((number.bit_length() + 7) // 8)
        assert base58btc_encode(data) == "z" + base58.b58encode(data).decode()


def test_a_text_long_enough_to_stall_is_refused() -> None:
    assert base58btc_decode("z" + "2" * (MAX_BASE58 - 1))
    with pytest.raises(StackcredError):
        base58btc_decode("z" + "2" * MAX_BASE58)


@pytest.mark.parametrize("text", ["YQ==", "YQ=", "Y", "Y+", "Y/", "YQ ", "YQ\n", "YR", "Yä"])
def test_padding_other_alphabets_and_stray_bits_are_refused(text: str) -> None:
    with pytest.raises(StackcredError) as caught:
        base64url_decode(text)
    assert caught.value.code is ErrorCode.MALFORMED


@pytest.mark.parametrize("text", ["", "m", "fff", "b6", "1"])
def test_other_bases_are_refused(text: str) -> None:
    with pytest.raises(StackcredError):
        multibase_decode(text)


def test_a_digest_says_which_hash_it_is() -> None:
    data = b"any bytes"
    assert base58btc_decode(digest_multibase(data)) == b"\x12\x20" + hashlib.sha256(data).digest()
    assert digest_multibase(data).startswith("zQm")


@given(st.binary(max_size=80))
def test_base58_is_that_of_the_library(data: bytes) -> None:
    for each in (data, b"\0\0" + data):
        text = "z" + base58.b58encode(each).decode()
        assert base58btc_encode(each) == text
        assert not each or base58btc_decode(text) == each
