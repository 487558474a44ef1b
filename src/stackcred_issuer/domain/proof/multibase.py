"""Multibase and multihash, the two forms the credential standards use (CID 1.0 §2.4, §2.5).

`z` is base58btc, `u` is base64url without padding. Decoding is strict: one text for one value.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import Literal

from stackcred_issuer.domain.errors import ErrorCode, StackcredError

MAX_BASE58 = 512  # characters; base58 decoding is quadratic, and no key, signature or digest is longer
_BASE58 = re.compile(r"z[1-9A-HJ-NP-Za-km-z]+", re.ASCII)
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PAIRS = [high + low for high in _ALPHABET for low in _ALPHABET]
_TRIPLES = [pair + low for pair in _PAIRS for low in _ALPHABET]
_DIGITS = bytes.maketrans(_ALPHABET.encode(), bytes(range(58)))
_EVERY_SECOND = [(bytes(1 << step) + b"\xff" * (1 << step)) * (MAX_BASE58 >> step + 1) for step in range(9)]
_JOINING = [  # width of a number in bits, 58 to the power of its digits, every second number
    (8 << step, 58 ** (1 << step), int.from_bytes(mask)) for step, mask in enumerate(_EVERY_SECOND)
]
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
_SHA2_256 = b"\x12\x20"


def base58btc_encode(data: bytes) -> str:
    """`z` and the base58btc text of `data`.

    Five digits at a time, the most that Python divides by in one step; the library takes them one by one, and every
    proof ends here.
    """
    number, fives = int.from_bytes(data), list[str]()
    while number:
        number, five = divmod(number, 58**5)
        pair, rest = divmod(five, 58**3)
        fives.append(_PAIRS[pair] + _TRIPLES[rest])
    fives.reverse()
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + "1" * zeros + "".join(fives).lstrip("1")


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
