"""Reading a document member by member, so that every refusal names its place (RFC 6901)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, NoReturn

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import Duration, parse_duration, parse_instant
from stackcred_issuer.domain.jsonvalue import pointer
from stackcred_issuer.domain.stacking.numbers import exact


class Reader:
    """One JSON value and where it stands. Every method raises StackcredError INVALID at that place."""

    __slots__ = ("_above", "_token", "value")

    def __init__(self, value: Any, token: str | int, above: Reader | None = None) -> None:
        """token: the value's name or number in `above`; without one, the pointer to it."""
        self.value = value
        self._token = token
        self._above = above

    @property
    def pointer(self) -> str:
        """Made when it is asked for: of a thousand values that are read, hardly one is refused."""
        return str(self._token) if self._above is None else self._above.pointer + pointer(self._token)

    def refuse(self, detail: str, code: ErrorCode = ErrorCode.INVALID) -> NoReturn:
        raise StackcredError(code, detail, pointer=self.pointer)

    def at(self, token: str | int) -> Reader:
        """The member or element, None where a member is absent."""
        child = self.value.get(token) if isinstance(token, str) else self.value[token]
        return Reader(child, token, self)

    def has(self, name: str) -> bool:
        return name in self.value

    def given(self, name: str) -> bool:
        """Whether a member is there and not null."""
        return self.value.get(name) is not None

    def object(self) -> Reader:
        if not isinstance(self.value, dict):
            self.refuse("This must be a JSON object.")
        return self

    def members(self, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> Reader:
        """An object that has all the required members and none but the named ones."""
        self.object()
        for name in self.value:
            if name not in required and name not in optional:
                known = ", ".join((*required, *optional))
                self.at(name).refuse(f"{name!r} is not known here; known are: {known}.")
        for name in required:
            if name not in self.value:
                self.at(name).refuse(f"{name!r} is missing.")
        return self

    def items(self) -> list[Reader]:
        if not isinstance(self.value, list):
            self.refuse("This must be a list.")
        return [self.at(index) for index in range(len(self.value))]

    def filled(self) -> list[Reader]:
        """A list with at least one element."""
        found = self.items()
        if not found:
            self.refuse("This list is empty; name at least one entry or leave the member out.")
        return found

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value:
            self.refuse("This must be a non-empty string.")
        return self.value

    def texts(self) -> tuple[str, ...]:
        """A non-empty list of non-empty strings."""
        return tuple(item.text() for item in self.filled())

    def choice(self, *allowed: str) -> str:
        if self.value not in allowed or not isinstance(self.value, str):
            self.refuse(f"This must be one of: {', '.join(allowed)}.")
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            self.refuse("This must be true or false.")
        return self.value

    def whole(self, least: int) -> int:
        """An integer of at least `least`, written without fraction or exponent."""
        if isinstance(self.value, bool) or not isinstance(self.value, int) or self.value < least:
            self.refuse(f"This must be a whole number of at least {least}.")
        return self.value

    def number(self) -> Fraction:
        if isinstance(self.value, bool) or not isinstance(self.value, int | float | Decimal):
            self.refuse("This must be a number.")
        return exact(self.value)

    def amount(self) -> Fraction:
        """A number that is not negative."""
        found = self.number()
        if found < 0:
            self.refuse("This must not be negative.")
        return found

    def instant(self) -> datetime:
        try:
            return parse_instant(self.value)
        except StackcredError as error:
            self.refuse(error.detail)

    def duration(self) -> Duration:
        try:
            return parse_duration(self.value)
        except StackcredError as error:
            self.refuse(error.detail)
