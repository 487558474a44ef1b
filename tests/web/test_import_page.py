"""The page of an import: seen by its address alone, live or renewed by itself, and nothing can be changed by it."""

from __future__ import annotations

import json

import httpx
from tests.services.imports.files import csv_of, row
from tests.support.service import Service, Tenant

from stackcred_issuer.services.imports.work import work_on_imports

CSV = {"Content-Type": "text/csv"}


async def page_of(tenant: Tenant, content: bytes) -> httpx.URL:
    """The address of the page of a new import, as a path."""
    made = await tenant.api.post("/v1/imports", content=content, headers=CSV, params={"name": "<May>"})
    url = httpx.URL(made.json()["page"])
    return httpx.URL(url.raw_path.decode())


async def test_the_page_shows_how_far_it_is_and_renews_itself_while_it_moves(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    page = await page_of(tenant, csv_of(row(1, networks), row(2, networks, "<b>")))
    moving = await service.public.get(page)
    assert (moving.status_code, moving.headers["cache-control"]) == (200, "no-store")
    assert "&lt;May&gt;" in moving.text
    assert 'max="2" value="0"' in moving.text
    assert '<noscript><meta http-equiv="refresh"' in moving.text
    policy = moving.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'; connect-src 'self'" in policy
    await work_on_imports(service.house)
    ready = await service.public.get(page)
    assert "Waits for you" in ready.text
    assert "Line 3, <code>score</code>: <bdi>&#39;&lt;b&gt;&#39; is no number" in ready.text
    assert "script" not in ready.text


async def test_its_script_and_its_files_answer_to_the_same_key(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    page = await page_of(tenant, csv_of(row(1, networks, "x")))
    script = (await service.public.get(page)).text.partition('<script src="')[2].partition('"')[0]
    assert "EventSource" in (await service.public.get(script)).text
    await work_on_imports(service.house)
    stream = await service.public.get(page.copy_with(path=f"{page.path}/events"))
    assert json.loads(stream.text.split("data: ")[1].splitlines()[0])["expected"]["refused"] == 1
    faults = await service.public.get(page.copy_with(path=f"{page.path}/faults.csv"))
    assert faults.text.splitlines()[1].startswith("2,row-1,score,invalid,")


async def test_without_the_key_there_is_nothing(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    page, other = [await page_of(tenant, csv_of(row(number, networks))) for number in (1, 2)]
    for path in ("", "/events", "/faults.csv"):
        for key in ("", "x", "é", dict(other.params)["key"]):
            answer = await service.public.get(page.path + path, params={"key": key})
            assert answer.status_code == 404, (path, key)
