"""What the Open Badges classes are built of: open and closed objects, and the kinds of field (OB 3.0 §B).

Values keep the shape they came in, but for one thing: where the standard knows a list, a single value becomes a
list of one. Nothing is coerced: a number is no text, and null is no absence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.jsonvalue import as_list

_LANGUAGE_TAG = re.compile(r"[a-z]{2}(-[A-Z]{2})?", re.ASCII)
_EXTENSION = re.compile(r"ext:[A-Za-z0-9.|_]", re.ASCII)  # the schema's pattern, which is not anchored
_COMPACT_JWS = r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+$"
_LANGUAGE_CODE = r"^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"

T = TypeVar("T")


class _Object(BaseModel):
    @field_validator("*", mode="before")
    @classmethod
    def _refuse_null(cls, value: Any) -> Any:
        if value is None:
            raise PydanticCustomError("null", "Leave it out instead of writing null")
        return value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        made = handler(schema)
        for member in handler.resolve_ref_schema(made).get("properties", {}).values():
            _without_null(member)
        return made


class Extensible(_Object):
    """A class whose objects may carry members of other vocabularies; those survive as they are."""

    model_config = ConfigDict(strict=True, frozen=True, extra="allow")


class Closed(_Object):
    """A class whose objects have the standard's members and no others."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


def _without_null(member: dict[str, Any]) -> None:
    """The JSON Schema of an optional member says that it may be absent, not that it may be null."""
    kinds = [kind for kind in member.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) != len(member.get("anyOf", ())):
        del member["anyOf"], member["default"]
        member.update(kinds[0] if len(kinds) == 1 else {"anyOf": kinds})


def is_language_map(value: Any) -> bool:
    """Whether a value is texts by language tag, such as {"en": "Networks", "de-AT": "Netze"}."""
    return isinstance(value, dict) and all(
        isinstance(text, str) and isinstance(tag, str) and _LANGUAGE_TAG.fullmatch(tag) for tag, text in value.items()
    )


def including(*groups: Set[str]) -> Callable[[Any], list[Any]]:
    """A check of `type`: one name of each group is among the types."""

    def check(value: Any) -> list[Any]:
        types = as_list(value)
        for group in groups:
            if group.isdisjoint(one for one in types if isinstance(one, str)):
                wanted = " or ".join(sorted(group))
                raise PydanticCustomError("type", "The type must include {wanted}", {"wanted": wanted})
        return types

    return check


@dataclass(frozen=True, slots=True)
class Terms:
    """Marks a text as a term of an enumeration, or of anybody's extension of it (`ext:` and more)."""

    names: tuple[str, ...]

    def check(self, value: str) -> str:
        if value not in self.names and not _EXTENSION.search(value):
            raise PydanticCustomError(
                "vocabulary",
                "{value} is not among the terms of Open Badges; use one of {names}, or a term that starts with ext:",
                {"value": repr(value), "names": ", ".join(self.names)},
            )
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"enum": list(self.names)}, {"type": "string", "pattern": _EXTENSION.pattern}]}


def _text(value: Any) -> Any:
    if isinstance(value, str) or is_language_map(value):
        return value
    raise PydanticCustomError("text", "Give a text")


def _number(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise PydanticCustomError("number", "Give a number, not a text")


def _instant(value: str) -> str:
    try:
        parse_instant(value)
    except StackcredError as error:
        raise PydanticCustomError("instant", "{reason}", {"reason": error.detail.rstrip(".")}) from None
    return value


def _day(value: str) -> str:
    try:
        if date.fromisoformat(value).isoformat() == value:
            return value
    except ValueError:
        pass
    raise PydanticCustomError("day", "Give a date such as 2026-01-31")


if TYPE_CHECKING:
    Text = str | dict[str, str]
    Number = float
else:  # no unions: their errors name the branch tried, and a pointer must name a place in the document
    Text = Annotated[Any, BeforeValidator(_text, json_schema_input_type=str | dict[str, str])]
    Number = Annotated[Any, BeforeValidator(_number, json_schema_input_type=float)]
Instant = Annotated[str, AfterValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time"})]
Day = Annotated[str, AfterValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
CompactJws = Annotated[str, StringConstraints(pattern=_COMPACT_JWS)]
LanguageCode = Annotated[str, StringConstraints(pattern=_LANGUAGE_CODE)]
OneOrMany = Annotated[list[T], BeforeValidator(as_list)]
