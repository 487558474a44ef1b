"""Plain English for numbers of things."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from stackcred_issuer.domain.stacking.numbers import json_number


@lru_cache(maxsize=1024)
def counted(number: int | Fraction, unit: str) -> str:
    """`1 badge`, `2 badges`, `2.5 credits`; the unit in either form."""
    one = unit.removesuffix("s")
    return f"{json_number(number)} {one if number == 1 else one + 's'}"
