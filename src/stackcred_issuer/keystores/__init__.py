"""Where signing keys live, chosen by URL scheme. A new kind is one file and one line of KEY_STORES."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pydantic import SecretStr

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.keystores import file
from stackcred_issuer.keystores._once import base_proof_secrets
from stackcred_issuer.keystores.base import KeyStore, SigningKey, StoredKey, bind

__all__ = [
    "KEY_STORES",
    "KeyStore",
    "KeyStores",
    "SigningKey",
    "StoredKey",
    "base_proof_secrets",
    "bind",
    "read_key_file",
]

read_key_file = file.read_key_file
KEY_STORES: Mapping[str, Callable[[str, SecretStr | None], KeyStore]] = {
    file.SCHEME: file.FileKeyStore.open,
}
"""Scheme → how to open the store at the rest of the URL, with the passphrase if one is set."""


class KeyStores:
    """The deployment's key store: new keys are made in it, and only its keys can be loaded."""

    def __init__(self, url: str, passphrase: SecretStr | None) -> None:
        """url: the setting `keystore`, such as `file:keys/`. Raises INVALID for an unknown scheme."""
        self._scheme, _, location = url.partition(":")
        opener = KEY_STORES.get(self._scheme)
        if opener is None:
            known = ", ".join(f"{scheme}:" for scheme in KEY_STORES)
            raise StackcredError(
                ErrorCode.INVALID,
                f"There is no key store {self._scheme!r}; STACKCRED_KEYSTORE begins with one of: {known}",
            )
        self._store = opener(location, passphrase)

    def create(self, key_type: KeyType) -> StoredKey:
        """Make a key and keep it durably before answering. Raises UNSUPPORTED, KEY_UNUSABLE."""
        return self._store.create(key_type)

    def load(self, uri: str) -> SigningKey:
        """The key behind a uri; quick from the second time. Raises KEY_UNUSABLE."""
        self._check(uri)
        return self._store.load(uri)

    def destroy(self, uri: str) -> None:
        """Make the key unusable for ever; one that is gone already is no error."""
        self._check(uri)
        self._store.destroy(uri)

    def _check(self, uri: str) -> None:
        if uri.partition(":")[0] != self._scheme:
            raise StackcredError(
                ErrorCode.KEY_UNUSABLE,
                f"The key {uri!r} lies in another key store than STACKCRED_KEYSTORE names ({self._scheme}:).",
            )
