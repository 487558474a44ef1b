"""A form with a file is taken in piece by piece, from people who are signed in, and never beyond its limit."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from tests.support.service import BASE_URL, Service
from tests.support.signed_in import sign_in

from stackcred_issuer.web import uploads

MEBIBYTE = 1024 * 1024
BOUNDARY = "b0undary"
HEADERS = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
BEGIN = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7 '.encode()
END = f"\r\n--{BOUNDARY}--\r\n".encode()


@pytest_asyncio.fixture
async def browser(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    tenant = await service.tenant()
    email = f"uploading-{tenant.issuer.slug}@example.org"
    await tenant.api.post("/v1/learners", json={"email": email})
    async with await sign_in(service, email) as browser:
        yield browser


class Slowly:
    """A body of so many mebibytes that does not say how large it is. sent: how much of it was asked for."""

    def __init__(self, mebibytes: int, pause: float = 0) -> None:
        self.left, self.sent, self.pause = mebibytes, 0, pause

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield BEGIN
        for _ in range(self.left):
            await asyncio.sleep(self.pause)
            self.sent += 1
            yield bytes(MEBIBYTE)
        yield END


def kept(service: Service) -> list[Path]:
    return list((service.house.settings.data_dir / "spool").iterdir())


async def test_a_large_file_is_never_in_memory_as_a_whole(browser: httpx.AsyncClient, service: Service) -> None:
    await browser.get("/learn/evidence")
    tracemalloc.start()
    page = await browser.post("/learn/evidence", content=Slowly(20), headers=HEADERS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (page.status_code, "20 MB" in page.text) == (200, True)
    assert peak < 10 * MEBIBYTE
    assert kept(service) == []


async def test_a_file_beyond_the_limit_is_refused_while_it_comes(browser: httpx.AsyncClient, service: Service) -> None:
    body = Slowly(200)
    page = await browser.post("/learn/evidence", content=body, headers=HEADERS)
    assert (page.status_code, "larger than 25 MB" in page.text) == (413, True)
    assert body.sent <= 27
    assert kept(service) == []


async def test_a_file_beyond_the_limit_by_one_byte_is_refused(
    browser: httpx.AsyncClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(service.house.settings.__dict__, "max_evidence_bytes", 2000)
    for size, status in ((2000, 200), (2001, 413)):
        file = {"file": ("a.pdf", b"%PDF-".ljust(size, b"x"))}
        assert (await browser.post("/learn/evidence", files=file)).status_code == status


async def test_nothing_is_read_of_strangers(service: Service) -> None:
    body = Slowly(5)
    answer = await service.public.post("/learn/evidence", content=body, headers={**HEADERS, "Origin": BASE_URL})
    assert (answer.status_code, body.sent) == (401, 0)


async def test_a_file_that_takes_too_long_gives_its_place_back(
    browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "UPLOAD_SECONDS", 0.3)
    page = await browser.post("/learn/evidence", content=Slowly(100, pause=0.05), headers=HEADERS)
    assert (page.status_code, "did not arrive" in page.text) == (422, True)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Type": "application/json"}, b"{}"),
        ({"Content-Type": "multipart/form-data"}, b"no boundary"),
        (HEADERS, b"no parts at all"),
        (HEADERS, BEGIN + END.replace(b"--\r\n", b"\r\n") + BEGIN.partition(b"\r\n")[2] + END),
        (HEADERS, BEGIN.replace(b'filename="a.pdf"', b"") + bytes(uploads.MAX_TEXTS) + END),
    ],
)
async def test_a_form_that_is_none_is_malformed(
    browser: httpx.AsyncClient, headers: dict[str, str], body: bytes
) -> None:
    answer = await browser.post("/learn/evidence", content=body, headers={**headers, "Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


async def test_a_name_of_the_senders_choice_is_a_name_and_no_path(browser: httpx.AsyncClient) -> None:
    for name in ("../../etc/passwd.pdf", "C:\\Users\\Ana\\work.pdf", "\u202efdp.exe"):
        page = await browser.post("/learn/evidence", files={"file": (name, b"%PDF-1.7 " + name.encode())})
        assert page.status_code == 200
    found = (await browser.get("/learn/evidence")).text
    assert "<bdi>passwd</bdi>" in found
    assert "<bdi>work</bdi>" in found
    assert "\u202e" not in found
    (evidence,) = [part.partition('"')[0] for part in found.split('id="evidence-')[1:2]]
    named = (await browser.get(f"/learn/evidence/{evidence}/file")).headers["content-disposition"]
    assert named.endswith(".pdf")
    assert "%E2%80%AE" not in named
