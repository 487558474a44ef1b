"""Choosing parts of a JSON-LD document by JSON pointer (ECDSA Cryptosuites 1.0 §3.4, selectJsonLd)."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject

Path = tuple[str | int, ...]

_INDEX = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)
_BAD_ESCAPE = re.compile(r"~(?![01])")


class _Holes(dict[int, Any]):
    """An array of which only some items are chosen, by index."""


def resolve(pointer: str, document: JsonObject) -> Path:
    """The path an RFC 6901 pointer takes through `document`, array indexes as integers.

    Raises StackcredError INVALID for a pointer that is badly written or leads nowhere in the document.
    """
    if (pointer and not pointer.startswith("/")) or _BAD_ESCAPE.search(pointer):
        raise StackcredError(ErrorCode.INVALID, f"{pointer!r} is not a JSON pointer.", pointer=pointer)
    path: list[str | int] = []
    value: Any = document
    for text in pointer.split("/")[1:]:
        token: str | int = text.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list):
            token = int(text) if _INDEX.fullmatch(text) else -1
        if not _has(value, token):
            raise StackcredError(ErrorCode.INVALID, f"The document has nothing at {pointer!r}.", pointer=pointer)
        value = value[token]
        path.append(token)
    return tuple(path)


def select(paths: Sequence[Path], document: JsonObject) -> JsonObject | None:
    """The smallest part of `document` with everything at `paths`, and the ids, types and @context on the way.

    None when there are no paths.
    """
    if not paths:
        return None
    selection = _start(document)
    if "@context" in document:
        selection["@context"] = copy.deepcopy(document["@context"])
    for path in paths:
        if not path:
            return copy.deepcopy(document)
        _select_path(path, document, selection)
    closed: JsonObject = _close(selection)
    return closed


def _select_path(path: Path, document: JsonObject, selection: JsonObject) -> None:
    value: Any = document
    chosen: Any = selection
    for token in path[:-1]:
        value = value[token]
        if not _has(chosen, token):
            chosen[token] = _Holes() if isinstance(value, list) else _start(value)
        chosen = chosen[token]
    chosen[path[-1]] = copy.deepcopy(value[path[-1]])


def _start(value: JsonObject) -> JsonObject:
    """What goes along with any member of an object: its id, unless a blank node, and its types."""
    return {
        name: copy.deepcopy(value[name])
        for name in ("id", "@id", "type", "@type")
        if name in value and not str(value[name]).startswith("_:")
    }


def _close(value: Any) -> Any:
    if isinstance(value, _Holes):
        return [_close(value[index]) for index in sorted(value)]
    if isinstance(value, dict):
        return {name: _close(item) for name, item in value.items()}
    return value


def _has(value: Any, token: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(token, int) and 0 <= token < len(value)
    return isinstance(value, dict) and token in value
