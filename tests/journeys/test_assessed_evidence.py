"""An assessor's file becomes part of a badge: its address and digest are signed, its content stays private."""

from __future__ import annotations

import hashlib
from typing import Any

import httpx
import pytest
from tests.journeys.test_evidence import TEXT, scanned
from tests.support.clamd import VIRUS
from tests.support.service import BASE_URL, Service, Tenant
from tests.support.signed_in import sign_in

from stackcred_issuer.domain.proof.multibase import sha256_multibase
from stackcred_issuer.services.caller import Scope

PHOTO = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR of the finished rack"


async def sent(tenant: Tenant, email: str, content: bytes = PHOTO, **query: str) -> dict[str, Any]:
    learner = (await tenant.api.post("/v1/learners", json={"email": email})).json()["id"]
    query = {"learner": learner, "name": "The finished rack", **query}
    answer = await tenant.api.post("/v1/evidence", params=query, content=content)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"{BASE_URL}/v1/evidence/{body['id']}"
    return body


def mail(tenant: Tenant, name: str = "ana") -> str:
    return f"{name}-{tenant.issuer.slug}@example.org"


async def test_a_badge_names_the_file_and_its_digest(service: Service) -> None:
    tenant = await service.tenant()
    file = await sent(tenant, mail(tenant), description="Seen on site.")
    digest = sha256_multibase(hashlib.sha256(PHOTO).digest())
    assert file["evidence"]["digestMultibase"] == digest
    assert (file["mediaType"], file["size"], file["state"]) == ("image/png", len(PHOTO), file["state"])
    passed = await tenant.passed((await tenant.achievement())["id"], mail(tenant), evidence=[file["evidence"]])
    badge = passed["badge"]["id"]
    document = await service.credential(badge)
    assert document["evidence"] == [file["evidence"]]
    assert (await service.verify(document))["verdict"] == "valid"
    assert (await tenant.api.get(f"/v1/evidence/{file['id']}")).json()["badge"] == badge
    assert (await tenant.api.get(f"/v1/evidence/{file['id']}/file")).content == PHOTO
    assert (await service.public.get(f"/evidence/{file['id']}")).status_code == 404


async def test_its_learner_sees_it_and_may_show_it_but_not_delete_it(service: Service) -> None:
    tenant = await service.tenant()
    file = await sent(tenant, mail(tenant), content=PHOTO + mail(tenant).encode())
    passed = await tenant.passed((await tenant.achievement())["id"], mail(tenant), evidence=[file["evidence"]])
    badge, path = passed["badge"]["id"], f"/learn/evidence/{file['id']}"
    async with await sign_in(service, mail(tenant)) as browser:
        assert f"Added by an assessor of <bdi>{tenant.issuer.name}" in (await browser.get("/learn/evidence")).text
        assert (await browser.get(f"{path}/file")).status_code == 409  # nobody has scanned it
        await scanned(service)
        assert (await browser.get(f"{path}/file")).status_code == 200
        assert (await browser.post(f"{path}/delete")).status_code == 403
        another = await tenant.passed((await tenant.achievement("Servers"))["id"], mail(tenant))
        await browser.post(f"{path}/shown", data={"badge": another["badge"]["id"], "audience": "badge"})
        assert "The signed badge <bdi>Networks</bdi> names it." in (await browser.get("/learn/evidence")).text
    page = (await service.public.get(f"/badges/{badge}", headers=TEXT)).text
    assert "named in the signed badge" in page
    assert (await service.public.get(f"/evidence/{file['id']}")).status_code == 200


async def test_a_result_names_only_files_about_its_learner_as_they_are(service: Service) -> None:
    tenant, other = await service.tenant(), await service.tenant()
    networks = (await tenant.achievement())["id"]
    file, foreign = await sent(tenant, mail(tenant)), await sent(other, mail(other))
    good = file["evidence"]
    for email, evidence, pointer in (
        (mail(tenant, "ben"), good, "/evidence/0/id"),
        (mail(tenant), foreign["evidence"], "/evidence/0/id"),
        (mail(tenant), good | {"id": f"{BASE_URL}/evidence/nothing"}, "/evidence/0/id"),
        (mail(tenant), good | {"digestMultibase": "zQmWrong"}, "/evidence/0/digestMultibase"),
        (mail(tenant), {name: good[name] for name in ("id", "type")}, "/evidence/0/digestMultibase"),
    ):
        answer = await tenant.post(tenant.result(networks, email, evidence=[evidence]))
        assert (answer.status_code, answer.json()["pointer"]) == (422, pointer)


async def test_a_file_that_a_scanner_refused_is_not_signed(service: Service) -> None:
    tenant = await service.tenant()
    file = await sent(tenant, mail(tenant), content=PHOTO + VIRUS + mail(tenant).encode())
    await scanned(service)
    answer = await tenant.post(
        tenant.result((await tenant.achievement())["id"], mail(tenant), evidence=[file["evidence"]])
    )
    assert (answer.status_code, answer.json()["pointer"]) == (422, "/evidence/0/id")
    assert (await tenant.api.get(f"/v1/evidence/{file['id']}")).json()["finding"] == "Test.Virus-1"


async def test_a_file_goes_while_no_result_names_it(service: Service) -> None:
    tenant = await service.tenant()
    file, spare = await sent(tenant, mail(tenant)), await sent(tenant, mail(tenant), name="Another")
    await tenant.passed((await tenant.achievement())["id"], mail(tenant), evidence=[file["evidence"]])
    assert (await tenant.api.delete(f"/v1/evidence/{file['id']}")).status_code == 409
    assert (await tenant.api.delete(f"/v1/evidence/{spare['id']}")).status_code == 204
    listed = (await tenant.api.get("/v1/evidence", params={"learner": file["learner"]})).json()["items"]
    assert [one["id"] for one in listed] == [file["id"]]


async def test_tenants_and_scopes_are_kept_apart(service: Service) -> None:
    tenant, other = await service.tenant(), await service.tenant()
    file = await sent(tenant, mail(tenant))
    for path in ("", "/file"):
        assert (await other.api.get(f"/v1/evidence/{file['id']}{path}")).status_code == 404
    assert (await other.api.delete(f"/v1/evidence/{file['id']}")).status_code == 404
    assert (await other.api.get("/v1/evidence")).json()["items"] == []
    query = {"learner": file["learner"], "name": "x"}
    assert (await other.api.post("/v1/evidence", params=query, content=PHOTO)).status_code == 404
    reader = await service.client(tenant.issuer.id, frozenset({Scope.ASSESSMENTS_READ}))
    assert (await reader.get(f"/v1/evidence/{file['id']}")).status_code == 200
    assert (await reader.post("/v1/evidence", params=query, content=PHOTO)).status_code == 403


@pytest.mark.parametrize(("content", "status"), [(b"MZ\x90\0", 422), (b"", 422), (b"%PDF-" + bytes(3000), 413)])
async def test_a_file_of_another_kind_or_size_is_refused(
    service: Service, monkeypatch: pytest.MonkeyPatch, content: bytes, status: int
) -> None:
    tenant = await service.tenant()
    learner = (await tenant.api.post("/v1/learners", json={"email": mail(tenant)})).json()["id"]
    monkeypatch.setitem(service.house.settings.__dict__, "max_evidence_bytes", 2048)
    answer: httpx.Response = await tenant.api.post(
        "/v1/evidence", params={"learner": learner, "name": "x"}, content=content
    )
    assert answer.status_code == status
    assert (await tenant.api.get("/v1/evidence")).json()["items"] == []
