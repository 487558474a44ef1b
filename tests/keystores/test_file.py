"""Keys in files: encrypted, private to their owner, durable, and never handed out."""

from __future__ import annotations

import copy
import pickle
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.keys import KeyType, PublicKey
from stackcred_issuer.keystores.file import FileKeyStore, _write_new, read_key_file

PASSPHRASE = SecretStr("a passphrase of the test run")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def store(folder: Path) -> FileKeyStore:
    return FileKeyStore(folder, PASSPHRASE)


def key_file(folder: Path) -> Path:
    (path,) = folder.glob("*.pem")
    return path


@pytest.mark.parametrize("key_type", list(KeyType))
def test_what_a_key_signs_its_public_half_verifies(store: FileKeyStore, key_type: KeyType) -> None:
    stored = store.create(key_type)
    signature = store.load(stored.uri).sign(b"data")
    assert stored.public_key.type is key_type
    assert stored.public_key.verify(signature, b"data")
    assert not stored.public_key.verify(signature, b"date")


@pytest.mark.parametrize(("key_type", "size"), [("Ed25519", 64), ("P-256", 64), ("P-384", 96), ("RSA", 384)])
def test_signatures_have_the_size_the_suites_expect(store: FileKeyStore, key_type: str, size: int) -> None:
    key = store.load(store.create(KeyType(key_type)).uri)
    assert {len(key.sign(bytes([number]))) for number in range(64)} == {size}


@pytest.mark.parametrize("key_type", list(KeyType))
def test_another_process_finds_the_same_key(folder: Path, store: FileKeyStore, key_type: KeyType) -> None:
    stored = store.create(key_type)
    again = FileKeyStore(folder, PASSPHRASE).load(stored.uri)
    assert again.public_key == stored.public_key
    assert stored.public_key.verify(again.sign(b"data"), b"data")


def test_every_key_is_a_new_one(store: FileKeyStore) -> None:
    keys = [store.create(KeyType.ED25519) for _ in range(5)]
    assert len({key.uri for key in keys}) == len({key.public_key for key in keys}) == 5


def test_a_key_is_decrypted_once(store: FileKeyStore) -> None:
    uri = store.create(KeyType.ED25519).uri
    assert store.load(uri) is store.load(uri)


def test_folder_and_files_are_closed_to_others(folder: Path, store: FileKeyStore) -> None:
    store.create(KeyType.ED25519)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o600]


def test_an_open_folder_is_closed_before_a_key_is_made(folder: Path, store: FileKeyStore) -> None:
    folder.mkdir(mode=0o755)
    store.create(KeyType.ED25519)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_key_file_open_to_everybody_is_refused(folder: Path, store: FileKeyStore) -> None:
    uri = store.create(KeyType.ED25519).uri
    key_file(folder).chmod(0o644)
    with pytest.raises(StackcredError, match="chmod 600"):
        FileKeyStore(folder, PASSPHRASE).load(uri)


def test_the_file_is_encrypted_and_opens_with_the_passphrase_alone(folder: Path, store: FileKeyStore) -> None:
    store.create(KeyType.ED25519)
    pem = key_file(folder).read_bytes()
    assert pem.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    load_pem_private_key(pem, PASSPHRASE.get_secret_value().encode())
    with pytest.raises(TypeError):
        load_pem_private_key(pem, None)


def test_a_wrong_passphrase_is_refused_in_words(folder: Path, store: FileKeyStore) -> None:
    uri = store.create(KeyType.ED25519).uri
    with pytest.raises(StackcredError, match="STACKCRED_KEYS_PASSPHRASE") as refused:
        FileKeyStore(folder, SecretStr("another passphrase altogether")).load(uri)
    assert refused.value.code is ErrorCode.KEY_UNUSABLE


def test_without_a_passphrase_one_is_made_once_and_kept(folder: Path) -> None:
    stored = FileKeyStore(folder, None).create(KeyType.ED25519)
    secret = (folder / "passphrase").read_text()
    assert len(secret) >= 43  # 256 bits
    assert stat.S_IMODE((folder / "passphrase").stat().st_mode) == 0o600
    second = FileKeyStore(folder, None)
    second.create(KeyType.P256)
    assert second.load(stored.uri).public_key == stored.public_key
    assert (folder / "passphrase").read_text() == secret


