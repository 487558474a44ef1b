"""A learner keeps evidence, shows it where they want to, and takes it away again."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from tests.support.clamd import VIRUS, little_clamd
from tests.support.service import Service, Tenant
from tests.support.signed_in import sign_in

from stackcred_issuer.domain.proof.multibase import sha256_multibase
from stackcred_issuer.gateways.virus_scan import scanners_of
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.evidence import scan as scanning
from stackcred_issuer.services.evidence.scan import scan_waiting
from stackcred_issuer.settings import load_settings

REPORT = b"%PDF-1.7\nwhat was cabled, and how it was measured"
TEXT = {"Accept": "text/html"}


@dataclass
class Person:
    service: Service
    tenant: Tenant
    browser: httpx.AsyncClient
    email: str
    badge: str

    async def add(self, file: bytes | None = None, called: str = "report.pdf", **texts: str) -> httpx.Response:
        files = {"file": (called, file)} if file is not None else {"file": ("", b"")}
        return await self.browser.post("/learn/evidence", data=texts, files=files)

    async def ids(self) -> list[str]:
        page = (await self.browser.get("/learn/evidence")).text
        return [part.partition('"')[0] for part in page.split('id="evidence-')[1:]]

    async def show(self, evidence: str, audience: str) -> httpx.Response:
        form = {"badge": self.badge, "audience": audience}
        return await self.browser.post(f"/learn/evidence/{evidence}/shown", data=form)

    async def share(self) -> str:
        form = {"label": "Harbour", "until": "2027-06-30", "badge": self.badge}
        page = (await self.browser.post("/learn/shares", data=form)).text
        return "/shared/" + page.partition("/shared/")[2].partition('"')[0]


async def person_of(service: Service, name: str) -> Person:
    tenant = await service.tenant()
    email = f"{name}-{tenant.issuer.slug}@example.org"
    passed = await tenant.passed((await tenant.achievement())["id"], email)
    return Person(service, tenant, await sign_in(service, email), email, passed["badge"]["id"])


@pytest_asyncio.fixture
async def ana(service: Service) -> AsyncIterator[Person]:
    person = await person_of(service, "ana")
    async with person.browser:
        yield person


def with_scanner(house: Deployment, place: str) -> Deployment:
    return replace(house, scanners=scanners_of(load_settings(scan_clamd=place)))


async def scanned(service: Service) -> None:
    async with little_clamd() as clamd:
        await scan_waiting(with_scanner(service.house, clamd.place))


async def test_a_file_is_kept_for_its_learner_alone(service: Service, ana: Person) -> None:
    page = await ana.add(REPORT, description="Every socket was measured.", badge=ana.badge)
    assert page.status_code == 200
    assert sha256_multibase(hashlib.sha256(REPORT).digest()) in page.text
    (evidence,) = await ana.ids()
    own = await ana.browser.get(f"/learn/evidence/{evidence}/file")
    assert (own.content, own.headers["content-type"]) == (REPORT, "application/pdf")
    assert own.headers["content-disposition"].startswith("attachment; ")
    assert "report.pdf" in own.headers["content-disposition"]
    assert own.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert own.headers["x-content-type-options"] == "nosniff"
    assert (await ana.browser.get(f"/evidence/{evidence}")).content == REPORT
    for who in (service.public, (await person_of(service, "ben")).browser):
        for path in (f"/evidence/{evidence}", f"/learn/evidence/{evidence}/file"):
            assert (await who.get(path)).status_code in (401, 404)
    assert "Every socket" not in (await service.public.get(f"/badges/{ana.badge}", headers=TEXT)).text


async def test_links_and_texts_are_evidence_too(ana: Person) -> None:
    page = await ana.add(url="https://example.org/work", name="Cabling")
    assert (page.status_code, "https://example.org/work" in page.text) == (200, True)
    page = await ana.browser.post(
        "/learn/evidence",
        data={"name": "My account", "narrative": "I measured **each** socket.", "url": ""},
        files={"file": ("", b"")},
    )
    assert page.status_code == 200
    assert "<strong>each</strong>" in page.text


@pytest.mark.parametrize(
    ("file", "texts", "says"),
    [
        (None, {"name": "Nothing"}, "one of the three"),
        (REPORT, {"url": "https://example.org"}, "one of the three"),
        (None, {"narrative": "something"}, "Give it a name"),
        (None, {"name": "x", "url": "javascript:alert(1)"}, "whole web address"),
        (b"MZ\x90\0 a program", {}, "not taken"),
        (b"<html><script>alert(1)</script>\0", {}, "not taken"),
        (b"", {}, "not taken"),
        (REPORT, {"badge": "no-badge"}, "not in the list"),
    ],
)
async def test_what_cannot_be_kept_is_said_with_the_form_still_filled_in(
    ana: Person, file: bytes | None, texts: dict[str, str], says: str
) -> None:
    files = {"file": ("x.pdf", file)} if file is not None else {"file": ("", b"")}
    page = await ana.browser.post("/learn/evidence", data={"description": "kept words", **texts}, files=files)
    assert page.status_code == 422
    assert says in page.text
    assert "kept words" in page.text
    assert await ana.ids() == []


async def test_shown_with_a_badge_it_stands_beside_what_is_signed(service: Service, ana: Person) -> None:
    await ana.add(REPORT)
    (evidence,) = await ana.ids()
    await ana.show(evidence, "links")
    link = await ana.share()
    shared, public = f"{link}/badges/{ana.badge}", f"/badges/{ana.badge}"
    assert "Added by the holder" not in (await service.public.get(shared)).text  # nobody has scanned it
    assert (await service.public.get(f"{link}/evidence/{evidence}")).status_code == 409
    await scanned(service)
    page = (await service.public.get(shared)).text
    assert "Added by the holder, not checked by the issuer" in page
    assert sha256_multibase(hashlib.sha256(REPORT).digest()) in page
    assert (await service.public.get(f"{link}/evidence/{evidence}")).content == REPORT
    assert "Added by the holder" not in (await service.public.get(public, headers=TEXT)).text
    assert (await service.public.get(f"/evidence/{evidence}")).status_code == 404
    await ana.show(evidence, "badge")
    assert f"/evidence/{evidence}" in (await service.public.get(public, headers=TEXT)).text
    assert (await service.public.get(f"/evidence/{evidence}")).content == REPORT
    await ana.browser.post(f"/learn/badges/{ana.badge}/visibility", data={"visibility": "private"})
    assert (await service.public.get(f"/evidence/{evidence}")).status_code == 404
    await ana.show(evidence, "private")
    assert (await service.public.get(f"{link}/evidence/{evidence}")).status_code == 404


async def test_a_confirmer_sees_what_the_learner_shows(service: Service, ana: Person) -> None:
    await ana.add(REPORT)
    (evidence,) = await ana.ids()
    await scanned(service)
    body = {"role": "mentor", "email": "m@example.org"}
    asked = await ana.tenant.api.post(f"/v1/badges/{ana.badge}/endorsement-requests", json=body)
    path = asked.json()["link"].partition("/endorse/")[2]
    here = f"/endorse/{path}"
    assert "Added by the holder" not in (await service.public.get(here)).text
    assert (await service.public.get(f"{here}/evidence/{evidence}")).status_code == 404
    await ana.show(evidence, "links")
    assert f"{here}/evidence/{evidence}" in (await service.public.get(here)).text
    assert (await service.public.get(f"{here}/evidence/{evidence}")).content == REPORT
    await service.public.post(here, data={"decision": "decline"})
    assert (await service.public.get(f"{here}/evidence/{evidence}")).status_code == 404


async def test_a_refused_file_is_served_to_nobody_and_not_taken_again(service: Service, ana: Person) -> None:
    bad = REPORT + VIRUS + ana.email.encode()
    await ana.add(bad)
    (evidence,) = await ana.ids()
    await ana.show(evidence, "badge")
    await scanned(service)
    assert (await ana.browser.get(f"/learn/evidence/{evidence}/file")).status_code == 409
    assert (await service.public.get(f"/evidence/{evidence}")).status_code == 409
    assert "Test.Virus-1" in (await ana.browser.get("/learn/evidence")).text
    again = await ana.add(bad)
    assert (again.status_code, "Test.Virus-1" in again.text) == (422, True)


async def test_a_file_waits_for_a_scanner_that_is_away(
    service: Service, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "AT_ONCE", 1000)
    await ana.add(REPORT + ana.email.encode())
    (evidence,) = await ana.ids()
    await ana.show(evidence, "badge")
    assert await scan_waiting(with_scanner(service.house, "tcp://127.0.0.1:9")) == 0
    assert (await service.public.get(f"/evidence/{evidence}")).status_code == 409
    async with little_clamd() as clamd:
        assert await scan_waiting(with_scanner(service.house, clamd.place)) >= 1
    assert (await service.public.get(f"/evidence/{evidence}")).status_code == 200


async def test_deleted_evidence_takes_its_file_along_unless_another_has_it(service: Service, ana: Person) -> None:
    content = REPORT + ana.email.encode()
    kept = service.house.settings.data_dir / "blobs" / hashlib.sha256(content).hexdigest()[:2]
    kept = kept / hashlib.sha256(content).hexdigest()
    await ana.add(content)
    await ana.add(content)
    first, second = await ana.ids()
    await ana.browser.post(f"/learn/evidence/{first}/delete")
    assert there(kept)
    assert (await ana.browser.get(f"/learn/evidence/{second}/file")).content == content
    await ana.browser.post(f"/learn/evidence/{second}/delete")
    assert not there(kept)
    assert await ana.ids() == []


def there(path: Path) -> bool:
    return path.exists()


async def test_nobody_touches_the_evidence_of_others(service: Service, ana: Person) -> None:
    await ana.add(REPORT)
    (evidence,) = await ana.ids()
    ben = await person_of(service, "ben")
    assert (await ben.show(evidence, "badge")).status_code == 404
    assert (await ben.browser.post(f"/learn/evidence/{evidence}/delete")).status_code == 404
    assert (await ana.browser.post("/learn/evidence", headers={"Origin": "https://evil.example"})).status_code == 403
    assert (await ben.add(REPORT, badge=ana.badge)).status_code == 404
    assert await ana.ids() == [evidence]


async def test_each_step_is_audited_without_personal_data(ana: Person, service: Service) -> None:
    await ana.add(REPORT + b"audited" + ana.email.encode())
    (evidence,) = await ana.ids()
    await ana.show(evidence, "links")
    await scanned(service)
    await ana.browser.post(f"/learn/evidence/{evidence}/delete")
    entries: list[dict[str, Any]] = (await ana.tenant.api.get("/v1/audit?limit=200")).json()["items"]
    told = [entry for entry in entries if entry["type"].startswith("evidence.")]
    assert [entry["type"].partition(".")[2] for entry in told] == ["added", "changed", "judged", "deleted"]
    assert {entry["subject"] for entry in told} == {evidence}
