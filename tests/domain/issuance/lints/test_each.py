"""For each lint drafts that break it and nothing else; a lint that never speaks alone is not needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.domain.issuance.build import (
    ACHIEVEMENT,
    BADGE,
    MASTER,
    PROFILE,
    SCORE,
    SLOT,
    STATUS,
    badge,
    changed,
    recipient,
)

from stackcred_issuer.domain.issuance.draft import Draft, RelatedResource
from stackcred_issuer.domain.issuance.lints import LINTS
from stackcred_issuer.domain.issuance.lints.base import Reading
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.gateways.bundled import load_contexts

V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context"
SUBJECT = "/credentialSubject"
MADE = f"{SUBJECT}/achievement"
DIGEST = digest_multibase(b"")
RESULT = f"{SUBJECT}/result"
STATUSES, RESOURCES = "/credentialStatus", "/relatedResource"
LIST = SLOT.revocation_url
IDENTITY = f"{SUBJECT}/identifier/0"
DESCRIPTION = f"{MADE}/resultDescription"
SVG = "data:image/svg+xml;base64,PHN2Zy8+"
PNG = "data:image/png;base64,iVBORw0KGgo="


def endorsement(**members: Any) -> JsonObject:
    return {
        "@context": [V2, f"{OB}-3.0.3.json"],
        "id": "https://accrediter.example.org/endorsements/1",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Accredited",
        "issuer": {"id": "https://accrediter.example.org", "type": ["Profile"], "email": "x@accrediter.example.org"},
        "validFrom": "2020-01-01T00:00:00.5Z",
        "credentialSubject": {"id": PROFILE["id"], "type": ["EndorsementSubject"]},
    } | members


def asking(**members: Any) -> Draft:
    """A badge without results for an achievement that asks something else of its score."""
    descriptions = [ACHIEVEMENT["resultDescription"][0] | members]
    return badge(achievement=ACHIEVEMENT | {"resultDescription": descriptions}, results=[])


def result(**members: Any) -> JsonObject:
    return {"type": ["Result"], **members}


def named(**members: Any) -> Draft:
    """A badge that has its holder's name as an identity in the clear."""
    name = {"type": "IdentityObject", "hashed": False, "identityHash": "Ana Reyes", "identityType": "name"}
    return badge(recipient=recipient(identities=(name | members,)))


def relating(*resources: tuple[str, str]) -> Draft:
    return badge(related=[RelatedResource(*resource) for resource in resources])


