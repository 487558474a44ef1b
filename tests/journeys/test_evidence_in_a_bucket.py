"""Evidence in S3: kept, given back, exported, and gone with its learner; and what happens while the bucket is away."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from tests.blobs.stores import BUCKET, KEY_ID, SECRET, bucket_server, client
from tests.support.service import running
from tests.support.signed_in import sign_in

REPORT = b"%PDF-1.7 " + b"what was cabled " * 100_000
ANA = "ana@example.org"


async def add(browser: httpx.AsyncClient) -> httpx.Response:
    return await browser.post("/learn/evidence", files={"file": ("report.pdf", REPORT)})


def keys(address: str) -> list[str]:
    listed = client(address).list_objects_v2(Bucket=BUCKET)
    return [entry["Key"] for entry in listed.get("Contents", [])]


@asynccontextmanager
async def signed_in(database_url: str, folder: Path, address: str) -> AsyncIterator[httpx.AsyncClient]:
    """A learner of a service whose files lie in a bucket."""
    settings = {"blobs_endpoint": address, "blobs_key_id": KEY_ID, "blobs_secret": SECRET}
    async with running(database_url, folder, blobs=f"s3://{BUCKET}/school", **settings) as service:
        tenant = await service.tenant()
        await tenant.passed((await tenant.achievement())["id"], ANA)
        async with await sign_in(service, ANA) as browser:
            yield browser


async def test_a_file_lives_in_the_bucket_until_its_learner_is_erased(fresh_database_url: str, tmp_path: Path) -> None:
    with bucket_server() as address:
        async with signed_in(fresh_database_url, tmp_path, address) as browser:
            assert (await add(browser)).status_code == 200
            assert keys(address) == [f"school/{hashlib.sha256(REPORT).hexdigest()}"]
            evidence = (await browser.get("/learn/evidence")).text.partition('id="evidence-')[2].partition('"')[0]
            assert (await browser.get(f"/learn/evidence/{evidence}/file")).content == REPORT
            exported = (await browser.get("/learn/data/export.zip")).content
            with zipfile.ZipFile(io.BytesIO(exported)) as archive:
                assert archive.read("evidence/report.pdf") == REPORT
            await browser.post("/learn/data/erased", data={"credentials": "kept", "confirm": "yes"})
            assert keys(address) == []


async def test_a_bucket_that_is_away_refuses_uploads_in_words(fresh_database_url: str, tmp_path: Path) -> None:
    async with signed_in(fresh_database_url, tmp_path, "http://127.0.0.1:9") as browser:
        answer = await add(browser)
        assert answer.status_code == 503
        assert SECRET not in answer.text
        assert "evidence-" not in (await browser.get("/learn/evidence")).text
        assert (await browser.get("/learn")).status_code == 200
