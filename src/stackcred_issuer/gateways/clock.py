"""Time and chance, made injectable: the two things the domain never takes for itself."""

from __future__ import annotations

import os
import secrets
from array import array
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

_VERSION_7 = 0x7 << 76
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

    def new_id(self) -> UUID:
        """A UUID of version 7 (RFC 9562 §5.7): 48 bits of milliseconds, then 74 random bits.

        Ids made later sort later, which keeps database indexes compact.
        """
        milliseconds = int(self._clock.now().timestamp() * 1000)
        chance = secrets.randbits(74)
        return UUID(int=milliseconds << 80 | _VERSION_7 | (chance >> 62) << 64 | _VARIANT | chance & (1 << 62) - 1)

    def token(self, size: int) -> str:
        """`size` random bytes (1 or more) as unpadded base64url."""
        return secrets.token_urlsafe(size)

    def shuffled(self, size: int) -> list[int]:
        """The numbers 0 to size - 1 in random order."""
        keys = array("Q", os.urandom(8 * size))
        return sorted(range(size), key=keys.__getitem__)
