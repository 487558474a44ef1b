"""The verify page: upload, text or address; the report under the form, and errors in words where the form is."""

from __future__ import annotations

import base64
import csv
import html
import io
import json
from typing import Any

import httpx
import pytest
from tests.services.carriers.packing import archive
from tests.support.service import Service
from tests.web.conftest import Record, School

HTML = "text/html; charset=utf-8"


def words(answer: httpx.Response, status: int) -> str:
    """The page's text, as a browser would show it."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, HTML), answer.text[:500]
    return html.unescape(answer.text)


async def test_the_page_offers_a_file_a_text_and_an_address_without_script(service: Service) -> None:
    page = words(await service.public.get("/verify"), 200)
    assert 'method="post"' in page
    assert 'enctype="multipart/form-data"' in page
    for name in ('name="file"', 'name="text"', 'name="url"'):
        assert name in page, name
    assert "<script" not in page


@pytest.mark.parametrize("way", ["file", "text", "url", "link"])
async def test_every_way_leads_to_the_same_report(service: Service, school: School, way: str) -> None:
    content = (await service.public.get(f"/badges/{school.badge}.json")).text
    url = school.passed["badge"]["url"]
    requests: dict[str, Any] = {
        "file": {"method": "POST", "files": {"file": ("badge.json", content)}},
        "text": {"method": "POST", "data": {"text": f"  {content}\n", "url": ""}, "files": {"file": ("", b"")}},
        "url": {"method": "POST", "data": {"url": f" {url} "}},
        "link": {"method": "GET", "params": {"url": url}},
    }
    page = words(await service.public.request(url="/verify", **requests[way]), 200)
    assert "Networks" in page
    assert "unchanged since it was signed" in page
    assert 'name="file"' in page  # the form is still there for the next one


async def test_a_changed_file_is_said_to_be_changed(service: Service, school: School) -> None:
    credential = await service.credential(school.badge)
    credential["name"] = "Neurosurgery"
    page = words(await service.public.post("/verify", files={"file": ("x", json.dumps(credential))}), 200)
    assert "may have been changed or made up" in page


async def test_what_cannot_be_read_is_explained_in_the_page(service: Service, record: Record) -> None:
    before = record.fingerprint()
    for request, told in (
        ({"files": {"file": ("photo.png", b"\x89PNG\r\n\x1a\n")}}, "This PNG is cut short"),
        ({"data": {"text": "{"}}, "Not JSON"),
        ({"data": {"url": "https://127.0.0.1/badge"}}, "not public"),
        ({"data": {"url": "http://localhost:8000/badges/1"}}, "not a badge's"),
        ({"data": {}}, "Nothing was sent"),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data; boundary=B"}}, "form cannot be read"),
    ):
        page = words(await service.public.post("/verify", **request), 400)
        assert told in page
        assert 'name="file"' in page
    assert "not public" in words(await service.public.get("/verify?url=https://127.0.0.1/"), 400)
    assert record.fingerprint() == before


@pytest.mark.parametrize("markup", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{123456*654321}}"])
async def test_what_a_stranger_wrote_is_text_and_never_markup(service: Service, school: School, markup: str) -> None:
    credential = await service.credential(school.badge)
    credential["name"] = markup
    credential["issuer"]["name"] = markup
    credential["credentialSubject"]["achievement"]["name"] = markup
    credential["credentialSubject"]["achievement"]["criteria"]["narrative"] = markup
    pages = [
        await service.public.post("/verify", files={"file": ("x", json.dumps(credential))}),
        await service.public.get("/verify", params={"url": markup}),
        await service.public.post("/verify", data={"text": markup}),
    ]
    for page in pages:
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert str(123456 * 654321) not in page.text


async def test_many_documents_are_a_table_with_the_same_as_files(service: Service, school: School) -> None:
    content = (await service.public.get(f"/badges/{school.badge}.json")).content
    trick = json.dumps({**json.loads(content), "name": "=1+1\u202e"}).encode()
    packed = archive({"ana/good.json": content, "ben/changed.json": trick, "letter.txt": b"Dear Madam"})
    url = school.passed["badge"]["url"]
    answer = await service.public.post("/verify", files={"file": ("all.zip", packed)}, data={"text": f"{url}\n{url}"})
    page = words(answer, 200)
    assert "5 documents verified" in page
    for told in ("all.zip/ana/good.json", "Could not be read", "⟦U+202E⟧", "Invalid", "Valid"):
        assert told in page
    assert "<script" not in page
    table = list(csv.DictReader(io.StringIO(embedded(page, "text/csv").decode())))
    assert [row["verdict"] for row in table] == ["valid", "invalid", "unreadable", "valid", "valid"]
    assert table[1]["name"].startswith("'=")
    data = json.loads(embedded(page, "application/json"))
    assert data["counts"] == {"invalid": 1, "unreadable": 1, "valid": 3}
    assert "credential" not in data["results"][0]["report"]


def embedded(page: str, media_type: str) -> bytes:
    """The file of that type that stands in the page."""
    return base64.b64decode(page.partition(f"data:{media_type};base64,")[2].partition('"')[0])


async def test_an_archive_of_one_badge_is_a_report_and_a_bomb_is_explained(service: Service, school: School) -> None:
    content = (await service.public.get(f"/badges/{school.badge}.json")).content
    one = await service.public.post("/verify", files={"file": ("one.zip", archive({"a.json": content}))})
    assert "Verification report" in words(one, 200)
    bomb = archive({f"{number}.json": b"0" * 1_000_000 for number in range(3)})
    page = words(await service.public.post("/verify", files={"file": ("bomb.zip", bomb)}), 400)
    assert "smaller archives" in page
