"""Imports over HTTP: a file in any shape is checked, confirmed and watched, and refused in words that help."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.jobs.test_tasks import run
from tests.services.imports.files import COLUMNS, csv_of, row, told
from tests.support.service import Service, Tenant, running

from stackcred_issuer.domain.lms.import_file import MAX_ROW_BYTES
from stackcred_issuer.services.caller import Scope
from stackcred_issuer.services.imports.work import work_on_imports

CSV, NDJSON = {"Content-Type": "text/csv"}, {"Content-Type": "application/x-ndjson"}


async def send(tenant: Tenant, content: bytes, **query: Any) -> httpx.Response:
    return await tenant.api.post("/v1/imports", content=content, headers=CSV, params=query)


async def refused(tenant: Tenant, content: bytes, status: int, *words: str, **query: Any) -> None:
    answer = await send(tenant, content, **query)
    assert answer.status_code == status, answer.text
    for word in words:
        assert word in answer.json()["detail"]
    assert (await tenant.api.get("/v1/imports")).json()["items"] == []


async def test_a_file_is_checked_confirmed_and_recorded(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    answer = await send(tenant, csv_of(row(1, networks), row(2, networks, "10"), row(3, networks, "x")), name="May")
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["state"], made["rows"], made["done"], made["name"]) == ("checking", 3, 0, "May")
    here = httpx.URL(answer.headers["location"]).path
    early = await tenant.api.post(f"{here}/confirm")
    assert (early.status_code, early.headers["retry-after"]) == (409, "1")
    await work_on_imports(service.house)
    ready = (await tenant.api.get(here)).json()
    assert (ready["state"], told(ready["expected"])) == ("ready", {"issued": 1, "failed": 1, "refused": 1})
    assert ready["faults"][0] | {"line": 4, "column": "score", "code": "invalid"} == ready["faults"][0]
    assert (await tenant.api.post(f"{here}/confirm")).status_code == 202
    await work_on_imports(service.house)
    for again in (await tenant.api.get(here), await tenant.api.post(f"{here}/confirm")):
        done = again.json()
        assert (done["state"], done["done"], told(done["outcomes"])) == ("done", 3, told(ready["expected"]))
    assert (await send(tenant, csv_of(row(1, networks), row(2, networks, "10"), row(3, networks, "x")))).json()[
        "id"
    ] == made["id"]  # another name is no other file
    types = [entry["type"] for entry in (await tenant.api.get("/v1/audit?limit=200")).json()["items"]]
    assert [kind for kind in types if kind.startswith("import.")] == [
        "import.received", "import.confirmed", "import.finished",
    ]  # fmt: skip


async def test_job_workers_do_it(alone: Service) -> None:
    tenant = await alone.tenant()
    networks = await tenant.achievement()
    here = "/v1/imports/" + (await send(tenant, csv_of(row(1, networks)))).json()["id"]
    await run(alone.house)
    assert (await tenant.api.get(here)).json()["state"] == "ready"
    await tenant.api.post(f"{here}/confirm")
    await run(alone.house)
    assert (await tenant.api.get(here)).json()["state"] == "done"


async def test_faults_are_a_table_that_no_spreadsheet_runs(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    evil = row(7, networks, "bad", sourceId="=HYPERLINK(A1)")
    here = (
        "/v1/imports/" + (await send(tenant, csv_of(row(1, networks)) + b",".join(map(str.encode, evil)))).json()["id"]
    )
    await work_on_imports(service.house)
    file = await tenant.api.get(f"{here}/faults.csv")
    assert "attachment" in file.headers["content-disposition"]
    header, fault = csv.reader(io.StringIO(file.text))
    assert header == ["line", "sourceId", "column", "code", "detail"]
    assert fault[:4] == ["3", "'=HYPERLINK(A1)", "score", "invalid"]


async def test_progress_is_told_as_it_changes(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    here = "/v1/imports/" + (await send(tenant, csv_of(row(1, networks)))).json()["id"]
    await work_on_imports(service.house)
    stream = await tenant.api.get(f"{here}/events")
    assert stream.headers["content-type"].startswith("text/event-stream")
    retry, ready, end = stream.text.strip().split("\n\n")
    assert (retry, end) == ("retry: 2000", "event: end\ndata: {}")
    name, _, data = ready.partition("\n")
    assert name == "event: ready"
    assert json.loads(data.removeprefix("data: ")) == (await tenant.api.get(here)).json()


async def test_one_that_is_deleted_is_stopped_and_its_rows_are_gone(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    content = csv_of(row(1, networks))
    here = "/v1/imports/" + (await send(tenant, content)).json()["id"]
    assert (await tenant.api.delete(here)).status_code == 204
    assert (await tenant.api.get(here)).json()["state"] == "stopped"
    late = await tenant.api.post(f"{here}/confirm")
    assert (late.status_code, "send the file again" in late.json()["detail"]) == (409, True)
    assert f"/v1/imports/{(await send(tenant, content)).json()['id']}" != here


async def test_other_issuers_and_other_scopes_do_not_get_at_it(service: Service) -> None:
    tenant, other = await service.tenant(), await service.tenant()
    networks = await tenant.achievement()
    content = csv_of(row(1, networks))
    here = "/v1/imports/" + (await send(tenant, content)).json()["id"]
    for method, path in (("GET", ""), ("POST", "/confirm"), ("DELETE", ""), ("GET", "/faults.csv"), ("GET", "/events")):
        assert (await other.api.request(method, here + path)).status_code == 404
    assert (await other.api.get("/v1/imports")).json()["items"] == []
    looking = await service.client(tenant.issuer.id, frozenset({Scope.ASSESSMENTS_READ}))
    assert (await looking.get(here)).status_code == 200
    for answer in (
        await looking.post("/v1/imports", content=content, headers=CSV),
        await looking.post(f"{here}/confirm"),
        await looking.delete(here),
    ):
        assert answer.status_code == 403
    assert (await service.public.get(here)).status_code == 401


async def test_excel_and_its_friends_are_read(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    plain = csv_of(*(row(number, networks, "87,5" if number else "90") for number in range(3)))
    for content in (
        codecs.BOM_UTF8 + plain,
        plain.replace(b"\r\n", b"\n"),
        ";".join(COLUMNS).encode() + b"\r\n" + "\r\n".join(";".join(row(1, networks, "87,5"))for _ in "a").encode(),
        plain.rstrip(),
        plain + b"\r\n\r\n,,,,,\r\n",
    ):  # fmt: skip
        here = "/v1/imports/" + (await send(tenant, content)).json()["id"]
        await work_on_imports(service.house)
        ready = (await tenant.api.get(here)).json()
        assert told(ready["expected"]) == {"issued": ready["rows"]}, content


async def test_lines_are_those_of_the_file_even_after_quoted_newlines(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    head = ",".join((*COLUMNS, "narrative"))
    first = ",".join((*row(1, networks), '"one\ntwo\nthree, and ""four"""'))
    content = f"{head}\n{first}\n{','.join((*row(2, networks, 'x'), ''))}\n".encode()
    here = "/v1/imports/" + (await send(tenant, content)).json()["id"]
    await work_on_imports(service.house)
    ready = (await tenant.api.get(here)).json()
    assert [fault["line"] for fault in ready["faults"]] == [5]
    await tenant.api.post(f"{here}/confirm")
    await work_on_imports(service.house)
    (badge,) = (await tenant.api.get("/v1/badges")).json()["items"]
    document = await service.credential(badge["id"])
    assert document["credentialSubject"]["narrative"] == 'one\ntwo\nthree, and "four"'


