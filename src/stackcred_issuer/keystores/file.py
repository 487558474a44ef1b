"""Signing keys as files of a private folder: one encrypted PKCS#8 each, readable by their owner only."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
from pathlib import Path

from pydantic import SecretStr

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.keystores._software import SoftwareKey, generate, lock, unlock
from stackcred_issuer.keystores.base import StoredKey

SCHEME = "file"
GENERATED = "passphrase"  # holds the random passphrase of a deployment that set none
MAX_FILE_BYTES = 64 * 1024
_NAME = re.compile(r"(ed25519|p-256|p-384|rsa)-[0-9a-f]{32}\.pem", re.ASCII)


class FileKeyStore:
    """Keys in a folder (mode 0700, files 0600). What is loaded once stays in memory, decrypted."""

    def __init__(self, folder: Path, passphrase: SecretStr | None) -> None:
        self._folder = folder
        self._passphrase = passphrase
        self._loaded: dict[str, SoftwareKey] = {}

    @classmethod
    def open(cls, location: str, passphrase: SecretStr | None) -> FileKeyStore:
        """The store at what follows `file:` in a URL: `keys/`, `/srv/keys` or `///srv/keys`."""
        if location.startswith("//") and not location.startswith("///"):
            raise StackcredError(
                ErrorCode.INVALID,
                f"A file key store has no host; write file:/… instead of {SCHEME}:{location}.",
            )
        return cls(Path(location.removeprefix("//")), passphrase)

    def __repr__(self) -> str:
        return f"FileKeyStore({str(self._folder)!r})"

    def create(self, key_type: KeyType) -> StoredKey:
        private = generate(key_type)
        key = SoftwareKey(private)
        name = f"{key_type.lower()}-{hashlib.sha256(key.public_key.raw).hexdigest()[:32]}.pem"
        self._prepare_folder()
        if not _write_new(self._folder / name, lock(private, self._secret())):
            raise StackcredError(ErrorCode.CONFLICT, f"There is a key file {name} already.")
        uri = f"{SCHEME}:{name}"
        self._loaded[uri] = key
        return StoredKey(uri, key.public_key)

    def load(self, uri: str) -> SoftwareKey:
        key = self._loaded.get(uri)
        if key is None:
            key = self._loaded[uri] = unlock(_read(self._path(uri)), self._secret())
        return key

    def destroy(self, uri: str) -> None:
        path = self._path(uri)
        self._loaded.pop(uri, None)
        if path.exists():
            path.unlink(missing_ok=True)  # another process may have been first
            _sync_folder(path.parent)

    def _path(self, uri: str) -> Path:
        scheme, _, name = uri.partition(":")
        if scheme != SCHEME or not _NAME.fullmatch(name):
            raise StackcredError(ErrorCode.KEY_UNUSABLE, f"{uri!r} is not a key of this key store.")
        return self._folder / name

    def _secret(self) -> bytes:
        if self._passphrase is None:
            path = self._folder / GENERATED
            self._prepare_folder()
            if not path.exists():
                _write_new(path, secrets.token_urlsafe(32).encode())  # False: another process was first
            self._passphrase = SecretStr(_read(path).decode().strip())
        return self._passphrase.get_secret_value().encode()

    def _prepare_folder(self) -> None:
        """Exists, and closed to others: tightened where it is ours, refused where the world can get in."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = stat.S_IMODE(self._folder.stat().st_mode)
        if not mode & 0o077:
            return
        try:
            self._folder.chmod(0o700)
        except PermissionError:
            if mode & 0o007:
                raise StackcredError(
                    ErrorCode.KEY_UNUSABLE,
                    f"The key folder {self._folder} is open to everybody; close it with: chmod 700",
                ) from None


def read_key_file(path: Path, passphrase: SecretStr | None) -> SoftwareKey:
    """A private key from a PEM file (PKCS#8), encrypted with the passphrase or not at all. Raises KEY_UNUSABLE."""
    pem = _read(path)
    if b"ENCRYPTED" not in pem:
        return unlock(pem, None)
    if passphrase is None:
        raise StackcredError(ErrorCode.KEY_UNUSABLE, f"Set STACKCRED_KEYS_PASSPHRASE to open {path.name}.")
    return unlock(pem, passphrase.get_secret_value().encode())


def _write_new(path: Path, data: bytes) -> bool:
    """Create a file whole and durable, or answer False when the name is taken."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)  # unlike a rename, this never replaces what is there
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    _sync_folder(path.parent)
    return True


def _read(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError as error:
        raise StackcredError(
            ErrorCode.KEY_UNUSABLE, f"The key file {path.name} cannot be read: {error.strerror}."
        ) from None
    with os.fdopen(descriptor, "rb") as file:
        if os.fstat(descriptor).st_mode & 0o007:
            raise StackcredError(
                ErrorCode.KEY_UNUSABLE, f"The key file {path.name} is open to everybody; close it: chmod 600"
            )
        return file.read(MAX_FILE_BYTES)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
