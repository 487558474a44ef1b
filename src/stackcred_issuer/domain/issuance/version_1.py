"""A badge in the form of VC Data Model 1.1, for readers that know no other (OB 3.0 "Verifiable Credentials 1.1")."""

from __future__ import annotations

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.issuance.draft import OB_CONTEXT
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.proof.contexts import CREDENTIALS_V1, CREDENTIALS_V2

OB_CONTEXT_V1 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"  # the last one made for VC 1.1
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
STATUS_LISTS = "https://www.w3.org/ns/credentials/status/v1"  # VC 2.0 has these terms in its own context
_CONTEXTS = {CREDENTIALS_V2: CREDENTIALS_V1, OB_CONTEXT: OB_CONTEXT_V1}
_DATES = {"validFrom": "issuanceDate", "validUntil": "expirationDate"}
_NEEDED = ("name", "issuer", "validFrom")


def as_version_1(document: JsonObject) -> JsonObject:
    """An unsigned VC 2.0 credential as VC 1.1: its contexts, the older names of its dates, and all else as it is.

    Raises StackcredError INVALID for a document of another version, or one without what 1.1 asks for: a `name`, a
    date of issuance, and an issuer that is a Profile.
    """
    contexts = as_list(document.get("@context"))
    if contexts[:1] != [CREDENTIALS_V2]:
        raise StackcredError(ErrorCode.INVALID, "Only a VC 2.0 credential is written as 1.1.", pointer="/@context")
    for name in _NEEDED:
        if not document.get(name) or (name == "issuer" and not isinstance(document[name], dict)):
            detail = f"A VC 1.1 badge needs {name}{' as a Profile' if name == 'issuer' else ''}."
            raise StackcredError(ErrorCode.INVALID, detail, pointer=f"/{name}")
    older = [_CONTEXTS.get(one, one) if isinstance(one, str) else one for one in contexts]
    more = [DATA_INTEGRITY, *([STATUS_LISTS] if "credentialStatus" in document else [])]
    renamed = {_DATES.get(name, name): value for name, value in document.items()}
    return {**renamed, "@context": [*older, *(one for one in more if one not in older)]}
