"""Callers that were authenticated a moment ago: enough to queue a post, which its transaction checks once more."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from datetime import datetime, timedelta

from stackcred_issuer.services.caller import Caller

KNOWN_FOR = timedelta(seconds=30)  # how long a revoked client may still be told what is wrong with its posts
MAX_KNOWN = 10_000  # secrets, of about 1 KB each; the longest known is forgotten first


class KnownCallers:
    """Callers by the digest of their secret, in one process. They carry it, so that whoever writes must look again."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, tuple[datetime, Caller]] = OrderedDict()

    def get(self, secret: bytes, now: datetime) -> Caller | None:
        """Who that was, if it is not too long ago."""
        until, caller = self._known.get(secret, (now, None))
        return caller if now < until else None

    def keep(self, secret: bytes, caller: Caller, now: datetime) -> Caller:
        """Remember a caller that was authenticated now."""
        known = replace(caller, secret=secret)
        self._known[secret] = (now + KNOWN_FOR, known)
        self._known.move_to_end(secret)
        if len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)
        return known

    def forget(self, secret: bytes) -> None:
        """It opens nothing any more."""
        self._known.pop(secret, None)