BREAKAGES: list[tuple[str, Callable[[], Draft], str]] = [
    ("contexts", lambda: changed("/@context/1", f"{OB}-3.0.2.json"), "/@context"),
    ("contexts", lambda: changed("/@context/3", {}), "/@context/3"),
    ("contexts", lambda: changed("/@context/3", V2), "/@context/3"),
    ("members", lambda: changed(f"{MADE}/description", ...), f"{MADE}/description"),
    ("members", lambda: changed("/issuer/name", ...), "/issuer"),
    ("members", lambda: changed("/issuer", PROFILE["id"]), "/issuer"),
    ("members", lambda: changed(f"{MADE}/criteria", {}), f"{MADE}/criteria"),
    ("members", lambda: changed(f"{MADE}/achievementType", "Skill"), f"{MADE}/achievementType"),
    ("members", lambda: changed("/proof", {"type": "DataIntegrityProof"}), "/proof"),
    ("members", lambda: changed("/type", ["VerifiableCredential"]), "/type"),
    ("arrays", lambda: changed(f"{SUBJECT}/type", "AchievementSubject"), f"{SUBJECT}/type"),
    ("arrays", lambda: changed(f"{MADE}/tag", "networks"), f"{MADE}/tag"),
    ("arrays", lambda: changed(f"{MADE}/tag", []), f"{MADE}/tag"),
    ("arrays", lambda: changed(f"{SUBJECT}/role", None), f"{SUBJECT}/role"),
    ("arrays", lambda: changed("/evidence", badge().document["evidence"][0]), "/evidence"),
    ("arrays", lambda: changed(f"{MADE}/alignment/0/type", "Alignment"), f"{MADE}/alignment/0/type"),
    ("ids", lambda: changed(f"{SUBJECT}/id", BADGE), f"{SUBJECT}/id"),
    ("ids", lambda: changed(f"{MADE}/id", BADGE), f"{MADE}/id"),
    ("ids", lambda: changed(f"{DESCRIPTION}/2/id", SCORE), f"{DESCRIPTION}/0/id"),
    ("dates", lambda: changed("/validFrom", "2026-03-01T09:00:00"), "/validFrom"),
    ("dates", lambda: changed("/validFrom", "2026-03-01T09:00:00.5Z"), "/validFrom"),
    ("dates", lambda: changed("/validFrom", "2026-03-01T09:00:00.0Z"), "/validFrom"),
    ("dates", lambda: changed("/validUntil", "2026-02-28T00:00:00Z"), "/validUntil"),
    ("dates", lambda: changed(f"{SUBJECT}/activityEndDate", "2026-01-01T00:00:00Z"), f"{SUBJECT}/activityEndDate"),
    ("dates", lambda: changed(f"{SUBJECT}/activityStartDate", "2026-01-01"), f"{SUBJECT}/activityStartDate"),
    ("numbers", lambda: changed(f"{SUBJECT}/creditsEarned", 0.1 + 0.2), f"{SUBJECT}/creditsEarned"),
    ("numbers", lambda: changed(f"{SUBJECT}/creditsEarned", 1e-7), f"{SUBJECT}/creditsEarned"),
    ("numbers", lambda: changed(f"{SUBJECT}/creditsEarned", 2**53 + 1), f"{SUBJECT}/creditsEarned"),
    ("characters", lambda: badge(narrative="Well done\uffff"), f"{SUBJECT}/narrative"),
    ("characters", lambda: changed(f"{MADE}/tag/0", "\ufffe"), f"{MADE}/tag/0"),
    ("characters", lambda: changed(f"{MADE}/name", "a\x00b"), f"{MADE}/name"),
    ("late_terms", lambda: changed(f"{MADE}/inLanguage", "en"), f"{MADE}/inLanguage"),
    ("late_terms", lambda: changed("/awardedDate", "2026-03-01T09:00:00Z"), "/awardedDate"),
    ("late_terms", lambda: changed("/endorsementJwt", ["a.b.c"]), "/endorsementJwt"),
    ("late_terms", lambda: changed("/jti", BADGE), "/jti"),
    ("result_links", lambda: changed(f"{RESULT}/0/resultDescription", "urn:uuid:0"), f"{RESULT}/0/resultDescription"),
    ("result_links", lambda: changed(f"{RESULT}/0/value", "101"), f"{RESULT}/0/value"),
    ("result_links", lambda: changed(f"{RESULT}/1/achievedLevel", SCORE), f"{RESULT}/1/achievedLevel"),
    ("result_links", lambda: badge(results=[result(resultDescription=SCORE)]), f"{RESULT}/0"),
    ("result_links", lambda: badge(results=[result(resultDescription=STATUS, value="ok")]), f"{RESULT}/0/status"),
    ("result_links", lambda: asking(requiredValue="101"), f"{DESCRIPTION}/0/requiredValue"),
    ("result_links", lambda: asking(requiredLevel=MASTER), f"{DESCRIPTION}/0/requiredLevel"),
    ("images", lambda: changed(f"{MADE}/image/id", "ftp://badges.example.org/1.png"), f"{MADE}/image/id"),
    ("images", lambda: changed(f"{MADE}/image/id", "data:image/jpeg;base64,AAAA"), f"{MADE}/image/id"),
    ("images", lambda: changed(f"{MADE}/image/id", SVG.replace("svg+xml", "png")), f"{MADE}/image/id"),
    ("images", lambda: changed(f"{MADE}/image/id", "data:image/png;base64,=AAA"), f"{MADE}/image/id"),
    ("images", lambda: changed(f"{MADE}/image/id", PNG + "A" * 600_000), f"{MADE}/image/id"),
    ("endorsements", lambda: changed("/endorsement", [endorsement()]), "/endorsement/0/proof"),
    ("endorsements", lambda: changed("/issuer/endorsement", [endorsement()]), "/issuer/endorsement/0/proof"),
    ("related_resources", lambda: relating(("urn:uuid:1", "z1234")), f"{RESOURCES}/0/digestMultibase"),
    ("related_resources", lambda: relating(("urn:uuid:1", DIGEST), ("urn:uuid:1", "z2")), f"{RESOURCES}/0/id"),
    ("related_resources", lambda: relating((BADGE, DIGEST)), f"{RESOURCES}/0/id"),
    ("status", lambda: changed(STATUSES, ...), STATUSES),
    ("status", lambda: changed(f"{STATUSES}/0", ...), STATUSES),
    ("status", lambda: changed(f"{STATUSES}/1/statusPurpose", "revocation"), f"{STATUSES}/0/statusPurpose"),
    ("status", lambda: changed(f"{STATUSES}/0/statusListIndex", 94567), f"{STATUSES}/0/statusListIndex"),
    ("status", lambda: changed(f"{STATUSES}/0/statusListIndex", "094567"), f"{STATUSES}/0/statusListIndex"),
    ("status", lambda: changed(f"{STATUSES}/0/id", LIST), f"{STATUSES}/0/id"),
    ("status", lambda: changed(f"{STATUSES}/0/statusListCredential", "urn:1"), f"{STATUSES}/0/statusListCredential"),
    ("status", lambda: changed(f"{STATUSES}/0/statusListCredential", ...), f"{STATUSES}/0/statusListCredential"),
    ("recipient", lambda: badge(recipient=recipient(did=None, identities=())), SUBJECT),
    ("recipient", lambda: changed(f"{SUBJECT}/id", "tel:411"), f"{SUBJECT}/id"),
    ("recipient", lambda: changed(f"{IDENTITY}/salt", "Kosher"), f"{IDENTITY}/salt"),
    ("recipient", lambda: changed(f"{IDENTITY}/salt", ...), f"{IDENTITY}/salt"),
    ("recipient", lambda: changed(f"{IDENTITY}/identityHash", f"md5${'0' * 32}"), f"{IDENTITY}/identityHash"),
    ("recipient", lambda: changed(f"{IDENTITY}/identityHash", "Ana"), f"{IDENTITY}/identityHash"),
    ("recipient", lambda: changed(f"{IDENTITY}/hashed", False), f"{IDENTITY}/hashed"),
    ("recipient", lambda: named(), f"{IDENTITY}/identityHash"),
    ("personal_data", lambda: badge(narrative="Well done! Questions: ana@example.com"), f"{SUBJECT}/narrative"),
    ("terms", lambda: changed(f"{SUBJECT}/favouriteColour", "blue"), f"{SUBJECT}/favouriteColour"),
    ("terms", lambda: changed(f"{MADE}/type/1", "MyAchievement"), f"{MADE}/type"),
]  # fmt: skip


