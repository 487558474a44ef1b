"""A file that comes in piece by piece, kept on the disk while it does: it is never in memory as a whole."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from stackcred_issuer.domain.errors import ErrorCode, StackcredError


class Spool:
    """A nameless file that is gone with the process, however that ends. size: bytes so far.

    advice: what to do with a file that is too large.
    """

    def __init__(self, file: IO[bytes], max_bytes: int, advice: str) -> None:
        self._file = file
        self._advice = advice
        self._max_bytes = max_bytes
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, piece: bytes) -> None:
        """Add a piece. Raises TOO_LARGE."""
        self.size += len(piece)
        if self.size > self._max_bytes:
            raise StackcredError(
                ErrorCode.TOO_LARGE, f"The file is larger than {self._max_bytes} bytes; {self._advice}."
            )
        self._hash.update(piece)
        self._file.write(piece)

    @property
    def digest(self) -> bytes:
        """SHA-256 of what was written."""
        return self._hash.digest()

    @property
    def file(self) -> IO[bytes]:
        """All of it, for a reader that seeks its beginning."""
        return self._file

    def head(self, most: int) -> bytes:
        """Its first bytes."""
        self._file.seek(0)
        return self._file.read(most)

    def tail(self, most: int) -> bytes:
        """Its last bytes."""
        self._file.seek(max(0, self._file.seek(0, os.SEEK_END) - most))
        return self._file.read(most)

    def lines(self, max_bytes: int) -> Iterator[bytes]:
        """Its lines from the beginning, with their ends; one longer than max_bytes comes in pieces."""
        self._file.seek(0)
        while line := self._file.readline(max_bytes):
            yield line


@contextmanager
def spooled(folder: Path, max_bytes: int, advice: str = "split it and send each part") -> Iterator[Spool]:
    """An empty spool in a folder on a disk, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:
        yield Spool(file, max_bytes, advice)
