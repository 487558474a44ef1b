"""The bits of a status list, and the text they travel as (Bitstring Status List 1.0 §4.3, §4.4)."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.multibase import base64url_decode, base64url_encode

MIN_BITS = 131_072  # the herd that one holder hides in (§6.1); a shorter list is refused
MAX_BYTES = 4 * 1024 * 1024  # 33 million entries: far beyond any list seen, and nothing a gzip bomb gets far with
_GZIP = 31  # zlib's name for "with a gzip header and trailer, and nothing else"


@dataclass(frozen=True, slots=True)
class Bitstring:
    """Bits by index; index 0 is the most significant bit of the first byte.

    data: at least MIN_BITS bits as bytes. Raises StackcredError INVALID for fewer.
    """

    data: bytes

    def __post_init__(self) -> None:
        if len(self) < MIN_BITS:
            raise StackcredError(
                ErrorCode.INVALID,
                f"STATUS_LIST_LENGTH_ERROR: the status list has {len(self)} bits, and at least {MIN_BITS} are needed "
                "so that nobody can be told from the others.",
                problem="STATUS_LIST_LENGTH_ERROR",
            )

    @classmethod
    def empty(cls, bits: int = MIN_BITS) -> Bitstring:
        """All bits off; `bits` is rounded up to whole bytes."""
        return cls(bytes((bits + 7) // 8))

    def __len__(self) -> int:
        return len(self.data) * 8

    def get(self, index: int) -> bool:
        """One bit. Raises INVALID (RANGE_ERROR) outside the list."""
        self._check(index)
        return bool(self.data[index // 8] & _mask(index))

    def value(self, index: int, size: int) -> int:
        """The `size` bits of entry `index` as a number, most significant bit first (§3.2 `statusSize`)."""
        first = index * size
        self._check(first)
        self._check(first + size - 1)
        whole = int.from_bytes(self.data[first // 8 : (first + size + 7) // 8])
        return (whole >> (-(first + size) % 8)) & ((1 << size) - 1)

    def with_bit(self, index: int, on: bool) -> Bitstring:
        """A copy with one bit switched on or off. Raises as `get`."""
        self._check(index)
        changed = bytearray(self.data)
        if on:
            changed[index // 8] |= _mask(index)
        else:
            changed[index // 8] &= ~_mask(index)
        return Bitstring(bytes(changed))

    def encode(self) -> str:
        """`u` and the base64url text of the gzipped bits: the same bits always give the same text."""
        return "u" + base64url_encode(gzip.compress(self.data, mtime=0))

    @classmethod
    def decode(cls, text: str, max_bytes: int = MAX_BYTES) -> Bitstring:
        """The bits of an `encodedList`.

        max_bytes: how many bytes of bits are unpacked at most; no more are ever held.
        Raises StackcredError TOO_LARGE beyond it, MALFORMED for anything but `u…` of one gzip stream, INVALID for
        a list that is too short.
        """
        if not text.startswith("u"):
            raise _malformed("encodedList must start with u, for base64url")
        if len(text) > 2 * max_bytes + 1024:  # not even bits without any order need this much
            raise _too_large(max_bytes)
        return cls(_unpacked(base64url_decode(text[1:]), max_bytes))

    def _check(self, index: int) -> None:
        if not 0 <= index < len(self):
            raise StackcredError(
                ErrorCode.INVALID,
                f"RANGE_ERROR: index {index} is outside the status list of {len(self)} bits.",
                problem="RANGE_ERROR",
            )


def _unpacked(packed: bytes, max_bytes: int) -> bytes:
    stream = zlib.decompressobj(_GZIP)
    try:
        data = stream.decompress(packed, max_bytes + 1)
    except zlib.error:
        raise _malformed("encodedList does not hold gzipped bits") from None
    if len(data) > max_bytes:
        raise _too_large(max_bytes)
    if not stream.eof:
        raise _malformed("encodedList breaks off before the end of its gzip stream")
    if stream.unused_data:
        raise _malformed("encodedList goes on after the end of its gzip stream")
    return data


def _mask(index: int) -> int:
    return 0x80 >> (index % 8)


def _malformed(detail: str) -> StackcredError:
    return StackcredError(ErrorCode.MALFORMED, f"MALFORMED_VALUE_ERROR: {detail}.", problem="MALFORMED_VALUE_ERROR")


def _too_large(max_bytes: int) -> StackcredError:
    return StackcredError(ErrorCode.TOO_LARGE, f"The status list unpacks to more than {max_bytes} bytes.")
