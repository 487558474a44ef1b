"""From a verified badge to a holding (design/stacking-rules.md §5), and the only facts an award may rest on."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import Any, final

from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.stacking.holdings import Holdings, parse_holdings
from stackcred_issuer.domain.stacking.numbers import MAX_INTEGER
from stackcred_issuer.domain.verification.badge import VerifiedBadge
from stackcred_issuer.domain.verification.report import Verdict

HOURS_NAME = "hours"
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,9})?", re.ASCII)
_MAKER = object()


def holding_of(
    badge: VerifiedBadge, *, status: str, trusted: bool | str = True, hours_name: str = HOURS_NAME
) -> JsonObject:
    """The facts of a badge as a holding; what the badge does not say is left out.

    status: active, revoked, suspended or unknown, as of the evaluation; the badge itself cannot say it.
    trusted: whether the issuer counts for this achievement, decided by the caller ("unknown" is possible).
    hours_name: the RawScore resultDescription of this name holds hours.
    """
    document = badge.document
    subject = _first(document.get("credentialSubject"))
    achievement = _first(subject.get("achievement"))
    results = dict(_results(subject))
    begun = document.get("validFrom") or document.get("issuanceDate")  # the latter in VC 1.1
    found = {
        "id": document.get("id"),
        **facts_of_achievement(achievement),
        "issuer": _id_of(document.get("issuer")),
        "awarded": document.get("awardedDate") or begun,
        "validFrom": begun,
        "validUntil": document.get("validUntil") or document.get("expirationDate"),
        "status": status,
        "trusted": trusted,
        "creditsEarned": _amount(subject.get("creditsEarned")),
        "hours": _hours(achievement, results, hours_name),
        "source": _id_of(subject.get("source")),
        "results": results,
        "evidence": [_genre(item) for item in _objects(document.get("evidence"))],
        "endorsements": list(_endorsements(badge)),
        "digestMultibase": badge.digest,
    }
    return {name: value for name, value in found.items() if value not in (None, [], {})}


def facts_of_achievement(achievement: JsonObject) -> JsonObject:
    """What an achievement says of every badge of it, in the words of a holding; empty where it says nothing."""
    return {
        "achievement": achievement.get("id"),
        "achievementType": achievement.get("achievementType"),
        "tags": _texts(achievement.get("tag")),
        "alignments": list(_alignments(achievement)),
        "levels": dict(_levels(achievement)),
    }


def claimed_alignments(document: JsonObject) -> Iterator[str]:
    """The competencies a document says it is about, believed by nobody: what an unverified badge would be for."""
    achievement = _first(_first(document.get("credentialSubject")).get("achievement"))
    return (str(item["url"]) for item in _alignments(achievement))


@final
class VerifiedFacts:
    """Holdings made of verified badges and nothing else: the only input an award may rest on."""

    __slots__ = ("documents", "holdings")

    def __init__(self, maker: object, holdings: Holdings, documents: list[JsonObject]) -> None:
        if maker is not _MAKER:
            raise TypeError("VerifiedFacts are made by VerifiedFacts.of() only.")
        self.holdings = holdings
        self.documents = documents

    @classmethod
    def of(cls, badges: Iterable[tuple[VerifiedBadge, str]], *, hours_name: str = HOURS_NAME) -> VerifiedFacts:
        """From verified badges, each with its status as of the evaluation. Raises INVALID for a badge given twice."""
        facts = [holding_of(badge, status=status, hours_name=hours_name) for badge, status in badges]
        return cls(_MAKER, parse_holdings(facts), facts)

    @classmethod
    def told(cls, told: Iterable[tuple[VerifiedBadge, JsonObject]]) -> VerifiedFacts:
        """From facts, each beside the verified credential it was read from. Raises INVALID for one given twice."""
        pairs = list(told)
        for badge, facts in pairs:
            if not isinstance(badge, VerifiedBadge) or facts.get("digestMultibase") != badge.digest:
                raise TypeError("Every fact stands beside the verified credential that says it.")
        documents = [facts for _, facts in pairs]
        return cls(_MAKER, parse_holdings(documents), documents)


def _objects(value: Any) -> Iterator[JsonObject]:
    return (item for item in as_list(value) if isinstance(item, dict))


def _first(value: Any) -> JsonObject:
    return next(_objects(value), {})


def _texts(value: Any) -> list[str]:
    return [item for item in as_list(value) if isinstance(item, str) and item]


def _id_of(value: Any) -> str | None:
    """The id of a profile, given as the id itself or as an object."""
    found = value.get("id") if isinstance(value, dict) else value
    return found if isinstance(found, str) and found else None


def _amount(value: Any) -> int | float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return value if 0 <= value <= MAX_INTEGER else None


def _results(subject: JsonObject) -> Iterator[tuple[str, str]]:
    for result in _objects(subject.get("result")):
        described, value = result.get("resultDescription"), result.get("value")
        if isinstance(described, str) and isinstance(value, str):
            yield described, value


def _hours(achievement: JsonObject, results: dict[str, str], hours_name: str) -> int | float | None:
    for described in _objects(achievement.get("resultDescription")):
        if described.get("resultType") == "RawScore" and described.get("name") == hours_name:
            value = _number(results.get(str(described.get("id"))))
            if value is not None:
                return _amount(value)
    return None


def _number(text: Any) -> int | float | None:
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        return None
    return float(text) if "." in text else int(text)


def _alignments(achievement: JsonObject) -> Iterator[JsonObject]:
    for item in _objects(achievement.get("alignment")):
        if isinstance(item.get("targetUrl"), str):
            shown = {
                "url": item["targetUrl"],
                "framework": item.get("targetFramework"),
                "code": item.get("targetCode"),
                "level": _number(item.get("targetCode")),
            }
            yield {name: value for name, value in shown.items() if value is not None}


def _levels(achievement: JsonObject) -> Iterator[tuple[str, int | float]]:
    """A level is an alignment whose targetCode is a number in that framework."""
    for item in _objects(achievement.get("alignment")):
        level = _number(item.get("targetCode"))
        if isinstance(item.get("targetFramework"), str) and level is not None:
            yield item["targetFramework"], level


def _genre(evidence: JsonObject) -> JsonObject:
    genre = evidence.get("genre")
    return {"genre": genre} if isinstance(genre, str) and genre else {}


def _endorsements(badge: VerifiedBadge) -> Iterator[JsonObject]:
    """Only endorsements that are valid themselves."""
    for report in badge.report.endorsements:
        by = _id_of(report.issuer)
        if report.verdict is Verdict.VALID and by is not None:
            yield {"by": by}
