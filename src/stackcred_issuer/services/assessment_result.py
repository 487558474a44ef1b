"""The one shape into which every LMS protocol is translated."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from stackcred_issuer.domain.credential.evidence import Evidence
from stackcred_issuer.domain.credential.model import Instant
from stackcred_issuer.domain.credential.profile import Profile
from stackcred_issuer.domain.credential.subject import Result
from stackcred_issuer.domain.jsonvalue import JsonObject

MAX_TEXT = 20_000  # characters of one narrative: an essay fits, a book does not


InstantText = Instant
ShortText = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Narrative = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT)]
Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, max_length=254, pattern=r"^[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+$"
    ),
]
Did = Annotated[str, StringConstraints(pattern=r"^did:[a-z0-9]+:[A-Za-z0-9._:%-]+$", max_length=2_000)]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LearnerIdentifier(_Closed):
    """An identifier some platform knows the learner by; `type` is an OB 3.0 IdentifierTypeEnum value."""

    type: ShortText
    value: ShortText


class LearnerRef(_Closed):
    """A learner, by at least one of: e-mail, DID, identifiers. `name` is kept for pages, never signed."""

    email: Email | None = None
    did: Did | None = None
    name: ShortText | None = None
    identifiers: list[LearnerIdentifier] = Field(default_factory=list, max_length=20)

    def keys(self) -> list[tuple[str, str]]:
        """The (type, value) pairs that identify the learner, in a fixed order."""
        pairs = [("emailAddress", self.email)] if self.email else []
        pairs += [("did", self.did)] if self.did else []
        return pairs + [(entry.type, entry.value) for entry in self.identifiers]


class AchievementFacts(_Closed):
    """What a badge says beyond its achievement and its holder (OB 3.0 AchievementSubject, evidence).

    results: OB 3.0 Results, each linked to a result description of the achievement.
    source: who assessed, if not the issuer (OB 3.0 AchievementSubject.source).
    """

    results: list[Result] = Field(default_factory=list, max_length=50)
    evidence: list[Evidence] = Field(default_factory=list, max_length=50)
    source: Profile | None = None
    narrative: Narrative | None = None
    creditsEarned: Annotated[float, Field(strict=True, ge=0, le=1_000_000)] | None = None
    activityStartDate: InstantText | None = None
    activityEndDate: InstantText | None = None

    def facts(self) -> JsonObject:
        """Only these members, as JSON: two posts with equal facts need no second badge."""
        return self.model_dump(mode="json", exclude_none=True, include=set(AchievementFacts.model_fields))


class AssessmentResult(AchievementFacts):
    """One assessed activity of one learner toward one achievement.

    achievement: its id or public URL.
    sourceId: the platform's own id of this post; the same id with another body is refused.
    activityId: what was assessed; (learner, achievement, activityId) is one assessment. Default: sourceId.
    assessedAt: when; a newer one supersedes, an older one changes nothing.
    """

    sourceId: ShortText
    learner: LearnerRef
    achievement: ShortText
    activityId: ShortText | None = None
    assessedAt: InstantText

    def activity(self) -> str:
        return self.activityId or self.sourceId


Outcome = Literal["issued", "failed", "reissued", "revoked", "unchanged", "older"]
