"""What a credential binds by digest fits the very bytes and no others."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.domain.proof.digests import fits, has_digest
from stackcred_issuer.domain.proof.multibase import base58btc_encode, base64url_encode

MULTIHASHES = {"sha256": b"\x12\x20", "sha384": b"\x20\x30", "sha512": b"\x13\x40"}
each_hash = pytest.mark.parametrize("name", MULTIHASHES)


def sri(name: str, data: bytes) -> str:
    return f"{name}-{base64.b64encode(hashlib.new(name, data).digest()).decode()}"


def multihash(name: str, data: bytes) -> bytes:
    return MULTIHASHES[name] + hashlib.new(name, data).digest()


@each_hash
@given(data=st.binary(max_size=64), other=st.binary(max_size=64))
def test_a_digest_fits_its_bytes_only(name: str, data: bytes, other: bytes) -> None:
    for resource in (
        {"digestSRI": sri(name, data)},
        {"digestMultibase": base58btc_encode(multihash(name, data))},
        {"digestMultibase": "u" + base64url_encode(multihash(name, data))},
    ):
        assert has_digest(resource)
        assert fits(resource, data)
        assert fits(resource, other) == (data == other)


def test_of_several_in_one_text_the_strongest_counts() -> None:
    assert fits({"digestSRI": f"{sri('sha256', b'other')} {sri('sha384', b'this')}"}, b"this")
    assert not fits({"digestSRI": f"{sri('sha256', b'this')} {sri('sha512', b'other')}"}, b"this")


def test_both_kinds_must_fit_where_both_are_given() -> None:
    wrong = base58btc_encode(multihash("sha256", b"other"))
    assert not fits({"digestSRI": sri("sha384", b"this"), "digestMultibase": wrong}, b"this")


@pytest.mark.parametrize(
    "resource",
    [{}, {"digestSRI": 4}, {"digestSRI": "md5-AAAA"}, {"digestMultibase": "zzz"}, {"digestMultibase": "m1"},
     {"digestMultibase": base58btc_encode(b"\x11\x14" + b"0" * 20)}],
)  # fmt: skip
def test_a_digest_that_we_cannot_compute_is_none(resource: dict[str, object]) -> None:
    assert not has_digest(resource)


def test_a_digest_that_is_no_base64_fits_nothing() -> None:
    assert has_digest({"digestSRI": "sha256-!!"})
    assert not fits({"digestSRI": "sha256-!!"}, b"")
