"""A badge that keeps every rule, for tests to break."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

from stackcred_issuer.domain.credential.identity import hashed_email
from stackcred_issuer.domain.issuance.draft import Draft, Recipient, draft_badge
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.status.status_list import StatusSlot, status_entries

BADGE = "https://badges.example.org/badges/0b4e1f1c-7f5e-4f7c-9d0f-2f1f3c1b2a01"
ISSUER = "did:web:badges.example.org"
SALT = "Zm9yIHRlc3RzIG9ubHkhIQ"
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SCORE, LEVEL, STATUS = (f"urn:uuid:6a1c2f0e-4a52-4a3b-9d0c-6f8f1a9b0c0{number}" for number in (1, 2, 3))
NOVICE, MASTER = (f"urn:uuid:6a1c2f0e-4a52-4a3b-9d0c-6f8f1a9b0d0{number}" for number in (1, 2))
SLOT = StatusSlot("https://badges.example.org/status-lists/1", "https://badges.example.org/status-lists/2", 94567)

PROFILE: JsonObject = {
    "id": ISSUER,
    "type": ["Profile"],
    "name": "Bayanihan Skills Training Centre",
    "url": "https://badges.example.org/issuers/bayanihan",
    "email": "registrar@badges.example.org",
    "phone": "+63 38 411 0000",
    "address": {"type": ["Address"], "addressCountryCode": "PH", "addressLocality": "Tagbilaran"},
}
ACHIEVEMENT: JsonObject = {
    "id": "https://badges.example.org/achievements/1",
    "type": ["Achievement"],
    "name": "Set up computer networks",
    "description": "Plans, cables and configures a small office network.",
    "achievementType": "Competency",
    "creditsAvailable": 3,
    "criteria": {"narrative": "Cables and tests a network of **ten** outlets."},
    "image": {"id": "https://badges.example.org/achievements/1/image.svg", "type": "Image"},
    "tag": ["networks", "cabling"],
    "alignment": [
        {
            "type": ["Alignment"],
            "targetName": "Set-up Computer Networks",
            "targetUrl": "https://tesda.example.org/units/ELC724332",
            "targetType": "ceasn:Competency",
        }
    ],
    "resultDescription": [
        {
            "id": SCORE,
            "type": ["ResultDescription"],
            "name": "Installation practical",
            "resultType": "Percent",
            "valueMin": "0",
            "valueMax": "100",
            "requiredValue": "75",
        },
        {
            "id": LEVEL,
            "type": ["ResultDescription"],
            "name": "Assessor's decision",
            "resultType": "RubricCriterionLevel",
            "requiredLevel": MASTER,
            "rubricCriterionLevel": [
                {"id": NOVICE, "type": ["RubricCriterionLevel"], "name": "Not yet competent"},
                {"id": MASTER, "type": ["RubricCriterionLevel"], "name": "Competent"},
            ],
        },
        {"id": STATUS, "type": ["ResultDescription"], "name": "Portfolio", "resultType": "Status"},
    ],
}
RESULTS: list[JsonObject] = [
    {"type": ["Result"], "resultDescription": SCORE, "value": "87.5"},
    {"type": ["Result"], "resultDescription": LEVEL, "achievedLevel": MASTER},
    {"type": ["Result"], "resultDescription": STATUS, "status": "Completed"},
]
EVIDENCE: list[JsonObject] = [
    {
        "id": "https://badges.example.org/evidence/1",
        "type": ["Evidence"],
        "name": "Office network",
        "narrative": "Laid and tested twelve cable runs on site.",
        "genre": "workplace",
    }
]
SOURCE: JsonObject = {
    "id": "https://employer.example.com",
    "type": ["Profile"],
    "name": "Visayas Network Services",
    "email": "assess@employer.example.com",
}


def recipient(**members: Any) -> Recipient:
    given: dict[str, Any] = {"did": "did:example:ana", "identities": (hashed_email("ana@example.com", SALT),)}
    return Recipient(**given | members)


def badge(**members: Any) -> Draft:
    """A draft with everything in it; `members` replace arguments of `draft_badge`."""
    given: dict[str, Any] = {
        "badge_url": BADGE,
        "issuer": PROFILE,
        "achievement": ACHIEVEMENT,
        "recipient": recipient(),
        "valid_from": NOW,
        "valid_until": NOW.replace(year=2029),
        "results": RESULTS,
        "evidence": EVIDENCE,
        "source": SOURCE,
        "narrative": "Passed at the first attempt.",
        "credits": 3.5,
        "activity_start": "2026-02-01T08:00:00+08:00",
        "activity_end": "2026-02-27T17:30:00.250+08:00",
        "status": status_entries(SLOT),
    }
    return draft_badge(**copy.deepcopy(given | members))


def changed(at: str, value: Any, **members: Any) -> Draft:
    """A draft in which the member at a JSON pointer has another value; `...` takes it out."""
    draft = badge(**members)
    *way, last = [int(step) if step.isdigit() else step for step in at.split("/")[1:]]
    holder: Any = draft.document
    for step in way:
        holder = holder[step]
    if value is ...:
        del holder[last]
    elif isinstance(holder, list) and last == len(holder):
        holder.append(value)
    else:
        holder[last] = value
    return draft
