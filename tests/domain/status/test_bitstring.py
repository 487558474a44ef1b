"""Status bits: most significant bit first, the same text for the same bits, and nothing unpacked without a cap."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.multibase import base64url_decode, base64url_encode
from stackcred_issuer.domain.status.bitstring import MAX_BYTES, MIN_BITS, Bitstring

EMPTY = Bitstring.empty()
indexes = st.integers(0, MIN_BITS - 1)


def encoded(data: bytes) -> str:
    return "u" + base64url_encode(gzip.compress(data))


def refusal(text: str, **options: int) -> StackcredError:
    with pytest.raises(StackcredError) as caught:
        Bitstring.decode(text, **options)
    return caught.value


@given(on=st.sets(indexes, max_size=40), asked=indexes)
def test_a_bit_is_on_exactly_where_it_was_switched_on(on: set[int], asked: int) -> None:
    bits = EMPTY
    for index in on:
        bits = bits.with_bit(index, True)
    assert bits.get(asked) == (asked in on)
    assert all(bits.get(index) for index in on)


@given(on=st.sets(indexes, max_size=20))
def test_decoding_gives_back_what_was_encoded(on: set[int]) -> None:
    bits = EMPTY
    for index in on:
        bits = bits.with_bit(index, True)
    assert Bitstring.decode(bits.encode()) == bits


@given(index=indexes)
def test_switching_on_and_off_changes_nothing(index: int) -> None:
    assert EMPTY.with_bit(index, True).with_bit(index, False) == EMPTY
    assert EMPTY.with_bit(index, False) == EMPTY


def test_index_zero_is_the_most_significant_bit_of_the_first_byte() -> None:
    assert EMPTY.with_bit(0, True).data[0] == 0b1000_0000
    assert EMPTY.with_bit(7, True).data[0] == 0b0000_0001
    assert EMPTY.with_bit(8, True).data[:2] == b"\x00\x80"


@given(index=st.integers(0, 1000), size=st.integers(1, 32), data=st.binary(min_size=4008, max_size=4008))
def test_a_value_of_several_bits_reads_like_the_single_bits(index: int, size: int, data: bytes) -> None:
    bits = Bitstring(data + bytes(MIN_BITS // 8))
    single = [bits.get(index * size + place) for place in range(size)]
    assert bits.value(index, size) == int("".join("01"[bit] for bit in single), 2)


def test_the_same_bits_give_the_same_text_at_any_time() -> None:
    bits = EMPTY.with_bit(94567, True)
    assert bits.encode() == bits.encode()
    assert base64url_decode(bits.encode()[1:])[4:8] == bytes(4), "no time in the gzip header"


@pytest.mark.parametrize("index", [-1, MIN_BITS])
def test_outside_the_list_there_is_no_bit(index: int) -> None:
    with pytest.raises(StackcredError, match="RANGE_ERROR"):
        EMPTY.get(index)
    with pytest.raises(StackcredError, match="RANGE_ERROR"):
        EMPTY.with_bit(index, True)


def test_a_value_may_not_reach_over_the_end() -> None:
    assert EMPTY.value(MIN_BITS // 2 - 1, 2) == 0
    with pytest.raises(StackcredError, match="RANGE_ERROR"):
        EMPTY.value(MIN_BITS // 2, 2)


def test_a_list_too_short_to_hide_in_is_refused() -> None:
    with pytest.raises(StackcredError, match="STATUS_LIST_LENGTH_ERROR"):
        Bitstring(bytes(MIN_BITS // 8 - 1))
    assert "STATUS_LIST_LENGTH_ERROR" in refusal(encoded(bytes(16))).detail


def test_a_gzip_bomb_is_not_unpacked() -> None:
    assert refusal(encoded(bytes(MAX_BYTES + 1))).code is ErrorCode.TOO_LARGE
    assert refusal(encoded(bytes(20_001)), max_bytes=20_000).code is ErrorCode.TOO_LARGE
    assert len(Bitstring.decode(encoded(bytes(20_000)), max_bytes=20_000)) == 160_000


def test_a_refused_bomb_costs_no_memory() -> None:
    bomb = encoded(bytes(40 * MAX_BYTES))
    tracemalloc.start()
    try:
        assert refusal(bomb).code is ErrorCode.TOO_LARGE
        assert tracemalloc.get_traced_memory()[1] < 4 * MAX_BYTES
    finally:
        tracemalloc.stop()


def test_a_text_longer_than_any_list_is_not_even_decoded() -> None:
    assert refusal("u" + "A" * (2 * MAX_BYTES + 2000)).code is ErrorCode.TOO_LARGE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "z" + encoded(EMPTY.data)[1:],
        encoded(EMPTY.data)[1:],
        encoded(EMPTY.data) + "=",
        encoded(EMPTY.data)[:40],
        "u" + base64url_encode(EMPTY.data[:100]),
        "u" + base64url_encode(gzip.compress(EMPTY.data) + b"more"),
        "u" + base64url_encode(gzip.compress(EMPTY.data)[:-4] + b"\x00\x00\x00\x01"),
    ],
    ids=["empty", "other base", "no base", "padded", "broken off", "no gzip", "more behind", "wrong length"],
)
def test_what_is_not_one_gzip_stream_is_malformed(text: str) -> None:
    assert refusal(text).code is ErrorCode.MALFORMED


def test_a_list_that_other_software_packed_is_read() -> None:
    text = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
    assert Bitstring.decode(text) == EMPTY
