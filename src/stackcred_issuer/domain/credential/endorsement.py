"""EndorsementCredential: what one party signs about another, or about an achievement (OB 3.0 §B.1)."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from stackcred_issuer.domain.credential.model import Extensible, Text, including
from stackcred_issuer.domain.credential.profile import Profile
from stackcred_issuer.domain.credential.verifiable import VerifiableCredential


class EndorsementSubject(Extensible):
    """The endorsed thing, by its id, and what is said of it."""

    id: str
    type: Annotated[list[str], BeforeValidator(including({"EndorsementSubject"}))]
    endorsementComment: Text | None = None


class EndorsementCredential(VerifiableCredential):
    """A credential of its own, with its own proof, also where it stands inside another."""

    type: Annotated[list[str], BeforeValidator(including({"VerifiableCredential"}, {"EndorsementCredential"}))]
    name: Text
    credentialSubject: EndorsementSubject


# The standard's classes are recursive: a profile has endorsements, and an endorsement is issued by a profile.
Profile.model_rebuild(_types_namespace={"EndorsementCredential": EndorsementCredential})
EndorsementCredential.model_rebuild()
