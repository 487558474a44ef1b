"""Badges, issuers and answers to judge: small, signed for real, and easy to spoil."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.proof.data_integrity import add_proof
from stackcred_issuer.domain.verification.materials import Fetched, Materials
from stackcred_issuer.domain.verification.presented import read
from stackcred_issuer.domain.verification.report import Report, Result
from stackcred_issuer.domain.verification.verify import Policy, Verification, verify
from stackcred_issuer.gateways.bundled import load_contexts

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
CREATED = datetime(2026, 1, 1, tzinfo=UTC)
V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
LEARNER = "did:example:learner"
ISSUER_DID = "did:web:issuer.example"
LIST_URL = "https://issuer.example/status-lists/1"


@lru_cache(maxsize=1)
def contexts() -> ContextSet:
    return load_contexts()


@lru_cache
def key(number: int) -> LocalSigner:
    """A signer with a did:key, the same at every call."""
    return LocalSigner.of(Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32))


def signer_of(controller: str, number: int = 1) -> LocalSigner:
    """A signer that speaks for somebody with a controller document."""
    plain = key(number)
    return replace(plain, controller=controller, verification_method=f"{controller}#{plain.public_key.multikey}")


ISSUER = signer_of(ISSUER_DID)


def controller_document(*signers: LocalSigner, purpose: str = "assertionMethod", **more: Any) -> JsonObject:
    """What an issuer publishes. more: members for every verification method (`revoked`, `expires`)."""
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": signers[0].controller,
        "verificationMethod": [
            {
                "id": signer.verification_method,
                "type": "Multikey",
                "controller": signer.controller,
                "publicKeyMultibase": signer.public_key.multikey,
                **more,
            }
            for signer in signers
        ],
        purpose: [signer.verification_method for signer in signers],
    }


def badge(issuer: str = ISSUER_DID, /, **changes: Any) -> JsonObject:
    """An unsigned VC 2.0 badge. changes: members to replace; None removes one."""
    document: JsonObject = {
        "@context": [V2, OB],
        "id": "urn:uuid:11111111-1111-4111-8111-111111111111",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer, "type": ["Profile"], "name": "Example College"},
        "validFrom": "2026-01-01T00:00:00Z",
        "name": "Welding 1",
        "credentialSubject": {
            "id": LEARNER,
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://issuer.example/achievements/1",
                "type": ["Achievement"],
                "name": "Welding 1",
                "description": "Joins two plates.",
                "criteria": {"narrative": "Join two plates under supervision."},
            },
        },
    }
    return changed(document, **changes)


def endorsement(issuer: str, about: str, /, **changes: Any) -> JsonObject:
    """An unsigned endorsement."""
    document: JsonObject = {
        "@context": [V2, OB],
        "id": "urn:uuid:22222222-2222-4222-8222-222222222222",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": {"id": issuer, "type": ["Profile"], "name": "Guild of Welders"},
        "validFrom": "2026-01-01T00:00:00Z",
        "name": "Endorsement",
        "credentialSubject": {
            "id": about,
            "type": ["EndorsementSubject"],
            "endorsementComment": "We hire these people.",
        },
    }
    return changed(document, **changes)


def changed(document: JsonObject, /, **changes: Any) -> JsonObject:
    """A copy with other members; None removes one."""
    found = {**copy.deepcopy(document), **changes}
    return {name: value for name, value in found.items() if value is not None}


def signed(document: JsonObject, signer: LocalSigner = ISSUER, **more: Any) -> JsonObject:
    """The document with one more eddsa-rdfc-2022 proof."""
    return add_proof(document, suite="eddsa-rdfc-2022", signer=signer, created=CREATED, contexts=contexts(), **more)


def fetched(url: str, body: JsonObject | str | None, failure: str | None = None) -> Fetched:
    return Fetched(url, body, NOW, failure)


def materials(answers: Mapping[str, JsonObject | str | None] | None = None, **more: Any) -> Materials:
    """Materials with the issuer's controller document and whatever else is answered."""
    known: dict[str, JsonObject | str | None] = {ISSUER_DID: controller_document(ISSUER), **(answers or {})}
    return Materials(
        contexts=contexts(),
        schemas=more.get("schemas", {}),
        fetched={
            url: fetched(url, body, None if body is not None else "the host did not answer")
            for url, body in known.items()
        },
    )


def judge(
    document: JsonObject | str,
    answers: Mapping[str, JsonObject | str | None] | None = None,
    policy: Policy | None = None,
    now: datetime = NOW,
) -> Verification:
    """The judgement on a document, with the issuer's keys at hand."""
    data = document if isinstance(document, str) else dump_json(document)
    return verify(read(data), materials(answers), policy or Policy(), now)


def report_on(document: JsonObject | str, *args: Any, **kwargs: Any) -> Report:
    return judge(document, *args, **kwargs).report


def detail_of(report: Report, name: str) -> str:
    return next(check.detail for check in report.checks if check.name == name)


def failed(report: Report) -> Sequence[str]:
    """The names of the checks that did not pass."""
    return [check.name for check in report.checks if check.result is not Result.PASS]
