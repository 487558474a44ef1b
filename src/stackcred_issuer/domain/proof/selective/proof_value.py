"""The two proof values of ecdsa-sd-2023 (ECDSA Cryptosuites 1.0 §3.5, serialize and parse functions)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.keys import KeyType, PublicKey
from stackcred_issuer.domain.proof.multibase import multibase_decode, multibase_encode
from stackcred_issuer.domain.proof.selective import cbor

BASE_HEADER = b"\xd9\x5d\x00"
DERIVED_HEADER = b"\xd9\x5d\x01"

SIGNATURE_BYTES = 64
HMAC_KEY_BYTES = 32
P256_MULTIKEY_PREFIX = b"\x80\x24"
_LABEL_BYTES = 32
_MULTIKEY_BYTES = 35
_MAX_CHARS = 1024 * 1024  # some 10,000 statements, far beyond what a credential has


@dataclass(frozen=True, slots=True)
class BaseProof:
    """What the issuer gives the holder; whoever has it can reveal everything.

    base_signature: P1363, by the issuer's key.
    proof_key: the ephemeral P-256 key that made `signatures`, one for each non-mandatory statement.
    hmac_key: 32 bytes.
    """

    base_signature: bytes
    proof_key: PublicKey
    hmac_key: bytes
    signatures: tuple[bytes, ...]
    mandatory_pointers: tuple[str, ...]

    def encode(self) -> str:
        """The proofValue, multibase base64url."""
        return _encode(
            BASE_HEADER,
            self.base_signature,
            self.proof_key,
            [self.hmac_key, list(self.signatures), list(self.mandatory_pointers)],
        )


@dataclass(frozen=True, slots=True)
class DerivedProof:
    """What the holder shows: enough to check the statements that are revealed.

    labels: canonical blank-node number (N of `c14nN`) to the 32 bytes of its shuffled label.
    mandatory_indexes: which of the revealed statements, in order of their shuffled form, are mandatory.
    """

    base_signature: bytes
    proof_key: PublicKey
    signatures: tuple[bytes, ...]
    labels: dict[int, bytes]
    mandatory_indexes: tuple[int, ...]

    def encode(self) -> str:
        """The proofValue, multibase base64url."""
        return _encode(
            DERIVED_HEADER,
            self.base_signature,
            self.proof_key,
            [list(self.signatures), self.labels, list(self.mandatory_indexes)],
        )


def decode_proof_value(text: object) -> BaseProof | DerivedProof:
    """Read a proofValue of either kind.

    Raises StackcredError MALFORMED unless it is `u` base64url of one of the two headers and well-formed CBOR
    of exactly the members and sizes above; mandatory indexes and labels must be distinct.
    """
    if not isinstance(text, str) or not text.startswith("u") or len(text) > _MAX_CHARS:
        _refuse("it must be multibase base64url text of a size that fits a credential")
    data = multibase_decode(text)
    header, body = data[:3], data[3:]
    readers: dict[bytes, Callable[[list[Any]], BaseProof | DerivedProof]] = {
        BASE_HEADER: _read_base,
        DERIVED_HEADER: _read_derived,
    }
    if header not in readers:
        _refuse("its first bytes are neither those of a base nor of a derived proof")
    members = cbor.decode(body)
    if not isinstance(members, list) or len(members) != 5:
        _refuse("it must be an array of five")
    return readers[header](members)


def _read_base(members: list[Any]) -> BaseProof:
    base_signature, proof_key, hmac_key, signatures, pointers = members
    if not isinstance(pointers, list) or not all(isinstance(item, str) for item in pointers):
        _refuse("the mandatory pointers must be texts")
    return BaseProof(
        _sized(base_signature, SIGNATURE_BYTES),
        _multikey(proof_key),
        _sized(hmac_key, HMAC_KEY_BYTES),
        _signatures(signatures),
        tuple(pointers),
    )


def _read_derived(members: list[Any]) -> DerivedProof:
    base_signature, proof_key, signatures, labels, indexes = members
    if not isinstance(labels, dict) or any(len(label) != _LABEL_BYTES for label in labels.values()):
        _refuse(f"the label map must be from integers to {_LABEL_BYTES} bytes")
    if len(set(labels.values())) != len(labels):
        _refuse("two blank nodes have one label")
    if not isinstance(indexes, list) or not all(isinstance(item, int) for item in indexes):
        _refuse("the mandatory indexes must be integers")
    if len(set(indexes)) != len(indexes):
        _refuse("a mandatory index stands twice")
    return DerivedProof(
        _sized(base_signature, SIGNATURE_BYTES),
        _multikey(proof_key),
        _signatures(signatures),
        labels,
        tuple(indexes),
    )


def _signatures(value: object) -> tuple[bytes, ...]:
    if not isinstance(value, list):
        _refuse("the signatures must be an array")
    return tuple(_sized(item, SIGNATURE_BYTES) for item in value)


def _multikey(value: object) -> PublicKey:
    key = _sized(value, _MULTIKEY_BYTES)
    if not key.startswith(P256_MULTIKEY_PREFIX):
        _refuse("the proof key must be a P-256 multikey")
    return PublicKey(KeyType.P256, key[2:])


def _sized(value: object, size: int) -> bytes:
    if not isinstance(value, bytes) or len(value) != size:
        _refuse(f"a member that must have {size} bytes has not")
    return value


def _encode(header: bytes, base_signature: bytes, proof_key: PublicKey, members: list[Any]) -> str:
    key = P256_MULTIKEY_PREFIX + proof_key.raw
    return multibase_encode(header + cbor.encode([base_signature, key, *members]), base="u")


def _refuse(reason: str) -> NoReturn:
    raise StackcredError(ErrorCode.MALFORMED, f"The proofValue of an ecdsa-sd-2023 proof cannot be read: {reason}.")
