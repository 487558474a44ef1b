"""Any credential that somebody else has written, made ready to be signed as they wrote it."""

from __future__ import annotations

from collections.abc import Sequence

from stackcred_issuer.domain.credential.rules import CREDENTIALS_V1
from stackcred_issuer.domain.issuance.draft import Draft
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list

DATA_INTEGRITY_V2 = "https://w3id.org/security/data-integrity/v2"
_DATA_INTEGRITY = frozenset({DATA_INTEGRITY_V2, "https://w3id.org/security/data-integrity/v1"})


def draft_credential(
    document: JsonObject,
    *,
    credential_id: str | None = None,
    status: Sequence[JsonObject] = (),
    embedded: bool = True,
) -> Draft:
    """The document, with only what it lacks.

    credential_id: its id, if it has none. status: its status entries, if it has none.
    embedded: whether it will carry its proof inside; one of version 1.1 then needs the context that defines proofs
    (VC Data Integrity 1.0 §2.4), which 2.0 has in its own.
    """
    made = dict(document)
    if credential_id is not None:
        made.setdefault("id", credential_id)
    if status and "credentialStatus" not in made:
        made["credentialStatus"] = status[0] if len(status) == 1 else list(status)
    contexts = made.get("@context")
    if embedded and isinstance(contexts, list) and contexts[:1] == [CREDENTIALS_V1]:
        named = {context for context in as_list(contexts) if isinstance(context, str)}
        if not named & _DATA_INTEGRITY:
            made["@context"] = [*contexts, DATA_INTEGRITY_V2]
    return Draft(made, kind="credential")
