"""The whole service on a port of its own, a school with one of everything, and the machine's own Chromium."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, async_playwright
from tests.domain.competency.test_case import item, package
from tests.services.imports.files import csv_of, row
from tests.support.database import Databases
from tests.support.live import listening
from tests.support.service import Service, running
from tests.support.strangers import bring, foreign, learner_of
from tests.web.conftest import ANA, School, school_of

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.gateways.spool import spooled
from stackcred_issuer.services.evidence.add import add_own
from stackcred_issuer.services.evidence.own import show_evidence
from stackcred_issuer.services.evidence.wanted import NewEvidence
from stackcred_issuer.services.imports.work import work_on_imports
from stackcred_issuer.services.share_badges import SHARE_GOOD_FOR, NewShare, new_share
from stackcred_issuer.services.sign_in import new_session
from stackcred_issuer.store.access import Holder
from stackcred_issuer.web.pages.language import gettext, speaking

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_SECONDS = 60
STEP_MILLISECONDS = 20_000  # for a page to come, or an element to show
NARROW, WIDE = 360, 1280  # CSS pixels: a small phone, a desk
NETWORK_PLAN = "https://frameworks.example/plan"


@dataclass
class Site:
    """address: of the service. paths: of every kind of page, by name."""

    address: str
    service: Service
    school: School
    paths: dict[str, str] = field(default_factory=dict)
    session: str = ""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def site(databases: Databases, worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    place = socket.create_server(("127.0.0.1", 0))
    address = f"http://localhost:{place.getsockname()[1]}"
    name = f"{worker_id}_browser"
    folder = tmp_path_factory.mktemp("site")
    settings = {"base_url": address, "mail_url": f"outbox:{folder}/mail", "serve_unscanned": True}
    async with running(databases.make(name), folder, **settings) as service, listening(service.transport.app, place):
        yield await _furnished(Site(address, service, await school_of(service)))
    databases.drop(name)


async def _furnished(site: Site) -> Site:
    """One page of each kind, also of people whose script runs from right to left."""
    api, school = site.school.tenant.api, site.school
    framework = (await api.post("/v1/frameworks", json={"package": package(item("plan", "Plans a network"))})).json()
    aligned = [{"type": ["Alignment"], "targetName": "Plans", "targetUrl": NETWORK_PLAN}]
    arabic = await school.tenant.achievement("صيانة الحاسوب", alignment=aligned)
    rtl = (await school.tenant.passed(arabic["id"], ANA))["badge"]["id"]
    copied = await school.tenant.achievement("Netw\u043erks of the \u0410cme harbour")  # two letters are Cyrillic
    odd = (await school.tenant.passed(copied["id"], "odd@example.org"))["badge"]["id"]
    steps = [
        {"id": "one", "achievement": school.networks["id"]},
        {"id": "two", "achievement": arabic["id"], "after": ["one"]},
        {"id": "three", "certification": school.certification["id"], "after": ["one", "two"]},
    ]
    rest = [*steps[:1], {"id": "spare", "achievement": school.spare["id"], "after": ["one"]}]
    assert (await api.post("/v1/pathways", json={"name": "شبكات", "steps": rest})).status_code == 201
    pathway = {"name": "Into networks", "steps": steps, "exits": [{"name": "Technician", "after": ["three"]}]}
    made = (await api.post("/v1/pathways", json=pathway)).json()
    await _ending(site)
    near, wanted = await _within_reach(school, arabic)
    site.paths = {
        "home": "/",
        "verify": "/verify",
        "match": "/match",
        "report": f"/verify?url={site.address}/badges/{school.badge}",
        "badge": f"/badges/{school.badge}",
        "award": f"/badges/{school.award['badge'].rpartition('/')[2]}",
        "right to left": f"/badges/{rtl}",
        "look-alike": f"/badges/{odd}",
        "achievement": f"/achievements/{arabic['id']}",
        "certification": f"/certifications/{school.certification['id']}",
        "issuer": f"/issuers/{school.tenant.issuer.slug}",
        "framework": f"/frameworks/{framework['id']}",
        "competency": f"/frameworks/{framework['id']}/competencies/plan",
        "pathway": f"/pathways/{made['id']}",
        "own pathway": f"/learn/pathways/{made['id']}",
        "own certification": f"/learn/certifications/{near['id']}?finished={wanted['id']}",
        "own pathways": "/learn/pathways",
        "own badge": f"/learn/badges/{rtl}",
        "own evidence": "/learn/evidence",
        "own feedback": "/learn/feedback",
        "own elsewhere": "/learn/elsewhere",
        "own links": "/learn/shares",
        "own data": "/learn/data",
        "own did": "/learn/did",
        "sign in": "/learn",
        "error": "/badges/00000000-0000-0000-0000-000000000000",
        "errors": "/docs/errors",
    }
    site.paths["import"], site.paths["import to decide"] = await _imported(site)
    house = site.service.house
    async with house.store.begin(house.clock.now()) as uow:
        site.session = await new_session(house, uow, Holder(ANA, None))
    await _with_evidence(site, UUID(rtl))
    for email in (ANA, "somebody.else@example.org"):
        await bring(school.tenant, await learner_of(school.tenant, ANA), foreign(email))
    shown = NewShare("Harbour", [UUID(rtl)], house.clock.now() + SHARE_GOOD_FOR, "أمينة العلي")
    site.paths["shared"] = f"/shared/{(await new_share(house, Holder(ANA, None), shown)).token}"
    return site


async def _imported(site: Site) -> tuple[str, str]:
    """A file that was checked, with a fault in it and a name from right to left: the page to see, and to decide."""
    networks = site.school.networks
    content, query = csv_of(row(1, networks), row(2, networks, "x")), {"name": "نتائج مايو"}
    made = await site.school.tenant.api.post(
        "/v1/imports", content=content, headers={"Content-Type": "text/csv"}, params=query
    )
    await work_on_imports(site.service.house)
    found = made.json()
    return found["page"].removeprefix(site.address), found["controls"].removeprefix(site.address)


async def _ending(site: Site) -> None:
    """A certification that ends within a month, with something missing to its renewal, and a badge that ends."""
    tenant = site.school.tenant
    course, aid = await tenant.achievement("دورة تنشيطية"), await tenant.achievement("First aid")
    soon = format_instant(site.service.house.signing_instant() + timedelta(days=40))
    body = {"achievement": aid["id"], "learner": {"email": ANA}, "validUntil": soon}
    assert (await tenant.api.post("/v1/badges", json=body)).status_code == 201
    renewal = {"period": "P1M", "requires": {"op": "select", "where": {"achievement": [course["url"]]}}}
    requires = {"op": "select", "where": {"achievement": [aid["url"]]}}
    await tenant.certification(await tenant.achievement("Rescue helper"), requires, renewal=renewal)
    await site.service.settle()


async def _within_reach(school: School, arabic: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A certification that its learner is half-way to, and something that counts toward it."""
    tenant = school.tenant
    electives = [await tenant.achievement(name) for name in ("Wireless networks", "الشبكات اللاسلكية", "Cabling")]
    urls = [arabic["url"], *(one["url"] for one in electives)]
    choice = {"op": "select", "label": "مواد اختيارية", "where": {"achievement": urls}, "count": {"min": 3}}
    basics = {"op": "select", "where": {"achievement": [school.networks["url"]]}}
    spare = {"op": "select", "where": {"achievement": [school.spare["url"]]}}
    target = await tenant.achievement("فني شبكات")
    return await tenant.certification(target, {"op": "all", "of": [basics, choice, spare]}), electives[1]