def spoken(draft: Draft) -> dict[str, list[str]]:
    """The pointers each lint complains of; lints without complaint are left out."""
    reading = Reading(draft, load_contexts())
    said = {one.name: [finding.pointer for finding in one.findings(reading)] for one in LINTS}
    return {name: pointers for name, pointers in said.items() if pointers}


@pytest.mark.parametrize(
    ("name", "draft", "pointer"), BREAKAGES, ids=[f"{name} {pointer}" for name, _, pointer in BREAKAGES]
)
def test_it_alone_speaks_and_points_at_the_place(name: str, draft: Callable[[], Draft], pointer: str) -> None:
    said = spoken(draft())
    assert list(said) == [name]
    assert said[name][0].startswith(pointer)


def test_every_lint_has_a_draft_that_breaks_it_alone() -> None:
    assert {name for name, _, _ in BREAKAGES} == {one.name for one in LINTS}


@pytest.mark.parametrize(
    "draft",
    [
        lambda: changed(f"{MADE}/image/id", SVG),
        lambda: changed(f"{MADE}/image/id", PNG),
        lambda: changed(f"{SUBJECT}/creditsEarned", 2**53),
        lambda: changed(f"{SUBJECT}/creditsEarned", 12345678.1234567),
        lambda: relating(("urn:uuid:1", DIGEST)),
        lambda: changed(f"{MADE}/achievementType", "ext:Skill"),
        lambda: changed(f"{STATUSES}/1", ...),
        lambda: changed("/validFrom", "2026-03-01T17:00:00+08:00"),
    ],
)
def test_what_is_allowed_is_not_spoken_of(draft: Callable[[], Draft]) -> None:
    assert spoken(draft()) == {}


def test_a_name_that_the_recipient_allowed_may_stand() -> None:
    name = {"type": "IdentityObject", "hashed": False, "identityHash": "Ana Reyes", "identityType": "name"}
    assert spoken(badge(recipient=recipient(identities=(name,), allow_name=True))) == {}
    email = name | {"identityType": "emailAddress", "identityHash": "ana@example.com"}
    assert "recipient" in spoken(badge(recipient=recipient(identities=(email,), allow_name=True)))


def test_what_an_endorser_signed_is_not_held_to_our_own_promises() -> None:
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "verificationMethod": "https://accrediter.example.org#key",
        "proofPurpose": "assertionMethod",
        "proofValue": "z1",
    }
    assert spoken(changed("/endorsement", [endorsement(proof=proof)])) == {}


def test_a_1edtech_type_needs_the_context_that_defines_it() -> None:
    said = spoken(changed("/@context", [V2, f"{OB}-3.0.3.json"]))
    assert said["contexts"] == ["/@context"]
