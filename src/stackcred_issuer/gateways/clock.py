"""Time and chance, made injectable: the two things the domain never takes for itself."""

from __future__ import annotations

import os
import secrets
from array import array
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_VERSION_7 = 0x7 << 12
_VARIANT = 0b10 << 62


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present instant, UTC-aware, in whole microseconds."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class Entropy:
    """Unpredictable ids, tokens and orders, from the operating system's generator."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def new_id(self) -> UUID:
        """A UUID of version 7 (RFC 9562 §5.7): 48 bits of milliseconds, 12 of their fraction, then 62 random bits.

        Every id sorts after all that this process made before (§6.2, method 3), also within one microsecond and
        when the clock is set back: rows of one post keep their order, and database indexes stay compact.
        """
        milliseconds, rest = divmod((self._clock.now() - _EPOCH) // _MICROSECOND, 1000)
        self._last = max(self._last + 1, milliseconds << 12 | rest * 4096 // 1000)
        time = self._last >> 12 << 16 | _VERSION_7 | self._last & 0xFFF
        return UUID(int=time << 64 | _VARIANT | secrets.randbits(62))

    def token(self, size: int) -> str:
        """`size` random bytes (1 or more) as unpadded base64url."""
        return secrets.token_urlsafe(size)

    def shuffled(self, size: int) -> list[int]:
        """The numbers 0 to size - 1 in random order."""
        keys = array("Q", os.urandom(8 * size))
        return sorted(range(size), key=keys.__getitem__)