async def test_what_is_no_table_is_refused_with_its_line(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    good = csv_of(row(1, networks))
    await refused(tenant, good + "José".encode("latin-1"), 400, "Line 3", "UTF-8")
    await refused(tenant, good.decode().encode("utf-16"), 400, "UTF-8")
    await refused(tenant, good + b'"never closed, ' + b"x\n" * MAX_ROW_BYTES, 413, "Line 3", "quote")
    await refused(tenant, good + b'"a"b,', 400, "Line 3", "quotes")
    await refused(tenant, good + b"x" * (MAX_ROW_BYTES + 1), 413, "Line 3")
    await refused(tenant, b"", 422, "empty")
    await refused(tenant, good.splitlines()[0], 422, "no rows")


async def test_columns_that_mean_nothing_are_refused_with_what_to_send(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    content = csv_of(row(1, networks)).replace(b"email", b"Mail")
    await refused(tenant, content, 422, "'Mail'", "(Mail:email)")
    await refused(tenant, content, 422, "no column 'Post'", map=["Mail:email", "Post:name"])
    await refused(tenant, content, 422, "mapped to 'nothing'", map=["Mail:nothing"])
    await refused(tenant, content, 422, "names the learner", map=["Mail:-"])
    await refused(tenant, content, 422, "more than once", map=["Mail:email"], set=["score:1"])
    await refused(tenant, content, 422, "is no pair", map=["Mail"])
    await refused(tenant, b"email\nana@example.org\n", 422, "'achievement'", "'assessedAt'")
    assert (await send(tenant, content, map=["Mail:email"])).status_code == 201


async def test_a_body_that_is_no_file_is_refused(service: Service) -> None:
    tenant = await service.tenant()
    answer = await tenant.api.post("/v1/imports", json={"rows": []})
    assert (answer.status_code, "text/csv" in answer.json()["detail"]) == (400, True)


@pytest.fixture
async def alone(fresh_database_url: str, tmp_path: Path) -> AsyncIterator[Service]:
    """A service whose queue nobody else looks into."""
    async with running(fresh_database_url, tmp_path) as service:
        yield service


@pytest.fixture
async def small(database_url: str, tmp_path: Path) -> AsyncIterator[Service]:
    """A service that takes files of two kilobytes."""
    async with running(database_url, tmp_path, max_import_bytes=2048) as service:
        yield service


async def test_a_file_beyond_the_limit_is_refused_while_it_comes(small: Service) -> None:
    tenant = await small.tenant()

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(1000):
            yield b"x" * 1024

    answer = await tenant.api.post("/v1/imports", content=endless(), headers=CSV)
    assert (answer.status_code, "split it" in answer.json()["detail"]) == (413, True)


async def test_the_template_can_be_filled_in(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    template = await tenant.api.get("/v1/imports/template.csv")
    (header,) = csv.reader(io.StringIO(template.text))
    cells = {"email": "ana@example.org", "achievement": networks["id"], "assessedAt": "2026-03-01", "score": "88"}
    filled = template.text + ",".join(cells.get(name, "") for name in header)
    here = "/v1/imports/" + (await send(tenant, filled.encode())).json()["id"]
    await work_on_imports(service.house)
    assert told((await tenant.api.get(here)).json()["expected"]) == {"issued": 1}
