"""Requests of programs: lists of documents, and applicants with theirs. Read in the sandbox, since lists are long."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode
from stackcred_issuer.domain.jsonvalue import dump_json, parse_json
from stackcred_issuer.domain.stacking.limits import MAX_RULE_JSON_DEPTH
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.services.carriers.base import MAX_PIECES, Piece, is_address

MAX_NAME = 300  # characters of an applicant's or document's name
MAX_IDENTITIES = 20  # of one applicant


@dataclass(frozen=True, slots=True)
class NamedPieces:
    """An applicant as a request names them. holder: mail addresses and DIDs they are known by."""

    name: str
    pieces: tuple[Piece, ...]
    holder: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatchRequest:
    """role: with the exact decimals of its text. trust: addresses or documents of registries."""

    role: Any
    applicants: tuple[NamedPieces, ...]
    trust: tuple[Any, ...]


def read_batch(data: bytes, max_bytes: int) -> list[Piece]:
    """The documents of `{"documents": […]}`, in order. Raises MALFORMED, INVALID with a pointer, TOO_LARGE."""
    body = Reader(parse_json(data, max_bytes=max_bytes), "").members(("documents",))
    return _documents(body.at("documents"), "document")


def read_match(data: bytes, max_bytes: int) -> MatchRequest:
    """A request to match. Raises MALFORMED, INVALID with a pointer, TOO_LARGE."""
    body = Reader(parse_json(data, max_bytes=max_bytes), "").members(("role", "applicants"), ("trust",))
    body.at("role").object()
    exact = parse_json(dump_json(body.value["role"]), max_depth=MAX_RULE_JSON_DEPTH, exact_numbers=True)
    applicants = tuple(_applicant(one) for one in body.at("applicants").filled())
    trust = tuple(one.value for one in body.at("trust").items()) if body.has("trust") else ()
    return MatchRequest(exact, applicants, trust)


def _applicant(one: Reader) -> NamedPieces:
    one.members(("name", "documents"), ("holder",))
    holder = one.at("holder").texts() if one.has("holder") else ()
    if len(holder) > MAX_IDENTITIES:
        one.at("holder").refuse(f"At most {MAX_IDENTITIES} identities of one applicant are read.", ErrorCode.TOO_LARGE)
    return NamedPieces(_name(one.at("name")), tuple(_documents(one.at("documents"), "document")), holder)


def _documents(place: Reader, word: str) -> list[Piece]:
    entries = place.items()
    if len(entries) > MAX_PIECES:
        place.refuse(f"At most {MAX_PIECES} documents are examined at once; send them in parts.", ErrorCode.TOO_LARGE)
    return [_document(entry, f"{word} {number}") for number, entry in enumerate(entries, 1)]


def _document(entry: Reader, source: str) -> Piece:
    """A credential as object or text; an object with `url`, or with `data` (base64) and perhaps a `name`."""
    value = entry.value
    if isinstance(value, str):
        text = value.strip().encode()
        return Piece(value.strip(), url=value.strip()) if is_address(text) else Piece(source, text)
    entry.object()
    if value.keys() == {"url"}:
        address = entry.at("url").text()
        return Piece(address, url=address)
    if "data" in value and value.keys() <= {"data", "name"}:
        named = _name(entry.at("name")) if entry.has("name") else source
        return Piece(named, _bytes(entry.at("data")))
    return Piece(source, dump_json(value))


def _bytes(place: Reader) -> bytes:
    try:
        return base64.b64decode(place.text(), validate=True)
    except (binascii.Error, ValueError):
        place.refuse("This is no base64 (RFC 4648 §4); encode the whole file, without line breaks.")


def _name(place: Reader) -> str:
    text = place.text()
    if len(text) > MAX_NAME:
        place.refuse(f"A name has at most {MAX_NAME} characters.")
    return text
