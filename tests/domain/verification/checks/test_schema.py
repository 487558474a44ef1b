"""The models of Open Badges always; a JSON Schema where it is held; one that is not held is never waved through."""

from __future__ import annotations

from typing import Any

import pytest
from tests.domain.verification.making import (
    EXTENSIONS,
    NOW,
    OB,
    V2,
    badge,
    contexts,
    detail_of,
    key,
    signed,
)
from tests.support.shared import shared_json

from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json
from stackcred_issuer.domain.verification.checks.schema import SCHEMA_TYPE
from stackcred_issuer.domain.verification.materials import Materials
from stackcred_issuer.domain.verification.presented import read
from stackcred_issuer.domain.verification.report import Report, Result, Verdict
from stackcred_issuer.domain.verification.verify import Policy, verify

SIGNER = key(3)
OFFICIAL = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
ELSEWHERE = "https://issuer.example/schemas/welding.json"


def report(document: JsonObject, schemas: dict[str, JsonObject] | None = None) -> Report:
    return verify(read(dump_json(document)), Materials(contexts(), schemas or {}, {}), Policy(), NOW).report


def with_schema(url: str, kind: str = SCHEMA_TYPE) -> JsonObject:
    contexts = [V2, OB, EXTENSIONS]
    schema = [{"id": url, "type": kind}]
    return signed(badge(SIGNER.controller, credentialSchema=schema, **{"@context": contexts}), SIGNER)


def spoilt(**achievement: Any) -> JsonObject:
    document = badge(SIGNER.controller)
    document["credentialSubject"]["achievement"] |= achievement
    return document


@pytest.mark.parametrize("missing", ["name", "description", "criteria", "id"])
def test_a_badge_without_what_it_must_have_fails_at_its_place(missing: str) -> None:
    document = badge(SIGNER.controller)
    del document["credentialSubject"]["achievement"][missing]
    found = report(signed(document, SIGNER))
    assert found.result_of("schema") is Result.FAIL
    assert f"/credentialSubject/achievement/{missing}" in detail_of(found, "schema")


def test_single_values_and_arrays_are_both_read() -> None:
    document = spoilt(type="Achievement", tag="welding")
    document["type"] = ["VerifiableCredential", "OpenBadgeCredential"]
    assert report(signed(document, SIGNER)).verdict is Verdict.VALID


def test_the_official_schema_is_applied_where_it_is_held() -> None:
    schema = shared_json("spec/data/schemas/ob/ob_v3p0_achievementcredential_schema.json")
    assert report(with_schema(OFFICIAL), {OFFICIAL: schema}).verdict is Verdict.VALID
    refusing = {"type": "object", "required": ["neverThere"]}
    found = report(with_schema(OFFICIAL), {OFFICIAL: refusing})
    assert found.result_of("schema") is Result.FAIL
    assert "neverThere" in detail_of(found, "schema")


def test_the_official_schema_is_covered_by_our_models_where_it_is_not_held() -> None:
    assert report(with_schema(OFFICIAL)).verdict is Verdict.VALID


def test_a_schema_that_must_be_applied_but_is_not_held_is_undetermined() -> None:
    found = report(with_schema(ELSEWHERE))
    assert found.result_of("schema") is Result.UNDETERMINED
    assert found.verdict is Verdict.UNDETERMINED


def test_nothing_is_fetched_that_a_schema_points_to() -> None:
    found = report(with_schema(ELSEWHERE), {ELSEWHERE: {"$ref": "https://issuer.example/other.json"}})
    assert found.result_of("schema") is Result.FAIL


def test_a_schema_of_another_type_is_for_those_who_know_it() -> None:
    plain = {
        "@context": [V2],
        "type": ["VerifiableCredential"],
        "issuer": SIGNER.controller,
        "credentialSubject": {"id": "did:example:a"},
        "credentialSchema": {"id": ELSEWHERE, "type": "JsonSchema"},
    }
    assert report(signed(plain, SIGNER)).verdict is Verdict.VALID


def test_a_fault_in_one_branch_of_a_choice_is_told_once_and_in_its_place() -> None:
    document = badge(SIGNER.controller)
    document["issuer"]["url"] = 5
    found = detail_of(report(document), "schema")
    assert "/issuer/url" in found
    assert "function" not in found
    assert "“/issuer”" not in found
