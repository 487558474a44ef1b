"""Whether results reach what an achievement requires (OB 3.0 §B.1 Result and ResultDescription)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from stackcred_issuer.domain.credential.scale import Scale, said, scales_of
from stackcred_issuer.domain.credential.vocabulary import COMPLETED
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, pointer


@dataclass(frozen=True, slots=True)
class PassDecision:
    """The decision, and one sentence per requirement that a teacher can read."""

    passed: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Ruling:
    holds: bool
    reason: str


def passed(achievement: JsonObject, results: Sequence[JsonObject]) -> PassDecision:
    """Judge an achievement's results.

    achievement: an OB 3.0 Achievement. results: OB 3.0 Results. Several results may speak of one result
    description; each must reach what it requires, and at least one must say so.
    Raises StackcredError INVALID, with a pointer into the results such as `/results/0/value`, for an unknown
    result description or level, and for a value or status the description does not allow.
    """
    scales = scales_of(achievement)
    linked = _linked(scales, results)
    required = [scale for scale in scales.values() if scale.demands]
    if required:
        rulings = [ruling for scale in required for ruling in _judge(scale, linked.get(scale.id, []))]
        rulings += _other_statuses(results, {scale.id for scale in required})
    else:
        rulings = _unconditional(described=bool(scales), results=results)
    faults = tuple(ruling.reason for ruling in rulings if not ruling.holds)
    return PassDecision(not faults, faults or tuple(ruling.reason for ruling in rulings))


def check_results(achievement: JsonObject, results: Sequence[JsonObject]) -> None:
    """Whether results fit the achievement at all, whatever they say. Raises as `passed`."""
    check_on_scales(scales_of(achievement), results)


def check_on_scales(scales: Mapping[str, Scale], results: Sequence[JsonObject]) -> None:
    """The same with the achievement's scales, by the ids of their result descriptions."""
    _linked(scales, results)


def _linked(scales: Mapping[str, Scale], results: Sequence[JsonObject]) -> dict[str, list[JsonObject]]:
    """The results by result description, each checked against what the description allows."""
    linked: dict[str, list[JsonObject]] = {}
    for index, result in enumerate(results):
        link = result.get("resultDescription")
        if link is None:
            continue
        scale = scales.get(str(link))
        if scale is None:
            raise StackcredError(
                ErrorCode.INVALID,
                f"The achievement has no result description {str(link)!r}; send the id of one that it has.",
                pointer=pointer("results", index, "resultDescription"),
            )
        _check_allowed(scale, result, index)
        linked.setdefault(scale.id, []).append(result)
    return linked


def _check_allowed(scale: Scale, result: JsonObject, index: int) -> None:
    value, level = said(result.get("value")), result.get("achievedLevel")
    if value is not None and not scale.is_status:
        scale.check_value(value, pointer("results", index, "value"))
    if level is not None:
        scale.level_name(str(level), pointer("results", index, "achievedLevel"))
    if scale.is_status and result.get("status") is None:
        raise StackcredError(
            ErrorCode.INVALID,
            f"{scale.name}: its result is a status; send status, for example {COMPLETED}.",
            pointer=pointer("results", index, "status"),
        )


def _judge(scale: Scale, results: list[JsonObject]) -> Iterator[_Ruling]:
    if not results:
        yield _Ruling(False, f"{scale.name}: there is no result, and {_wanted(scale)} is required")
        return
    for result in results:
        yield from _status_fault(scale.name, result, wanted=_wanted_status(scale))
    if scale.is_status:
        yield _Ruling(True, f"{scale.name}: {scale.required_value}")
        return
    if scale.required_value is not None:
        yield from _judge_values(scale, scale.required_value, results)
    if scale.required_level is not None:
        yield from _judge_levels(scale, scale.required_level, results)


def _judge_values(scale: Scale, required: str, results: list[JsonObject]) -> Iterator[_Ruling]:
    values = [value for value in (said(result.get("value")) for result in results) if value is not None]
    if not values:
        yield _Ruling(False, f"{scale.name}: no value was given, and {required} is required")
    for value in values:
        holds = scale.reaches(value)
        ordered = bool(scale.allowed) or scale.is_numeric
        short = "is below the required" if ordered else "is not the required"
        yield _Ruling(holds, f"{scale.name}: {value} {'meets the required' if holds else short} {required}")


def _judge_levels(scale: Scale, required: str, results: list[JsonObject]) -> Iterator[_Ruling]:
    wanted = dict(scale.levels).get(required, required)
    levels = [str(result["achievedLevel"]) for result in results if result.get("achievedLevel") is not None]
    if not levels:
        yield _Ruling(False, f"{scale.name}: no level was given, and “{wanted}” is required")
    for level in levels:
        holds = scale.level_reaches(level)
        verb = "meets the required" if holds else "is below the required"
        yield _Ruling(holds, f"{scale.name}: “{dict(scale.levels)[level]}” {verb} “{wanted}”")


def _status_fault(name: str, result: JsonObject, wanted: str = COMPLETED) -> Iterator[_Ruling]:
    status = result.get("status") or COMPLETED
    if status != wanted:
        yield _Ruling(False, f"{name}: the status is {status}, and {wanted} is required")


def _other_statuses(results: Sequence[JsonObject], judged: set[str]) -> list[_Ruling]:
    """A result that says it was not completed counts against passing wherever it stands."""
    others = [result for result in results if str(result.get("resultDescription")) not in judged]
    return [ruling for result in others for ruling in _status_fault("Another result", result)]


def _unconditional(*, described: bool, results: Sequence[JsonObject]) -> list[_Ruling]:
    """No pass mark anywhere: only the statuses speak, and where results are described one must say Completed."""
    faults = [ruling for result in results for ruling in _status_fault("The result", result)]
    if faults:
        return faults
    if described and not any(result.get("status") == COMPLETED for result in results):
        reason = (
            "The achievement names no pass mark, so a result must say that it was passed: send one with "
            f"the status {COMPLETED}"
        )
        return [_Ruling(False, reason)]
    return [_Ruling(True, "The achievement names no pass mark, and nothing speaks against it")]


def _wanted_status(scale: Scale) -> str:
    return scale.required_value or COMPLETED if scale.is_status else COMPLETED


def _wanted(scale: Scale) -> str:
    level = dict(scale.levels).get(scale.required_level or "", scale.required_level)
    needed = [scale.required_value, f"“{level}”" if level else None]
    return " and ".join(text for text in needed if text)
