"""A body that breaks a rule gets a clear 4xx problem with its place, and changes nothing at all."""

from __future__ import annotations

import copy
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.support.service import Service, all_of
from tests.support.service import achievement as an_achievement
from tests.web.conftest import Record, School, school_of
from tests.web.problem import problem

NOWHERE = "00000000-0000-0000-0000-000000000000"
ABSENT = object()
JSON = {"Content-Type": "application/json"}
ENDPOINTS = (
    "POST /v1/assessments",
    "POST /v1/badges",
    "POST /v1/achievements",
    "PUT /v1/achievements/{achievement}",
    "POST /v1/certifications",
    "POST /v1/certifications/{certification}/rules",
    "POST /v1/learners",
    "POST /v1/evaluations",
    "POST /v1/clients",
    "POST /v1/clients/{client}/rotate",
    "POST /v1/badges/{badge}/revoke",
    "POST /v1/badges/{badge}/suspend",
    "POST /v1/badges/{badge}/reinstate",
)

UNREADABLE = {
    "cut off": b"{",
    "a word": b"hello",
    "a member twice": b'{"name": "a", "name": "b"}',
    "a member twice, deep below": b'{"a": [{"b": {"c": 1, "c": 1}}]}',
    "NaN": b'{"a": NaN}',
    "Infinity": b'{"a": -Infinity}',
    "a number beyond every float": b'{"a": 1e999}',
    "an integer of 5,000 digits": b'{"a": ' + b"9" * 5000 + b"}",
    "an integer beyond 64 bits": b'{"a": 18446744073709551616}',
    "half a surrogate pair": b'{"a": "\\ud800"}',
    "half a surrogate pair as a name": b'{"\\udfff": 1}',
    "not UTF-8": b'{"a": "\xff"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"a": 1}',
    "200 levels deep": b'{"a":' * 200 + b"1" + b"}" * 200,
    "100,000 brackets": b"[" * 100_000,
    "something after it": b"{} {}",
    "a comment": b"{/* */}",
}
NOT_AN_OBJECT = {"a list": b"[]", "a text": b'"x"', "a number": b"1", "true": b"true"}


def target(endpoint: str, school: School) -> tuple[str, str]:
    method, path = endpoint.split(" ")
    return method, path.format(
        achievement=school.networks["id"],
        certification=school.certification["id"],
        badge=school.badge,
        client=NOWHERE,
    )


@pytest.fixture
async def untouched(record: Record) -> AsyncIterator[None]:
    """Holds when the test has left every row of every table as it was."""
    before = record.fingerprint()
    yield
    assert record.fingerprint() == before


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_what_is_no_json_is_malformed(school: School, endpoint: str) -> None:
    method, path = target(endpoint, school)
    for what, body in UNREADABLE.items():
        answer = await school.tenant.api.request(method, path, content=body, headers=JSON)
        assert problem(answer)["code"] == "malformed", f"{what}: {answer.text}"


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_a_body_must_be_an_object_of_known_members(school: School, endpoint: str) -> None:
    method, path = target(endpoint, school)
    for what, body in NOT_AN_OBJECT.items():
        answer = await school.tenant.api.request(method, path, content=body, headers=JSON)
        assert problem(answer, 422)["pointer"] == "", what
    unknown = problem(await school.tenant.api.request(method, path, json={"no such member": 1}), 422)
    assert "/no such member" in [entry["pointer"] for entry in unknown["errors"]]


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("endpoint", [found for found in ENDPOINTS if found.count("{") == 0])
async def test_a_body_that_is_needed_must_be_there(school: School, endpoint: str) -> None:
    method, path = target(endpoint, school)
    assert problem(await school.tenant.api.request(method, path), 422)["pointer"] == ""
    nothing = await school.tenant.api.request(method, path, content=b"null", headers=JSON)
    assert problem(nothing, 422)["pointer"] == ""


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/xml",
        "multipart/form-data",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "",
    ],
)
async def test_a_body_of_another_content_type_is_refused(school: School, content_type: str) -> None:
    body = json.dumps(school.tenant.result(school.networks["id"], "new@example.org"))
    for endpoint in ENDPOINTS[:9]:
        method, path = target(endpoint, school)
        answer = await school.tenant.api.request(method, path, content=body, headers={"Content-Type": content_type})
        assert "application/json" in problem(answer, 415)["detail"]


