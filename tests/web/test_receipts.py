"""Receipts: what was found, signed and dated, and found again by whoever verifies the receipt."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from pypdf import PdfReader
from tests.domain.verification.making import badge, key, signed
from tests.support.database import Databases
from tests.support.service import Service, running
from tests.web.problem import problem

from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.services.create_issuer import NewIssuer, create_issuer

STRANGER = key(7)
GOOD = signed(badge(STRANGER.controller), STRANGER)
FORGED = {**GOOD, "name": "Welding 9"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def desk(
    databases: Databases, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Service]:
    """A service with an issuer that speaks for it."""
    name = f"{worker_id}_receipts"
    async with running(databases.make(name), tmp_path_factory.mktemp("desk")) as service:
        await create_issuer(service.house, NewIssuer("registry", "Badge Registry", root=True))
        await create_issuer(service.house, NewIssuer("college", "Example College"))
        yield service
    databases.drop(name)


async def receipt(desk: Service, document: Any = GOOD, kind: str = "json") -> bytes:
    answer = await desk.public.post("/v1/verify", params={"receipt": kind}, json=document)
    assert answer.status_code == 200, answer.text
    media_type = {"json": "application/vc", "pdf": "application/pdf"}[kind]
    assert answer.headers["content-type"] == media_type
    assert "attachment" in answer.headers["content-disposition"]
    return answer.content


async def test_a_receipt_says_what_was_found_and_verifies(desk: Service) -> None:
    content = json.dumps(GOOD).encode()
    answer = await desk.public.post("/v1/verify?receipt=json", content=content)
    document = answer.json()
    said = document["credentialSubject"]
    assert (said["verdict"], said["credentialName"]) == ("valid", "Welding 1")
    assert said["documentDigest"] == digest_multibase(content)
    assert document["issuer"]["name"] == "Badge Registry"
    assert {check["checkName"]: check["checkResult"] for check in said["check"]}["proof"] == "pass"
    report = (await desk.public.post("/v1/verify", content=answer.content)).json()
    assert report["verdict"] == "valid", report


@pytest.mark.parametrize(
    ("document", "verdict"),
    [(FORGED, "invalid"), (signed(badge(STRANGER.controller, validUntil="2026-01-02T00:00:00Z"), STRANGER), "expired")],
)
async def test_a_receipt_of_what_does_not_hold_says_so(desk: Service, document: Any, verdict: str) -> None:
    made = json.loads(await receipt(desk, document))
    assert made["credentialSubject"]["verdict"] == verdict
    assert (await desk.verify(made))["verdict"] == "valid"


async def test_a_changed_receipt_is_refused(desk: Service) -> None:
    made = json.loads(await receipt(desk, FORGED))
    made["credentialSubject"]["verdict"] = "valid"
    assert (await desk.verify(made))["verdict"] == "invalid"


async def test_a_receipt_is_on_record_before_it_is_out(desk: Service) -> None:
    content = await receipt(desk)
    async with desk.house.store.begin(desk.house.clock.now()) as uow:
        root = await uow.issuers.root()
        assert root is not None
        kept = await uow.credentials.by_credential_id(root.id, json.loads(content)["id"])
    assert kept is not None
    assert kept.document == content


async def test_the_pdf_carries_the_receipt_and_verifies_like_it(desk: Service) -> None:
    pdf = await receipt(desk, kind="pdf")
    reader = PdfReader(io.BytesIO(pdf))
    assert list(reader.attachments) == ["receipt.json"]
    attached = json.loads(reader.attachments["receipt.json"][0])
    assert attached["type"][1] == "VerificationReceipt"
    assert b"<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in pdf
    text = "".join(page.extract_text() for page in reader.pages)
    for told in ("Verification receipt", "Badge Registry", "Established", "Welding 1"):
        assert told in text
    report = (await desk.public.post("/v1/verify", files={"file": ("receipt.pdf", pdf)})).json()
    assert (report["verdict"], report["credential"]["id"]) == ("valid", attached["id"])
    page = (await desk.public.post("/verify", files={"file": ("receipt.pdf", pdf)})).text
    assert "What the receipt says" in page
    assert "Welding 1" in page


@pytest.mark.parametrize("name", ["محمد البنا", "北京焊接", "\u202egnidleW", "a\U0001f9d1\u200d\U0001f3ed"])
async def test_a_name_in_any_script_stands_on_paper_or_as_code_points(desk: Service, name: str) -> None:
    document = signed(badge(STRANGER.controller, name=name), STRANGER)
    pdf = await receipt(desk, document, "pdf")
    attached = json.loads(PdfReader(io.BytesIO(pdf)).attachments["receipt.json"][0])
    assert (attached["credentialSubject"]["verdict"], pdf[:5]) == ("valid", b"%PDF-")


async def test_one_receipt_for_many_documents(desk: Service) -> None:
    body = {"documents": [GOOD, FORGED, "nonsense"]}
    for kind in ("json", "pdf"):
        answer = await desk.public.post(f"/v1/verify/batch?receipt={kind}", json=body)
        assert answer.status_code == 200, answer.text
        report = (await desk.public.post("/v1/verify", content=answer.content)).json()
        assert report["verdict"] == "valid"
        inside = report["credential"]["credentialSubject"]
        assert [one["verdict"] for one in inside] == ["valid", "invalid"]
    refused = await desk.public.post("/v1/verify/batch?receipt=json", json={"documents": ["nonsense"]})
    problem(refused, 413)


async def test_the_page_offers_a_receipt_and_makes_it_anew(desk: Service) -> None:
    page = (await desk.public.post("/verify", files={"file": ("badge.json", json.dumps(GOOD))})).text
    document = page.partition('name="document" value="')[2].partition('"')[0]
    assert json.loads(base64.b64decode(document)) == GOOD
    answer = await desk.public.post("/verify/receipt", data={"document": document, "receipt": "pdf"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["cache-control"] == "no-store"
    for data, status in (({"document": document}, 422), ({"document": "%", "receipt": "pdf"}, 400)):
        assert (await desk.public.post("/verify/receipt", data=data)).status_code == status


async def test_where_nobody_speaks_for_the_service_there_are_no_receipts(service: Service) -> None:
    for _ in range(2):
        await service.tenant()
    refused = await service.public.post("/v1/verify?receipt=json", json=GOOD)
    assert "stackcred issuer create" in problem(refused, 404)["detail"]
    page = (await service.public.post("/verify", files={"file": ("badge.json", json.dumps(GOOD))})).text
    assert "Receipt as PDF" not in page
