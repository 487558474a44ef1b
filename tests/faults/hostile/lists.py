"""Status lists as a hostile server would give them."""

from __future__ import annotations

import base64
import gzip
from typing import Any

from tests.domain.verification.making import V2, key
from tests.faults.hostile.base import STRANGER, Document, jcs_signed

LISTED = "https://lists.stranger.invalid/1"
BYTES = 16_384  # the least a list may have (Bitstring Status List §2.2)


def packed(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(data, 9, mtime=0)).rstrip(b"=").decode()


def listed(encoded: Any = None, **changes: Any) -> Document:
    """A status list of the stranger, signed as it stands."""
    subject = {
        "id": f"{LISTED}#list",
        "type": "BitstringStatusList",
        "statusPurpose": changes.pop("purpose", "revocation"),
        "encodedList": packed(bytes(BYTES)) if encoded is None else encoded,
    }
    document = {
        "@context": [V2],
        "id": LISTED,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": STRANGER.controller,
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": subject,
        **changes,
    }
    return jcs_signed(document)


def LISTS() -> dict[str, Any]:
    bomb = packed(bytes(300_000_000))
    whole = listed()
    revoked = listed(packed(b"\xff" * BYTES))
    return {
        "bomb": listed(bomb),
        "short": listed(packed(bytes(10))),
        "empty": listed(packed(b"")),
        "not-gzip": listed("uAAAA"),
        "no-multibase": listed(packed(bytes(BYTES))[1:]),
        "cut": listed(packed(bytes(BYTES))[:-8]),
        "number": listed(7),
        "purpose": listed(purpose="suspension"),
        "expired": listed(validUntil="2026-01-02T00:00:00Z"),
        "later": listed(validFrom="2999-01-01T00:00:00Z"),
        "other-id": listed(id="https://lists.stranger.invalid/2"),
        "other-issuer": listed(issuer=key(9).controller),
        "unsigned": {name: value for name, value in whole.items() if name != "proof"},
        "changed": {**whole, "validUntil": "2999-01-01T00:00:00Z"},
        "itself": listed(
            credentialStatus={
                "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation",
                "statusListIndex": "1",
                "statusListCredential": LISTED,
            },
            validUntil="2026-01-02T00:00:00Z",
        ),
        "revoked": revoked,
        "no-list": {},
        "text": "x.y.z",
        "none": None,
    }