def assessment(school: School) -> dict[str, Any]:
    """A post with every member, of a learner nobody has seen."""
    return school.tenant.result(
        school.networks["id"],
        "new@example.org",
        learner={
            "email": "new@example.org",
            "did": "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
            "name": "Newcomer",
            "identifiers": [{"type": "sourcedId", "value": "new-1"}],
        },
        evidence=[{"id": "https://lms.example/1", "type": ["Evidence"], "name": "Work", "genre": "workplace"}],
        source={"id": "https://employer.example/", "type": ["Profile"], "name": "Island IT"},
        narrative="Well done.",
        creditsEarned=2,
        activityStartDate="2026-02-01T00:00:00Z",
        activityEndDate="2026-02-02T00:00:00Z",
    )


def direct(school: School) -> dict[str, Any]:
    unknown = ("sourceId", "activityId", "assessedAt")
    kept = {name: value for name, value in assessment(school).items() if name not in unknown}
    return {**kept, "validUntil": "2040-01-01T00:00:00Z"}


def achievement(school: School) -> dict[str, Any]:
    return an_achievement("Cabling", tag=["a"], image={"id": "https://x.example/i.png", "type": "Image"})


def certification(school: School) -> dict[str, Any]:
    requires = all_of(school.networks)
    return {"achievement": school.spare["id"], "rule": {"requires": requires, "whenBroken": {"action": "suspend"}}}


def rule(school: School) -> dict[str, Any]:
    return {"rule": {"requires": all_of(school.networks)}}


def evaluation(school: School) -> dict[str, Any]:
    holding = {
        "id": "urn:uuid:0e3b9a38-5b55-4ef9-9a35-6ab3b1a9b001",
        "achievement": school.networks["url"],
        "issuer": "did:web:example.org",
        "awarded": "2026-01-10T00:00:00Z",
        "status": "active",
    }
    return {"certification": school.certification["id"], "holdings": [holding], "asOf": "2026-06-01T00:00:00Z"}


def client(school: School) -> dict[str, Any]:
    return {"name": "LMS", "scopes": ["badges:read"]}


def reason(school: School) -> dict[str, Any]:
    return {"reason": "a mistake"}


