"""Multibase and multihash, the two forms the credential standards use (CID 1.0 §2.4, §2.5).

`z` is base58btc, `u` is base64url without padding. Decoding is strict: one text for one value.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from functools import lru_cache
from typing import Literal

from stackcred_issuer.domain.errors import ErrorCode, StackcredError

MAX_BASE58 = 512  # characters; base58 decoding is quadratic, and no key, signature or digest is longer
_BASE58 = re.compile(r"z[1-9A-HJ-NP-Za-km-z]+", re.ASCII)
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGITS = bytes.maketrans(_ALPHABET.encode(), bytes(range(58)))
_CHARACTERS = bytes.maketrans(bytes(range(58)), _ALPHABET.encode())
_EVERY_SECOND = [(bytes(1 << step) + b"\xff" * (1 << step)) * (MAX_BASE58 >> step + 1) for step in range(9)]
_JOINING = [  # width of a number in bits, 58 to the power of its digits, every second number
    (8 << step, 58 ** (1 << step), int.from_bytes(mask)) for step, mask in enumerate(_EVERY_SECOND)
]
_LANE = 32  # bytes in which sixteen digits are divided
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
_SHA2_256 = b"\x12\x20"


def base58btc_encode(data: bytes) -> str:
    """`z` and the base58btc text of `data`.

    Sixteen digits at a time stand side by side in one integer, and all of them are parted together until each is one.
    """
    number, lanes = int.from_bytes(data), list[bytes]()
    while number:
        number, lane = divmod(number, 58**16)
        lanes.append(lane.to_bytes(_LANE))
    lanes.reverse()
    digits = int.from_bytes(b"".join(lanes))
    for reciprocal, shift, mask, base, width in _parting(len(lanes)):
        upper = (digits * reciprocal >> shift) & mask
        digits = (upper << width) | (digits - upper * base)
    text = digits.to_bytes(_LANE * len(lanes))[1::2].translate(_CHARACTERS).lstrip(b"1")
    zeros = len(data) - len(data.lstrip(b"\0"))
    return f"z{'1' * zeros}{text.decode()}"


@lru_cache(maxsize=32)
def _parting(lanes: int) -> tuple[tuple[int, int, int, int, int], ...]:
    """How to divide 16, 8, 4 and 2 digits into halves, everywhere at once: by a multiplication with the reciprocal.

    For each step the reciprocal, the bits below it, a mask of what is left of a quotient, 58 to the power of half
    the digits, and the width of half a place. A place has room for its digits times the reciprocal.
    """
    steps = []
    for step, half in enumerate((8, 4, 2, 1)):
        base, width = 58**half, 8 * _LANE >> step
        shift = (base**3).bit_length()  # so many that no quotient is rounded up to the next
        quotient = (1 << base.bit_length()) - 1
        mask = sum(quotient << width * place for place in range(lanes << step))
        steps.append((-(-(1 << shift) // base), shift, mask, base, width // 2))
    return tuple(steps)


def base58btc_decode(text: str) -> bytes:
    """The bytes of a `z…` text. Raises StackcredError MALFORMED for anything else or beyond MAX_BASE58.

    All digits stand side by side in one integer, a byte each; neighbours are joined until one number is left.
    """
    if len(text) > MAX_BASE58 or not _BASE58.fullmatch(text):
        raise _malformed(f"a base58btc text that starts with z and has at most {MAX_BASE58} characters")
    digits = text[1:].encode()
    number = int.from_bytes(digits.translate(_DIGITS))
    for width, base, lower in _JOINING:
        if width >= 8 * len(digits):
            break
        number = (number >> width & lower) * base + (number & lower)
    zeros = len(digits) - len(digits.lstrip(b"1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)


def base64url_encode(data: bytes) -> str:
    """Base64url without padding and without a multibase prefix (RFC 4648 §5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def base64url_decode(text: str) -> bytes:
    """The bytes of a base64url text without padding. Raises MALFORMED, also for stray trailing bits."""
    try:
        if not _BASE64URL.fullmatch(text):
            raise ValueError
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise _malformed("a base64url text without padding") from None
    if base64url_encode(data) != text:
        raise _malformed("a base64url text without stray bits at its end")
    return data


def multibase_encode(data: bytes, base: Literal["z", "u"] = "z") -> str:
    """`data` as base58btc (`z`) or base64url (`u`), with the prefix."""
    return base58btc_encode(data) if base == "z" else "u" + base64url_encode(data)


def multibase_decode(text: str) -> bytes:
    """The bytes of a `z…` or `u…` text. Raises MALFORMED for any other base."""
    if text[:1] == "z":
        return base58btc_decode(text)
    if text[:1] == "u":
        return base64url_decode(text[1:])
    raise _malformed("a multibase text that starts with z or u")


def digest_multibase(data: bytes) -> str:
    """`digestMultibase` of some bytes: base58btc of the SHA-256 multihash (VC Data Model 2.0 §5.3)."""
    return sha256_multibase(hashlib.sha256(data).digest())


def sha256_multibase(digest: bytes) -> str:
    """The same of bytes whose SHA-256 is known already."""
    return base58btc_encode(_SHA2_256 + digest)


def _malformed(wanted: str) -> StackcredError:
    return StackcredError(ErrorCode.MALFORMED, f"Give {wanted}.")
