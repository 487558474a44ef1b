"""A badge as it is going to be signed: VC 2.0 with Open Badges 3.0.3, lists wherever the standard knows lists.

Terms that entered the context after its URL was in use are left out, since holders of an older copy could not
verify a badge that has them (OB 3.0 errata; see `lints/late_terms`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel

from stackcred_issuer.domain.credential.achievement import Achievement
from stackcred_issuer.domain.credential.evidence import Evidence
from stackcred_issuer.domain.credential.faults import shaped
from stackcred_issuer.domain.credential.profile import Profile
from stackcred_issuer.domain.credential.scale import said
from stackcred_issuer.domain.credential.subject import Result
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import format_instant, parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json, load_json, pointer
from stackcred_issuer.domain.proof.contexts import CREDENTIALS_V2

OB_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OB_EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
BADGE_SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
SCHEMA_TYPE = "1EdTechJsonSchemaValidator2019"
EVALUATION_GENRE = "StackingEvaluation"
LATE_TERMS = frozenset({"awardedDate", "endorsementJwt", "inLanguage", "jti"})
MAX_REMEMBERED = 65_536  # bytes of JSON of one achievement or profile
_NOT_EMBEDDED = LATE_TERMS | {"@context"}


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a badge is about: a DID, IdentityObjects, or both.

    allow_name: whether an identity in the clear of the type `name` may be signed; nothing else ever may.
    withheld: texts that say who the learner is, such as their name; a badge that has one anywhere is refused.
    """

    did: str | None
    identities: tuple[JsonObject, ...] = ()
    allow_name: bool = False
    withheld: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RelatedResource:
    """Something a badge rests on, bound by its digest (VC Data Model 2.0 §5.3)."""

    id: str
    digest_multibase: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A credential without proof, not yet held against the standards; `allow_name`, `withheld` as in Recipient.

    kind: what it is held against: a `badge` of ours to Open Badges, the standards' traps and our privacy promise;
    any other `credential` to the data model.
    """

    document: JsonObject
    allow_name: bool = False
    withheld: tuple[str, ...] = ()
    kind: Literal["badge", "credential"] = "badge"


def draft_badge(
    *,
    badge_url: str,
    issuer: JsonObject,
    achievement: JsonObject,
    recipient: Recipient,
    valid_from: datetime,
    valid_until: datetime | None = None,
    results: Sequence[JsonObject] = (),
    evidence: Sequence[JsonObject] = (),
    source: JsonObject | None = None,
    narrative: str | None = None,
    credits: float | None = None,
    activity_start: str | None = None,
    activity_end: str | None = None,
    status: Sequence[JsonObject] = (),
    related: Sequence[RelatedResource] = (),
) -> Draft:
    """An AchievementCredential.

    badge_url: its id and address. issuer, source: OB 3.0 Profiles. achievement, results, evidence: OB 3.0 JSON;
    `type` may be left out. activity_start, activity_end: instants with a zone; fractions of seconds are cut off.
    Raises StackcredError INVALID when a part is not what Open Badges 3.0 says, with pointers into the badge.
    """
    subject = {
        **({"id": recipient.did} if recipient.did is not None else {}),
        "type": ["AchievementSubject"],
        **_present("identifier", [dict(identity) for identity in recipient.identities]),
        **_present("activityStartDate", _whole_seconds(activity_start, "activityStartDate")),
        **_present("activityEndDate", _whole_seconds(activity_end, "activityEndDate")),
        **_present("creditsEarned", credits),
        "achievement": _embedded(achievement),
        **_present("narrative", narrative),
        **_present("result", _parts(Result, results, "/credentialSubject/result")),
        **_present("source", source and _part(Profile, source, "/credentialSubject/source")),
    }
    document = {
        "@context": [CREDENTIALS_V2, OB_CONTEXT, OB_EXTENSIONS],
        "id": badge_url,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        **_present("name", said(achievement.get("name"))),
        "issuer": _same_part(Profile, issuer, "/issuer"),
        "validFrom": format_instant(valid_from),
        **_present("validUntil", valid_until and format_instant(valid_until)),
        "credentialSubject": subject,
        **_present("evidence", _parts(Evidence, evidence, "/evidence")),
        "credentialSchema": [{"id": BADGE_SCHEMA, "type": SCHEMA_TYPE}],
        **_present("credentialStatus", status[0] if len(status) == 1 else list(status)),
        **_present("relatedResource", _resources(related)),
    }
    return Draft(document, allow_name=recipient.allow_name, withheld=recipient.withheld)


def draft_award(
    *,
    badge_url: str,
    evaluation_of: Callable[[str], str],
    evaluation_digest: str,
    related: Sequence[RelatedResource],
    narrative_of_stack: str,
    evidence: Sequence[JsonObject] = (),
    **badge: Any,
) -> Draft:
    """The badge of a certification: an ordinary one whose evidence names the evaluation it was awarded on.

    evaluation_of: the address of a badge's evaluation from the badge's own. evaluation_digest:
    `digestMultibase` of what stands there. related: rule and component badges. narrative_of_stack: the outcome
    in a sentence. The rest is as in `draft_badge`.
    """
    address = evaluation_of(badge_url)
    grounds = {
        "id": address,
        "type": ["Evidence"],
        "narrative": narrative_of_stack,
        "name": "How the certification was earned",
        "genre": EVALUATION_GENRE,
    }
    return draft_badge(
        badge_url=badge_url,
        evidence=[grounds, *evidence],
        related=[RelatedResource(address, evaluation_digest), *related],
        **badge,
    )


def _embedded(achievement: JsonObject) -> JsonObject:
    """An achievement's own members, as Open Badges knows them; what else is said of it stands at its address."""
    own = {name: achievement[name] for name in Achievement.model_fields if name in achievement}
    kept = {name: value for name, value in own.items() if name not in _NOT_EMBEDDED}
    return _same_part(Achievement, kept, "/credentialSubject/achievement")


