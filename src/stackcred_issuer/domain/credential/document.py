"""AchievementCredential: the badge itself (OB 3.0 §B.1)."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from stackcred_issuer.domain.credential.endorsement import EndorsementCredential
from stackcred_issuer.domain.credential.image import Image
from stackcred_issuer.domain.credential.model import CompactJws, OneOrMany, Text, including
from stackcred_issuer.domain.credential.subject import AchievementSubject
from stackcred_issuer.domain.credential.verifiable import VerifiableCredential

BADGE_TYPES = frozenset({"AchievementCredential", "OpenBadgeCredential"})  # two names of one class


class AchievementCredential(VerifiableCredential):
    """A badge as Open Badges 3.0 describes it, for reading what others issued and for holding ours against it."""

    type: Annotated[list[str], BeforeValidator(including({"VerifiableCredential"}, BADGE_TYPES))]
    name: Text | None = None
    image: Image | None = None
    credentialSubject: AchievementSubject
    endorsement: OneOrMany[EndorsementCredential] | None = None
    endorsementJwt: OneOrMany[CompactJws] | None = None
