"""Signers for tests: keys in memory, of every kind, and the secret keys that the W3C vectors publish."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from stackcred_issuer.domain.proof.keys import KeyType, PublicKey
from stackcred_issuer.domain.proof.multibase import base58btc_decode

PrivateKey = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

_ECDSA: dict[KeyType, tuple[ec.EllipticCurve, hashes.HashAlgorithm, int]] = {
    KeyType.P256: (ec.SECP256R1(), hashes.SHA256(), 32),
    KeyType.P384: (ec.SECP384R1(), hashes.SHA384(), 48),
}
_SECRET_PREFIXES = {b"\x86\x26": KeyType.P256, b"\x87\x26": KeyType.P384}


@dataclass(frozen=True, slots=True)
class LocalSigner:
    """A signer whose private key is right here. ECDSA is deterministic (RFC 6979), as the vectors are."""

    private: PrivateKey
    public_key: PublicKey
    controller: str
    verification_method: str

    @classmethod
    def of(cls, private: PrivateKey) -> LocalSigner:
        """The signer of a private key; its issuer is a did:key, or a URL for RSA, which has none."""
        key = _public_key(private)
        if key.type is KeyType.RSA:
            return cls(private, key, "https://issuer.example", "https://issuer.example/keys/1")
        return cls(private, key, key.did_key, f"{key.did_key}#{key.multikey}")

    @classmethod
    def make(cls, key_type: KeyType) -> LocalSigner:
        """A signer with a new key."""
        if key_type is KeyType.ED25519:
            return cls.of(ed25519.Ed25519PrivateKey.generate())
        if key_type is KeyType.RSA:
            return cls.of(rsa.generate_private_key(public_exponent=65537, key_size=2048))
        return cls.of(ec.generate_private_key(_ECDSA[key_type][0]))

    @classmethod
    def of_secret(cls, secret_multibase: str) -> LocalSigner:
        """The signer of a published P-256 or P-384 `secretKeyMultibase`."""
        data = base58btc_decode(secret_multibase)
        curve = _ECDSA[_SECRET_PREFIXES[data[:2]]][0]
        return cls.of(ec.derive_private_key(int.from_bytes(data[2:]), curve))

    def sign(self, data: bytes) -> bytes:
        """The signature in the form that `Signer` asks for."""
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return self.private.sign(data)
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(data, padding.PKCS1v15(), hashes.SHA256())
        _, digest, size = _ECDSA[self.public_key.type]
        r, s = decode_dss_signature(self.private.sign(data, ec.ECDSA(digest, deterministic_signing=True)))
        return r.to_bytes(size) + s.to_bytes(size)


def _public_key(private: PrivateKey) -> PublicKey:
    public = private.public_key()
    if isinstance(public, ed25519.Ed25519PublicKey):
        return PublicKey(KeyType.ED25519, public.public_bytes_raw())
    if isinstance(public, rsa.RSAPublicKey):
        return PublicKey(KeyType.RSA, public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    key_type = next(kind for kind, (curve, _, _) in _ECDSA.items() if curve.name == public.curve.name)
    return PublicKey(key_type, public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))
