"""Credentials as text: one, or a list of them, each on its line or in a JSON list, mixed with addresses."""

from __future__ import annotations

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import as_list, dump_json, parse_json, parse_object
from stackcred_issuer.domain.stacking.bundle.make import BUNDLE_TYPE, Role, read_bundle
from stackcred_issuer.domain.verification.nested import credentials_in
from stackcred_issuer.domain.verification.presented import read
from stackcred_issuer.services.carriers.base import MAX_PIECES, Piece, is_address, is_written, too_many

_PROVEN = (Role.CERTIFICATION, Role.COMPONENT)


def listed(source: str, data: bytes) -> list[Piece]:
    """One credential as it stands; of a JSON list, or of lines that are each an address or a credential, every one.

    Raises StackcredError MALFORMED for text that is neither, TOO_LARGE beyond MAX_PIECES.
    """
    text = data.removeprefix(b"\xef\xbb\xbf").strip()
    if text.startswith(b"["):
        entries = as_list(parse_json(text))
        return _bounded([_entry(f"{source}#{number}", entry) for number, entry in enumerate(entries, 1)])
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and all(_stands_alone(line) for line in lines):
        return _bounded([_line(f"{source}#{number}", line) for number, line in enumerate(lines, 1)])
    if is_address(text):
        return [_line(source, text)]
    if not is_written(text):
        raise StackcredError(
            ErrorCode.MALFORMED, "There is no badge in this: bring JSON, a compact JWS, PNG, SVG, PDF or an address."
        )
    return [Piece(source, data)]


def apart(piece: Piece) -> list[Piece]:
    """The credentials inside a presentation, learner record or evidence bundle, one by one; others stay as they are.

    A record or bundle holds credentials of many issuers, and each stands or falls by itself.
    """
    if piece.error is not None or piece.url is not None:
        return [piece]
    try:
        if is_bundle(piece.data):
            bundle = read_bundle(piece.data)
            return [Piece(f"{piece.source}/{part.id}", part.text.encode()) for r in _PROVEN for part in bundle.of(r)]
        presented = read(piece.data)
        inside = credentials_in(presented)
    except StackcredError as error:
        return [Piece(piece.source, error=error)]
    if not inside and presented.kind == "credential":
        return [piece]
    return _bounded([_entry(f"{piece.source}#{number}", one) for number, one in enumerate(inside, 1)])


def is_bundle(data: bytes) -> bool:
    """Whether this is an evidence bundle."""
    text = data.strip()
    if not text.startswith(b"{") or BUNDLE_TYPE.encode() not in text:
        return False
    try:
        return parse_object(text).get("type") == BUNDLE_TYPE
    except StackcredError:
        return False


def _stands_alone(line: bytes) -> bool:
    """Whether a line is something by itself: lines of one indented JSON document are not."""
    return is_address(line) or (
        is_written(line) and (not line.startswith(b"{") or (line.endswith(b"}") and line != b"{}"))
    )


def _line(source: str, line: bytes) -> Piece:
    return Piece(line.decode(), url=line.decode()) if is_address(line) else Piece(source, line)


def _entry(source: str, value: object) -> Piece:
    if isinstance(value, dict) and value.keys() == {"url"}:
        value = value["url"]
    if isinstance(value, str):
        return _line(source, value.strip().encode()) if value.strip() else _nothing(source)
    return Piece(source, dump_json(value)) if isinstance(value, dict) else _nothing(source)


def _nothing(source: str) -> Piece:
    detail = "This entry is no credential: give an object, a compact JWS, or an address."
    return Piece(source, error=StackcredError(ErrorCode.MALFORMED, detail))


def _bounded(pieces: list[Piece]) -> list[Piece]:
    if len(pieces) > MAX_PIECES:
        raise too_many()
    return pieces
