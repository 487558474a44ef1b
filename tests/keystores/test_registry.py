"""Key stores are chosen by URL scheme, and a key speaks only for whom it may."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.did import did_jwk_of
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.keystores import KEY_STORES, KeyStores, bind

PASSPHRASE = SecretStr("a passphrase of the test run")


@pytest.mark.parametrize("form", ["file:{}", "file://{}"])
def test_a_url_opens_the_store_of_its_scheme(tmp_path: Path, form: str) -> None:
    stores = KeyStores(form.format(tmp_path / "keys"), PASSPHRASE)
    stored = stores.create(KeyType.ED25519)
    assert stored.uri.startswith("file:ed25519-")
    assert len(list((tmp_path / "keys").glob("*.pem"))) == 1
    assert stores.load(stored.uri).public_key == stored.public_key
    stores.destroy(stored.uri)
    assert not list((tmp_path / "keys").iterdir())


def test_a_relative_folder_is_below_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    KeyStores("file:keys/", PASSPHRASE).create(KeyType.ED25519)
    assert list((tmp_path / "keys").glob("*.pem"))


def test_an_unknown_scheme_and_a_host_are_refused_in_words() -> None:
    with pytest.raises(StackcredError, match="begins with one of: file:"):
        KeyStores("vault:keys", PASSPHRASE)
    with pytest.raises(StackcredError, match="has no host"):
        KeyStores("file://server/keys", PASSPHRASE)


def test_keys_of_another_store_cannot_be_used(tmp_path: Path) -> None:
    stores = KeyStores(f"file:{tmp_path}", PASSPHRASE)
    for use in (stores.load, stores.destroy):
        with pytest.raises(StackcredError) as refused:
            use("vault:ed25519-" + "0" * 32)
        assert refused.value.code is ErrorCode.KEY_UNUSABLE


def test_schemes_are_registered_under_their_own_name() -> None:
    assert set(KEY_STORES) == {"file"}


def test_a_signer_names_its_method_by_controller_and_multikey(tmp_path: Path) -> None:
    stores = KeyStores(f"file:{tmp_path}", PASSPHRASE)
    key = stores.load(stores.create(KeyType.ED25519).uri)
    signer = bind(key, "did:web:badges.example:issuers:a")
    assert signer.controller == "did:web:badges.example:issuers:a"
    assert signer.verification_method == f"did:web:badges.example:issuers:a#{key.public_key.multikey}"
    assert signer.public_key.verify(signer.sign(b"data"), b"data")


def test_a_did_key_controller_is_bound_to_its_own_key_only(tmp_path: Path) -> None:
    stores = KeyStores(f"file:{tmp_path}", PASSPHRASE)
    key, other = (stores.load(stores.create(KeyType.ED25519).uri) for _ in range(2))
    signer = bind(key, key.public_key.did_key)
    assert signer.verification_method == f"{key.public_key.did_key}#{key.public_key.multikey}"
    with pytest.raises(StackcredError) as refused:
        bind(other, key.public_key.did_key)
    assert refused.value.code is ErrorCode.KEY_UNUSABLE


def test_an_rsa_key_is_published_by_its_thumbprint_or_names_itself_by_did_jwk(tmp_path: Path) -> None:
    stores = KeyStores(f"file:{tmp_path}", PASSPHRASE)
    key, other = (stores.load(stores.create(KeyType.RSA).uri) for _ in range(2))
    did = did_jwk_of(key.public_key)
    assert bind(key, did).verification_method == f"{did}#0"
    assert bind(key, "did:web:badges.example").verification_method.endswith(f"#{key.public_key.thumbprint}")
    for controller in (did_jwk_of(other.public_key), "did:key:z6MkqeN4xJTjBG4yvtaukoSuCb3USrmYB8exCZJ9n5hF8jSy"):
        with pytest.raises(StackcredError) as refused:
            bind(key, controller)
        assert refused.value.code is ErrorCode.KEY_UNUSABLE
