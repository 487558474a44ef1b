"""Numbers are ones that all software reads alike, and that the signature covers to the last digit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import isfinite

from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading

MAX_WHOLE = 2**53  # beyond it not every integer is a double
MAX_DIGITS = 15  # what JSON-LD keeps of a fraction; further digits could be changed after signing
_NUMBERS = (int, float)


def _check(reading: Reading) -> Iterator[Finding]:
    for place in reading.places:
        value = place.value
        if isinstance(value, _NUMBERS) and not isinstance(value, bool) and not _is_plain(value):
            detail = f"Round {value!r} to at most {MAX_DIGITS} digits, within 2^53 and without an exponent."
            yield Finding(place.pointer, detail)


def _is_plain(value: float) -> bool:
    if isinstance(value, int):
        return abs(value) <= MAX_WHOLE
    return isfinite(value) and abs(value) <= MAX_WHOLE and "e" not in repr(value) and _digits(value) <= MAX_DIGITS


def _digits(value: float) -> int:
    return len(Decimal(repr(value)).normalize().as_tuple().digits)


LINT = Lint("numbers", "RFC 8785 §3.2.2.3 and JSON-LD 1.1 API §8.6: numbers read alike everywhere", _check)
