"""Files packed in a zip archive, read in memory and never written anywhere: their names are names only."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import MAX_BYTES
from stackcred_issuer.services.carriers.base import MAX_PIECES, Piece

MAX_MEMBERS = MAX_PIECES
MAX_ENTRIES = 10_000  # of the archive's own list, folders and files of the system too
MAX_MEMBER_BYTES = 2 * MAX_BYTES  # unpacked: a picture with the largest credential inside
MAX_UNPACKED_BYTES = 64 * 1024 * 1024  # all members together: 500 badges with pictures have half of it
MAX_RATIO = 200  # unpacked to packed: credentials with pictures come to 10, the densest honest JSON to 50
_RATIO_FROM = 256 * 1024  # below this much unpacked, no ratio can hurt
_ENCRYPTED = 0x1
_START = b"PK\x03\x04"
_EMPTY = b"PK\x05\x06"
_SYSTEM = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def is_zip(data: bytes) -> bool:
    """Whether these bytes begin like a zip archive."""
    return data.startswith((_START, _EMPTY))


def unpack(source: str, data: bytes) -> list[Piece]:
    """The files of an archive by their paths in it, in its order; one that cannot be read says why.

    Raises StackcredError MALFORMED for what is no archive, TOO_LARGE beyond MAX_MEMBERS or MAX_UNPACKED_BYTES.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return list(_members(source, archive, len(data)))
    except (zipfile.BadZipFile, ValueError, EOFError, OverflowError, NotImplementedError) as error:
        raise StackcredError(ErrorCode.MALFORMED, f"The zip archive cannot be read: {error}. Pack it anew.") from None


def _members(source: str, archive: zipfile.ZipFile, packed: int) -> Iterator[Piece]:
    entries = archive.infolist()
    files = [entry for entry in entries[:MAX_ENTRIES] if not entry.is_dir() and not _of_the_system(entry.filename)]
    if len(files) > MAX_MEMBERS or len(entries) > MAX_ENTRIES:
        raise StackcredError(
            ErrorCode.TOO_LARGE, f"The zip archive has more than {MAX_MEMBERS} files; bring them in several archives."
        )
    total = 0
    for entry in files:
        piece = _member(f"{source}/{entry.filename}" if source else entry.filename, archive, entry)
        total += len(piece.data)
        if total > MAX_UNPACKED_BYTES or (total > _RATIO_FROM and total > MAX_RATIO * packed):
            raise StackcredError(
                ErrorCode.TOO_LARGE,
                f"The zip archive unpacks to more than {MAX_UNPACKED_BYTES // 2**20} MiB or {MAX_RATIO} times its own "
                "size; bring the files in smaller archives.",
            )
        yield piece


def _member(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Piece:
    """One file; the size that the archive announces is believed by nobody."""
    if entry.flag_bits & _ENCRYPTED:
        return _unreadable(name, ErrorCode.UNSUPPORTED, "This file is locked with a password; pack it without one.")
    try:
        with archive.open(entry) as member:
            data = member.read(MAX_MEMBER_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        return _unreadable(name, ErrorCode.MALFORMED, "This file is damaged in the archive; pack it anew.")
    if len(data) > MAX_MEMBER_BYTES:
        limit = MAX_MEMBER_BYTES // 2**20
        return _unreadable(name, ErrorCode.TOO_LARGE, f"This file is larger than {limit} MiB; no badge is.")
    return Piece(name, data)


def _unreadable(name: str, code: ErrorCode, detail: str) -> Piece:
    return Piece(name, error=StackcredError(code, detail))


def _of_the_system(name: str) -> bool:
    return name.startswith(_SYSTEM[0]) or name.rpartition("/")[2] in _SYSTEM[1:]
