"""Three values: true, false, and None for what is not known.

Each unknown occurrence is later taken once the way that hurts and once the way that helps; Kleene's
tables give exactly that, since no occurrence is ever weighed against another.
"""

from __future__ import annotations

from collections.abc import Iterable

Truth = bool | None


def all_of(values: Iterable[Truth]) -> Truth:
    unknown = False
    for value in values:
        if value is False:
            return False
        unknown = unknown or value is None
    return None if unknown else True


def any_of(values: Iterable[Truth]) -> Truth:
    return negate(all_of(negate(value) for value in values))


def negate(value: Truth) -> Truth:
    return None if value is None else not value
