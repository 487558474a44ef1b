"""What a report means on the scale of an achievement: the OB 3.0 Results to record."""

from __future__ import annotations

from decimal import Decimal

from stackcred_issuer.domain.credential.scale import NUMERIC_TYPES, STATUS_TYPE
from stackcred_issuer.domain.credential.vocabulary import COMPLETED
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.lms.report import Report

FAILED = "Failed"


def results_for(achievement: JsonObject, report: Report, result_description: str | None = None) -> list[JsonObject]:
    """The results a report gives for an achievement.

    result_description: the id of the description its score belongs to; may be left out where there is one only.
    Raises INVALID when the report has not what the description needs.
    """
    described = _described(achievement, result_description)
    if described is None:
        return [{"type": ["Result"], "status": _status(report)}]
    kind = described["resultType"]
    result: JsonObject = {"type": ["Result"], "resultDescription": described["id"]}
    if kind == STATUS_TYPE:
        return [result | {"status": _status(report)}]
    value = _value(kind, described["name"], report)
    failed = {"status": FAILED} if report.success is False else {}
    return [result | {"value": value} | failed]


def _described(achievement: JsonObject, wanted: str | None) -> JsonObject | None:
    known: dict[str, JsonObject] = {one["id"]: one for one in as_list(achievement.get("resultDescription"))}
    if wanted is None and len(known) <= 1:
        return next(iter(known.values()), None)
    if wanted is None or wanted not in known:
        listed = ", ".join(f"{one['name']} ({name})" for name, one in known.items()) or "none"
        detail = f"Say which result description of the achievement the score belongs to; it has: {listed}."
        raise StackcredError(ErrorCode.INVALID, detail, pointer="/resultDescription")
    return known[wanted]


def _status(report: Report) -> str:
    if report.success is None:
        detail = "The platform does not say whether it was passed, and the achievement has no scale to judge by."
        raise StackcredError(ErrorCode.INVALID, detail)
    return COMPLETED if report.success else FAILED


def _value(kind: str, name: str, report: Report) -> str:
    score = report.score
    if kind not in NUMERIC_TYPES:
        detail = f"{name} is a {kind}, for which the platform's protocol has no word; post it to /v1/assessments."
        raise StackcredError(ErrorCode.INVALID, detail)
    number = None if score is None else (_percent(score.share) if kind == "Percent" else score.given)
    if number is None:
        missing = "a score out of a maximum" if kind == "Percent" else "a raw score"
        raise StackcredError(ErrorCode.INVALID, f"{name} needs {missing}, which the platform did not send.")
    return _plain(number)


def _percent(share: Decimal | None) -> Decimal | None:
    return None if share is None else share * 100


def _plain(number: Decimal) -> str:
    """As a scale reads it: no exponent, no needless zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
