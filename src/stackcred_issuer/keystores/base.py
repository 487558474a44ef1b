"""What a key store is: it makes keys, lets them sign, and never gives them away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.did import did_jwk_of
from stackcred_issuer.domain.proof.keys import KeyType, PublicKey
from stackcred_issuer.domain.proof.signer import Signer


class SigningKey(Protocol):
    """A private key that stays where it is: one can see its public half and have it sign."""

    @property
    def public_key(self) -> PublicKey:
        """The key that verifies what this signs."""

    def sign(self, data: bytes) -> bytes:
        """The signature: 64 bytes for Ed25519; IEEE P1363 r‖s for ECDSA; PKCS#1 v1.5 SHA-256 for RSA."""


@dataclass(frozen=True, slots=True)
class StoredKey:
    """uri: where the private half lies, `<scheme>:<name>`. It names no folder, so a store can move."""

    uri: str
    public_key: PublicKey


class KeyStore(Protocol):
    """A place for private keys, of one URL scheme. There is no way to get a private key out."""

    def create(self, key_type: KeyType) -> StoredKey:
        """Make a key and keep it durably before answering. Raises UNSUPPORTED for a type it cannot make."""

    def load(self, uri: str) -> SigningKey:
        """The key behind a uri. Quick from the second time. Raises KEY_UNUSABLE when it is gone or locked."""

    def destroy(self, uri: str) -> None:
        """Make the key unusable for ever; one that is gone already is no error."""


@dataclass(frozen=True, slots=True)
class _BoundSigner:
    """A signing key that speaks for one issuer, at the address where that issuer publishes it."""

    key: SigningKey
    controller: str
    verification_method: str

    @property
    def public_key(self) -> PublicKey:
        return self.key.public_key

    def sign(self, data: bytes) -> bytes:
        return self.key.sign(data)


def bind(key: SigningKey, controller: str) -> Signer:
    """The signer for an issuer id (a DID or URL), published at `<controller>#<fragment of the key>`.

    Raises KEY_UNUSABLE for a key whose did:key is not the controller's.
    """
    fragment = key.public_key.fragment
    if controller.startswith("did:jwk:"):
        own, fragment = did_jwk_of(key.public_key) == controller, "0"
    else:
        own = not controller.startswith("did:key:") or controller == f"did:key:{fragment}"
    if not own:
        raise StackcredError(
            ErrorCode.KEY_UNUSABLE,
            f"The key {key.public_key.fragment} cannot speak for {controller}, which names another key.",
        )
    return _BoundSigner(key, controller, f"{controller}#{fragment}")
