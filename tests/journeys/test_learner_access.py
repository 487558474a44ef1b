"""A badge comes by mail with a link; the link signs its holder in, once; nobody else gets in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from tests.services.clockwork import Clockwork, with_clock
from tests.support.post_office import PostOffice, post_office
from tests.support.service import BASE_URL, Service, all_of, running

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services import sign_in
from stackcred_issuer.services.evaluate_certification import evaluate_certification
from stackcred_issuer.services.pass_of_time import pass_of_time
from stackcred_issuer.services.tell_learners import remind_learners, tell_learners
from stackcred_issuer.store.access import Holder

ANA = "ana@example.org"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


@pytest_asyncio.fixture
async def mailing(fresh_database_url: str, tmp_path: Path, office: PostOffice) -> AsyncIterator[Service]:
    """A service that sends its mail to the office."""
    mail = {"mail_url": f"smtp://127.0.0.1:{office.port}", "mail_from": "Badges <badges@college.example>"}
    async with running(fresh_database_url, tmp_path, **mail) as service:
        yield service


@pytest_asyncio.fixture
async def browser(mailing: Service) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=mailing.transport, base_url=BASE_URL, follow_redirects=True) as browser:
        browser.headers["Accept"] = "text/html"
        yield browser


async def _badge(service: Service, email: str = ANA, name: str = "Networks") -> str:
    tenant = await service.tenant()
    badge: str = (await tenant.passed((await tenant.achievement(name))["id"], email))["badge"]["id"]
    return badge


async def test_a_badge_is_told_of_once_and_its_link_leads_to_the_portfolio(
    mailing: Service, office: PostOffice, browser: httpx.AsyncClient
) -> None:
    badge = await _badge(mailing)
    await mailing.settle()
    await mailing.settle()
    [mail] = office.mails
    assert (mail["To"], mail["From"]) == (ANA, "Badges <badges@college.example>")
    assert mail["Subject"] == "Your badge: Networks"
    link, page = office.links(ANA)
    assert urlsplit(page).path == f"/badges/{badge}"
    before = await browser.get(link)
    assert "Open my badges" in before.text
    after = await browser.post(link)
    assert f'href="/learn/badges/{badge}"' in after.text
    assert ANA in after.text


async def test_a_link_opens_once_and_looking_at_it_uses_nothing_up(
    mailing: Service, office: PostOffice, browser: httpx.AsyncClient
) -> None:
    await _badge(mailing)
    await browser.post("/learn/sign-in", data={"email": " Ana@Example.org "})
    [link] = office.links(ANA)
    for _ in range(3):
        assert (await browser.get(link)).status_code == 200
    assert "Signed in as" in (await browser.post(link)).text
    for again in (await browser.get(link), await browser.post(link)):
        assert again.status_code == 410


async def test_an_unknown_address_is_answered_as_a_known_one_and_gets_no_mail(
    mailing: Service, office: PostOffice, browser: httpx.AsyncClient
) -> None:
    await _badge(mailing)
    known = await browser.post("/learn/sign-in", data={"email": ANA})
    unknown = await browser.post("/learn/sign-in", data={"email": "eve@example.org"})
    assert known.text.replace(ANA, "") == unknown.text.replace("eve@example.org", "")
    assert [mail["To"] for mail in office.mails] == [ANA]


async def test_a_person_sees_their_badges_of_every_issuer_and_nobody_elses(
    mailing: Service, office: PostOffice, browser: httpx.AsyncClient
) -> None:
    await _badge(mailing, name="Networks")
    await _badge(mailing, name="Servers")
    await _badge(mailing, email="bo@example.org", name="Secrets of Bo")
    await browser.post("/learn/sign-in", data={"email": ANA})
    page = (await browser.post(office.links(ANA)[0])).text
    assert "Networks" in page
    assert "Servers" in page
    assert "Secrets of Bo" not in page


async def test_without_a_session_there_is_the_form_and_after_signing_out_again(
    mailing: Service, office: PostOffice, browser: httpx.AsyncClient
) -> None:
    await _badge(mailing)
    assert "Send me a link" in (await browser.get("/learn")).text
    await browser.post("/learn/sign-in", data={"email": ANA})
    await browser.post(office.links(ANA)[0])
    session = browser.cookies["learner"]
    assert "Send me a link" in (await browser.post("/learn/sign-out")).text
    browser.cookies.set("learner", session)
    assert "Send me a link" in (await browser.get("/learn")).text


async def test_links_and_sessions_grow_old(mailing: Service, office: PostOffice) -> None:
    await _badge(mailing)
    clock = Clockwork(mailing.house.clock.now())
    house = with_clock(mailing.house, clock)
    await sign_in.send_link(house, ANA)
    await sign_in.send_link(house, ANA)
    stale, good = (link.rpartition("/")[2] for link in office.links(ANA))
    session = await sign_in.open_link(house, good)
    assert await sign_in.signed_in(house, session) == Holder(ANA, None)
    clock.instant += sign_in.LINK_GOOD_FOR + timedelta(seconds=1)
    with pytest.raises(StackcredError) as refused:
        await sign_in.open_link(house, stale)
    assert refused.value.code is ErrorCode.UNAUTHENTICATED
    clock.instant += sign_in.SESSION_GOOD_FOR
    assert await sign_in.signed_in(house, session) is None


async def test_a_form_from_another_site_is_refused(mailing: Service, browser: httpx.AsyncClient) -> None:
    for path in ("/learn/sign-in", "/learn/sign-out", "/learn/open/x"):
        answer = await browser.post(path, data={"email": ANA}, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403


async def test_one_address_cannot_be_flooded(mailing: Service, office: PostOffice, browser: httpx.AsyncClient) -> None:
    await _badge(mailing)
    statuses = [(await browser.post("/learn/sign-in", data={"email": ANA})).status_code for _ in range(8)]
    assert 429 in statuses
    assert len(office.mails) <= sign_in.LINKS_PER_MINUTE * 2  # a minute may end in between


@pytest.mark.parametrize("address", ["", "ana", "a b@example.org", "ana@example.org\r\nBcc: eve@example.org", "@"])
async def test_what_is_no_address_is_to_be_corrected(
    mailing: Service, office: PostOffice, browser: httpx.AsyncClient, address: str
) -> None:
    answer = await browser.post("/learn/sign-in", data={"email": address})
    assert answer.status_code == 422
    assert "Give a mail address" in answer.text
    assert office.mails == []


async def test_a_mail_server_that_is_away_delays_the_notice_and_nothing_else(
    mailing: Service, office: PostOffice
) -> None:
    badge = await _badge(mailing)
    office.refusing = True
    with pytest.raises(StackcredError) as refused:
        await tell_learners(mailing.house, [UUID(badge)])
    assert refused.value.code is ErrorCode.UNREACHABLE
    office.refusing = False
    assert await tell_learners(mailing.house, [UUID(badge)]) == 1
    assert await tell_learners(mailing.house, [UUID(badge)]) == 0


async def test_a_service_without_mail_says_so(service: Service) -> None:
    answer = await service.public.post("/learn/sign-in", data={"email": ANA}, headers={"Accept": "text/html"})
    assert answer.status_code == 503
    assert "ask your institution" in answer.text


async def test_who_holds_an_award_that_ends_is_reminded_and_who_has_renewed_it_is_not(
    mailing: Service, office: PostOffice
) -> None:
    tenant = await mailing.tenant()
    part, course = await tenant.achievement("Networks"), await tenant.achievement("Refresher")
    renewal = {"period": "P1Y", "requires": all_of(course)}
    target = await tenant.achievement("Certificate")
    certification = await tenant.certification(target, all_of(part), renewal=renewal)
    ben = [(await tenant.passed(part["id"], email))["learner"] for email in (ANA, "ben@example.org")][1]
    await mailing.settle()
    await mailing.settle()
    await tenant.passed(course["id"], "ben@example.org")
    await mailing.settle()
    office.mails.clear()
    clock = Clockwork(mailing.house.clock.now())
    clock.forward(days=340)
    late = with_clock(mailing.house, clock)
    await pass_of_time(late)
    async with late.store.begin(late.clock.now()) as uow:
        ending = [one.subject for one in await uow.audit.page(tenant.issuer.id, 0, 1000) if one.type == "award.ending"]
    assert len(ending) == 2
    await evaluate_certification(late, tenant.issuer.id, UUID(certification["id"]), UUID(ben), cause="time")
    assert await remind_learners(late, [UUID(badge) for badge in ending]) == 1
    (mail,) = office.mails
    assert (mail["To"], mail["Subject"].partition(":")[2]) == (ANA, " Certificate")
    assert f"/certifications/{certification['id']}" in mail.get_content()