async def _with_evidence(site: Site, badge: UUID) -> None:
    """A file and a link that Ana shows with a badge, and a text of her own."""
    house, ana = site.service.house, Holder(ANA, None)
    with spooled(house.settings.data_dir / "spool", 1000) as spool:
        spool.write(b"%PDF-1.7 of the workshop")
        file = await add_own(house, ana, NewEvidence("تقرير الورشة", "What was repaired."), spool)
    link = await add_own(house, ana, NewEvidence("Work", url=f"https://ana.example/{'work-' * 30}"), None)
    for one in (file, link):
        await show_evidence(house, ana, one.id, badge, "badge")
    await add_own(house, ana, NewEvidence("My account", narrative="I repaired *three* machines."), None)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine: install it, or name one in CHROMIUM")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@dataclass
class Visitor:
    """Somebody at a browser. speaks: the language of the browser. said: what the browser complained of."""

    context: BrowserContext
    page: Page
    site: Site
    speaks: str
    said: list[str]

    def reads(self, message: str, **values: object) -> str:
        """What a page says to this visitor."""
        with speaking(self.speaks):
            return gettext(message, **values)

    async def look_at(self, path: str) -> Page:
        await self.page.goto(self.site.address + path)
        return self.page

    async def sign_in(self) -> None:
        await self.context.add_cookies([{"name": "learner", "value": self.site.session, "url": self.site.address}])

    async def resize(self, width: int) -> None:
        await self.page.set_viewport_size({"width": width, "height": 900})

    async def violations(self) -> list[Any]:
        """What axe finds, each as rule and place. It needs scripts, unlike the pages."""
        async with asyncio.timeout(AXE_SECONDS):
            found = (await Axe().run(self.page, options={"runOnly": {"type": "tag", "values": RULES}})).response
        return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]]

    async def keep_picture(self, name: str) -> None:
        """Where BROWSER_PICTURES says, for people to look at."""
        folder = os.environ.get("BROWSER_PICTURES")
        if folder:
            await self.page.screenshot(path=Path(folder) / f"{name}-{self.speaks}.png", full_page=True)


@asynccontextmanager
async def _visiting(chromium: Browser, site: Site, speaks: str, *, scripts: bool) -> AsyncIterator[Visitor]:
    context = await chromium.new_context(java_script_enabled=scripts, locale=LOCALES[speaks])
    context.set_default_timeout(STEP_MILLISECONDS)
    page = await context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield Visitor(context, page, site, speaks, said)
    await context.close()


LOCALES = {"en": "en-GB", "ar": "ar-EG"}  # from left to right and from right to left


@pytest_asyncio.fixture(loop_scope="session", params=LOCALES)
async def visitor(request: pytest.FixtureRequest, chromium: Browser, site: Site) -> AsyncIterator[Visitor]:
    """Without JavaScript, as our pages promise to work."""
    async with _visiting(chromium, site, request.param, scripts=False) as visitor:
        yield visitor


@pytest_asyncio.fixture(loop_scope="session", params=LOCALES)
async def inspector(request: pytest.FixtureRequest, chromium: Browser, site: Site) -> AsyncIterator[Visitor]:
    """With JavaScript, by which pages are measured."""
    async with _visiting(chromium, site, request.param, scripts=True) as visitor:
        yield visitor
