"""The page of an import: seen by one address, live or renewed by itself; recorded or stopped by another one alone."""

from __future__ import annotations

import json
from uuid import UUID

import httpx
from tests.services.imports.files import csv_of, row
from tests.support.service import BASE_URL, Service, Tenant

from stackcred_issuer.services.caller import Scope
from stackcred_issuer.services.imports.work import work_on_imports

CSV = {"Content-Type": "text/csv"}


async def page_of(tenant: Tenant, content: bytes, which: str = "page") -> httpx.URL:
    """The address of the page of a new import, as a path; which: `controls` for the one with buttons."""
    made = await tenant.api.post("/v1/imports", content=content, headers=CSV, params={"name": "<May>"})
    url = httpx.URL(made.json()[which])
    return httpx.URL(url.raw_path.decode())


async def press(service: Service, page: httpx.URL, button: str, **form: str) -> httpx.Response:
    """Send the form of a button, as a browser on the page does."""
    data = {"key": dict(page.params)["key"], **form}
    return await service.public.post(f"{page.path}/{button}", data=data, headers={"Origin": BASE_URL})


async def state_of(tenant: Tenant, page: httpx.URL) -> str:
    return str((await tenant.api.get(f"/v1{page.path}")).json()["state"])


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
    assert 'Line 3, <code>score</code>: <bdi lang="en">&#39;&lt;b&gt;&#39; is no number' in ready.text
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


async def test_by_the_deciding_address_it_is_recorded(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    page = await page_of(tenant, csv_of(row(1, networks)), "controls")
    assert "Record these rows" not in (await service.public.get(page)).text, "its rows are still being checked"
    await work_on_imports(service.house)
    shown = await service.public.get(page)
    assert "Record these rows" in shown.text
    assert "form-action 'self'" in shown.headers["content-security-policy"]
    answer = await press(service, page, "confirm")
    assert (answer.status_code, answer.headers["location"]) == (303, str(page))
    await work_on_imports(service.house)
    assert await state_of(tenant, page) == "done"
    assert "<form" not in (await service.public.get(page)).text
    entries = (await tenant.api.get("/v1/audit?limit=200")).json()["items"]
    [confirmed] = [entry for entry in entries if entry["type"] == "import.confirmed"]
    assert confirmed["actor"].startswith("client:")


async def test_it_is_stopped_by_a_box_that_is_ticked(service: Service) -> None:
    tenant = await service.tenant()
    page = await page_of(tenant, csv_of(row(1, await tenant.achievement())), "controls")
    await work_on_imports(service.house)
    assert (await press(service, page, "stop")).status_code == 422
    assert await state_of(tenant, page) == "ready"
    assert (await press(service, page, "stop", sure="yes")).status_code == 303
    assert await state_of(tenant, page) == "stopped"
    assert (await press(service, page, "confirm")).status_code == 409


async def test_the_address_for_seeing_decides_nothing(service: Service) -> None:
    tenant = await service.tenant()
    page = await page_of(tenant, csv_of(row(1, await tenant.achievement())))
    await work_on_imports(service.house)
    assert "<form" not in (await service.public.get(page)).text
    for button in ("confirm", "stop"):
        assert (await press(service, page, button, sure="yes")).status_code == 404
    assert await state_of(tenant, page) == "ready"


async def test_another_site_cannot_press_the_buttons(service: Service) -> None:
    tenant = await service.tenant()
    page = await page_of(tenant, csv_of(row(1, await tenant.achievement())), "controls")
    await work_on_imports(service.house)
    answer = await service.public.post(
        f"{page.path}/confirm", data=dict(page.params), headers={"Origin": "https://elsewhere.example"}
    )
    assert answer.status_code == 403
    assert await state_of(tenant, page) == "ready"


async def test_only_the_client_that_sent_it_is_told_the_deciding_address(service: Service) -> None:
    tenant = await service.tenant()
    page = await page_of(tenant, csv_of(row(1, await tenant.achievement())))
    for scopes in ({Scope.ASSESSMENTS_READ}, {Scope.ASSESSMENTS}):
        other = await service.client(tenant.issuer.id, frozenset(scopes))
        shown = (await other.get(f"/v1{page.path}")).json()
        assert "page" in shown
        assert "controls" not in shown


async def test_the_deciding_address_ends_with_its_client(service: Service) -> None:
    tenant = await service.tenant()
    page = await page_of(tenant, csv_of(row(1, await tenant.achievement())), "controls")
    await work_on_imports(service.house)
    async with service.house.store.begin(service.house.clock.now()) as uow:
        record = await uow.imports.get(tenant.issuer.id, UUID(page.path.rpartition("/")[2]))
        await uow.clients.revoke(record.client_id, uow.now)
    assert (await press(service, page, "confirm")).status_code == 403
    assert (await press(service, page, "stop", sure="yes")).status_code == 403
