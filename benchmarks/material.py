"""A realistic badge of 3.4 KB: one achievement, and any number of people who earned it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from stackcred_issuer.domain.credential.identity import hashed_email
from stackcred_issuer.domain.issuance.draft import Draft, Recipient, draft_badge
from stackcred_issuer.domain.proof.signer import Signer
from stackcred_issuer.domain.status.status_list import StatusSlot, status_entries

SIGNED_AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
BASE = "https://badges.example"
SCORE, SKILL = "urn:uuid:6a1c2f0e-4a52-4a3b-9d0c-6f8f1a9b0c01", "urn:uuid:6a1c2f0e-4a52-4a3b-9d0c-6f8f1a9b0c02"
LEVELS = ("urn:uuid:6a1c2f0e-4a52-4a3b-9d0c-6f8f1a9b0c03", "urn:uuid:6a1c2f0e-4a52-4a3b-9d0c-6f8f1a9b0c04")

ACHIEVEMENT: dict[str, Any] = {
    "name": "Set up computer networks",
    "description": "Plans, cables and configures a small network of wired and wireless devices.",
    "achievementType": "Competency",
    "humanCode": "ELC724332",
    "fieldOfStudy": "Electronics",
    "version": "2013-12",
    "tag": ["networks", "cabling"],
    "criteria": {"narrative": "Cables ten outlets, configures a router and two access points, tests and documents."},
    "alignment": [
        {
            "type": ["Alignment"],
            "targetName": "Set up computer networks",
            "targetUrl": "https://standards.example/ELC724332",
            "targetCode": "ELC724332",
        }
    ],
    "resultDescription": [
        {
            "id": SCORE,
            "type": ["ResultDescription"],
            "name": "Practical",
            "resultType": "Percent",
            "valueMin": "0",
            "valueMax": "100",
            "requiredValue": "75",
        },
        {
            "id": SKILL,
            "type": ["ResultDescription"],
            "name": "Assessor's judgement",
            "resultType": "RubricCriterionLevel",
            "requiredLevel": LEVELS[1],
            "rubricCriterionLevel": [
                {"id": level, "type": ["RubricCriterionLevel"], "name": name}
                for level, name in zip(LEVELS, ("Not yet competent", "Competent"), strict=True)
            ],
        },
    ],
}
RESULTS: list[dict[str, Any]] = [
    {"type": ["Result"], "resultDescription": SCORE, "value": "88"},
    {"type": ["Result"], "resultDescription": SKILL, "achievedLevel": LEVELS[1]},
]
EVIDENCE: list[dict[str, Any]] = [
    {
        "type": ["Evidence"],
        "name": "Practical demonstration",
        "narrative": "Ten outlets cabled and tested, a router and two access points configured.",
        "genre": "simulated",
    }
]


def draft(number: int, signer: Signer, *, tags: int = 0) -> Draft:
    """The badge of person `number`. tags: so many more of them, which makes another shape of document."""
    extra = [f"tag {count}" for count in range(tags)]
    achievement = {"id": f"{BASE}/achievements/1", **ACHIEVEMENT, "tag": [*ACHIEVEMENT["tag"], *extra]}
    slot = StatusSlot(f"{BASE}/status-lists/1", f"{BASE}/status-lists/2", number % 131_072)
    return draft_badge(
        badge_url=f"{BASE}/badges/{number}",
        issuer={"id": signer.controller, "type": ["Profile"], "name": "Example College", "url": BASE},
        achievement=achievement,
        recipient=Recipient(None, (hashed_email(f"person{number}@example.org", f"salt{number:018d}"),)),
        valid_from=SIGNED_AT,
        results=RESULTS,
        evidence=EVIDENCE,
        narrative="Cabled and configured the network of a classroom.",
        activity_start="2026-02-01T00:00:00Z",
        activity_end="2026-03-01T08:00:00Z",
        status=status_entries(slot),
    )


def post(achievement: str, number: str) -> dict[str, Any]:
    """What an LMS posts about person `number` (any text)."""
    return {
        "sourceId": f"attempt-{number}",
        "learner": {"email": f"person{number}@example.org"},
        "achievement": achievement,
        "activityId": "networks-practical",
        "assessedAt": "2026-03-01T08:00:00Z",
        "activityStartDate": "2026-02-01T00:00:00Z",
        "activityEndDate": "2026-03-01T08:00:00Z",
        "narrative": "Cabled and configured the network of a classroom.",
        "results": RESULTS,
        "evidence": EVIDENCE,
    }
