"""Instants and durations: UTC-aware, zone required, calendar-correct (xsd:dateTimeStamp, ISO 8601)."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from stackcred_issuer.domain.errors import ErrorCode, StackcredError

_INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))",
    re.ASCII,
)
_DURATION = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.ASCII
)
MAX_YEARS = 1000  # a duration beyond this is a mistake


def parse_instant(text: object) -> datetime:
    """An xsd:dateTimeStamp as a UTC-aware datetime (precision: microseconds, the rest cut off).

    Raises StackcredError INVALID for anything without a zone, date-only text, or an impossible date.
    """
    match = _INSTANT.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise _invalid(text)
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        local = datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second),
            int((fraction or "0").ljust(6, "0")[:6]), tzinfo=UTC,
        )  # fmt: skip
        return local - _offset(zone)
    except (ValueError, OverflowError):
        raise _invalid(text) from None


def format_instant(instant: datetime) -> str:
    """`2026-01-01T00:00:00Z`; a fraction only where there is one."""
    utc = instant.astimezone(UTC)
    text = utc.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")
    fraction = f".{utc.microsecond:06d}".rstrip("0") if utc.microsecond else ""
    return f"{text}{fraction}Z"


@dataclass(frozen=True, slots=True)
class Duration:
    """A positive ISO 8601 duration in whole units: months count on the calendar, the rest is exact."""

    months: int
    rest: timedelta

    def before(self, instant: datetime) -> datetime:
        """The instant this long earlier: years and months first, the day clamped to the month's end."""
        return _shift_months(instant, -self.months) - self.rest

    def after(self, instant: datetime) -> datetime:
        """The instant this long later, by the same calendar rule."""
        return _shift_months(instant, self.months) + self.rest


def parse_duration(text: object) -> Duration:
    """An ISO 8601 duration such as `P3Y` or `PT36H`. Raises INVALID when zero, negative or fractional."""
    match = _DURATION.fullmatch(text) if isinstance(text, str) and not text.endswith("T") else None
    if match is None:
        raise StackcredError(
            ErrorCode.INVALID, f"{text!r} is not a duration in whole units such as P3Y, P90D or PT36H."
        )
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    try:
        rest = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        rest = timedelta.max
    total = years * 12 + months
    if not total and not rest:
        raise StackcredError(ErrorCode.INVALID, f"The duration {text!r} is zero.")
    if total > MAX_YEARS * 12 or rest > timedelta(days=MAX_YEARS * 366):
        raise StackcredError(ErrorCode.INVALID, f"The duration {text!r} is longer than {MAX_YEARS} years.")
    return Duration(total, rest)


def _shift_months(instant: datetime, months: int) -> datetime:
    position = instant.year * 12 + instant.month - 1 + months
    year, month = divmod(position, 12)
    if not 1 <= year <= 9999:
        raise StackcredError(ErrorCode.INVALID, "The duration leads outside the years 1 to 9999.")
    day = min(instant.day, calendar.monthrange(year, month + 1)[1])
    return instant.replace(year=year, month=month + 1, day=day)


def _offset(zone: str) -> timedelta:
    if zone == "Z":
        return timedelta()
    sign = -1 if zone[0] == "-" else 1
    return sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))


def _invalid(text: object) -> StackcredError:
    return StackcredError(
        ErrorCode.INVALID, f"{text!r} is not a date and time with a zone, such as 2026-01-01T00:00:00Z."
    )
