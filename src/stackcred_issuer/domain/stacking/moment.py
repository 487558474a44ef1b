"""The instant a rule is held against: an input, never the clock."""

from __future__ import annotations

from datetime import datetime

from stackcred_issuer.domain.instant import Duration, format_instant


class Moment:
    """`asOf`, with every duration counted back from it only once."""

    __slots__ = ("_back", "as_of")

    def __init__(self, as_of: datetime) -> None:
        self.as_of = as_of
        self._back: dict[Duration, datetime] = {}

    def back(self, duration: Duration) -> datetime:
        """asOf − duration on the UTC calendar. Raises INVALID where that leaves the calendar."""
        found = self._back.get(duration)
        if found is None:
            found = self._back[duration] = duration.before(self.as_of)
        return found


def day(instant: datetime) -> str:
    """The date for a reader, `2026-01-31`; the exact instant stands in the facts."""
    return format_instant(instant)[:10]
