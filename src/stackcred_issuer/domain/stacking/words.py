"""Plain English for numbers of things, lists of names, and durations."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from fractions import Fraction
from functools import lru_cache

from stackcred_issuer.domain.stacking.numbers import json_number

NAMED = 5  # longer lists are counted instead: nobody reads a sentence with twenty addresses
_UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day"}
_TIME_UNITS = {"H": "hour", "M": "minute", "S": "second"}


@lru_cache(maxsize=1024)
def counted(number: int | Fraction, unit: str) -> str:
    """`1 badge`, `2 badges`, `2.5 credits`; the unit in either form."""
    one = unit.removesuffix("s")
    return f"{json_number(number)} {one if number == 1 else one + 's'}"


def sequence(items: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}"


def quoted(values: Collection[str]) -> str:
    """`“a”`, `“a” or “b”`, sorted; so many are all named, as a reader has to know what counts."""
    return sequence([f"“{value}”" for value in sorted(values)], "or")


def named(values: Collection[str]) -> str:
    """Addresses: all of them where they are few, else how many there are."""
    return sequence(sorted(values), "or") if len(values) <= NAMED else f"any of {len(values)} listed ones"


def within_last(text: str) -> str:
    """`P3Y` as `within the last 3 years`, `P1M` as `within the last month`."""
    words = duration_words(text)
    return f"within the last {words if ' and ' in words else words.removeprefix('1 ')}"


def duration_words(text: str) -> str:
    """`P3Y` as `3 years`, `P1M10D` as `1 month and 10 days`. text: a duration that was found sound."""
    date, _, time = text.removeprefix("P").partition("T")
    parts = [(digits, _UNITS[unit]) for digits, unit in re.findall(r"(\d+)([YMWD])", date)]
    parts += [(digits, _TIME_UNITS[unit]) for digits, unit in re.findall(r"(\d+)([HMS])", time)]
    return sequence([counted(int(digits), unit) for digits, unit in parts])
