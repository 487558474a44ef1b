"""What signs, seen from the domain: a public key, its published address, and one operation."""

from __future__ import annotations

from typing import Protocol

from stackcred_issuer.domain.proof.keys import PublicKey


class Signer(Protocol):
    """A private key somewhere else (a file, an HSM, a KMS)."""

    @property
    def public_key(self) -> PublicKey:
        """The key that verifies what this signs."""

    @property
    def controller(self) -> str:
        """The issuer id (a DID or URL) this key may speak for."""

    @property
    def verification_method(self) -> str:
        """The absolute address of the public key, `<controller>#<fragment of the key>`."""

    def sign(self, data: bytes) -> bytes:
        """The signature: 64 bytes for Ed25519; IEEE P1363 r‖s for ECDSA; PKCS#1 v1.5 for RSA."""
