"""Digests by which a credential binds what stands elsewhere: `digestSRI` and `digestMultibase` (VC 2.0 §5.3)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.multibase import multibase_decode

_SRI = ("sha256", "sha384", "sha512")  # W3C Subresource Integrity §3.5
_MULTIHASH = {b"\x12\x20": "sha256", b"\x20\x30": "sha384", b"\x13\x40": "sha512"}


def has_digest(resource: JsonObject) -> bool:
    """Whether it names a digest that we can compute."""
    return any(True for _ in _digests(resource))


def fits(resource: JsonObject, data: bytes) -> bool:
    """Whether data has every digest that a resource names."""
    return all(hashlib.new(name, data).digest() == wanted for name, wanted in _digests(resource))


def _digests(resource: JsonObject) -> Iterator[tuple[str, bytes]]:
    """Algorithm and digest. Of several in one SRI text the strongest counts (SRI §3.3.4)."""
    sri = resource.get("digestSRI")
    if isinstance(sri, str):
        listed = [part.partition("?")[0].partition("-") for part in sri.split()]
        known = [(_SRI.index(name), name, _decoded(text)) for name, _, text in listed if name in _SRI]
        if known:
            _, name, wanted = max(known, key=lambda one: one[0])
            yield name, wanted
    multibase = resource.get("digestMultibase")
    if isinstance(multibase, str):
        data = _multibase(multibase)
        if data[:2] in _MULTIHASH:
            yield _MULTIHASH[data[:2]], data[2:]


def _multibase(text: str) -> bytes:
    try:
        return multibase_decode(text)
    except StackcredError:
        return b""


def _decoded(text: str) -> bytes:
    """Base64 in either alphabet, padded or not; nothing for anything else, which then fits nothing."""
    plain = text.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""
