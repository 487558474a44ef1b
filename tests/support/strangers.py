"""Issuers elsewhere: did:key signers whose badges for our learners verify without any request."""

from __future__ import annotations

import hashlib
from typing import Any

from tests.domain.verification.making import badge, key, signed
from tests.support.service import Service, Tenant
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.credential.identity import hashed_email

COLLEGE = key(41)  # an institution with a did:key
FRAUD = key(42)  # whoever makes badges for themselves
WELDING = "https://college.example/achievements/welding"


def recipient(email: str) -> dict[str, Any]:
    """How a badge names them: by the salted hash of their address."""
    return {"identifier": [hashed_email(email, "c2FsdHNhbHRzYWx0c2FsdA")]}


def foreign(
    email: str, achievement: str = WELDING, signer: LocalSigner = COLLEGE, /, sign: bool = True, **changes: Any
) -> dict[str, Any]:
    """A signed badge of another issuer for whoever has this address."""
    number = hashlib.sha256(f"{email}{achievement}{signer.controller}".encode()).hexdigest()
    plain = badge(signer.controller, id=f"urn:uuid:{number[:8]}-1111-4111-8111-{number[8:20]}", **changes)
    subject = plain["credentialSubject"]
    del subject["id"]
    subject |= recipient(email)
    subject["achievement"]["id"] = achievement
    subject["achievement"]["achievementType"] = "Course"
    return signed(plain, signer) if sign else plain


async def learner_of(tenant: Tenant, email: str) -> str:
    answer = await tenant.api.post("/v1/learners", json={"email": email})
    return str(answer.json()["id"])


async def bring(tenant: Tenant, learner: str, document: Any, expected: int = 201) -> dict[str, Any]:
    answer = await tenant.api.post(f"/v1/learners/{learner}/badges", json=document)
    assert answer.status_code == expected, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def registry(tenant: Tenant, *entries: dict[str, Any]) -> dict[str, Any]:
    answer = await tenant.api.post("/v1/trust-registries", json={"name": "Partners", "entries": list(entries)})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def trusting(signer: LocalSigner = COLLEGE, **members: Any) -> dict[str, Any]:
    return {"issuer": signer.controller, "achievements": ["*"], **members}


async def awards(service: Service, tenant: Tenant, learner: str) -> list[dict[str, Any]]:
    await service.settle()
    found: list[dict[str, Any]] = (await tenant.learner(learner))["awards"]
    return found


async def outcome(tenant: Tenant, certification: dict[str, Any], learner: str) -> dict[str, Any]:
    asked = {"certification": certification["id"], "learner": learner, "asOf": "2099-01-01T00:00:00Z"}
    answer = await tenant.api.post("/v1/evaluations", json=asked)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body
