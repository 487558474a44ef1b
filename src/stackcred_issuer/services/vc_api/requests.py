"""What the bodies of the VC-API say, read strictly; unknown members are left to those who know them."""

from __future__ import annotations

from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list


def member(body: JsonObject, name: str) -> JsonObject:
    """An object of the body. Raises MALFORMED, naming it."""
    value = body.get(name)
    if not isinstance(value, dict):
        raise StackcredError(ErrorCode.MALFORMED, f"Send {name} as a JSON object.", pointer=f"/{name}")
    return value


def options_of(body: JsonObject) -> JsonObject:
    """`options`, empty when there are none. Raises MALFORMED."""
    return member(body, "options") if body.get("options") is not None else {}


def pointers(options: JsonObject, name: str) -> list[str] | None:
    """JSON pointers; None when none are given. Raises MALFORMED."""
    return None if options.get(name) is None else _texts(options, name)


def text(options: JsonObject, name: str) -> str | None:
    """A text; None when there is none. Raises MALFORMED."""
    value = options.get(name)
    if value is not None and not isinstance(value, str):
        raise _malformed(name, "a text")
    return value


def texts(options: JsonObject, name: str) -> tuple[str, ...] | None:
    """One text or several; None when there is none. Raises MALFORMED."""
    if options.get(name) is None:
        return None
    return tuple(_texts({name: as_list(options[name])}, name))


def _texts(options: JsonObject, name: str) -> list[str]:
    value: Any = options[name]
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _malformed(name, "a list of texts")
    return value


def _malformed(name: str, wanted: str) -> StackcredError:
    return StackcredError(ErrorCode.MALFORMED, f"The option {name} is {wanted}.", pointer=f"/options/{name}")