def _parts(model: type[BaseModel], parts: Sequence[JsonObject], at: str) -> list[JsonObject]:
    return [_part(model, part, at + pointer(index)) for index, part in enumerate(parts)]


def _part(model: type[BaseModel], part: Mapping[str, Any], at: str) -> JsonObject:
    return shaped(model, {"type": [model.__name__], **part}, at)


def _same_part(model: type[BaseModel], part: JsonObject, at: str) -> JsonObject:
    """As `_part`, for what is the same in badge after badge: remembered by its JSON, given as a new copy each time."""
    try:
        raw = dump_json(part)
    except TypeError:  # no JSON: the model says why
        return _part(model, part, at)
    if len(raw) > MAX_REMEMBERED or b"null" in raw:  # NaN is written as null, and is none
        return _part(model, part, at)
    return load_json(_remembered(model, raw, at))


@lru_cache(maxsize=256)
def _remembered(model: type[BaseModel], raw: bytes, at: str) -> bytes:
    return dump_json(_part(model, load_json(raw), at))


def _resources(related: Sequence[RelatedResource]) -> list[JsonObject]:
    """Each once: a badge may serve two requirements."""
    return [{"id": one.id, "digestMultibase": one.digest_multibase} for one in dict.fromkeys(related)]


def _whole_seconds(text: str | None, member: str) -> str | None:
    try:
        return None if text is None else format_instant(parse_instant(text).replace(microsecond=0))
    except StackcredError as error:
        raise StackcredError(ErrorCode.INVALID, error.detail, pointer=pointer("credentialSubject", member)) from None


def _present(name: str, value: Any) -> JsonObject:
    """A member, unless there is nothing to say: null and empty lists are left out (OB 3.0 §A.1)."""
    return {} if value is None or value == [] else {name: value}
