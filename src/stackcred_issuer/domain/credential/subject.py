"""AchievementSubject and what it is made of: who earned what, with which results (OB 3.0 §B.1)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator

from stackcred_issuer.domain.credential.achievement import Achievement, Alignment
from stackcred_issuer.domain.credential.image import Image
from stackcred_issuer.domain.credential.model import Closed, Extensible, Instant, Number, OneOrMany, Text, including
from stackcred_issuer.domain.credential.profile import Profile
from stackcred_issuer.domain.credential.vocabulary import IdentifierType, ResultStatus


class IdentityObject(Closed):
    """Who the recipient is: `identityHash` is `algorithm$hex` when `hashed`, else the identity in the clear."""

    type: Literal["IdentityObject"]
    hashed: bool
    identityHash: Text
    identityType: IdentifierType
    salt: Text | None = None


class Result(Extensible):
    """One result; `resultDescription` is the id of one in the achievement, `value` is always a text."""

    type: Annotated[list[str], BeforeValidator(including({"Result"}))]
    achievedLevel: str | None = None
    alignment: OneOrMany[Alignment] | None = None
    resultDescription: str | None = None
    status: ResultStatus | None = None
    value: Text | None = None


class AchievementSubject(Extensible):
    """The recipient and the achievement; `source` is who assessed, if not the issuer."""

    id: str | None = None
    type: Annotated[list[str], BeforeValidator(including({"AchievementSubject"}))]
    activityEndDate: Instant | None = None
    activityStartDate: Instant | None = None
    creditsEarned: Number | None = None
    achievement: Achievement
    identifier: OneOrMany[IdentityObject] | None = None
    image: Image | None = None
    licenseNumber: Text | None = None
    narrative: Text | None = None
    result: OneOrMany[Result] | None = None
    role: Text | None = None
    source: Profile | None = None
    term: Text | None = None
