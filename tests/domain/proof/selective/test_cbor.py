"""CBOR is written in one way only, and read only when it is of the shapes that proof values have."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.selective.cbor import decode, encode

unsigned = st.integers(0, 2**64 - 1)
maps = st.dictionaries(unsigned, st.binary(max_size=40), max_size=8)
flat = unsigned | st.binary(max_size=300) | st.text(max_size=80)
values = flat | maps | st.lists(flat | maps | st.lists(flat, max_size=30), max_size=30)


@given(values)
def test_what_is_written_is_read_back(value: object) -> None:
    assert decode(encode(value)) == value  # type: ignore[arg-type]


@given(st.dictionaries(unsigned, st.binary(max_size=4), min_size=2, max_size=6))
def test_maps_are_written_in_the_order_of_their_keys(value: dict[int, bytes]) -> None:
    assert encode(value) == encode(dict(reversed(value.items())))


@given(st.binary(max_size=60))
def test_any_other_bytes_are_refused_as_malformed(data: bytes) -> None:
    outcome: object
    try:
        outcome = decode(data)
    except StackcredError as error:
        outcome = error.code
    assert outcome is ErrorCode.MALFORMED or decode(encode(outcome)) == outcome


@given(values, st.binary(min_size=1, max_size=3))
def test_bytes_left_over_are_refused(value: object, rest: bytes) -> None:
    with pytest.raises(StackcredError, match="left over"):
        decode(encode(value) + rest)  # type: ignore[arg-type]


@given(values, st.data())
def test_a_value_cut_short_is_refused(value: object, data: st.DataObject) -> None:
    whole = encode(value)  # type: ignore[arg-type]
    with pytest.raises(StackcredError, match="ends too early"):
        decode(whole[: data.draw(st.integers(0, len(whole) - 1))])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("00", 0), ("17", 23), ("1818", 24), ("18ff", 255), ("190100", 256), ("1a00010000", 65536),
        ("1b0000000100000000", 4294967296), ("40", b""), ("4401020304", b"\x01\x02\x03\x04"),
        ("60", ""), ("62c3bc", "ü"), ("80", []), ("83010203", [1, 2, 3]), ("a0", {}),
        ("a10041ff", {0: b"\xff"}),
    ],
)  # fmt: skip
def test_the_examples_of_the_rfc(text: str, value: Any) -> None:
    assert decode(bytes.fromhex(text)) == value
    assert encode(value).hex() == text


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("1817", "an integer longer than it needs to be"),
        ("580101", "a length longer than it needs to be"),
        ("20", "a negative integer"),
        ("f5", "true"),
        ("f6", "null"),
        ("f93c00", "a float"),
        ("c000", "a tag"),
        ("5f4101ff", "bytes of open length"),
        ("9f00ff", "an array of open length"),
        ("bf0040ff", "a map of open length"),
        ("a2004000410a", "a key twice"),
        ("a1614040", "a key of text"),
        ("a10001", "a map to integers"),
        ("61ff", "text that is not UTF-8"),
        ("8181818100", "arrays four deep"),
        ("9bffffffffffffffff", "a promise of more items than bytes"),
        ("", "nothing"),
    ],
)
def test_other_cbor_is_refused(text: str, what: str) -> None:
    with pytest.raises(StackcredError) as caught:
        decode(bytes.fromhex(text))
    assert caught.value.code is ErrorCode.MALFORMED, what


def test_maps_of_others_are_read_in_any_order() -> None:
    assert decode(bytes.fromhex("a2014101004100")) == {1: b"\x01", 0: b"\x00"}


def test_an_integer_beyond_64_bits_is_not_written() -> None:
    with pytest.raises(StackcredError):
        encode(2**64)
