"""Achievement and what it is made of: what can be earned, and how it is judged (OB 3.0 §B.1)."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from stackcred_issuer.domain.credential.endorsement import EndorsementCredential
from stackcred_issuer.domain.credential.image import Image
from stackcred_issuer.domain.credential.model import (
    CompactJws,
    Extensible,
    LanguageCode,
    Number,
    OneOrMany,
    Text,
    including,
)
from stackcred_issuer.domain.credential.profile import IdentifierEntry, Profile
from stackcred_issuer.domain.credential.vocabulary import AchievementType, AlignmentTargetType, ResultType


class Alignment(Extensible):
    """A node of somebody's framework that this corresponds to."""

    type: Annotated[list[str], BeforeValidator(including({"Alignment"}))]
    targetCode: Text | None = None
    targetDescription: Text | None = None
    targetName: Text
    targetFramework: Text | None = None
    targetType: AlignmentTargetType | None = None
    targetUrl: str


class Criteria(Extensible):
    """What it takes: as text (Markdown), at an address, or both."""

    id: str | None = None
    narrative: Text | None = None


class Related(Extensible):
    """The same achievement in another version or language; never one of its parts."""

    id: str
    type: Annotated[list[str], BeforeValidator(including({"Related"}))]
    inLanguage: LanguageCode | None = None
    version: Text | None = None


class RubricCriterionLevel(Extensible):
    """One level of a rubric; `points` is a text."""

    id: str
    type: Annotated[list[str], BeforeValidator(including({"RubricCriterionLevel"}))]
    alignment: OneOrMany[Alignment] | None = None
    description: Text | None = None
    level: Text | None = None
    name: Text
    points: Text | None = None


class ResultDescription(Extensible):
    """A result that can be had; `allowedValue` and `rubricCriterionLevel` go from low to high."""

    id: str
    type: Annotated[list[str], BeforeValidator(including({"ResultDescription"}))]
    alignment: OneOrMany[Alignment] | None = None
    allowedValue: OneOrMany[Text] | None = None
    name: Text
    requiredLevel: str | None = None
    requiredValue: Text | None = None
    resultType: ResultType
    rubricCriterionLevel: OneOrMany[RubricCriterionLevel] | None = None
    valueMax: Text | None = None
    valueMin: Text | None = None


class Achievement(Extensible):
    """What can be earned, by whomever."""

    id: str
    type: Annotated[list[str], BeforeValidator(including({"Achievement"}))]
    alignment: OneOrMany[Alignment] | None = None
    achievementType: AchievementType | None = None
    creator: Profile | None = None
    creditsAvailable: Number | None = None
    criteria: Criteria
    description: Text
    endorsement: OneOrMany[EndorsementCredential] | None = None
    endorsementJwt: OneOrMany[CompactJws] | None = None
    fieldOfStudy: Text | None = None
    humanCode: Text | None = None
    image: Image | None = None
    inLanguage: LanguageCode | None = None
    name: Text
    otherIdentifier: OneOrMany[IdentifierEntry] | None = None
    related: OneOrMany[Related] | None = None
    resultDescription: OneOrMany[ResultDescription] | None = None
    specialization: Text | None = None
    tag: OneOrMany[Text] | None = None
    version: Text | None = None
