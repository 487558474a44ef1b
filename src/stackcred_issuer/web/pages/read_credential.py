"""A badge document as a view. The document may be anybody's: nothing in it is trusted, not even its types."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.web.pages.language import gettext as _
from stackcred_issuer.web.pages.parts import (
    AchievementView,
    AlignmentView,
    CredentialView,
    EvidenceView,
    FingerprintView,
    HolderView,
    LevelView,
    PartyView,
    ResultView,
)

MAX_SHOWN = 100  # entries of one list on a page; a document with more says so
_BIGGEST = 10**9  # credits beyond this are a joke or an attack
_UNKNOWN = PartyView("unknown")
_View = TypeVar("_View")


def read_credential(document: JsonObject, image: str | None = None) -> CredentialView:
    """What an AchievementCredential says (VC 2.0 or 1.1), whatever members are missing or misshapen.

    image: path of the badge's picture on this site, if it is ours.
    """
    subject = _object(document.get("credentialSubject"))
    achievement = _object(subject.get("achievement"))
    lists = (subject.get("result"), document.get("evidence"), achievement.get("alignment"))
    return CredentialView(
        achievement=read_achievement(achievement, image, _text(document.get("name"))),
        issuer=read_party(document.get("issuer")) or _UNKNOWN,
        holder=_holder(subject),
        results=_results(subject, achievement),
        evidence=_each(document.get("evidence"), _evidence),
        assessor=read_party(subject.get("source")),
        narrative=_text(subject.get("narrative")),
        credits=_number(subject.get("creditsEarned")),
        awarded=_instant(document.get("awardedDate")),
        valid_from=_instant(document.get("validFrom") or document.get("issuanceDate")),
        valid_until=_instant(document.get("validUntil") or document.get("expirationDate")),
        assessed_from=_instant(subject.get("activityStartDate")),
        assessed_to=_instant(subject.get("activityEndDate")),
        shortened=any(len(as_list(entries)) > MAX_SHOWN for entries in lists),
    )


def read_achievement(achievement: JsonObject, image: str | None = None, fallback: str | None = None) -> AchievementView:
    """An OB 3.0 Achievement. fallback: a name for one that has none."""
    criteria = _object(achievement.get("criteria"))
    return AchievementView(
        name=_text(achievement.get("name")) or fallback or "A document without a name",
        description=_text(achievement.get("description")),
        criteria=_text(criteria.get("narrative")),
        criteria_href=_text(criteria.get("id")),
        kind=_text(achievement.get("achievementType")),
        code=_text(achievement.get("humanCode")),
        field=_text(achievement.get("fieldOfStudy")),
        version=_text(achievement.get("version")),
        credits=_number(achievement.get("creditsAvailable")),
        tags=tuple(tag for tag in as_list(achievement.get("tag")) if isinstance(tag, str))[:MAX_SHOWN],
        alignments=_each(achievement.get("alignment"), _alignment),
        results=_each(achievement.get("resultDescription"), lambda entry: _result(entry, {})),
        href=_text(achievement.get("id")),
        image=image,
    )


def read_party(profile: Any) -> PartyView | None:
    """An OB 3.0 Profile or a plain id; None where there is none."""
    if isinstance(profile, str):
        return PartyView(profile)
    if not isinstance(profile, dict):
        return None
    return PartyView(_text(profile.get("id")) or "unknown", _text(profile.get("name")), _text(profile.get("url")))


def read_endorsement(document: JsonObject) -> tuple[PartyView, str | None]:
    """Who endorses, and the words (Markdown), of an OB 3.0 EndorsementCredential."""
    subject = _object(document.get("credentialSubject"))
    return read_party(document.get("issuer")) or _UNKNOWN, _text(subject.get("endorsementComment"))


def _holder(subject: JsonObject) -> HolderView:
    return HolderView(_text(subject.get("id")), _each(subject.get("identifier"), _fingerprint))


def _fingerprint(identity: JsonObject) -> FingerprintView:
    hashed = identity.get("hashed") is True
    value = (_text(identity.get("identityHash")) or "") if hashed else "given in plain text, not repeated here"
    kind = _text(identity.get("identityType")) or "identifier"
    return FingerprintView(kind, value, bool(identity.get("salt")))


def _results(subject: JsonObject, achievement: JsonObject) -> tuple[ResultView, ...]:
    described = {
        entry["id"]: entry
        for entry in as_list(achievement.get("resultDescription"))
        if isinstance(entry, dict) and isinstance(entry.get("id"), str)
    }

    def read(result: JsonObject) -> ResultView:
        link = result.get("resultDescription")
        return _result(described.get(link, {}) if isinstance(link, str) else {}, result)

    return _each(subject.get("result"), read)


def _result(description: JsonObject, result: JsonObject) -> ResultView:
    achieved, required = result.get("achievedLevel"), description.get("requiredLevel")

    def level(entry: JsonObject) -> LevelView:
        id_ = entry.get("id")
        name, about = _text(entry.get("name")) or _("Unnamed level"), _text(entry.get("description"))
        return LevelView(name, about, id_ is not None and id_ == achieved, id_ is not None and id_ == required)

    return ResultView(
        name=_text(description.get("name")) or "Result",
        kind=_text(description.get("resultType")),
        value=_text(result.get("value")),
        status=_text(result.get("status")),
        minimum=_text(description.get("valueMin")),
        maximum=_text(description.get("valueMax")),
        required=_text(description.get("requiredValue")),
        levels=_each(description.get("rubricCriterionLevel"), level),
    )


def _evidence(entry: JsonObject) -> EvidenceView:
    fields = (_text(entry.get(name)) for name in ("name", "description", "narrative", "genre", "id"))
    return EvidenceView(*fields)


def _alignment(entry: JsonObject) -> AlignmentView:
    return AlignmentView(
        name=_text(entry.get("targetName")) or _("Unnamed competency"),
        href=_text(entry.get("targetUrl")),
        code=_text(entry.get("targetCode")),
        framework=_text(entry.get("targetFramework")),
        description=_text(entry.get("targetDescription")),
    )


def _each(entries: Any, read: Callable[[JsonObject], _View]) -> tuple[_View, ...]:
    return tuple(read(entry) for entry in as_list(entries)[:MAX_SHOWN] if isinstance(entry, dict))


def _object(value: Any) -> JsonObject:
    """The object itself, or the first of an array of objects (VC allows several subjects, OB one)."""
    return next((entry for entry in as_list(value) if isinstance(entry, dict)), {})


def _text(value: Any) -> str | None:
    """A non-empty text; OB types that may be arrays give their first entry."""
    first = next(iter(as_list(value)), None)
    return first if isinstance(first, str) and first.strip() else None


def _number(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(value if isinstance(value, int) else str(value))
    if not number.is_finite() or abs(number) >= _BIGGEST:
        return None
    return format(number.normalize(), "f")


def _instant(value: Any) -> datetime | None:
    try:
        return parse_instant(value)
    except StackcredError:
        return None
