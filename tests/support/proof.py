"""What tests of proofs share: the bundled contexts, one fixed issuer, one real badge, and every way to change it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.jsonvalue import JsonObject, pointer, walk
from stackcred_issuer.domain.proof.contexts import CREDENTIALS_V2, ContextSet
from stackcred_issuer.domain.proof.data_integrity import add_proof
from stackcred_issuer.gateways.bundled import load_contexts

OB_3_0_3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
ISSUER = "https://badges.example/issuers/college"
CREATED = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
CONTEXTS: ContextSet = load_contexts()

_KEY = LocalSigner.of(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
SIGNER = replace(_KEY, controller=ISSUER, verification_method=f"{ISSUER}#{_KEY.public_key.multikey}")


def badge(**members: Any) -> JsonObject:
    """An Open Badge as a learning platform would have it issued: about 4 KB, nested, in three scripts."""
    achievement = {
        "id": "https://badges.example/achievements/terminate-and-connect",
        "type": ["Achievement"],
        "achievementType": "Competency",
        "name": "Terminate and connect electrical wiring",
        "description": "Terminates and connects wiring and electronic circuits to the set standard.",
        "criteria": {"narrative": "Passed **both** the written and the practical assessment."},
        "humanCode": "ELC724305",
        "inLanguage": "en",
        "image": {"id": "https://badges.example/images/1.png", "type": "Image", "caption": "A plug"},
        "tag": ["wiring", "electronics"],
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": "Computer Systems Servicing NC II",
                "targetUrl": "https://frameworks.example/css-nc-ii",
                "targetType": "CFItem",
                "targetCode": "CSS-NCII",
            }
        ],
        "resultDescription": [
            {
                "id": "urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd41c",
                "type": ["ResultDescription"],
                "name": "Written assessment",
                "resultType": "Percent",
                "valueMin": "0",
                "valueMax": "100",
                "requiredValue": "75",
            },
            {
                "id": "urn:uuid:a70ddc6a-4c4a-4bd8-8277-cb97c79f40c5",
                "type": ["ResultDescription"],
                "name": "Practical assessment",
                "resultType": "LetterGrade",
                "allowedValue": ["Not yet competent", "Competent"],
                "requiredValue": "Competent",
            },
        ],
    }
    subject = {
        "id": "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399",
                "identityType": "emailAddress",
                "salt": "Kosher",
            }
        ],
        "activityEndDate": "2026-02-27T00:00:00Z",
        "creditsEarned": 2.5,
        "achievement": achievement,
        "result": [
            {
                "type": ["Result"],
                "resultDescription": "urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd41c",
                "value": "88",
            },
            {
                "type": ["Result"],
                "resultDescription": "urn:uuid:a70ddc6a-4c4a-4bd8-8277-cb97c79f40c5",
                "value": "Competent",
            },
        ],
    }
    return {
        "@context": [CREDENTIALS_V2, OB_3_0_3],
        "id": "https://badges.example/badges/0198e6f2-3c1b-7d54-8f30-8a9f7f9d2b11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Wiring: \u03b4\u03af\u03ba\u03c4\u03c5\u03b1, \u0623\u0633\u0644\u0627\u0643 \U0001f50c",
        "issuer": {
            "id": ISSUER,
            "type": ["Profile"],
            "name": "Example Technical College",
            "url": "https://college.example",
            "email": "registrar@college.example",
        },
        "validFrom": "2026-03-01T09:00:00Z",
        "validUntil": "2031-03-01T09:00:00Z",
        "credentialSubject": subject,
        "evidence": [
            {
                "id": "https://lms.example/attempts/17",
                "type": ["Evidence"],
                "name": "Written assessment",
                "genre": "Quiz",
            }
        ],
        "credentialStatus": [
            {
                "id": "https://badges.example/status-lists/1#94567",
                "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation",
                "statusListIndex": "94567",
                "statusListCredential": "https://badges.example/status-lists/1",
            }
        ],
        **members,
    }


def signed(document: JsonObject, suite: str = "eddsa-rdfc-2022", **more: Any) -> JsonObject:
    """The document with a proof by the fixed issuer."""
    return add_proof(document, suite=suite, signer=SIGNER, created=CREATED, contexts=CONTEXTS, **more)


def changes(document: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """Every document that differs in one place: a text, number or truth altered, or a member left out."""
    for tokens, value in walk(document):
        if tokens and not isinstance(value, dict | list):
            yield f"{pointer(*tokens)} altered", replaced(document, tokens, altered(value))
        if tokens and isinstance(tokens[-1], str):
            yield f"{pointer(*tokens)} left out", removed(document, tokens)


def altered(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int | float) else f"{value}x"


def replaced(document: JsonObject, tokens: tuple[str | int, ...], value: Any) -> JsonObject:
    """A copy with another value at one place."""
    changed = copy.deepcopy(document)
    _parent(changed, tokens)[tokens[-1]] = value
    return changed


def removed(document: JsonObject, tokens: tuple[str | int, ...]) -> JsonObject:
    """A copy without one place."""
    changed = copy.deepcopy(document)
    del _parent(changed, tokens)[tokens[-1]]
    return changed


def _parent(document: Any, tokens: tuple[str | int, ...]) -> Any:
    for token in tokens[:-1]:
        document = document[token]
    return document
