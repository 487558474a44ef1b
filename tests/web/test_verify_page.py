"""The verify page: upload, text or address; the report under the form, and errors in words where the form is."""

from __future__ import annotations

import html
import json
from typing import Any

import httpx
import pytest
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
