"""Files and folders of applicants, as somebody keeps them: one applicant each, or one below another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from stackcred_issuer.cli.files import read_file
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.carriers import Piece, is_zip, unpack
from stackcred_issuer.services.carriers.grouped import by_folder
from stackcred_issuer.services.match_role import Candidate

MAX_FILES = 10_000  # of one command: more are a folder given by mistake
MAX_FILE_BYTES = 64 * 1024 * 1024  # as large as an archive may unpack


def candidates_in(places: Sequence[str], *, each: bool, holder: Sequence[tuple[str, str]] = ()) -> list[Candidate]:
    """The applicants of what was named.

    A file is an applicant. Of a folder or zip archive, every folder in it is one, and so is every file beside them;
    one with nothing but files in it is one as a whole, or with `each` every file. An address is an applicant too.
    Raises INVALID for what cannot be read.
    """
    found: defaultdict[str, list[Piece]] = defaultdict(list)
    for place in places:
        for name, piece in _of_place(place, each=each):
            found[name].append(piece)
    if not found:
        raise StackcredError(ErrorCode.INVALID, "There are no files in this; name files or folders of applicants.")
    return [Candidate(name, tuple(pieces), tuple(holder)) for name, pieces in found.items()]


def _of_place(place: str, *, each: bool) -> Iterator[tuple[str, Piece]]:
    if place.startswith(("https://", "http://")):
        yield place, Piece(place, url=place)
        return
    path = Path(place)
    if path.is_dir():
        yield from by_folder(path.name or place, _files(path), each=each)
        return
    data = _read(path)
    if is_zip(data):
        pieces = unpack("", data)
        yield from by_folder(path.name, [(tuple(piece.source.split("/")), piece) for piece in pieces], each=each)
    else:
        yield path.name, Piece(path.name, data)


def _files(folder: Path) -> list[tuple[tuple[str, ...], Piece]]:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and not _hidden(path.relative_to(folder))]
    if len(paths) > MAX_FILES:
        raise StackcredError(ErrorCode.TOO_LARGE, f"{folder} has more than {MAX_FILES} files; name a smaller folder.")
    return [_file(path, path.relative_to(folder)) for path in paths]


def _file(path: Path, name: Path) -> tuple[tuple[str, ...], Piece]:
    try:
        return name.parts, Piece(str(name), _read(path))
    except StackcredError as error:
        return name.parts, Piece(str(name), error=error)


def _read(path: Path) -> bytes:
    if path.is_file() and path.stat().st_size > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // 2**20
        raise StackcredError(ErrorCode.TOO_LARGE, f"{path.name} is larger than {limit} MiB; no badge is.")
    return read_file(str(path))


def _hidden(name: Path) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in name.parts)
