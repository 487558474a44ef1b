"""Read LTI Assignment and Grade Services 2.0 scores (requirement 110)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, pointer
from stackcred_issuer.domain.lms.report import Account, Report, Score

ACTIVITY = frozenset({"Initialized", "Started", "InProgress", "Submitted", "Completed"})
GRADING = frozenset({"FullyGraded", "Pending", "PendingManual", "Failed", "NotReady"})
DONE = frozenset({"Completed", "Submitted"})


@dataclass(frozen=True, slots=True)
class AgsScore:
    """A score post. user: the LTI `sub`. report: None while nothing is final."""

    user: str
    at: datetime
    given: Decimal | None
    maximum: Decimal | None
    comment: str | None
    report: Report | None


def read_score(score: JsonObject, *, issuer: str, line_item: str) -> AgsScore:
    """A score for a line item. issuer: whose users `userId` names. Raises INVALID with a pointer."""
    user = _text(score, "userId")
    at = _instant(score)
    activity, grading = _one_of(score, "activityProgress", ACTIVITY), _one_of(score, "gradingProgress", GRADING)
    given, maximum = _number(score, "scoreGiven"), _number(score, "scoreMaximum")
    if given is not None and (given < 0 or maximum is None or maximum <= 0):
        raise _wrong("scoreGiven is 0 or more and needs a scoreMaximum above 0.", "scoreMaximum")
    final = activity in DONE and grading == "FullyGraded" and given is not None
    account = Account("ltiUserId", f"{issuer}|{user}")
    report = Report(account, line_item, at, score=Score(given=given, maximum=maximum)) if final else None
    comment = score.get("comment")
    return AgsScore(user, at, given, maximum, comment if isinstance(comment, str) else None, report)


def _text(score: JsonObject, name: str) -> str:
    value = score.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 2000:
        raise _wrong(f"{name} must be a text of 1 to 2,000 characters.", name)
    return value


def _instant(score: JsonObject) -> datetime:
    try:
        return parse_instant(_text(score, "timestamp"))
    except StackcredError as error:
        raise _wrong(error.detail, "timestamp") from None


def _one_of(score: JsonObject, name: str, allowed: frozenset[str]) -> str:
    value: Any = score.get(name)
    if value not in allowed:
        raise _wrong(f"{name} must be one of {', '.join(sorted(allowed))}.", name)
    return str(value)


def _number(score: JsonObject, name: str) -> Decimal | None:
    value = score.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise _wrong(f"{name} must be a number.", name)
    return Decimal(value)


def _wrong(detail: str, *place: str) -> StackcredError:
    return StackcredError(ErrorCode.INVALID, detail, pointer=pointer(*place))