BODIES = {
    "assessments": ("POST /v1/assessments", assessment),
    "badges": ("POST /v1/badges", direct),
    "achievements": ("POST /v1/achievements", achievement),
    "achievement": ("PUT /v1/achievements/{achievement}", achievement),
    "certifications": ("POST /v1/certifications", certification),
    "rules": ("POST /v1/certifications/{certification}/rules", rule),
    "evaluations": ("POST /v1/evaluations", evaluation),
    "clients": ("POST /v1/clients", client),
    "revoke": ("POST /v1/badges/{badge}/revoke", reason),
}
# endpoint, where, what stands there instead, status, the place that the answer names (None: the same)
WRONG: list[tuple[str, str, Any, int, str | None]] = [
    ("assessments", "/sourceId", ABSENT, 422, None),
    ("assessments", "/sourceId", "", 422, None),
    ("assessments", "/sourceId", 7, 422, None),
    ("assessments", "/sourceId", "x" * 501, 422, None),
    ("assessments", "/achievement", ABSENT, 422, None),
    ("assessments", "/achievement", NOWHERE, 404, None),
    ("assessments", "/achievement", "https://elsewhere.example/achievements/1", 404, None),
    ("assessments", "/assessedAt", ABSENT, 422, None),
    ("assessments", "/assessedAt", "yesterday", 422, None),
    ("assessments", "/assessedAt", "2026-03-01", 422, None),
    ("assessments", "/assessedAt", "2026-03-01T09:00:00", 422, None),
    ("assessments", "/assessedAt", "2026-13-01T09:00:00Z", 422, None),
    ("assessments", "/assessedAt", "0001-01-01T00:00:00+14:00", 422, None),
    ("assessments", "/assessedAt", 1772355600, 422, None),
    ("assessments", "/learner", ABSENT, 422, None),
    ("assessments", "/learner", {}, 422, None),
    ("assessments", "/learner", {"name": "Nobody"}, 422, "/learner"),
    ("assessments", "/learner", {"identifiers": [{"type": "sourcedId", "value": "7"}]}, 422, "/learner"),
    ("assessments", "/learner/email", "not an address", 422, None),
    ("assessments", "/learner/email", "a" * 250 + "@example.org", 422, None),
    ("assessments", "/learner/did", "did:", 422, None),
    ("assessments", "/learner/unknown", 1, 422, None),
    ("assessments", "/learner/identifiers/0/value", "", 422, None),
    ("assessments", "/learner/identifiers", [{"type": "a", "value": str(n)} for n in range(21)], 422, None),
    ("assessments", "/activityId", "a\x00b", 422, None),
    ("assessments", "/results", {}, 422, None),
    ("assessments", "/results", [{"type": ["Result"]}] * 51, 422, None),
    ("assessments", "/results/0/value", "101", 422, None),
    ("assessments", "/results/0/value", "many", 422, None),
    ("assessments", "/results/0/value", 90, 422, None),
    ("assessments", "/results/0/resultDescription", "urn:uuid:another", 422, None),
    ("assessments", "/results/0/status", "Perhaps", 422, None),
    ("assessments", "/evidence/0/type", ["Proof"], 422, None),
    ("assessments", "/source/type", ["Person"], 422, None),
    ("assessments", "/narrative", "x" * 20_001, 422, None),
    ("assessments", "/creditsEarned", "3", 422, None),
    ("assessments", "/creditsEarned", -1, 422, None),
    ("assessments", "/creditsEarned", 1e300, 422, None),
    ("assessments", "/activityStartDate", "2026-02-01", 422, None),
    ("assessments", "/unknown", 1, 422, None),
    ("badges", "/achievement", NOWHERE, 404, None),
    ("badges", "/learner", ABSENT, 422, None),
    ("badges", "/learner", {"name": "Nobody"}, 422, "/learner"),
    ("badges", "/validUntil", "2030-02-30T00:00:00Z", 422, None),
    ("badges", "/sourceId", "not here", 422, None),
    ("badges", "/narrative", ["text"], 422, None),
    ("achievements", "/name", ABSENT, 422, None),
    ("achievements", "/name", 7, 422, None),
    ("achievements", "/description", ABSENT, 422, None),
    ("achievements", "/criteria", ABSENT, 422, None),
    ("achievements", "/criteria", "a text", 422, None),
    ("achievements", "/achievementType", "Trophy", 422, None),
    ("achievements", "/id", "https://elsewhere.example/1", 422, None),
    ("achievements", "/inLanguage", "en", 422, None),
    ("achievements", "/type", ["Trophy"], 422, None),
    ("achievements", "/ext:colour", "red", 422, None),
    ("achievements", "/criteria/unknown", "x", 422, None),
    ("achievements", "/@context", ["https://unknown.example/context"], 422, None),
    ("achievements", "/@context", [{"name": "https://unknown.example/name"}], 422, None),
    ("achievements", "/image/id", "javascript:alert(1)", 422, None),
    ("achievements", "/creditsAvailable", 1e300, 422, None),
    ("achievements", "/tag", {"a": 1}, 422, None),
    ("achievements", "/image", "https://x.example/i.png", 422, None),
    ("achievements", "/resultDescription/0/type", ["Other"], 422, None),
    ("achievements", "/resultDescription/0/resultType", "Stars", 422, None),
    ("achievement", "/name", ABSENT, 422, None),
    ("achievement", "/id", "https://elsewhere.example/1", 422, None),
    ("certifications", "/achievement", NOWHERE, 404, None),
    ("certifications", "/achievement", ABSENT, 422, None),
    ("certifications", "/rule", ABSENT, 422, None),
    ("certifications", "/rule", [], 422, None),
    ("certifications", "/rule/requires", ABSENT, 422, None),
    ("certifications", "/rule/requires/op", "most", 422, None),
    ("certifications", "/rule/requires/of", [], 422, None),
    ("certifications", "/rule/requires/of/0/where/achievement", [], 422, None),
    ("certifications", "/rule/requires/of/0/where/planet", ["Mars"], 422, None),
    ("certifications", "/rule/requires/of/0/count", {"min": 2, "max": 1}, 422, "/rule/requires/of/0/count/max"),
    ("certifications", "/rule/whenBroken/action", "burn", 422, None),
    ("certifications", "/rule/whenBroken/grace", "P0D", 422, None),
    ("certifications", "/rule/version", 2, 422, None),
    ("certifications", "/rule/target", "https://elsewhere.example/1", 422, None),
    ("certifications", "/rule/type", "Rule", 422, None),
    ("certifications", "/unknown", 1, 422, None),
    ("rules", "/rule/version", 7, 422, None),
    ("rules", "/rule/id", "urn:uuid:00000000-0000-4000-8000-000000000000", 422, None),
    ("rules", "/rule/requires", {}, 422, "/rule/requires/op"),
    ("evaluations", "/asOf", ABSENT, 422, None),
    ("evaluations", "/asOf", "now", 422, None),
    ("evaluations", "/certification", NOWHERE, 404, None),
    ("evaluations", "/certification", "seven", 422, None),
    ("evaluations", "/certification", ABSENT, 422, "/rule"),
    ("evaluations", "/holdings", ABSENT, 422, None),
    ("evaluations", "/holdings", {}, 422, None),
    ("evaluations", "/holdings/0/status", "fine", 422, None),
    ("evaluations", "/holdings/0/awarded", "2026-01-10", 422, None),
    ("evaluations", "/learner", NOWHERE, 422, "/holdings"),
    ("evaluations", "/purpose", "sell", 422, None),
    ("evaluations", "/purpose", "renew", 422, "/renewal"),
    ("evaluations", "/rules", [{}], 422, "/rules/0/type"),
    ("evaluations", "/catalog", {}, 422, None),
    ("clients", "/name", ABSENT, 422, None),
    ("clients", "/scopes", [], 422, None),
    ("clients", "/scopes", ["everything"], 422, "/scopes"),
    ("clients", "/scopes", "badges", 422, None),
    ("revoke", "/reason", 7, 422, None),
    ("revoke", "/reason", "", 422, None),
    ("revoke", "/reason", "x" * 501, 422, None),
]


