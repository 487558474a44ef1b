"""An LTI tool, by the ecosystem's own library, creates line items and posts grades; they become badges."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4

import pytest
import pytest_asyncio
from joserfc import jwt
from joserfc.jwk import RSAKey
from pylti1p3.assignments_grades import AssignmentsGradesService
from pylti1p3.exception import LtiServiceException
from pylti1p3.grade import Grade
from pylti1p3.lineitem import LineItem
from pylti1p3.registration import Registration
from pylti1p3.service_connector import ServiceConnector
from tests.support.live import listening
from tests.support.service import BASE_URL, Service, Tenant

from stackcred_issuer.services.caller import ALL_SCOPES
from stackcred_issuer.services.create_client import create_client

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
SCOPES = [f"{AGS}{name}" for name in ("lineitem", "lineitem.readonly", "result.readonly", "score")]
START = datetime(2026, 3, 1, 9, tzinfo=UTC)
KEY = RSAKey.generate_key(2048, parameters={"kid": "tool-key"})
T = TypeVar("T")


@dataclass
class Tool:
    """A tool that is registered as a client, with its library."""

    tenant: Tenant
    client_id: str
    address: str
    grades: AssignmentsGradesService

    async def do(self, call: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.to_thread(call, *arguments)

    async def grade(self, item: LineItem, given: float, *, user: str = "u7", at: datetime = START) -> None:
        grade = Grade().set_score_given(given).set_score_maximum(100).set_user_id(user)
        grade.set_timestamp(at.isoformat()).set_activity_progress("Completed").set_grading_progress("FullyGraded")
        await self.do(self.grades.put_grade, grade, item)

    async def badges(self) -> list[str]:
        items = (await self.tenant.api.get("/v1/badges")).json()["items"]
        return [badge["status"] for badge in items]


@pytest_asyncio.fixture
async def tool(service: Service) -> AsyncIterator[Tool]:
    tenant = await service.tenant()
    made = await create_client(service.house, tenant.issuer.id, "Tool", ALL_SCOPES)
    jwks = {"keys": [KEY.as_dict(private=False) | {"alg": "RS256", "use": "sig"}]}
    kept = await tenant.api.put(f"/v1/clients/{made.client_id}/keys", json={"jwks": jwks})
    assert kept.status_code == 204, kept.text
    async with listening(service.transport.app) as address:
        registration = Registration().set_client_id(str(made.client_id)).set_auth_token_url(f"{address}/oauth/token")
        registration.set_auth_audience(f"{BASE_URL}/oauth/token")
        registration.set_tool_private_key(KEY.as_pem(private=True).decode())
        connector = ServiceConnector(registration)
        data: Any = {"scope": SCOPES, "lineitems": f"{address}/lti/ags/course-1/lineitems"}
        yield Tool(tenant, str(made.client_id), address, AssignmentsGradesService(connector, data))


async def _item(tool: Tool) -> LineItem:
    """A new line item, at the address that the test's own server has."""
    wanted = LineItem().set_label("Networks quiz").set_score_maximum(100).set_tag("grade")
    wanted.set_resource_id("quiz-231")
    made = await tool.do(tool.grades.find_or_create_lineitem, wanted)
    assert made.get_id() is not None
    return made.set_id(str(made.get_id()).replace(BASE_URL, tool.address))


async def _mapped(tool: Tool) -> None:
    networks = await tool.tenant.achievement()
    body = {"activity": "quiz-231", "achievement": networks["id"]}
    assert (await tool.tenant.api.put("/v1/lms/activities", json=body)).status_code == 200
    account = {"type": "ltiUserId", "value": f"{tool.client_id}|u7"}
    learner = {"email": "ana@example.org", "identifiers": [account]}
    assert (await tool.tenant.api.post("/v1/learners", json=learner)).status_code == 201


async def test_a_grade_of_a_tool_becomes_a_badge_and_can_be_read_back(tool: Tool) -> None:
    await _mapped(tool)
    item = await _item(tool)
    await tool.grade(item, 88)
    assert await tool.badges() == ["active"]
    [result] = await tool.do(tool.grades.get_grades, item)
    assert (result["userId"], result["resultScore"], result["resultMaximum"]) == ("u7", 88, 100)


