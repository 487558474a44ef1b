"""Bodies for the documentation of trust, foreign badges and endorsements that work when pasted."""

from __future__ import annotations

from typing import Any

from fastapi.openapi.models import Example

from stackcred_issuer.web.v1.examples import VERIFY_BODY


def _one(summary: str, value: Any) -> dict[str, Example]:
    return {"example": Example(summary=summary, value=value)}


_WHO: dict[str, Any] = {
    "issuer": "did:web:college.example",
    "from": "2025-01-01T00:00:00Z",
    "until": "2030-01-01T00:00:00Z",
    "note": "Accredited for the networks programme.",
}
_ENTRY: dict[str, Any] = {**_WHO, "achievements": ["*"]}
REGISTRY = _one("Another institution, for everything it issues", {"name": "Partners", "entries": [_ENTRY]})
ENTRY = _one("One issuer for one kind of achievement", {**_WHO, "achievementTypes": ["Course"]})
FOREIGN_BADGE_BODY: dict[str, Any] = VERIFY_BODY
EQUIVALENCE = _one(
    "Another college's course counts as ours (put your achievement's id)",
    {
        "kind": "Substitution",
        "achievement": "https://college.example/achievements/networks",
        "issuer": "did:web:college.example",
        "countsAs": "00000000-0000-0000-0000-000000000000",
        "comment": "The same outcomes at the same level, as our board found in 2026.",
        "until": "2030-01-01T00:00:00Z",
    },
)
ENDORSEMENT_REQUEST = _one(
    "A mentor, by e-mail",
    {
        "role": "mentor",
        "email": "mentor@example.org",
        "name": "Maria Santos",
        "message": "You worked together on the office network in March.",
    },
)
ATTESTATION_REQUEST = _one(
    "A confirmer, by e-mail", {"role": "confirmer", "claim": "health-character", "email": "confirmer@example.org"}
)
ATTESTATION = _one(
    "A confirmer's decision",
    {
        "role": "confirmer",
        "claim": "health-character",
        "comment": "Good health and good character were confirmed in a reflective discussion.",
        "by": {"name": "Jon Reyes"},
        "relationship": "Line manager",
    },
)
