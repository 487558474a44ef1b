"""What every verifiable credential has (OB 3.0 §B.1 VerifiableCredential; VC Data Model 2.0 §4)."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from stackcred_issuer.domain.credential.evidence import Evidence
from stackcred_issuer.domain.credential.model import Extensible, Instant, OneOrMany, Text
from stackcred_issuer.domain.credential.profile import ProfileRef

VC_CONTEXTS = ("https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1")
_OB_CONTEXT = re.compile(r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json", re.ASCII)


def is_ob_context(value: object) -> bool:
    """Whether a value is the address of an Open Badges 3.0 context, of whatever version."""
    return isinstance(value, str) and _OB_CONTEXT.fullmatch(value) is not None


def _context(value: Any) -> Any:
    if not isinstance(value, list) or len(value) < 2 or value[0] not in VC_CONTEXTS or not is_ob_context(value[1]):
        raise PydanticCustomError(
            "context",
            "Begin the list with {first} and an Open Badges 3.0 context, in this order",
            {"first": VC_CONTEXTS[0]},
        )
    if not all(isinstance(entry, str | dict) for entry in value):
        raise PydanticCustomError("context", "A context is an address or an object")
    return value


Context = Annotated[list[Any], BeforeValidator(_context, json_schema_input_type=list[str | dict[str, Any]])]


class Proof(Extensible):
    """A Data Integrity proof, or one of its predecessors."""

    type: str
    created: Instant | None = None
    cryptosuite: Text | None = None
    challenge: Text | None = None
    domain: Text | None = None
    nonce: Text | None = None
    proofPurpose: Text | None = None
    proofValue: Text | None = None
    verificationMethod: str | None = None


class CredentialSchema(Extensible):
    """A schema the credential keeps to."""

    id: str
    type: str


class CredentialStatus(Extensible):
    """Where to learn whether the credential still stands."""

    id: str | None = None
    type: str


class RefreshService(Extensible):
    """Where a newer version of the credential may be had."""

    id: str
    type: str


class TermsOfUse(Extensible):
    """A policy that comes with the credential."""

    id: str | None = None
    type: str


class VerifiableCredential(Extensible):
    """The members that all credentials of Open Badges share.

    `credentialStatus` may be a list here, as VC Data Model 2.0 §4.10 has it and as separate entries for revocation
    and suspension need it; the schemas of OB 3.0 know a single one (to be changed in 3.1, specification issue 623).
    """

    context: Context = Field(alias="@context")
    id: str
    description: Text | None = None
    awardedDate: Instant | None = None
    issuer: ProfileRef
    validFrom: Instant
    validUntil: Instant | None = None
    evidence: OneOrMany[Evidence] | None = None
    proof: OneOrMany[Proof] | None = None
    credentialSchema: OneOrMany[CredentialSchema] | None = None
    credentialStatus: Annotated[OneOrMany[CredentialStatus], Field(min_length=1)] | None = None
    refreshService: RefreshService | None = None
    termsOfUse: OneOrMany[TermsOfUse] | None = None
