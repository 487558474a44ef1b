"""A sensor sends Caliper envelopes: a grade becomes a badge once, however often it is sent."""

from __future__ import annotations

import copy

from tests.domain.lms.test_caliper import GRADE, VIEW, envelope
from tests.support.service import Service

ASSIGNEE = {"type": "identifier", "value": "https://lms.example/users/ana"}


async def test_a_grade_becomes_a_badge_once(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    learner = {"email": "ana@example.org", "identifiers": [ASSIGNEE]}
    assert (await tenant.api.post("/v1/learners", json=learner)).status_code == 201
    body = {"activity": "https://lms.example/quiz", "achievement": networks["id"]}
    await tenant.api.put("/v1/lms/activities", json=body)
    grade = copy.deepcopy(GRADE)
    grade["generated"]["maxScore"] = 10
    for _ in range(2):
        assert (await tenant.api.post("/caliper/events", json=envelope(VIEW, grade))).status_code == 200
    badges = (await tenant.api.get("/v1/badges")).json()["items"]
    assert [badge["status"] for badge in badges] == ["active"]


async def test_an_envelope_that_is_none_changes_nothing(service: Service) -> None:
    tenant = await service.tenant()
    refused = await tenant.api.post("/caliper/events", json=envelope(VIEW, {"eventTime": "now"}))
    assert (refused.status_code, refused.json()["pointer"]) == (422, "/data/1/id")
    assert (await tenant.api.get("/v1/lms/inbox")).json()["items"] == []
