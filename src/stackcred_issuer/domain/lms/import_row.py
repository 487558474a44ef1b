"""A row of a table as the post that it stands for, and the other way round: which column a fault is in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.lms.report import Account, Report, Score
from stackcred_issuer.domain.lms.results import results_for

HUNDRED = Decimal(100)  # what a score is out of where nobody says
_YES, _NO = frozenset({"yes", "true", "1", "y"}), frozenset({"no", "false", "0", "n"})
_COPIED = ("achievement", "activityId", "narrative")
_INSTANTS = ("assessedAt", "activityStartDate", "activityEndDate")
_NUMBER_CHARACTERS = 40  # of a number in a cell: no scale has more
_PLACES = {
    "/learner/email": "email",
    "/learner/did": "did",
    "/learner/name": "name",
    "/learner/identifiers/0/type": "identifierType",
    "/learner/identifiers/0/value": "identifier",
    "/learner": "email",
    "/evidence/0/id": "evidence",
    "/evidence/0/narrative": "evidenceNarrative",
    "/results/0/value": "score",
    "/results/0/status": "passed",
    "/results/0/achievedLevel": "level",
    "/results/0/resultDescription": "resultDescription",
}


def column_of(pointer: str | None) -> str:
    """The column that a place of the post was made from; "" where no single one is."""
    if not pointer:
        return ""
    return _PLACES.get(pointer, pointer.split("/")[1])


def post_of(cells: Mapping[str, str], source_id: str) -> JsonObject:
    """The post of a row, without its results: the AssessmentResult members that the cells give.

    cells: by column; empty ones count as left out. Raises INVALID with a pointer into the post.
    """
    post: JsonObject = {"sourceId": cells.get("sourceId") or source_id, "learner": _learner(cells)}
    post |= {name: cells[name] for name in _COPIED if cells.get(name)}
    post |= {name: _instant(cells[name], name) for name in _INSTANTS if cells.get(name)}
    if cells.get("creditsEarned"):
        post["creditsEarned"] = float(_number(cells["creditsEarned"], "creditsEarned"))
    evidence = {"id": cells.get("evidence"), "narrative": cells.get("evidenceNarrative")}
    told = {name: text for name, text in evidence.items() if text}
    return post | ({"evidence": [{"type": ["Evidence"], **told}]} if told else {})


def results_of(cells: Mapping[str, str], achievement: JsonObject) -> list[JsonObject]:
    """The results that the cells give, on the scale of an achievement. Raises INVALID."""
    described = cells.get("resultDescription") or None
    if cells.get("value") or cells.get("level"):
        return [_verbatim(cells, achievement, described)]
    if not cells.get("score") and not cells.get("passed"):
        return []
    score = _score(cells) if cells.get("score") else None
    nobody, no_time = Account("", ""), datetime(1970, 1, 1, tzinfo=UTC)  # only the score counts here
    return results_for(achievement, Report(nobody, "", no_time, _passed(cells.get("passed", "")), score), described)


def _learner(cells: Mapping[str, str]) -> JsonObject:
    learner: dict[str, Any] = {name: cells[name] for name in ("email", "did", "name") if cells.get(name)}
    if cells.get("identifier"):
        kind = cells.get("identifierType") or "identifier"
        learner["identifiers"] = [{"type": kind, "value": cells["identifier"]}]
    return learner


def _verbatim(cells: Mapping[str, str], achievement: JsonObject, described: str | None) -> JsonObject:
    descriptions: list[JsonObject] = as_list(achievement.get("resultDescription"))
    named = [one for one in descriptions if described in (None, one["id"])]
    if len(named) != 1:
        detail = "Say in resultDescription which result description of the achievement the result belongs to."
        raise StackcredError(ErrorCode.INVALID, detail, pointer="/results/0/resultDescription")
    result: JsonObject = {"type": ["Result"], "resultDescription": named[0]["id"]}
    if cells.get("value"):
        result["value"] = cells["value"]
    if cells.get("level"):
        result["achievedLevel"] = _level(cells["level"], named[0])
    return result


def _level(text: str, description: JsonObject) -> str:
    levels: list[JsonObject] = as_list(description.get("rubricCriterionLevel"))
    found = [one["id"] for one in levels if text in (one["id"], one.get("name"))]
    if len(found) != 1:
        listed = ", ".join(str(one.get("name") or one["id"]) for one in levels) or "none"
        raise StackcredError(
            ErrorCode.INVALID,
            f"{text!r} is no level here; the levels are: {listed}.",
            pointer="/results/0/achievedLevel",
        )
    return str(found[0])


def _score(cells: Mapping[str, str]) -> Score:
    maximum = _number(cells["maxScore"], "maxScore") if cells.get("maxScore") else HUNDRED
    return Score(given=_number(cells["score"].removesuffix("%"), "score"), maximum=maximum)


def _number(text: str, column: str) -> Decimal:
    """Digits with a decimal point or comma."""
    plain = text.strip()
    if "." not in plain:
        plain = plain.replace(",", ".")
    try:
        number = Decimal(plain) if len(plain) <= _NUMBER_CHARACTERS else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or abs(number.adjusted()) > _NUMBER_CHARACTERS:
        raise StackcredError(ErrorCode.INVALID, f"{text!r} is no number; write it like 87.5.", pointer=f"/{column}")
    return number


def _passed(text: str) -> bool | None:
    word = text.strip().lower()
    if word in _YES | _NO:
        return word in _YES
    if not word:
        return None
    raise StackcredError(ErrorCode.INVALID, f"{text!r} is neither yes nor no.", pointer="/results/0/status")


def _instant(text: str, column: str) -> str:
    instant = f"{text}T00:00:00Z" if len(text) == len("2026-03-01") else text
    try:
        parse_instant(instant)
    except StackcredError:
        detail = f"{text!r} is no instant; write it like 2026-03-01T09:00:00Z, or 2026-03-01."
        raise StackcredError(ErrorCode.INVALID, detail, pointer=f"/{column}") from None
    return instant
