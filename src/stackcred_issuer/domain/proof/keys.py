"""Public keys: their forms (Multikey, JWK, did:key) and the check of a signature (CID 1.0 §2.2)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, canonical_json
from stackcred_issuer.domain.proof.multibase import (
    base58btc_decode,
    base58btc_encode,
    base64url_decode,
    base64url_encode,
)

MIN_RSA_BITS = 2048  # OB 3.0 "JSON Web Token Proof Format"
MAX_RSA_BITS = 8192  # a larger modulus only costs time
_SECRET_JWK_MEMBERS = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")


class KeyType(StrEnum):
    """The kinds of key we verify with, by their JWK curve names."""

    ED25519 = "Ed25519"
    P256 = "P-256"
    P384 = "P-384"
    RSA = "RSA"


_MULTICODEC = {
    KeyType.ED25519: b"\xed\x01",
    KeyType.P256: b"\x80\x24",
    KeyType.P384: b"\x81\x24",
}
_RAW_LENGTH = {KeyType.ED25519: 32, KeyType.P256: 33, KeyType.P384: 49}
_CURVES: dict[KeyType, ec.EllipticCurve] = {KeyType.P256: ec.SECP256R1(), KeyType.P384: ec.SECP384R1()}
_HASHES: dict[KeyType, hashes.HashAlgorithm] = {
    KeyType.P256: hashes.SHA256(),
    KeyType.P384: hashes.SHA384(),
}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key.

    raw: Ed25519 32 bytes; P-256 and P-384 the compressed point (33, 49 bytes); RSA the DER of its
    SubjectPublicKeyInfo.
    Raises StackcredError MALFORMED when `raw` is no such key, UNSUPPORTED for RSA outside 2048–8192 bits.
    """

    type: KeyType
    raw: bytes

    def __post_init__(self) -> None:
        if self.type is KeyType.RSA:
            _load_rsa(self.raw)
            return
        if len(self.raw) != _RAW_LENGTH[self.type]:
            raise _malformed(f"a {self.type} key has {_RAW_LENGTH[self.type]} bytes, not {len(self.raw)}")
        if self.type in _CURVES:
            _load_point(self.type, self.raw)

    @property
    def multikey(self) -> str:
        """`publicKeyMultibase` (CID 1.0 §2.2.2). Raises UNSUPPORTED for RSA."""
        if self.type not in _MULTICODEC:
            raise StackcredError(ErrorCode.UNSUPPORTED, f"A {self.type} key has no Multikey form; use a JWK.")
        return base58btc_encode(_MULTICODEC[self.type] + self.raw)

    @property
    def fragment(self) -> str:
        """The name of the key in its owner's documents: the Multikey, or the thumbprint where there is none (RSA)."""
        return self.thumbprint if self.type is KeyType.RSA else self.multikey

    @property
    def text(self) -> str:
        """One text that holds the whole key: the Multikey, or `u` and the base64url DER of an RSA key."""
        return f"u{base64url_encode(self.raw)}" if self.type is KeyType.RSA else self.multikey

    @classmethod
    def from_text(cls, text: str) -> PublicKey:
        """The key of a `text`. Raises MALFORMED or UNSUPPORTED."""
        return cls(KeyType.RSA, base64url_decode(text[1:])) if text.startswith("u") else cls.from_multikey(text)

    @property
    def did_key(self) -> str:
        """`did:key:z…`. Raises UNSUPPORTED for RSA."""
        return f"did:key:{self.multikey}"

    @classmethod
    def from_multikey(cls, text: str) -> PublicKey:
        """The key of a `publicKeyMultibase`. Raises MALFORMED, or UNSUPPORTED for another kind of key."""
        data = base58btc_decode(text)
        for key_type, prefix in _MULTICODEC.items():
            if data.startswith(prefix):
                return cls(key_type, data[len(prefix) :])
        raise StackcredError(
            ErrorCode.UNSUPPORTED, "The Multikey is none of Ed25519, P-256 and P-384; use one of these."
        )

    @classmethod
    def from_jwk(cls, jwk: JsonObject) -> PublicKey:
        """The key of a public JWK (RFC 7517, RFC 8037).

        Raises MALFORMED for missing members or a secret one, UNSUPPORTED for another kind of key.
        """
        if any(member in jwk for member in _SECRET_JWK_MEMBERS):
            raise _malformed("the JWK holds secret members; publish the public ones only")
        match jwk.get("kty"), jwk.get("crv"):
            case "OKP", "Ed25519":
                return cls(KeyType.ED25519, _member(jwk, "x"))
            case "EC", ("P-256" | "P-384") as curve:
                return cls._from_coordinates(KeyType(curve), _member(jwk, "x"), _member(jwk, "y"))
            case "RSA", _:
                return cls._from_rsa_numbers(_member(jwk, "n"), _member(jwk, "e"))
        raise StackcredError(
            ErrorCode.UNSUPPORTED, "The JWK is none of Ed25519, P-256, P-384 and RSA; use one of these."
        )

    def to_jwk(self) -> JsonObject:
        """The required public members, in the order of the thumbprint (RFC 7638)."""
        if self.type is KeyType.ED25519:
            return {"crv": "Ed25519", "kty": "OKP", "x": base64url_encode(self.raw)}
        if self.type is KeyType.RSA:
            numbers = _load_rsa(self.raw).public_numbers()
            return {"e": _encode_integer(numbers.e), "kty": "RSA", "n": _encode_integer(numbers.n)}
        point = _load_point(self.type, self.raw).public_numbers()
        size = _RAW_LENGTH[self.type] - 1
        x, y = (base64url_encode(value.to_bytes(size)) for value in (point.x, point.y))
        return {"crv": self.type.value, "kty": "EC", "x": x, "y": y}

    @property
    def thumbprint(self) -> str:
        """The SHA-256 thumbprint of the JWK, base64url (RFC 7638)."""
        return base64url_encode(hashlib.sha256(canonical_json(self.to_jwk())).digest())

    def verify(self, signature: bytes, data: bytes) -> bool:
        """Whether `signature` over `data` is this key's.

        Ed25519 by libsodium, which refuses small-order and non-canonical keys. ECDSA: IEEE P1363 r‖s with the
        hash of the curve (SHA-256, SHA-384), high S accepted. RSA: PKCS#1 v1.5 with SHA-256.
        """
        try:
            if self.type is KeyType.ED25519:
                VerifyKey(self.raw).verify(data, signature)
            elif self.type is KeyType.RSA:
                _load_rsa(self.raw).verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
            else:
                self._verify_ecdsa(signature, data)
        except (BadSignatureError, InvalidSignature, ValueError):
            return False
        return True

    def _verify_ecdsa(self, signature: bytes, data: bytes) -> None:
        size = _RAW_LENGTH[self.type] - 1
        if len(signature) != 2 * size:
            raise InvalidSignature
        r, s = int.from_bytes(signature[:size]), int.from_bytes(signature[size:])
        key = _load_point(self.type, self.raw)
        key.verify(encode_dss_signature(r, s), data, ec.ECDSA(_HASHES[self.type]))

    @classmethod
    def _from_coordinates(cls, key_type: KeyType, x: bytes, y: bytes) -> PublicKey:
        size = _RAW_LENGTH[key_type] - 1
        if len(x) != size or len(y) != size:
            raise _malformed(f"the coordinates of a {key_type} key have {size} bytes each")
        try:
            key = ec.EllipticCurvePublicKey.from_encoded_point(_CURVES[key_type], b"\x04" + x + y)
        except ValueError:
            raise _malformed(f"the point is not on {key_type}") from None
        return cls(key_type, key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))

    @classmethod
    def _from_rsa_numbers(cls, n: bytes, e: bytes) -> PublicKey:
        if len(n) * 8 > MAX_RSA_BITS or len(e) > 8:
            raise StackcredError(ErrorCode.UNSUPPORTED, f"RSA keys beyond {MAX_RSA_BITS} bits are not read.")
        try:
            key = rsa.RSAPublicNumbers(int.from_bytes(e), int.from_bytes(n)).public_key()
        except ValueError:
            raise _malformed("the RSA numbers make no key") from None
        return cls(KeyType.RSA, key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def _load_point(key_type: KeyType, raw: bytes) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVES[key_type], raw)
    except ValueError:
        raise _malformed(f"the point is not on {key_type}") from None


def _load_rsa(raw: bytes) -> rsa.RSAPublicKey:
    try:
        key = load_der_public_key(raw)
    except (ValueError, TypeError):
        raise _malformed("no DER SubjectPublicKeyInfo of an RSA key") from None
    if not isinstance(key, rsa.RSAPublicKey):
        raise _malformed("no DER SubjectPublicKeyInfo of an RSA key")
    if not MIN_RSA_BITS <= key.key_size <= MAX_RSA_BITS:
        raise StackcredError(
            ErrorCode.UNSUPPORTED,
            f"The RSA key has {key.key_size} bits; use {MIN_RSA_BITS} to {MAX_RSA_BITS}.",
        )
    return key


def _member(jwk: JsonObject, name: str) -> bytes:
    value: Any = jwk.get(name)
    if not isinstance(value, str) or not value:
        raise _malformed(f"the JWK needs {name!r} as base64url text")
    return base64url_decode(value)


def _encode_integer(value: int) -> str:
    return base64url_encode(value.to_bytes((value.bit_length() + 7) // 8))


def _malformed(detail: str) -> StackcredError:
    return StackcredError(ErrorCode.MALFORMED, f"Not a usable public key: {detail}.")
