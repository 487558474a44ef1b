"""What a credential must be built like (VC Data Model 2.0 §4; each case is one of the W3C suite's)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.domain.verification.making import OB, V2, badge, changed, endorsement

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.verification.checks.structure import findings_of_credential

V1 = "https://www.w3.org/2018/credentials/v1"
PLAIN: JsonObject = {
    "@context": [V2],
    "type": ["VerifiableCredential"],
    "issuer": "did:example:issuer",
    "credentialSubject": {"id": "did:example:subject"},
}
V1_BADGE = changed(
    badge(issuanceDate="2026-01-01T00:00:00Z", validFrom=None),
    **{"@context": [V1, "https://purl.imsglobal.org/spec/ob/v3p0/context.json"]},
)
STATUS = {"type": "BitstringStatusListEntry"}


def places(document: JsonObject) -> list[str]:
    return [finding.pointer for finding in findings_of_credential(document)]


@pytest.mark.parametrize(
    "document",
    [
        PLAIN,
        badge(),
        V1_BADGE,
        endorsement("did:example:guild", "urn:x"),
        changed(PLAIN, issuer={"id": "https://issuer.example"}),
        changed(PLAIN, type="VerifiableCredential"),
        changed(PLAIN, type=["VerifiableCredential", "https://terms.example/Diploma"]),
        changed(PLAIN, **{"@context": [V2, {"@vocab": "https://terms.example/"}]}),
        changed(PLAIN, credentialSubject=[{"id": "did:example:a"}, {"name": "b"}]),
        changed(PLAIN, credentialStatus=[STATUS, {**STATUS, "id": "urn:x"}]),
        changed(PLAIN, validFrom="2999-01-01T00:00:00.5+14:00"),
        changed(PLAIN, validFrom="2026-01-01T00:00:00Z", validUntil="2026-01-01T00:00:00Z"),
        changed(
            PLAIN, name={"@value": "x", "@language": "en", "@direction": "rtl"}, description=["x", {"@value": "y"}]
        ),
        changed(PLAIN, credentialSchema=[{"id": "urn:a", "type": "X"}, {"id": "urn:b", "type": "X"}]),
        changed(PLAIN, relatedResource=[{"id": "urn:a", "digestSRI": "x"}, {"id": "urn:b", "digestMultibase": "z"}]),
    ],
)
def test_what_is_built_right_has_no_findings(document: JsonObject) -> None:
    assert places(document) == []


@pytest.mark.parametrize(
    ("member", "value", "place"),
    [
        ("@context", None, "/@context"),
        ("@context", V2, "/@context"),
        ("@context", [OB, V2], "/@context"),
        ("@context", [{}, V2], "/@context"),
        ("@context", [V2, 5], "/@context/1"),
        ("@context", [V2, "no url"], "/@context/1"),
        ("type", None, "/type"),
        ("type", [], "/type"),
        ("type", "Diploma", "/type"),
        ("type", ["VerifiableCredential", 1], "/type"),
        ("type", ["VerifiableCredential", None], "/type"),
        ("id", 5, "/id"),
        ("id", ["urn:x"], "/id"),
        ("id", "no url", "/id"),
        ("id", {"id": "urn:x"}, "/id"),
        ("issuer", None, "/issuer"),
        ("issuer", "no url", "/issuer"),
        ("issuer", {"name": "x"}, "/issuer"),
        ("issuer", {"id": "no url"}, "/issuer"),
        ("issuer", ["did:example:a"], "/issuer"),
        ("credentialSubject", None, "/credentialSubject"),
        ("credentialSubject", {}, "/credentialSubject"),
        ("credentialSubject", [], "/credentialSubject"),
        ("credentialSubject", [{"id": "did:example:a"}, {}], "/credentialSubject"),
        ("credentialSubject", "did:example:a", "/credentialSubject"),
        ("validFrom", "2026-01-01", "/validFrom"),
        ("validFrom", "2026-01-01T00:00:00", "/validFrom"),
        ("validUntil", 5, "/validUntil"),
        ("credentialStatus", {"id": "urn:x"}, "/credentialStatus"),
        ("credentialStatus", [STATUS, {}], "/credentialStatus/1"),
        ("credentialStatus", {**STATUS, "id": "no url"}, "/credentialStatus"),
        ("credentialStatus", "urn:x", "/credentialStatus"),
        ("termsOfUse", {"id": "urn:x"}, "/termsOfUse"),
        ("evidence", [{"type": []}], "/evidence/0"),
        ("refreshService", {"id": "urn:x"}, "/refreshService"),
        ("proof", {"created": "x"}, "/proof"),
        ("credentialSchema", {"id": "urn:x"}, "/credentialSchema"),
        ("credentialSchema", {"type": "X"}, "/credentialSchema"),
        ("name", 5, "/name"),
        ("name", [], "/name"),
        ("name", {"@value": "x", "other": "y"}, "/name"),
        ("name", {"@value": 5}, "/name"),
        ("name", {"@value": "x", "@direction": "up"}, "/name"),
        ("description", [["x"]], "/description"),
        ("issuer", {"id": "did:example:a", "name": 7}, "/issuer/name"),
        ("relatedResource", {"id": "urn:x"}, "/relatedResource"),
        ("relatedResource", {"digestSRI": "x"}, "/relatedResource"),
        ("relatedResource", [{"id": "urn:x", "digestSRI": "x"}] * 2, "/relatedResource/1"),
    ],
)
def test_every_fault_is_found_at_its_place(member: str, value: Any, place: str) -> None:
    assert place in places(
        {**{k: v for k, v in PLAIN.items() if k != member}, **({member: value} if value is not None else {})}
    )


def test_a_null_is_not_the_same_as_nothing() -> None:
    for member in ("id", "validFrom", "validUntil", "issuer", "type", "credentialSubject"):
        assert f"/{member}" in places({**PLAIN, member: None}), member


def test_an_end_before_the_beginning_is_a_fault() -> None:
    document = changed(PLAIN, validFrom="2026-01-02T00:00:00Z", validUntil="2026-01-01T00:00:00Z")
    assert places(document) == ["/validUntil"]


def test_ids_inside_are_one_text_each() -> None:
    assert places(changed(PLAIN, credentialSubject={"id": ["a", "b"]})) == ["/credentialSubject/id"]


@pytest.mark.parametrize("second", [None, "https://w3id.org/security/data-integrity/v2", {"@vocab": "urn:x"}])
def test_the_second_context_of_a_badge_is_open_badges(second: Any) -> None:
    contexts = [V2] if second is None else [V2, second]
    assert places(badge(**{"@context": contexts})) == ["/@context"]


def test_a_badge_of_version_1_has_its_own_rules() -> None:
    assert places(changed(V1_BADGE, issuanceDate=None)) == ["/issuanceDate"]
    assert places(changed(V1_BADGE, issuer="https://issuer.example")) == ["/issuer"]
    assert places(changed(V1_BADGE, name=None)) == ["/name"]
    assert places(changed(V1_BADGE, expirationDate="2020-01-01T00:00:00Z")) == ["/expirationDate"]
