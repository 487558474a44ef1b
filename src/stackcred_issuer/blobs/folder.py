"""Blobs as files of a local folder: written beside, synced, then renamed, so that a name never leads to a part."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from stackcred_issuer.blobs.base import away, checked_name, gone

SCHEME = "file"
_DRAFTS = "drafts"  # of the same disk: what a killed process leaves there is nobody's


class FolderBlobs:
    """One folder; files lie in 256 folders by the first two letters of their names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, file: IO[bytes]) -> None:
        path = self._path(name)
        with _in_words(self._folder):
            if path.exists():
                return
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = self._draft(file)
            draft.replace(path)
            _sync_folder(path.parent)
            _sync_folder(self._folder)

    def open(self, name: str) -> IO[bytes]:
        with _in_words(self._folder):
            try:
                return self._path(name).open("rb")
            except FileNotFoundError:
                raise gone() from None

    def delete(self, name: str) -> None:
        path = self._path(name)
        with _in_words(self._folder):
            path.unlink(missing_ok=True)
            if path.parent.exists():
                _sync_folder(path.parent)

    def check(self) -> None:
        with _in_words(self._folder):
            drafts = self._drafts()
            probe = drafts / f"probe-{secrets.token_hex(8)}"
            probe.touch(mode=0o600)
            probe.unlink()

    def _path(self, name: str) -> Path:
        return self._folder / checked_name(name)[:2] / name

    def _drafts(self) -> Path:
        drafts = self._folder / _DRAFTS
        drafts.mkdir(mode=0o700, parents=True, exist_ok=True)
        return drafts

    def _draft(self, file: IO[bytes]) -> Path:
        draft = self._drafts() / secrets.token_hex(16)
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as kept:
                file.seek(0)
                shutil.copyfileobj(file, kept)
                kept.flush()
                os.fsync(kept.fileno())
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        return draft


@contextmanager
def _in_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise away(f"Files cannot be kept in {folder}: {error.strerror}. See STACKCRED_BLOBS.") from None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
