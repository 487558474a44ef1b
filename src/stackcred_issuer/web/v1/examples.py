"""Bodies for the API documentation that work when pasted (the achievement first: others name its id)."""

from __future__ import annotations

from typing import Any

from fastapi.openapi.models import Example

_LEARNER: dict[str, Any] = {"email": "ana@example.org", "name": "Ana Reyes"}
_RESULT_DESCRIPTION = "urn:uuid:3f2a8a52-7c0a-4c57-9d1f-0f4c8d5b3a11"
_SELF = "00000000-0000-0000-0000-000000000000"


def _one(summary: str, value: Any) -> dict[str, Example]:
    return {"example": Example(summary=summary, value=value)}


ACHIEVEMENT = _one(
    "A course with a pass mark",
    {
        "name": "Set up computer networks",
        "description": "Plans, cables and configures a small office network.",
        "achievementType": "Competency",
        "criteria": {"narrative": "Cables, configures and tests a network of at least ten outlets."},
        "resultDescription": [
            {
                "id": _RESULT_DESCRIPTION,
                "type": ["ResultDescription"],
                "name": "Practical score",
                "resultType": "Percent",
                "valueMin": "0",
                "valueMax": "100",
                "requiredValue": "75",
            }
        ],
    },
)
ASSESSMENT = _one(
    "A pass, assessed at a workplace (put your achievement's id)",
    {
        "sourceId": "lms-attempt-1001",
        "learner": _LEARNER,
        "achievement": _SELF,
        "activityId": "networks-practical",
        "assessedAt": "2026-03-01T09:00:00Z",
        "results": [{"type": ["Result"], "resultDescription": _RESULT_DESCRIPTION, "value": "88"}],
        "evidence": [
            {
                "type": ["Evidence"],
                "name": "Office network of twelve outlets",
                "narrative": "Laid, terminated and tested twelve cable runs on site.",
                "genre": "workplace",
            }
        ],
    },
)
DIRECT_BADGE = _one(
    "A badge without an assessment (put your achievement's id)",
    {"learner": _LEARNER, "achievement": _SELF, "narrative": "Recognised for prior work."},
)
LEARNER = _one("By e-mail", _LEARNER)
CLIENT = _one("An LMS that posts results", {"name": "Our LMS", "scopes": ["assessments", "badges:read"]})
_REQUIRES: dict[str, Any] = {
    "op": "all",
    "of": [
        {
            "op": "select",
            "label": "Networks",
            "where": {"achievement": ["https://example.org/achievements/1"]},
        }
    ],
}
RULE = _one("The next version", {"rule": {"requires": _REQUIRES}})
CERTIFICATION = _one(
    "One part, suspended when it is lost (put your achievement's id and URL)",
    {"achievement": _SELF, "rule": {"requires": _REQUIRES, "whenBroken": {"action": "suspend"}}},
)
EVALUATION = _one(
    "A rule asked of holdings",
    {
        "asOf": "2026-06-01T00:00:00Z",
        "rule": {
            "type": "StackingRule",
            "id": "urn:uuid:5f0f4b7e-57c4-4ac9-a7a5-5ad41b1d6f10",
            "version": 1,
            "target": "https://example.org/achievements/certificate",
            "requires": _REQUIRES,
        },
        "holdings": [
            {
                "id": "urn:uuid:0e3b9a38-5b55-4ef9-9a35-6ab3b1a9b001",
                "achievement": "https://example.org/achievements/1",
                "issuer": "did:web:example.org",
                "awarded": "2026-01-10T00:00:00Z",
                "status": "active",
            }
        ],
    },
)
REASON = _one("With a reason, which whoever verifies the badge can read", {"reason": "issued by mistake"})
NEW_KEY = _one("An RSA key for JWTs, beside the key for proofs", {"type": "RSA", "use": "jws"})
ROTATION = _one("The old secrets go on working for an hour", {"overlapSeconds": 3600})
_SIGNER = "did:key:z6MkqeN4xJTjBG4yvtaukoSuCb3USrmYB8exCZJ9n5hF8jSy"
SIGNED: dict[str, Any] = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "urn:uuid:7c5d5f0e-6a2b-4f0c-9a53-2f1f0a9c4e01",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Set up computer networks",
    "issuer": {"id": _SIGNER, "type": ["Profile"], "name": "Example College"},
    "validFrom": "2026-03-01T00:00:00Z",
    "credentialSubject": {
        "id": "did:example:ana",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "urn:uuid:7c5d5f0e-6a2b-4f0c-9a53-2f1f0a9c4e02",
            "type": ["Achievement"],
            "name": "Set up computer networks",
            "description": "Plans, cables and configures a small office network.",
            "criteria": {"narrative": "Ten outlets, cabled and tested."},
        },
    },
    "proof": {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-03-01T00:00:00Z",
        "verificationMethod": f"{_SIGNER}#{_SIGNER.removeprefix('did:key:')}",
        "proofPurpose": "assertionMethod",
        "proofValue": "z4Hvpd3WvJjCzbfZ1TCscszGfU6i1UmGTAJVViySaMQqw1Kb6Ft9wfRGtbcPRtB8ADiMTxChXpPLmFnk5zMHFq6sd",
    },
}
TOKEN_BODY: dict[str, Any] = {
    "requestBody": {
        "content": {
            "application/x-www-form-urlencoded": {
                "examples": {
                    "client": {
                        "summary": "For all of the client's scopes (put your client's id and secret)",
                        "value": {
                            "grant_type": "client_credentials",
                            "client_id": _SELF,
                            "client_secret": "scs_",
                        },
                    }
                }
            }
        }
    }
}
VERIFY_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object"},
                "examples": {
                    "credential": {"summary": "By value: the signed credential", "value": SIGNED},
                    "address": {
                        "summary": "By address (put a badge's address)",
                        "value": {"url": "https://example.org/badges/1"},
                    },
                },
            },
            "application/vc+jwt": {"schema": {"type": "string"}},
            "multipart/form-data": {
                "schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
            },
        },
    }
}

