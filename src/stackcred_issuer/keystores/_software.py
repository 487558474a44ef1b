"""Private keys in this process's memory: made, locked into encrypted PKCS#8, unlocked, signing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Never

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from nacl.bindings import crypto_sign, crypto_sign_BYTES, crypto_sign_seed_keypair

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.keys import KeyType, PublicKey

RSA_BITS = 3072  # 128 bits of strength; what verifies takes 2048 and more

PrivateKey = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Sign = Callable[[bytes], bytes]


class SoftwareKey:
    """A loaded private key. It cannot be printed, copied or pickled."""

    __slots__ = ("_sign", "public_key")

    def __init__(self, private: PrivateKey) -> None:
        self.public_key, self._sign = _halves(private)

    def sign(self, data: bytes) -> bytes:
        return self._sign(data)

    def __repr__(self) -> str:
        public = self.public_key
        return f"<SoftwareKey {public.type if public.type is KeyType.RSA else public.multikey}>"

    def __reduce__(self) -> Never:
        raise TypeError("A private key stays in the process that loaded it.")


def generate(key_type: KeyType) -> PrivateKey:
    """A new private key; RSA has RSA_BITS."""
    match key_type:
        case KeyType.ED25519:
            return ed25519.Ed25519PrivateKey.generate()
        case KeyType.P256:
            return ec.generate_private_key(ec.SECP256R1())
        case KeyType.P384:
            return ec.generate_private_key(ec.SECP384R1())
        case KeyType.RSA:
            return rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)


def lock(private: PrivateKey, passphrase: bytes) -> bytes:
    """Encrypted PKCS#8 in PEM (PBES2: PBKDF2 with HMAC-SHA-256, AES-256-CBC)."""
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase))


def unlock(pem: bytes, passphrase: bytes | None) -> SoftwareKey:
    """The key of a PKCS#8 PEM; passphrase: None for one that is not encrypted.

    Raises KEY_UNUSABLE; the text never holds key material.
    """
    try:
        private = load_pem_private_key(pem, passphrase)
    except (ValueError, TypeError):
        raise StackcredError(
            ErrorCode.KEY_UNUSABLE,
            "The key file cannot be decrypted. Is STACKCRED_KEYS_PASSPHRASE the one it was made with?",
        ) from None
    if not isinstance(private, PrivateKey):
        raise StackcredError(ErrorCode.UNSUPPORTED, "The key file holds a kind of key that is not used here.")
    return SoftwareKey(private)


def _halves(private: PrivateKey) -> tuple[PublicKey, Sign]:
    match private:
        case ed25519.Ed25519PrivateKey():
            return _ed25519(private)
        case ec.EllipticCurvePrivateKey():
            return _ecdsa(private)
        case rsa.RSAPrivateKey():
            return _rsa(private)


def _ed25519(private: ed25519.Ed25519PrivateKey) -> tuple[PublicKey, Sign]:
    # libsodium signs in about three quarters of the time the other library takes
    seed = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    public, secret = crypto_sign_seed_keypair(seed)
    return PublicKey(KeyType.ED25519, public), lambda data: crypto_sign(data, secret)[:crypto_sign_BYTES]


def _ecdsa(private: ec.EllipticCurvePrivateKey) -> tuple[PublicKey, Sign]:
    match private.curve:
        case ec.SECP256R1():
            key_type, algorithm, size = KeyType.P256, ec.ECDSA(hashes.SHA256()), 32
        case ec.SECP384R1():
            key_type, algorithm, size = KeyType.P384, ec.ECDSA(hashes.SHA384()), 48
        case other:
            raise StackcredError(ErrorCode.UNSUPPORTED, f"The curve {other.name} is not used here.")

    def sign(data: bytes) -> bytes:
        r, s = decode_dss_signature(private.sign(data, algorithm))
        return r.to_bytes(size) + s.to_bytes(size)

    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    return PublicKey(key_type, point), sign


def _rsa(private: rsa.RSAPrivateKey) -> tuple[PublicKey, Sign]:
    spki = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return PublicKey(KeyType.RSA, spki), lambda data: private.sign(data, padding.PKCS1v15(), hashes.SHA256())
