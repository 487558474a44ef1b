"""A course on an LTI platform launches us; its people see their badges, its grades become badges."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio
from joserfc.jwk import RSAKey
from tests.support.lti_platform import CLAIM, INSTRUCTOR, ISSUER, LEARNER, TOOL, Platform, platform
from tests.support.service import BASE_URL, Service, Tenant, running

from stackcred_issuer.services.pull_course import pull_due_courses

STRANGER = RSAKey.generate_key(2048, parameters={"kid": "platform-key"})


@dataclass
class School:
    """A tenant whose platform is registered."""

    service: Service
    tenant: Tenant
    place: Platform
    registered: dict[str, Any]

    async def begin(self, **changes: Any) -> httpx.Response:
        asked = {"iss": ISSUER, "login_hint": "7", "client_id": TOOL, "lti_deployment_id": "1"} | changes
        return await self.service.public.post(self.registered["tool"]["loginUrl"], data=asked)

    async def launch(self, **claims: Any) -> httpx.Response:
        sent_on = await self.begin()
        assert sent_on.status_code == 302, sent_on.text
        asked = {name: values[0] for name, values in parse_qs(urlsplit(sent_on.headers["location"]).query).items()}
        token = self.place.id_token(asked["nonce"], **claims)
        form = {"state": asked["state"], "id_token": token}
        return await self.service.public.post(self.registered["tool"]["redirectUrl"], data=form)

    async def course(self) -> dict[str, Any]:
        [found] = (await self.tenant.api.get("/v1/lms/courses")).json()["items"]
        return dict(found)

    async def pull(self) -> dict[str, Any]:
        answer = await self.tenant.api.post(f"/v1/lms/courses/{(await self.course())['id']}/pull")
        assert answer.status_code == 200, answer.text
        return dict(answer.json()["outcome"])

    async def badges(self) -> list[str]:
        items = (await self.tenant.api.get("/v1/badges")).json()["items"]
        return [badge["status"] for badge in items]


@pytest_asyncio.fixture
async def school(fresh_database_url: str, tmp_path: Path) -> AsyncIterator[School]:
    async with platform() as place, running(fresh_database_url, tmp_path, allow_loopback_fetch=True) as service:
        tenant = await service.tenant()
        made = await tenant.api.post("/v1/lms/platforms", json=place.registration())
        assert made.status_code == 201, made.text
        registered = made.json()
        place.tool_keys = (await service.public.get(registered["tool"]["jwksUrl"])).json()
        yield School(service, tenant, place, registered)


async def test_a_launch_leads_to_the_badges_of_who_came_and_of_nobody_else(school: School) -> None:
    achievement = await school.tenant.achievement()
    answer = await school.tenant.post(school.tenant.result(achievement["id"], "ana@school.example"))
    assert answer.status_code == 201
    other = await school.service.tenant()
    theirs = await other.achievement("Elsewhere")
    await other.post(other.result(theirs["id"], "ana@school.example"))
    page = await school.launch()
    assert page.status_code == 200
    assert "Ana Cruz" in page.text
    assert f"frame-ancestors {school.place.address}" in page.headers["content-security-policy"]
    link = re.search(rf'href="{BASE_URL}(/learn/open/[^"]+)"', page.text)
    assert link is not None
    opened = await school.service.public.post(link[1])
    assert opened.status_code == 303
    portfolio = await school.service.public.get("/learn", headers={"Cookie": opened.headers["set-cookie"]})
    assert "Networks" in portfolio.text
    assert "Elsewhere" not in portfolio.text  # this platform vouches for its own issuer's learners alone
    assert (await school.service.public.post(link[1])).status_code == 410


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"key": STRANGER}, "not signed by a key"),
        ({"iss": "https://other.example"}, "not from"),
        ({"aud": "another-tool"}, "somebody else"),
        ({"aud": [TOOL, "another"], "azp": "another"}, "somebody else"),
        ({"exp": 1}, "too old"),
        ({"iat": 4_000_000_000, "exp": 4_000_000_600}, "future"),
        ({"nonce": "another"}, "another request"),
        ({CLAIM + "deployment_id": "2"}, "deployment"),
        ({CLAIM + "message_type": "LtiDeepLinkingRequest"}, "LtiResourceLinkRequest"),
        ({CLAIM + "version": "1.1"}, "1.3.0"),
        ({"sub": None}, "who the user is"),
        ({CLAIM + "context": "course"}, "object"),
    ],
)
async def test_a_launch_that_is_not_what_it_says_is_refused_on_a_page(
    school: School, changes: dict[str, Any], words: str
) -> None:
    page = await school.launch(**changes)
    assert page.status_code in (401, 422)
    assert words in page.text
    assert page.headers["content-type"].startswith("text/html")
    assert (await school.tenant.api.get("/v1/lms/courses")).json()["items"] == []


async def test_a_state_is_good_once_and_for_its_own_platform(school: School) -> None:
    sent_on = await school.begin()
    asked = {name: values[0] for name, values in parse_qs(urlsplit(sent_on.headers["location"]).query).items()}
    assert asked["prompt"] == "none"
    assert asked["response_mode"] == "form_post"
    form = {"state": asked["state"], "id_token": school.place.id_token(asked["nonce"])}
    other = (await school.tenant.api.post("/v1/lms/platforms", json=school.place.registration())).json()
    assert (await school.service.public.post(other["tool"]["redirectUrl"], data=form)).status_code == 401
    assert (await school.service.public.post(school.registered["tool"]["redirectUrl"], data=form)).status_code == 200
    assert (await school.service.public.post(school.registered["tool"]["redirectUrl"], data=form)).status_code == 401


async def test_a_launch_from_elsewhere_is_not_sent_on(school: School) -> None:
    assert (await school.begin(iss="https://other.example")).status_code == 401
    assert (await school.begin(client_id="another")).status_code == 401
    assert (await school.service.public.get("/lti/platforms/nonsense/login")).status_code == 404
    unfinished = school.place.registration(clientId=None)
    made = (await school.tenant.api.post("/v1/lms/platforms", json=unfinished)).json()
    answer = await school.service.public.get(made["tool"]["loginUrl"], params={"iss": ISSUER, "login_hint": "1"})
    assert answer.status_code == 401


async def test_members_and_grades_are_pulled_and_grades_become_badges(school: School) -> None:
    achievement = await school.tenant.achievement()
    await school.launch(sub="t1", email="tess@school.example", name="Tess", **{CLAIM + "roles": [INSTRUCTOR]})
    people = [("u1", "ana@school.example"), ("u2", "bo@school.example"), ("u3", "cy@school.example")]
    school.place.members = [{"user_id": user, "email": mail, "roles": [LEARNER]} for user, mail in people]
    school.place.members.append({"user_id": "gone", "status": "Inactive", "roles": [LEARNER]})
    scores = {"u1": 90, "u2": 40, "u3": 75}
    school.place.results = {
        "quiz": [
            {"id": user, "userId": user, "resultScore": score, "resultMaximum": 100} for user, score in scores.items()
        ],
        "other": [{"id": "o", "userId": "u1", "resultScore": 1}, {"id": "p", "userId": "u2"}],
    }
    quiz = f"{school.place.address}/items/quiz?type_id=3"
    mapped = await school.tenant.api.put(
        "/v1/lms/activities", json={"activity": quiz, "achievement": achievement["id"]}
    )
    assert mapped.status_code == 200, mapped.text
    outcome = await school.pull()
    assert outcome["problem"] is None
    assert (outcome["members"], outcome["lineItems"], outcome["results"], outcome["newResults"]) == (3, 2, 4, 4)
    assert outcome["became"] == {"recorded": 3, "parked": 1}
    assert await school.badges() == ["active", "active"]
    [waiting] = (await school.tenant.api.get("/v1/lms/inbox")).json()["items"]
    assert waiting["activity"].endswith("/items/other?type_id=3")
    assert (await school.pull())["newResults"] == 0
    school.place.results["quiz"][0]["resultScore"] = 20
    assert (await school.pull())["newResults"] == 1
    assert sorted(await school.badges()) == ["active", "revoked"]
    school.place.results["quiz"][0]["resultScore"] = 90  # as at first: it counts again
    assert (await school.pull())["newResults"] == 1
    assert sorted(await school.badges()) == ["active", "active", "revoked"]
    page = await school.launch(**{CLAIM + "roles": [INSTRUCTOR]})
    assert "Members: 3, results: 4." in page.text


async def test_a_platform_that_answers_badly_is_told_to_who_teaches_and_asked_again(school: School) -> None:
    await school.launch()
    school.place.status = 500
    assert "status 500" in (await school.pull())["problem"]
    page = await school.launch(**{CLAIM + "roles": [INSTRUCTOR]})
    assert "status 500" in page.text
    school.place.status = 200
    assert await pull_due_courses(school.service.house) == 0  # pulled a moment ago
    assert (await school.pull())["problem"] is None
    school.place.tool_keys = {"keys": [STRANGER.as_dict(private=False)]}
    assert "no access token" in (await school.pull())["problem"]


async def test_courses_are_pulled_every_hour(school: School) -> None:
    await school.launch()
    assert await pull_due_courses(school.service.house) == 1
    assert (await school.course())["pulledAt"] is not None
    assert await pull_due_courses(school.service.house) == 0


async def test_another_issuer_sees_and_changes_nothing_of_it(school: School) -> None:
    await school.launch()
    other = await school.service.tenant()
    path = f"/v1/lms/platforms/{school.registered['id']}"
    assert (await other.api.get(path)).status_code == 404
    assert (await other.api.put(path, json=school.place.registration())).status_code == 404
    assert (await other.api.delete(path)).status_code == 404
    assert (await other.api.post(f"/v1/lms/courses/{(await school.course())['id']}/pull")).status_code == 404
    assert (await other.api.get("/v1/lms/courses")).json()["items"] == []


async def test_a_platform_can_be_changed_and_ended(school: School) -> None:
    path = f"/v1/lms/platforms/{school.registered['id']}"
    changed = await school.tenant.api.put(path, json=school.place.registration(deploymentIds=["2"]))
    assert changed.json()["deploymentIds"] == ["2"]
    assert (await school.launch()).status_code == 401
    refused = await school.tenant.api.put(path, json=school.place.registration(tokenUrl="ftp://x"))
    assert (refused.status_code, refused.json()["pointer"]) == (422, "/tokenUrl")
    assert [one["id"] for one in (await school.tenant.api.get("/v1/lms/platforms")).json()["items"]] == [
        school.registered["id"]
    ]
    assert (await school.tenant.api.delete(path)).status_code == 204
    assert (await school.begin()).status_code == 404