async def test_a_later_grade_supersedes_and_an_older_one_is_a_conflict(tool: Tool) -> None:
    await _mapped(tool)
    item = await _item(tool)
    await tool.grade(item, 88)
    await tool.grade(item, 50, at=START + timedelta(days=1))
    assert await tool.badges() == ["revoked"]
    with pytest.raises(LtiServiceException) as refused:
        await tool.grade(item, 99)
    assert refused.value.response.status_code == 409


async def test_a_repeated_grade_is_one_result(tool: Tool) -> None:
    await _mapped(tool)
    item = await _item(tool)
    for _ in range(3):
        await tool.grade(item, 88)
    assert len((await tool.tenant.api.get("/v1/assessments")).json()["items"]) == 1


async def test_a_grade_of_somebody_unknown_waits_in_the_inbox(tool: Tool) -> None:
    await _mapped(tool)
    await tool.grade(await _item(tool), 88, user="u8")
    [waiting] = (await tool.tenant.api.get("/v1/lms/inbox")).json()["items"]
    assert waiting["account"] == {"type": "ltiUserId", "value": f"{tool.client_id}|u8"}


async def test_line_items_are_found_again_changed_and_dropped(tool: Tool) -> None:
    item = await _item(tool)
    again = await _item(tool)
    assert again.get_id() == item.get_id()
    for number in range(3):
        body = {"label": f"Quiz {number}", "scoreMaximum": 10}
        made = await tool.tenant.api.post("/lti/ags/course-1/lineitems", json=body)
        assert made.status_code == 201
    own = await tool.do(tool.grades.get_lineitems)
    assert [one["label"] for one in own] == ["Networks quiz"]  # those of another client are not seen
    path = str(item.get_id()).replace(tool.address, "")
    assert (await tool.tenant.api.get(path)).status_code == 404
    changed = await tool.tenant.api.put(path, json={"label": "Mine now", "scoreMaximum": 10})
    assert changed.status_code == 404


def _assertion(tool: Tool, **claims: Any) -> str:
    now = int(time.time())
    good = {
        "iss": tool.client_id,
        "sub": tool.client_id,
        "aud": f"{BASE_URL}/oauth/token",
        "iat": now,
        "exp": now + 60,
        "jti": str(uuid4()),
    }
    return jwt.encode({"alg": "RS256", "kid": "tool-key"}, good | claims, KEY)


async def _token(service: Service, assertion: str) -> int:
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": assertion,
        "scope": f"{AGS}score",
    }
    return (await service.public.post("/oauth/token", data=form)).status_code


async def test_an_assertion_is_good_once(tool: Tool, service: Service) -> None:
    assertion = _assertion(tool)
    assert [await _token(service, assertion) for _ in range(2)] == [200, 401]


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "https://elsewhere.example/token"},
        {"iss": "somebody"},
        {"sub": str(uuid4())},
        {"exp": 1},
        {"exp": int(time.time()) + 7 * 24 * 3600},
        {"iat": int(time.time()) + 3600},
        {"jti": 7},
    ],
)
async def test_an_assertion_with_one_wrong_claim_is_refused(
    tool: Tool, service: Service, claims: dict[str, Any]
) -> None:
    assert await _token(service, _assertion(tool, **claims)) == 401


async def test_an_assertion_by_another_key_or_without_a_signature_is_refused(tool: Tool, service: Service) -> None:
    claims = jwt.decode(_assertion(tool), KEY).claims
    stranger = RSAKey.generate_key(2048, parameters={"kid": "tool-key"})
    forged = jwt.encode({"alg": "RS256", "kid": "tool-key"}, claims, stranger)
    unsigned = "eyJhbGciOiJub25lIn0." + forged.split(".")[1] + "."
    for assertion in (forged, unsigned, "nonsense", forged[:-4] + "AAAA"):
        assert await _token(service, assertion) == 401


async def test_private_keys_are_not_taken(tool: Tool) -> None:
    body = {"jwks": {"keys": [KEY.as_dict(private=True)]}}
    refused = await tool.tenant.api.put(f"/v1/clients/{tool.client_id}/keys", json=body)
    assert (refused.status_code, refused.json()["pointer"]) == (422, "/jwks")
