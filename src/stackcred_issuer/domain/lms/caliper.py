"""Read Caliper 1.2 envelopes: grades are results, all else is passed over (requirement 114)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, pointer
from stackcred_issuer.domain.lms.report import Account, Report, Score

VERSION = "http://purl.imsglobal.org/ctx/caliper/v1p2"
MAX_EVENTS = 1_000  # of one envelope


@dataclass(frozen=True, slots=True)
class CaliperEvent:
    """id: the event's own, urn:uuid:…; None for an entity that is only described. report: None for other events."""

    id: str | None
    report: Report | None


def read_envelope(sent: Any) -> list[CaliperEvent]:
    """The events of an envelope, in order. Raises INVALID with a pointer, TOO_LARGE."""
    envelope = _object(sent)
    if envelope.get("dataVersion") != VERSION:
        raise _wrong(f"must be {VERSION}", "dataVersion")
    for name in ("sensor", "sendTime"):  # both are required of an envelope (Caliper 1.2 §6.1)
        _text(envelope.get(name), name)
    data = envelope.get("data")
    if not isinstance(data, list):
        raise _wrong("must be a list", "data")
    if len(data) > MAX_EVENTS:
        raise StackcredError(ErrorCode.TOO_LARGE, f"Send at most {MAX_EVENTS} events at once.", pointer="/data")
    return [_event(event, index) for index, event in enumerate(data)]


def _event(event: Any, index: int) -> CaliperEvent:
    document = _object(event, "data", index)
    if "eventTime" not in document:
        _text(document.get("type"), "data", index, "type")
        return CaliperEvent(None, None)  # an entity
    event_id = _text(document.get("id"), "data", index, "id")
    graded = document.get("type") == "GradeEvent" and document.get("action") == "Graded"
    return CaliperEvent(event_id, _grade(document, index) if graded else None)


def _grade(document: JsonObject, index: int) -> Report:
    """The learner is the attempt's assignee; the actor is who graded."""
    place = ("data", index)
    attempt = _object(document.get("object"), *place, "object")
    score = _object(document.get("generated"), *place, "generated")
    given = _number(score.get("scoreGiven"), *place, "generated", "scoreGiven")
    most = score.get("maxScore")
    maximum = None if most is None else _number(most, *place, "generated", "maxScore")
    return Report(
        account=Account("identifier", _id_of(attempt.get("assignee"), *place, "object", "assignee")),
        activity=_id_of(attempt.get("assignable"), *place, "object", "assignable"),
        at=parse_instant(_text(document["eventTime"], *place, "eventTime")),
        score=Score(given=given, maximum=maximum),
    )


def _id_of(value: Any, *place: str | int) -> str:
    """Entities are given by their id, or as objects that have one."""
    return _text(value.get("id") if isinstance(value, dict) else value, *place)


def _object(value: Any, *place: str | int) -> JsonObject:
    if not isinstance(value, dict):
        raise _wrong("must be an object", *place)
    return value


def _text(value: Any, *place: str | int) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 2000:
        raise _wrong("must be a text of 1 to 2,000 characters", *place)
    return value


def _number(value: Any, *place: str | int) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise _wrong("must be a number", *place)
    return Decimal(value)


def _wrong(must: str, *place: str | int) -> StackcredError:
    name = next((step for step in reversed(place) if isinstance(step, str)), "what is sent")
    return StackcredError(ErrorCode.INVALID, f"{name} {must}.", pointer=pointer(*place))