WEBHOOK = _one(
    "Badges and awards, pushed to an LMS",
    {
        "url": "https://lms.example/hooks/badges",
        "types": ["badge.issued", "badge.revoked", "award.made", "award.flagged"],
    },
)
WEBHOOK_CHANGE = _one("Every type from now on", {"types": []})
REPLAY = _one("From the beginning", {"after": 0})
FRAMEWORK = _one(
    "A table of two competencies",
    {
        "identifier": "office-networks",
        "title": "Office networks",
        "csv": "identifier,statement,tasks\nN1,Plans a small office network,Draws the plan|Costs the parts\n"
        "N2,Cables and tests it,Terminates outlets|Certifies each run\n",
    },
)
DESCRIPTION = _one(
    "In employers' terms",
    {"tasks": ["Terminates and labels outlets"], "outcomes": ["Every run passes certification the first time"]},
)
ACTIVITY = _one(
    "A quiz of an LMS (put your achievement's id)",
    {"activity": "https://lms.example/activities/networks-quiz", "achievement": _SELF},
)
PATHWAY = _one(
    "A step and a way out; put an achievement of yours into the step",
    {
        "name": "Into network support",
        "description": "For people who change over from electrical work.",
        "entry": {"description": "Anybody who can read a wiring plan.", "anyOf": []},
        "steps": [{"id": "first", "achievement": _SELF}],
        "exits": [{"name": "Network assistant", "after": ["first"], "roles": ["Help desk"]}],
    },
)
PLATFORM = _one(
    "A Moodle site",
    {
        "name": "Example College Moodle",
        "platform": "https://moodle.example",
        "authorizationUrl": "https://moodle.example/mod/lti/auth.php",
        "tokenUrl": "https://moodle.example/mod/lti/token.php",
        "jwksUrl": "https://moodle.example/mod/lti/certs.php",
        "clientId": "uQk2fXw7",
        "deploymentIds": ["1"],
    },
)
SIGN_IN_SERVICE = _one(
    "A Keycloak realm (it is asked at once, so put your own)",
    {
        "name": "Example College",
        "provider": "https://id.example/realms/college",
        "clientId": "badges",
        "clientSecret": "what the realm shows for this client",
    },
)


def _raw(summary: str, value: Any) -> dict[str, Any]:
    """For a body that the endpoint reads itself."""
    content = {"application/json": {"schema": {}, "examples": {"example": {"summary": summary, "value": value}}}}
    return {"openapi_extra": {"requestBody": {"required": True, "content": content}}}


STATEMENT_BODY = _raw(
    "A passed quiz",
    {
        "actor": {"mbox": "mailto:ana@example.org"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/passed"},
        "object": {"id": "https://lms.example/activities/networks-quiz"},
        "result": {"score": {"scaled": 0.88}, "success": True},
        "timestamp": "2026-03-01T09:00:00Z",
    },
)
ENVELOPE_BODY = _raw(
    "A graded attempt",
    {
        "sensor": "https://lms.example/sensors/1",
        "sendTime": "2026-03-01T09:00:05Z",
        "dataVersion": "http://purl.imsglobal.org/ctx/caliper/v1p2",
        "data": [
            {
                "@context": "http://purl.imsglobal.org/ctx/caliper/v1p2",
                "id": "urn:uuid:a50ca17f-5971-47bb-8fca-4e6e6879001d",
                "type": "GradeEvent",
                "profile": "GradingProfile",
                "action": "Graded",
                "actor": "https://lms.example/graders/1",
                "eventTime": "2026-03-01T09:00:00Z",
                "object": {
                    "id": "https://lms.example/attempts/1",
                    "type": "Attempt",
                    "assignee": "https://lms.example/users/ana",
                    "assignable": "https://lms.example/activities/networks-quiz",
                    "count": 1,
                },
                "generated": {
                    "id": "https://lms.example/scores/1",
                    "type": "Score",
                    "scoreGiven": 88,
                    "maxScore": 100,
                },
            }
        ],
    },
)
LINE_ITEM = _one("A quiz", {"label": "Networks quiz", "scoreMaximum": 100, "resourceId": "quiz-231", "tag": "grade"})
SCORE_BODY = _raw(
    "A final score",
    {
        "userId": "5323497",
        "timestamp": "2026-03-01T09:00:00Z",
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "scoreGiven": 88,
        "scoreMaximum": 100,
    },
)
CLIENT_KEYS = _one("Where the tool publishes its keys", {"jwksUrl": "https://tool.example/jwks.json"})
