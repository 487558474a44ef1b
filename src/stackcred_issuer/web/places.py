"""How many requests of a costly kind are served at a time by one process; the others are told to come again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from stackcred_issuer.domain.errors import ErrorCode, StackcredError

MAX_BATCHES = 4  # with bodies of 32 MiB, unpacked twice that: 400 MB at the worst


class Places:
    """Taken before a body is read, so that what waits costs nothing."""

    def __init__(self, count: int, busy: str = "Many documents are being examined for others; try again.") -> None:
        """busy: what to say when all are taken."""
        self._free = count
        self._busy = busy

    @contextmanager
    def one(self) -> Iterator[None]:
        """A place for the length of a request. Raises RATE_LIMITED when all are taken."""
        if self._free == 0:
            raise StackcredError(ErrorCode.RATE_LIMITED, self._busy, retry_after=2)
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1


BATCHES = Places(MAX_BATCHES)