def changed(body: dict[str, Any], place: str, value: Any) -> dict[str, Any]:
    found = copy.deepcopy(body)
    *path, last = (int(token) if token.isdigit() else token for token in place[1:].split("/"))
    inside: Any = found
    for token in path:
        inside = inside[token]
    if value is ABSENT:
        del inside[last]
    else:
        inside[last] = value
    return found


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("name", "place", "value", "status", "pointer"), WRONG)
async def test_a_wrong_value_is_refused_at_its_place(
    school: School, name: str, place: str, value: Any, status: int, pointer: str | None
) -> None:
    endpoint, make = BODIES[name]
    method, path = target(endpoint, school)
    answer = await school.tenant.api.request(method, path, json=changed(make(school), place, value))
    said = problem(answer, status)
    places = [said.get("pointer"), *(entry["pointer"] for entry in said.get("errors", []))]
    assert (pointer or place) in places, said


@pytest.mark.parametrize("name", BODIES)
async def test_the_bodies_that_these_tests_spoil_are_good(service: Service, name: str) -> None:
    school = await school_of(service)
    endpoint, make = BODIES[name]
    method, path = target(endpoint, school)
    answer = await school.tenant.api.request(method, path, json=make(school))
    assert answer.status_code in (200, 201), answer.text


@pytest.mark.usefixtures("untouched")
async def test_u0000_is_refused_wherever_a_text_is_kept(school: School) -> None:
    places = {
        "assessments": ("/sourceId", "/learner/name", "/learner/identifiers/0/value", "/narrative", "/evidence/0/name"),
        "badges": ("/narrative", "/learner/identifiers/0/type"),
        "achievements": ("/name", "/criteria/narrative", "/tag/0"),
        "clients": ("/name",),
        "revoke": ("/reason",),
    }
    for name, found in places.items():
        endpoint, make = BODIES[name]
        method, path = target(endpoint, school)
        for place in found:
            answer = await school.tenant.api.request(method, path, json=changed(make(school), place, "a\x00b"))
            assert problem(answer, 422)["pointer"] == place
    named = await school.tenant.api.post("/v1/achievements", json={**achievement(school), "a\x00b": 1})
    assert problem(named, 422)["pointer"] == "/a\x00b"


async def test_a_post_that_names_another_tenants_things_changes_neither(
    service: Service, school: School, record: Record
) -> None:
    theirs = await (await service.tenant()).achievement("Theirs")
    before = record.fingerprint()
    for reference in (theirs["id"], theirs["url"]):
        for name in ("assessments", "badges", "certifications"):
            endpoint, make = BODIES[name]
            method, path = target(endpoint, school)
            body = {**make(school), "achievement": reference}
            assert problem(await school.tenant.api.request(method, path, json=body), 404)["pointer"] == "/achievement"
    assert record.fingerprint() == before


@pytest.mark.usefixtures("untouched")
async def test_a_certification_that_would_need_itself_is_refused(school: School) -> None:
    body = {"rule": {"requires": all_of(school.certificate)}}
    path = f"/v1/certifications/{school.certification['id']}/rules"
    said = problem(await school.tenant.api.post(path, json=body), 422)
    assert said["pointer"] == "/rule/requires"


@pytest.mark.usefixtures("untouched")
async def test_two_findings_are_both_reported(school: School) -> None:
    body = {**assessment(school), "assessedAt": "x", "narrative": 7}
    said = problem(await school.tenant.post(body), 422)
    assert {entry["pointer"] for entry in said["errors"]} == {"/assessedAt", "/narrative"}
