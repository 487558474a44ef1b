"""A verification receipt as it is going to be signed: what was examined, what was found, and when.

A credential of the data model (VC 2.0) with a few terms of its own, which stand in a context inside it: whoever
verifies it needs nothing from us. It says nothing of a person: a document is named by its digest and its own id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.issuance.draft import Draft
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.contexts import CREDENTIALS_V2

RECEIPT_TYPE = "VerificationReceipt"
DOCUMENT_TYPE = "VerifiedDocument"
MAX_DOCUMENTS = 100  # in one receipt: more could not be verified again at once
_TEXTS = ("documentDigest", "verdict", "credentialId", "credentialName", "issuerId", "issuerName")
_INSTANTS = ("verifiedAt", "statusAsOf")
_OF_CHECK = ("checkName", "checkResult", "checkDetail")
_DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"


@dataclass(frozen=True, slots=True)
class VerifiedDocument:
    """One document that was verified.

    digest: digestMultibase of its bytes. checks: (name, result, sentence). The others: as the document claims them.
    """

    digest: str
    verdict: str
    verified_at: datetime
    status_as_of: datetime | None
    checks: Sequence[tuple[str, str, str]]
    credential_id: str | None = None
    credential_name: str | None = None
    issuer_id: str | None = None
    issuer_name: str | None = None

    def to_json(self) -> JsonObject:
        shown = {
            "type": [DOCUMENT_TYPE],
            "documentDigest": self.digest,
            "verdict": self.verdict,
            "verifiedAt": format_instant(self.verified_at),
            "statusAsOf": format_instant(self.status_as_of) if self.status_as_of else None,
            "credentialId": self.credential_id,
            "credentialName": self.credential_name,
            "issuerId": self.issuer_id,
            "issuerName": self.issuer_name,
            "check": [dict(zip(_OF_CHECK, check, strict=True)) for check in self.checks],
        }
        return {name: value for name, value in shown.items() if value is not None}


def draft_receipt(
    *, receipt_id: str, issuer: JsonObject, documents: Sequence[VerifiedDocument], made_at: datetime, vocabulary: str
) -> Draft:
    """receipt_id: a `urn:uuid:`. vocabulary: the address whose fragments explain the terms."""
    inside = [one.to_json() for one in documents]
    document: JsonObject = {
        "@context": [CREDENTIALS_V2, _context(vocabulary)],
        "id": receipt_id,
        "type": ["VerifiableCredential", RECEIPT_TYPE],
        "name": "Verification receipt",
        "issuer": issuer,
        "validFrom": format_instant(made_at),
        "credentialSubject": inside[0] if len(inside) == 1 else inside,
    }
    return Draft(document, kind="credential")


def _context(vocabulary: str) -> JsonObject:
    """Terms that are defined only inside a VerifiedDocument: they change the meaning of nothing else."""
    check: JsonObject = {name: f"{vocabulary}{name}" for name in _OF_CHECK}
    terms: JsonObject = {
        **{name: f"{vocabulary}{name}" for name in _TEXTS},
        **{name: {"@id": f"{vocabulary}{name}", "@type": _DATE_TIME} for name in _INSTANTS},
        "check": {"@id": f"{vocabulary}check", "@container": "@set", "@context": check},
    }
    return {
        RECEIPT_TYPE: f"{vocabulary}{RECEIPT_TYPE}",
        DOCUMENT_TYPE: {"@id": f"{vocabulary}{DOCUMENT_TYPE}", "@context": terms},
    }
