"""Bodies for the API documentation of batches and role matches that work when pasted."""

from __future__ import annotations

from typing import Any

from stackcred_issuer.web.v1.examples import SIGNED

_ROLE: dict[str, Any] = {
    "type": "JobRole",
    "id": "urn:role:network-technician",
    "name": "Network technician",
    "competencies": [
        {
            "alignment": "https://skills.example/subnetting",
            "framework": "SFIA",
            "levelMin": 3,
            "task": "Plan the network of a small office",
            "outcome": "A plan that a colleague can build from",
        }
    ],
}


def _body(summary: str, value: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        "schema": {"type": "object", "required": required},
        "examples": {"example": {"summary": summary, "value": value}},
    }


BATCH_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": _body(
                "A badge by value, and one by address",
                {"documents": [SIGNED, {"url": "https://example.org/badges/1"}]},
                ["documents"],
            ),
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "array", "items": {"type": "string", "format": "binary"}}},
                }
            },
        },
    }
}
MATCH_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": _body(
                "One applicant against a role with one requirement",
                {
                    "role": _ROLE,
                    "applicants": [{"name": "Ana Reyes", "holder": ["ana@example.org"], "documents": [SIGNED]}],
                },
                ["role", "applicants"],
            )
        },
    }
}
