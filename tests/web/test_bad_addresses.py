"""Addresses, methods and headers that nobody should send: a clear 4xx problem, never a 5xx, and nothing changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from tests.support.service import Service
from tests.web.conftest import Record, School
from tests.web.problem import problem

NOUNS = ("achievements", "certifications", "learners", "assessments", "badges")
NO_IDS = (
    "x",
    "1",
    "%00",
    "%ff",
    "%ED%A0%80",
    "..%2f..%2fetc%2fpasswd",
    "x" * 3000,
    "00000000-0000-0000-0000-00000000000g",
)
BAD_QUERIES = (
    "after=x",
    "after=%00",
    "after=00000000-0000-0000-0000-00000000000g",
    "limit=0",
    "limit=201",
    "limit=-1",
    "limit=1e3",
    "limit=99999999999999999999999999",
    "limit=",
)


@pytest.fixture(autouse=True)
async def untouched(record: Record, school: School) -> AsyncIterator[None]:
    before = record.fingerprint()
    yield
    assert record.fingerprint() == before


@pytest.mark.parametrize("noun", NOUNS)
async def test_an_id_that_is_none_is_not_found(school: School, noun: str) -> None:
    for text in (*NO_IDS, str(uuid4())):
        problem(await school.tenant.api.get(f"/v1/{noun}/{text}"), 404, "not_found")


@pytest.mark.parametrize("path", ["badges/{}", "badges/{}.json", "badges/{}/evaluation", "achievements/{}",
                                  "achievements/{}/image.svg", "certifications/{}", "issuers/{}", "issuers/{}/did.json",
                                  "status-lists/{}"])  # fmt: skip
async def test_a_public_address_that_is_none_is_not_found(service: Service, path: str) -> None:
    for text in (*NO_IDS, str(uuid4())):
        answer = await service.public.get("/" + path.format(text))
        assert problem(answer)["code"] in ("not_found", "invalid"), (text, answer.text)


@pytest.mark.parametrize("version", ["0", "-1", "2", "x", "1.5", "2147483648", "9" * 40])
async def test_a_rule_version_that_is_none_is_a_problem(service: Service, school: School, version: str) -> None:
    path = f"/certifications/{school.certification['id']}/rules/{version}"
    problem(await service.public.get(path))


@pytest.mark.parametrize("noun", [*NOUNS, "clients"])
async def test_a_bad_cursor_is_named(school: School, noun: str) -> None:
    for query in BAD_QUERIES:
        answer = await school.tenant.api.get(f"/v1/{noun}?{query}")
        assert query.partition("=")[0] in problem(answer, 422, "invalid")["pointer"], query


@pytest.mark.parametrize("query", ["after=x", "after=-1", "after=9223372036854775808", "after=" + "9" * 40, "limit=0"])
async def test_a_bad_cursor_of_the_audit_log_is_a_problem(school: School, query: str) -> None:
    problem(await school.tenant.api.get(f"/v1/audit?{query}"), 422, "invalid")


async def test_a_cursor_that_nobody_has_made_is_the_end_or_the_start(school: School) -> None:
    answer = await school.tenant.api.get(f"/v1/badges?after={uuid4()}&learner={uuid4()}")
    assert (answer.status_code, answer.json()) == (200, {"items": [], "next": None})


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
@pytest.mark.parametrize(
    "path", ["/v1/badges", "/v1/assessments", "/v1/verify", "/verify", "/oauth/token", "/healthz", "/"]
)
async def test_a_method_that_is_not_there_is_405_with_those_that_are(school: School, method: str, path: str) -> None:
    answer = await school.tenant.api.request(method, path)
    problem(answer, 405, "method_not_allowed")
    assert answer.headers["allow"]


@pytest.mark.parametrize(
    "path", ["/nothing", "/v1", "/v1/nothing", "/static/nothing.css", "/static/..%2fapp.py", "/docs/assets/x"]
)
async def test_what_is_not_there_is_not_found(service: Service, path: str) -> None:
    assert path.partition("%")[0] in problem(await service.public.get(path), 404, "not_found")["detail"]


async def test_a_person_who_is_lost_gets_a_page(service: Service) -> None:
    answer = await service.public.get("/badges/nothing", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert answer.headers["vary"] == "Accept, Accept-Language, Cookie"


@pytest.mark.parametrize(
    "authorization",
    [b"", b"Bearer", b"Bearer ", b"Bearer \xff\xfe", b"Bearer sck_x", b"Bearer a b", b"Basic YTpi", b"x" * 8000],
)
async def test_bad_credentials_are_401_with_a_challenge(service: Service, school: School, authorization: bytes) -> None:
    for method, path in (
        ("GET", "/v1/badges"),
        ("POST", "/v1/assessments"),
        ("POST", f"/v1/badges/{school.badge}/revoke"),
    ):
        answer = await service.public.request(method, path, headers={b"Authorization": authorization}, content=b"{")
        problem(answer, 401, "unauthenticated")
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert "sck_" not in answer.text


@pytest.mark.parametrize("key", ["", "x" * 256])
async def test_an_idempotency_key_has_1_to_255_characters(school: School, key: str) -> None:
    body = school.tenant.result(school.networks["id"], "new@example.org")
    said = problem(await school.tenant.api.post("/v1/assessments", json=body, headers={"Idempotency-Key": key}), 422)
    assert "idempotency-key" in said["pointer"].lower()


@pytest.mark.parametrize(
    "accept", ["", "nonsense", ";;;q=x", "text/html;q=2, */*;q=nan", "text/html", "\xff", "a/b," * 2000]
)
async def test_a_strange_accept_header_changes_no_answer_of_the_api(school: School, accept: str) -> None:
    headers = {b"Accept": accept.encode("latin-1")}
    answer = await school.tenant.api.get(f"/v1/badges/{school.badge}", headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    problem(await school.tenant.api.get(f"/v1/badges/{uuid4()}", headers=headers), 404)


async def test_a_next_page_is_at_our_own_address_whatever_host_was_asked_for(school: School) -> None:
    answer = await school.tenant.api.get("/v1/achievements?limit=1", headers={"Host": "evil.example"})
    following = answer.json()["next"]
    assert following.startswith("http://localhost:8000/v1/achievements?limit=1&after=")
    rest = (await school.tenant.api.get(following)).json()
    assert rest["items"]
    assert rest["items"][0]["id"] != answer.json()["items"][0]["id"]