def test_a_destroyed_key_is_gone_for_good(folder: Path, store: FileKeyStore) -> None:
    uri = store.create(KeyType.ED25519).uri
    store.destroy(uri)
    store.destroy(uri)
    assert not list(folder.iterdir())
    with pytest.raises(StackcredError) as refused:
        store.load(uri)
    assert refused.value.code is ErrorCode.KEY_UNUSABLE


def test_an_existing_file_is_never_replaced(folder: Path, store: FileKeyStore) -> None:
    store.create(KeyType.ED25519)
    path = key_file(folder)
    before = path.read_bytes()
    assert not _write_new(path, b"other")
    assert path.read_bytes() == before
    assert list(folder.iterdir()) == [path]


@pytest.mark.parametrize(
    "name", ["../passphrase", "passphrase", "/etc/passwd", "ed25519-x.pem", "", ".", "ed25519-" + "0" * 32]
)
def test_a_uri_leads_to_key_files_only(store: FileKeyStore, name: str) -> None:
    for use in (store.load, store.destroy):
        with pytest.raises(StackcredError) as refused:
            use(f"file:{name}")
        assert refused.value.code is ErrorCode.KEY_UNUSABLE


@given(st.text())
def test_no_text_at_all_leads_out_of_the_folder(text: str) -> None:
    with pytest.raises(StackcredError):
        FileKeyStore(Path("/nonexistent"), PASSPHRASE).load(text)


def test_a_link_is_not_followed(folder: Path, store: FileKeyStore, tmp_path: Path) -> None:
    uri = store.create(KeyType.ED25519).uri
    path = key_file(folder)
    path.rename(tmp_path / "elsewhere.pem")
    path.symlink_to(tmp_path / "elsewhere.pem")
    with pytest.raises(StackcredError, match="cannot be read"):
        FileKeyStore(folder, PASSPHRASE).load(uri)


def test_no_private_bytes_are_shown_copied_or_pickled(folder: Path, store: FileKeyStore) -> None:
    key = store.load(store.create(KeyType.ED25519).uri)
    pem = load_pem_private_key(key_file(folder).read_bytes(), PASSPHRASE.get_secret_value().encode())
    seed = pem.private_bytes_raw()  # type: ignore[union-attr]
    for shown in (repr(key), str(key), repr(store), repr(vars(store))):
        assert seed.hex() not in shown
        assert repr(seed) not in shown
        assert PASSPHRASE.get_secret_value() not in shown
    assert key.public_key.multikey in repr(key)
    for leave in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="stays in the process"):
            leave(key)


def test_a_file_of_something_else_is_refused(folder: Path, store: FileKeyStore) -> None:
    uri = store.create(KeyType.ED25519).uri
    key_file(folder).write_bytes(b"nonsense")
    with pytest.raises(StackcredError, match="cannot be decrypted"):
        FileKeyStore(folder, PASSPHRASE).load(uri)


def test_public_halves_have_the_shape_of_the_contract(store: FileKeyStore) -> None:
    sizes = {kind: len(store.create(kind).public_key.raw) for kind in (KeyType.ED25519, KeyType.P256, KeyType.P384)}
    assert sizes == {KeyType.ED25519: 32, KeyType.P256: 33, KeyType.P384: 49}
    multikey = store.create(KeyType.P256).public_key.multikey
    assert PublicKey.from_multikey(multikey).multikey == multikey


def test_a_pem_file_opens_without_encryption_or_with_the_passphrase(folder: Path, store: FileKeyStore) -> None:
    stored = store.create(KeyType.P256)
    path = key_file(folder)
    assert read_key_file(path, PASSPHRASE).public_key == stored.public_key
    for wrong in (None, SecretStr("another passphrase")):
        with pytest.raises(StackcredError) as caught:
            read_key_file(path, wrong)
        assert caught.value.code is ErrorCode.KEY_UNUSABLE
    private = load_pem_private_key(path.read_bytes(), PASSPHRASE.get_secret_value().encode())
    plain = folder / "plain.pem"
    plain.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    plain.chmod(0o600)
    assert read_key_file(plain, None).public_key == stored.public_key
