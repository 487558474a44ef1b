"""Bodies for the API documentation that work when pasted (the issuer's DID apart, which only it knows)."""

from __future__ import annotations

from typing import Any

from stackcred_issuer.web.v1.examples import VERIFY_BODY

_SIGNED = VERIFY_BODY["requestBody"]["content"]["application/json"]["examples"]["credential"]["value"]
CREDENTIAL: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiableCredential"],
    "issuer": "did:example:your-issuer",
    "validFrom": "2026-03-01T00:00:00Z",
    "name": "A credential of any kind",
    "credentialSubject": {"id": "did:example:ana"},
}


def body(summary: str, value: Any) -> dict[str, Any]:
    """The OpenAPI description of a JSON body with one example."""
    content = {"schema": {"type": "object"}, "examples": {"example": {"summary": summary, "value": value}}}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


ISSUE = body("Any credential (put your issuer's DID)", {"credential": CREDENTIAL, "options": {}})
VERIFY = body("A signed credential", {"verifiableCredential": _SIGNED, "options": {"checks": ["proof"]}})
DERIVE = body(
    "Parts of a credential with an ecdsa-sd-2023 base proof (put the credential)",
    {"verifiableCredential": _SIGNED, "options": {"selectivePointers": ["/credentialSubject/id"]}},
)
_PRESENTATION: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiablePresentation"],
    "verifiableCredential": [_SIGNED],
}
PRESENT = body(
    "For one verifier and request",
    {"presentation": _PRESENTATION, "options": {"challenge": "c82f7883-42a1", "domain": "verifier.example"}},
)
VERIFY_PRESENTATION = body("An unsigned presentation", {"verifiablePresentation": _PRESENTATION, "options": {}})
STATUS = body(
    "Revoke by the credential's id (put it)",
    {
        "credentialId": "urn:uuid:00000000-0000-0000-0000-000000000000",
        "credentialStatus": {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"},
        "status": True,
    },
)
STATUS_LIST = body("A list of revocations", {"statusPurpose": "revocation"})
