"""CBOR (RFC 8949) for the shapes of ecdsa-sd-2023 and nothing else: unsigned integers, byte strings, text,
arrays, and maps from integer to bytes.

Written in the core deterministic encoding (§4.2.1). Read as strictly: definite lengths, shortest heads, no
tags, no bytes left over; but maps in any order, since other implementations write theirs as they come.
"""

from __future__ import annotations

from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError

CborValue = int | bytes | str | list[Any] | dict[int, bytes]

_UINT, _BYTES, _TEXT, _ARRAY, _MAP = 0, 2, 3, 4, 5
_MAX_DEPTH = 3  # the proof value is an array that holds arrays or a map


def encode(value: CborValue) -> bytes:
    """The deterministic encoding of `value`."""
    if isinstance(value, int):
        return _head(_UINT, value)
    if isinstance(value, bytes):
        return _head(_BYTES, len(value)) + value
    if isinstance(value, str):
        text = value.encode("utf-8")
        return _head(_TEXT, len(text)) + text
    if isinstance(value, list):
        return _head(_ARRAY, len(value)) + b"".join(encode(item) for item in value)
    pairs = sorted(value.items())
    return _head(_MAP, len(pairs)) + b"".join(encode(key) + encode(item) for key, item in pairs)


def decode(data: bytes) -> CborValue:
    """The one value that `data` is. Raises StackcredError MALFORMED for anything else."""
    reader = _Reader(data)
    value = reader.value(_MAX_DEPTH)
    if reader.position != len(data):
        raise _malformed("bytes are left over")
    return value


def _head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([major << 5 | argument])
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << 8 * size:
            return bytes([major << 5 | info]) + argument.to_bytes(size, "big")
    raise StackcredError(ErrorCode.INVALID, "An integer beyond 64 bits has no place in a proof value.")


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0

    def value(self, depth: int) -> CborValue:
        major, argument = self._read_head()
        if major == _UINT:
            return argument
        if major == _BYTES:
            return self._take(argument)
        if major == _TEXT:
            return self._text(argument)
        if major not in (_ARRAY, _MAP) or depth == 0:
            raise _malformed("it holds a kind of value that has no place there")
        if major == _ARRAY:
            return [self.value(depth - 1) for _ in range(argument)]
        return self._map(argument)

    def _map(self, count: int) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        for _ in range(count):
            key, item = self.value(0), self.value(0)
            if not isinstance(key, int) or not isinstance(item, bytes) or key in found:
                raise _malformed("a map in it is not one from distinct integers to bytes")
            found[key] = item
        return found

    def _text(self, size: int) -> str:
        try:
            return self._take(size).decode("utf-8")
        except UnicodeDecodeError:
            raise _malformed("a text in it is not UTF-8") from None

    def _read_head(self) -> tuple[int, int]:
        first = self._take(1)[0]
        major, info = first >> 5, first & 0x1F
        if info < 24:
            return major, info
        if info > 27:
            raise _malformed("a length in it is open or reserved")
        size = 1 << info - 24
        argument = int.from_bytes(self._take(size), "big")
        if len(_head(major, argument)) != 1 + size:
            raise _malformed("a length in it is not written in the shortest way")
        return major, argument

    def _take(self, size: int) -> bytes:
        taken = self.data[self.position : self.position + size]
        if len(taken) != size:
            raise _malformed("it ends too early")
        self.position += size
        return taken


def _malformed(reason: str) -> StackcredError:
    return StackcredError(ErrorCode.MALFORMED, f"The proof value is not the CBOR that it must be: {reason}.")
