"""POST /v1/verify/batch: one answer for each document, in order, whatever the others are."""

from __future__ import annotations

import asyncio
import base64
import csv
import io
import json
from typing import Any

import pytest
from tests.domain.verification.making import badge, key, signed
from tests.services.carriers.packing import archive, pdf, qr
from tests.support.service import Service
from tests.web.conftest import Record, School
from tests.web.problem import problem

STRANGER = key(7)
GOOD = signed(badge(STRANGER.controller), STRANGER)
FORGED = {**GOOD, "name": "Welding 9"}
ENDED = signed(badge(STRANGER.controller, validUntil="2026-01-02T00:00:00Z"), STRANGER)


async def results(service: Service, *documents: Any) -> list[dict[str, Any]]:
    answer = await service.public.post("/v1/verify/batch", json={"documents": list(documents)})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def verdicts(found: list[dict[str, Any]]) -> list[str]:
    return [one["verdict"] for one in found]


async def test_every_document_has_its_answer_in_order_and_a_bad_one_spoils_no_other(
    service: Service, school: School, record: Record
) -> None:
    url = school.passed["badge"]["url"]
    await results(service, {"url": url})  # its status list is published when it is first asked for
    before = record.fingerprint()
    found = await results(
        service, GOOD, FORGED, "nonsense", {"url": url}, url, {}, ENDED, {"url": "https://127.0.0.1/"}
    )
    assert verdicts(found) == [
        "valid", "invalid", "unreadable", "valid", "valid", "invalid", "expired", "unreadable",
    ]  # fmt: skip
    assert [one["number"] for one in found] == list(range(1, 9))
    assert found[3]["report"]["credential"]["id"] == url
    assert (found[7]["error"]["code"], found[7]["source"]) == ("unreachable", "https://127.0.0.1/")
    assert "bring JSON" in found[2]["error"]["detail"]
    assert record.fingerprint() == before


async def test_files_are_taken_for_what_they_are(service: Service, school: School) -> None:
    url = school.passed["badge"]["url"]
    text = json.dumps(GOOD).encode()
    files = [
        ("file", ("badge.json", text)),
        ("file", ("badge.png", (await service.public.get(f"/badges/{school.badge}.png")).content)),
        ("file", ("badge.svg", (await service.public.get(f"/badges/{school.badge}.svg")).content)),
        ("file", ("badge.pdf", pdf({"badge.json": text}))),
        ("file", ("photo.jpg", qr(url, "JPEG"))),
        ("file", ("all.zip", archive({"ana/one.json": text, "ben/notes.txt": b"Hello"}))),
        ("file", ("bundle.json", (await service.public.get(f"/badges/{school.award['badge']}/bundle.json")).content)),
        ("file", ("record.json", (await service.public.get(f"/badges/{school.award['badge']}/record.json")).content)),
    ]
    answer = await service.public.post("/v1/verify/batch", files=files)
    found = answer.json()["results"]
    assert [(one["source"], one["verdict"]) for one in found] == [
        ("badge.json", "valid"),
        ("badge.png", "valid"),
        ("badge.svg", "valid"),
        ("badge.pdf/badge.json", "valid"),
        ("photo.jpg", "valid"),
        ("all.zip/ana/one.json", "valid"),
        ("all.zip/ben/notes.txt", "unreadable"),
        ("bundle.json", "valid"),
        ("record.json", "valid"),
    ]
    assert answer.json()["counts"] == {"unreadable": 1, "valid": 8}


async def test_a_bundle_that_was_changed_is_invalid(service: Service, school: School) -> None:
    bundle = json.loads((await service.public.get(f"/badges/{school.award['badge']}/bundle.json")).content)
    part = next(one for one in bundle["parts"] if one["role"] == "holdings")
    part["text"] = part["text"].replace("active", "Active", 1)
    (found,) = await results(service, bundle)
    assert found["verdict"] == "invalid"
    assert {check["name"]: check["result"] for check in found["report"]["checks"]} == {"bundle": "fail", "keys": "pass"}


async def test_a_file_may_stand_in_json(service: Service) -> None:
    data = base64.b64encode(pdf({"badge.json": json.dumps(GOOD).encode()})).decode()
    (found,) = await results(service, {"data": data, "name": "cv.pdf"})
    assert (found["source"], found["verdict"]) == ("cv.pdf/badge.json", "valid")
    said = problem(await service.public.post("/v1/verify/batch", json={"documents": [{"data": "%"}]}), 422)
    assert said["pointer"] == "/documents/0/data"


async def test_a_table_is_given_to_whoever_asks_for_one(service: Service) -> None:
    trick = signed(badge(STRANGER.controller, name="=1+1"), STRANGER)
    answer = await service.public.post(
        "/v1/verify/batch", json={"documents": [trick, "x"]}, headers={"Accept": "text/csv"}
    )
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["verdict"], row["name"]) for row in rows] == [("valid", "'=1+1"), ("unreadable", "")]
    assert rows[0]["issuerId"] == STRANGER.controller


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ({"documents": [{}] * 501}, 413, "At most 500"),
        ({"documents": [f"https://127.0.0.1/{number}" for number in range(51)]}, 413, "more than 50 addresses"),
        ({"documents": "x"}, 422, "must be a list"),
        ({"document": []}, 422, "not known"),
        ({"documents": [7]}, 422, "JSON object"),
    ],
)
async def test_a_request_that_asks_too_much_or_otherwise_is_told_so(
    service: Service, body: Any, status: int, told: str
) -> None:
    assert told in problem(await service.public.post("/v1/verify/batch", json=body), status)["detail"]


async def test_many_requests_at_once_are_served_or_told_to_come_again(service: Service) -> None:
    body = {"documents": [GOOD] * 20}
    answers = await asyncio.gather(*(service.public.post("/v1/verify/batch", json=body) for _ in range(8)))
    statuses = [answer.status_code for answer in answers]
    assert set(statuses) == {200, 429}
    for answer in answers:
        if answer.status_code == 200:
            assert verdicts(answer.json()["results"]) == ["valid"] * 20
        else:
            assert answer.headers["retry-after"] == "2"
    assert (await service.public.post("/v1/verify/batch", json={"documents": []})).status_code == 200
