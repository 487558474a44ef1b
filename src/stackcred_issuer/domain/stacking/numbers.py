"""Exact numbers: what a rule computes with is what its digest says (RFC 8785)."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import canonical_json, pointer
from stackcred_issuer.domain.proof.multibase import digest_multibase

MAX_INTEGER = 2**53  # beyond it, JCS readers no longer agree on the value
_DECIMAL = re.compile(r"-?\d{1,300}(?:\.\d{1,300})?(?:[eE][+-]?\d{1,3})?", re.ASCII)


def exact(value: Any) -> Fraction:
    """The value of a JSON number (`int`, `Decimal` of the text, or `float` by its shortest rendering)."""
    return Fraction(Decimal(repr(value))) if isinstance(value, float) else Fraction(value)


def decimal_text(text: str) -> Fraction | None:
    """The exact value of a decimal such as `87.5`; None for text that is no number."""
    return Fraction(text) if _DECIMAL.fullmatch(text) else None


def json_number(value: Fraction | int) -> int | float:
    """A number for the outcome: whole where it is whole."""
    return value.numerator if value.denominator == 1 else float(value)


def plain(value: Any, tokens: tuple[str | int, ...] = (), base: str = "") -> Any:
    """The same JSON value with every number as one that JCS renders without changing it.

    Raises StackcredError INVALID, with `base` and the place of the number as pointer, for integers beyond
    2^53, NaN, infinities, and numbers whose rendering has another value.
    """
    if isinstance(value, dict):
        return {name: plain(child, (*tokens, name), base) for name, child in value.items()}
    if isinstance(value, list):
        return [plain(child, (*tokens, index), base) for index, child in enumerate(value)]
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return value
    number = _renderable(value)
    if number is None:
        raise StackcredError(
            ErrorCode.INVALID,
            f"{_short(value)} cannot be kept exactly: use integers up to 2^53 and decimals of at most 15 digits.",
            pointer=base + pointer(*tokens),
        )
    return number


def digest(value: Any) -> str:
    """`digestMultibase` over the JCS form of a value that went through `plain`."""
    return digest_multibase(canonical_json(value))


def _renderable(value: int | float | Decimal) -> int | float | None:
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            return None
        return value if abs(value) < MAX_INTEGER else float(value)
    number = float(value)
    if not math.isfinite(number) or (number.is_integer() and abs(number) > MAX_INTEGER):
        return None
    return number if isinstance(value, float) or Decimal(repr(number)) == value else None


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:37] + "..."
