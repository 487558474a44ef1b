"""A person takes everything away, and is erased: nothing about them stays, and the record stays whole."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text
from tests.support.service import Service, Tenant, all_of
from tests.support.signed_in import sign_in

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.services.manage_keys import compromise_key
from stackcred_issuer.store.personal_places import PLACES
from stackcred_issuer.store.tables import metadata

NOBODYS = {  # tables that hold nothing about learners, or of their badges only what PLACES leads to
    *("issuers", "signing_keys", "clients", "client_secrets", "client_keys", "used_assertions", "webhooks"),
    *("achievements", "certifications", "certification_rules", "rule_mentions", "frameworks", "competencies"),
    *("status_registers", "status_lists", "published_lists", "audit_heads", "audit_entries", "rate_windows"),
    *("trust_registries", "trust_entries", "trust_snapshots", "endorsers", "lms_activities", "line_items"),
    *("lti_platforms", "lti_courses", "sign_in_services", "sign_ins_under_way"),
    "issued_credentials",  # of VC-API clients, who know whom they are about
    "shared_badges",  # goes with its share
    "badge_kinds",  # what badges of many people say alike
    *("blobs", "blob_uploads"),  # one for all who have this content; gone when nobody does
    *("pathways", "pathway_versions", "imports", "import_marks"),
    "import_chunks",  # its rows go as soon as they are recorded
    "import_faults",  # of rows that became nobody's results
}


@dataclass
class Person:
    browser: httpx.AsyncClient
    tenant: Tenant
    email: str
    name: str
    secret: str
    learner: str
    badge: str
    award: str
    document: dict[str, Any]

    async def erase(self, credentials: str) -> httpx.Response:
        asked = await self.browser.post("/learn/data/erase", data={"credentials": credentials})
        assert "Erase everything about you?" in asked.text
        form = {"credentials": credentials, "confirm": "yes"}
        return await self.browser.post("/learn/data/erased", data=form)


@pytest_asyncio.fixture
async def person(service: Service) -> AsyncIterator[Person]:
    """Somebody with a badge, an award, evidence, an attestation, a share, an LMS post, and a visitor."""
    tenant = await service.tenant()
    slug = tenant.issuer.slug
    email, name, secret = f"amina-{slug}@example.org", f"Amina of {slug}", f"grew up beside the lighthouse of {slug}"
    part = await tenant.achievement("Networks")
    await tenant.certification(await tenant.achievement("Certificate"), all_of(part))
    evidence = [{"type": ["Evidence"], "name": "Workplace", "narrative": secret}]
    passed = await tenant.passed(part["id"], email, learner={"email": email, "name": name}, evidence=evidence)
    await service.settle()
    learner = passed["learner"]
    (award,) = (await tenant.learner(learner))["awards"]
    activity = "https://lms.example/activity/1"
    await tenant.api.put("/v1/lms/activities", json={"activity": activity, "achievement": part["id"]})
    await tenant.api.post(
        "/xapi/statements",
        json={
            "actor": {"name": name, "mbox": f"mailto:{email}"},
            "verb": {"id": "http://adlnet.gov/expapi/verbs/passed"},
            "object": {"id": activity},
            "result": {"score": {"scaled": 0.8}, "success": True},
        },
        headers={"X-Experience-API-Version": "1.0.3"},
    )
    badge = passed["badge"]["id"]
    await service.public.get(f"/badges/{badge}.jwt")
    await service.public.get(f"/badges/{award['badge']}/bundle.json")
    await service.public.get(f"/badges/{badge}", headers={"Accept": "text/html"})
    async with await sign_in(service, email) as browser:
        await browser.post("/learn/shares", data={"label": secret, "until": "2027-06-30", "badge": badge})
        own = {"file": ("own.pdf", b"%PDF-1.7 " + secret.encode())}
        await browser.post("/learn/evidence", data={"description": secret, "badge": badge}, files=own)
        document = await service.credential(badge)
        yield Person(browser, tenant, email, name, secret, learner, badge, award["badge"], document)


async def everything(service: Service) -> str:
    """The whole database as text, bytes too."""
    async with service.house.store.begin(service.house.clock.now()) as uow:
        tables = await uow._connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        parts = []
        for name in tables.scalars().all():
            rows = await uow._connection.execute(text(f'SELECT x::text FROM "{name}" AS x'))
            parts += [f"{name}: {row}" for row in rows.scalars()]
    return "\n".join(parts)


def told(everything: str, *words: str) -> list[str]:
    """The lines that say one of these, in the clear or as bytes."""
    spelt = [form for word in words for form in (word, word.encode().hex())]
    return [line[:200] for line in everything.splitlines() if any(form in line for form in spelt)]


async def test_everything_about_a_person_is_exported(service: Service, person: Person) -> None:
    answer = await person.browser.get("/learn/data/export.zip")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        about = json.loads(archive.read("about-you.json"))
        own, names = archive.read("evidence/own.pdf"), archive.namelist()
    (issuer,) = about["issuers"]
    records = issuer["records"]
    assert issuer["issuer"]["id"] == person.tenant.issuer.did
    assert records["learners"][0]["name"] == person.name
    assert {"type": "emailAddress", "value": person.email} in [
        {name: row[name] for name in ("type", "value")} for row in records["learner_identifiers"]
    ]
    assert person.secret in json.dumps(records["assessments"])
    assert person.document in [row["document"] for row in records["badges"]]
    expected = {"shares", "page_views", "lms_posts", "awards", "award_holdings", "badge_renditions", "learner_sessions"}
    assert expected <= set(records)
    assert f"{person.tenant.issuer.name}/Networks.json" in names
    assert records["evidence"][0]["description"] == person.secret
    assert own == b"%PDF-1.7 " + person.secret.encode()


@pytest.mark.parametrize("credentials", ["revoked", "kept"])
async def test_after_erasing_nothing_in_the_record_tells_of_the_person(
    service: Service, person: Person, credentials: str
) -> None:
    before = await everything(service)
    assert told(before, person.name, person.email, person.secret)
    done = await person.erase(credentials)
    assert "Your data is erased" in done.text
    await service.settle()
    assert told(await everything(service), person.name, person.email, person.secret) == []


async def test_files_go_with_the_person(service: Service, person: Person) -> None:
    digest = hashlib.sha256(b"%PDF-1.7 " + person.secret.encode()).hexdigest()
    assert b"".join([piece async for piece in await service.house.blobs.open(digest)])
    await person.erase("kept")
    with pytest.raises(StackcredError, match="not kept here"):
        await service.house.blobs.open(digest)
    assert digest not in await everything(service)


async def test_the_audit_chain_still_verifies(service: Service, person: Person) -> None:
    await person.erase("revoked")
    await service.settle()
    report = (await person.tenant.api.get("/v1/audit/verify")).json()
    assert report["ok"] is True, report
    types = [one["type"] for one in (await person.tenant.api.get("/v1/events")).json()["items"]]
    assert "learner.erased" in types


async def test_credentials_in_the_world_turn_revoked_when_that_was_chosen(service: Service, person: Person) -> None:
    award = await service.credential(person.award)
    await person.erase("revoked")
    for document in (person.document, award):
        assert (await service.verify(document))["verdict"] == "revoked"


async def test_credentials_in_the_world_stay_when_that_was_chosen(service: Service, person: Person) -> None:
    award = await service.credential(person.award)
    await person.erase("kept")
    await service.settle()
    for document in (person.document, award):
        assert (await service.verify(document))["verdict"] == "valid"
    for path in (f"/badges/{person.badge}", f"/badges/{person.badge}.png", f"/badges/{person.award}/bundle.json"):
        assert (await service.public.get(path)).status_code == 404


async def test_the_service_goes_on_without_the_person(service: Service, person: Person) -> None:
    """Rules change, keys leak, the same person comes back: as somebody new."""
    await person.erase("kept")
    target = await person.tenant.achievement("Expert")
    part = {"url": person.document["credentialSubject"]["achievement"]["id"]}
    await person.tenant.certification(target, all_of(part))
    await service.settle()
    assert (await person.tenant.learner(person.learner))["awards"] == []
    async with service.house.store.begin(service.house.clock.now()) as uow:
        key = await uow.keys.active(person.tenant.issuer.id, "proof")
    assert key is not None
    await compromise_key(service.house, person.tenant.issuer.id, key.id, "resign")
    again = await person.tenant.passed(part["url"].rpartition("/")[2], person.email)
    assert again["learner"] != person.learner
    async with service.house.store.begin(service.house.clock.now()) as uow:
        left = await uow.badges.any(UUID(person.badge))
    assert left is not None
    assert (await service.verify(json.loads(left.document)))["verdict"] == "invalid"


async def test_who_is_erased_is_signed_out(person: Person) -> None:
    await person.erase("revoked")
    assert (await person.browser.get("/learn/shares")).status_code == 401


async def test_nothing_is_erased_in_one_step_or_by_another_site(service: Service, person: Person) -> None:
    refusals = [
        await person.browser.post("/learn/data/erase"),
        await person.browser.post("/learn/data/erased", data={"credentials": "revoked"}),
        await person.browser.post("/learn/data/erased", data={"confirm": "yes"}),
        await person.browser.post(
            "/learn/data/erased",
            data={"credentials": "revoked", "confirm": "yes"},
            headers={"Origin": "https://evil.example"},
        ),
    ]
    assert [answer.status_code for answer in refusals] == [422, 422, 422, 403]
    assert (await person.tenant.learner(person.learner))["name"] == person.name


async def test_a_repeated_post_of_an_erased_learner_brings_nobody_back(service: Service, person: Person) -> None:
    body = person.tenant.result("x", person.email)
    body["achievement"] = person.document["credentialSubject"]["achievement"]["id"].rpartition("/")[2]
    assert (await person.tenant.post(body)).status_code == 201
    await person.erase("kept")
    again = await person.tenant.post(body)
    assert again.status_code == 404
    assert "was erased" in again.json()["detail"]


def test_every_table_is_either_personal_or_known_not_to_be() -> None:
    """Who adds a table decides whether erasing a person must reach it."""
    places = {place.table.name for place in PLACES}
    assert places & NOBODYS == set()
    assert places | NOBODYS == set(metadata.tables)
