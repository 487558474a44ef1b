"""Learners decide who sees their badges: each by itself, and chosen ones behind a link that ends."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from fastapi.routing import APIRoute
from tests.services.clockwork import Clockwork, with_clock
from tests.support.service import BASE_URL, Service, Tenant, all_of
from tests.support.signed_in import sign_in

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.badge_access import shared_set
from stackcred_issuer.web.public import router

PAGE = {"Accept": "text/html"}
SUBNETS = "https://skills.example/subnets"


@dataclass
class Learner:
    """Ana, signed in, with two badges and the award they add up to."""

    browser: httpx.AsyncClient
    tenant: Tenant
    parts: tuple[str, str]
    award: str

    async def choose(self, badge: str, visibility: str) -> httpx.Response:
        return await self.browser.post(f"/learn/badges/{badge}/visibility", data={"visibility": visibility})

    async def share(self, *badges: str, **fields: str) -> httpx.Response:
        form = {"label": "Harbour", "until": _day(30), **fields}
        return await self.browser.post("/learn/shares", data={**form, "badge": list(badges)})

    async def link(self, *badges: str, **fields: str) -> str:
        """The path of a new link to these."""
        page = (await self.share(*badges, **fields)).text
        (first, *_) = re.findall(rf'href="{BASE_URL}(/shared/[\w-]+)"', page)
        return str(first)


def _day(ahead: int) -> str:
    return (datetime.now(UTC) + timedelta(days=ahead)).date().isoformat()


@pytest_asyncio.fixture
async def ana(service: Service) -> AsyncIterator[Learner]:
    tenant = await service.tenant()
    email = f"ana-{tenant.issuer.slug}@example.org"
    aligned = [{"type": ["Alignment"], "targetName": "Subnets", "targetUrl": SUBNETS}]
    one, two = await tenant.achievement("Networks", alignment=aligned), await tenant.achievement("Servers")
    target = await tenant.achievement("Certificate")
    await tenant.certification(target, all_of(one, two))
    parts = [(await tenant.passed(part["id"], email)) for part in (one, two)]
    await service.settle()
    (award,) = (await tenant.learner(parts[0]["learner"]))["awards"]
    async with await sign_in(service, email) as browser:
        yield Learner(browser, tenant, (parts[0]["badge"]["id"], parts[1]["badge"]["id"]), award["badge"])


async def test_a_private_badge_answers_strangers_like_one_that_does_not_exist(service: Service, ana: Learner) -> None:
    """Every public address that names a badge, whatever is added later."""
    await ana.choose(ana.award, "private")
    paths = {route.path for route in router.routes if isinstance(route, APIRoute) and "{badge_id}" in route.path}
    assert len(paths) >= 8
    for path in paths:
        for accept in ("text/html", "application/vc", "application/vc+jwt"):
            answer = await service.public.get(path.format(badge_id=ana.award), headers={"Accept": accept})
            assert answer.status_code == 404, path


async def test_a_private_badge_cannot_be_looked_up_by_address_but_its_file_verifies(
    service: Service, ana: Learner
) -> None:
    document = await service.credential(ana.award)
    await ana.choose(ana.award, "private")
    looked_up = await service.public.post("/v1/verify", json={"url": f"{BASE_URL}/badges/{ana.award}"})
    assert looked_up.status_code == 404
    report = await service.verify(document)
    assert report["verdict"] == "valid"
    for entry in document["credentialStatus"]:
        assert (await service.public.get(urlsplit(entry["statusListCredential"]).path)).status_code == 200


async def test_an_award_does_not_give_away_the_private_badge_it_rests_on(service: Service, ana: Learner) -> None:
    await ana.choose(ana.parts[0], "private")
    for file in ("bundle.json", "record.json"):
        assert (await service.public.get(f"/badges/{ana.award}/{file}")).status_code == 404
    page = await service.public.get(f"/badges/{ana.award}", headers=PAGE)
    assert page.status_code == 200
    assert ana.parts[0] not in page.text
    assert "A badge that its learner keeps private" in page.text
    assert f'href="/badges/{ana.parts[1]}"' in page.text
    await ana.choose(ana.parts[0], "unlisted")
    assert (await service.public.get(f"/badges/{ana.award}/bundle.json")).status_code == 200


async def test_only_a_public_badge_may_be_listed_by_search_engines(service: Service, ana: Learner) -> None:
    path = f"/badges/{ana.award}"
    unlisted = await service.public.get(path, headers=PAGE)
    await ana.choose(ana.award, "public")
    public = await service.public.get(path, headers=PAGE)
    assert 'content="noindex"' in unlisted.text
    assert unlisted.headers["x-robots-tag"] == "noindex"
    assert "noindex" not in public.text
    assert "x-robots-tag" not in public.headers


async def test_the_learner_keeps_seeing_what_is_private(ana: Learner) -> None:
    await ana.choose(ana.award, "private")
    for path in (
        f"/learn/badges/{ana.award}",
        *(f"/learn/badges/{ana.award}.{form}" for form in ("json", "png", "svg")),
    ):
        answer = await ana.browser.get(path)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
    assert '<option value="private" selected>' in (await ana.browser.get("/learn")).text


async def test_nobody_decides_about_a_badge_of_somebody_else(service: Service, ana: Learner) -> None:
    bo = (await ana.tenant.passed((await ana.tenant.achievement("Cables"))["id"], "bo@example.org"))["badge"]["id"]
    assert (await ana.choose(bo, "private")).status_code == 404
    assert (await ana.share(bo)).status_code == 404
    assert (await ana.browser.get(f"/learn/badges/{bo}")).status_code == 404
    assert (await service.public.get(f"/badges/{bo}")).status_code == 200
    stranger = await service.public.post(f"/learn/badges/{bo}/visibility", data={"visibility": "private"})
    assert stranger.status_code == 401


async def test_forms_of_other_sites_change_nothing(service: Service, ana: Learner) -> None:
    evil = {"Origin": "https://evil.example"}
    for path in (f"/learn/badges/{ana.award}/visibility", "/learn/shares"):
        answer = await ana.browser.post(path, data={"visibility": "private"}, headers=evil)
        assert answer.status_code == 403
    assert (await service.public.get(f"/badges/{ana.award}")).status_code == 200


async def test_browsers_are_told_to_say_where_a_form_comes_from(ana: Learner) -> None:
    """With `no-referrer` Chromium sends `Origin: null` with our own forms, and they would all be refused."""
    for path in ("/learn", "/learn/shares", f"/learn/badges/{ana.award}"):
        assert (await ana.browser.get(path)).headers["referrer-policy"] == "same-origin"
    refused = await ana.browser.post("/learn/shares", headers={"Origin": "null"})
    assert (refused.status_code, refused.headers["content-type"]) == (403, "text/html; charset=utf-8")


async def test_a_link_shows_the_chosen_badges_and_no_other(service: Service, ana: Learner) -> None:
    for badge in (*ana.parts, ana.award):
        await ana.choose(badge, "private")
    link = await ana.link(ana.parts[0], ana.award, shown_name="أمينة العلي")
    page = await service.public.get(link, headers=PAGE)
    assert page.status_code == 200
    assert page.headers["x-robots-tag"] == "noindex"
    assert page.headers["cache-control"] == "no-store"
    assert "<bdi>أمينة العلي</bdi>" in page.text
    assert "All of them are established" in page.text
    assert ("Networks" in page.text, "Servers" in page.text) == (True, False)
    for badge in (ana.parts[0], ana.award):
        shown = await service.public.get(f"{link}/badges/{badge}")
        assert "Established" in shown.text
        for form in ("json", "png", "svg"):
            assert (await service.public.get(f"{link}/badges/{badge}.{form}")).status_code == 200
    assert (await service.public.get(f"{link}/badges/{ana.parts[1]}")).status_code == 404
    assert (await service.public.get(f"{link}/badges/{ana.parts[1]}.json")).status_code == 404


async def test_a_withdrawn_link_shows_nothing_and_says_what_to_do(service: Service, ana: Learner) -> None:
    link = await ana.link(ana.award)
    (share,) = re.findall(r"/learn/shares/([\w-]+)/withdraw", (await ana.browser.get("/learn/shares")).text)
    assert "Withdrawn" in (await ana.browser.post(f"/learn/shares/{share}/withdraw")).text
    answer = await service.public.get(link, headers=PAGE)
    assert answer.status_code == 404
    assert "ask whoever gave it to you" in answer.text
    assert (await service.public.get(f"{link}/badges/{ana.award}")).status_code == 404


async def test_nobody_withdraws_the_link_of_somebody_else(service: Service, ana: Learner) -> None:
    link = await ana.link(ana.award)
    (share,) = re.findall(r"/learn/shares/([\w-]+)/withdraw", (await ana.browser.get("/learn/shares")).text)
    await ana.tenant.passed((await ana.tenant.achievement("Cables"))["id"], "eve@example.org")
    async with await sign_in(service, "eve@example.org") as eve:
        assert (await eve.post(f"/learn/shares/{share}/withdraw")).status_code == 404
    assert (await service.public.get(link)).status_code == 200


async def test_a_link_ends_with_its_day(service: Service, ana: Learner) -> None:
    token = (await ana.link(ana.award, until=_day(1))).rpartition("/")[2]
    clock = Clockwork(service.house.clock.now())
    late = with_clock(service.house, clock)
    share, _ = await shared_set(late, token)
    clock.instant = share.expires_at
    with pytest.raises(StackcredError) as refused:
        await shared_set(late, token)
    assert refused.value.code is ErrorCode.NOT_FOUND


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"label": " "}, "label", "Give the link a name"),
        ({"label": "x" * 101}, "label", "at most 100 characters"),
        ({"until": "soon"}, "until", "such as 2027-03-31"),
        ({"until": "2020-01-01"}, "until", "from today on"),
        ({"until": "2999-01-01"}, "until", "days ahead"),
        ({"shown_name": "x" * 101}, "shown_name", "Shorten your name"),
        ({"badge": "x"}, "badge", "tick them"),
        ({"badge": ""}, "badge", "tick them"),
    ],
)
async def test_a_form_that_cannot_be_used_says_what_to_correct_and_keeps_what_was_written(
    ana: Learner, fields: dict[str, str], field: str, words: str
) -> None:
    form = {"label": "Harbour", "until": _day(30), "badge": ana.award, "shown_name": "Ana"} | fields
    answer = await ana.browser.post("/learn/shares", data=form)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert words in answer.text
    assert f'value="{form["label"].strip()}"' in answer.text


async def test_a_link_needs_a_badge(ana: Learner) -> None:
    answer = await ana.share()
    assert answer.status_code == 422
    assert "Tick at least one badge" in answer.text


async def test_views_are_counted_for_the_learner_alone(service: Service, ana: Learner) -> None:
    link = await ana.link(ana.award)
    for _ in range(3):
        page = await service.public.get(f"/badges/{ana.award}", headers=PAGE)
    await service.public.get(f"/badges/{ana.award}", headers={"Accept": "application/vc"})
    await service.public.get(link, headers=PAGE)
    assert "Looked at" not in page.text
    assert "Looked at 3 times" in (await ana.browser.get(f"/learn/badges/{ana.award}")).text
    assert "Looked at once" in (await ana.browser.get("/learn/shares")).text
    listed = (await ana.tenant.api.get(f"/v1/badges/{ana.award}")).text
    assert "views" not in listed


async def test_what_was_chosen_is_what_the_record_says(service: Service, ana: Learner) -> None:
    await ana.choose(ana.award, "private")
    await ana.choose(ana.award, "public")
    async with service.house.store.begin(service.house.clock.now()) as uow:
        assert await uow.sharing.visibilities([UUID(ana.award), UUID(ana.parts[0])]) == {UUID(ana.award): "public"}
    assert (await ana.choose(ana.award, "secret")).status_code == 422


async def test_a_link_to_a_badge_shows_its_picture_and_words_elsewhere(service: Service, ana: Learner) -> None:
    page = (await service.public.get(f"/badges/{ana.award}", headers=PAGE)).text
    said = dict(re.findall(r'<meta property="(og:[^"]+)" content="([^"]*)">', page))
    assert said["og:title"] == "Certificate"
    assert said["og:url"] == f"{BASE_URL}/badges/{ana.award}"
    picture = await service.public.get(urlsplit(said["og:image"]).path)
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    link = await ana.link(ana.award)
    assert "og:title" not in (await service.public.get(f"{link}/badges/{ana.award}", headers=PAGE)).text


async def test_linkedin_gets_everything_filled_in_and_a_private_badge_is_not_offered(ana: Learner) -> None:
    page = (await ana.browser.get(f"/learn/badges/{ana.award}")).text
    (form,) = re.findall(r'href="(https://www\.linkedin\.com/[^"]+)"', page)
    fields = parse_qs(urlsplit(unescape(form)).query)
    assert fields["startTask"] == ["CERTIFICATION_NAME"]
    assert fields["name"] == ["Certificate"]
    assert fields["organizationName"] == [ana.tenant.issuer.name]
    assert fields["certUrl"] == [f"{BASE_URL}/badges/{ana.award}"]
    await ana.choose(ana.award, "private")
    hidden = (await ana.browser.get(f"/learn/badges/{ana.award}")).text
    assert "linkedin.com" not in hidden
    assert 'id="snippet"' not in hidden


async def test_the_snippet_shows_the_picture_and_escapes_its_name(service: Service, ana: Learner) -> None:
    made = await ana.tenant.achievement('Cables "<b>" & plugs')
    badge = (await ana.tenant.passed(made["id"], "bo@example.org"))["badge"]["id"]
    page = (await service.public.get(f"/badges/{badge}", headers=PAGE)).text
    (snippet,) = re.findall(r'<textarea id="snippet"[^>]*>(.*?)</textarea>', page)
    assert unescape(snippet) == (
        f'<a href="{BASE_URL}/badges/{badge}"><img src="{made["url"]}/image.png" '
        'alt="Cables &quot;&lt;b&gt;&quot; &amp; plugs" width="192" height="192"></a>'
    )


async def test_software_is_given_the_signed_badges_behind_a_link_as_a_list(service: Service, ana: Learner) -> None:
    await ana.choose(ana.parts[0], "private")
    link = await ana.link(*ana.parts)
    answer = await service.public.get(link)
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    found = answer.json()
    assert {one["id"].rpartition("/")[2] for one in found} == set(ana.parts)
    assert [(await service.verify(one))["verdict"] for one in found] == ["valid", "valid"]


async def test_an_employer_verifies_and_matches_all_badges_of_a_link_at_once(service: Service, ana: Learner) -> None:
    for badge in ana.parts:
        await ana.choose(badge, "private")
    link = BASE_URL + await ana.link(*ana.parts)
    many = await service.public.post("/v1/verify/batch", json={"documents": [{"url": link}]})
    assert [one["report"]["verdict"] for one in many.json()["results"]] == ["valid", "valid"]
    page = await service.public.post("/verify", files={"url": (None, link)}, headers=PAGE)
    assert "2 documents verified" in page.text
    role = {"type": "JobRole", "id": "urn:role", "name": "Technician", "competencies": [{"alignment": SUBNETS}]}
    applicants = [{"name": "Ana", "documents": [{"url": link}]}]
    answer = await service.public.post("/v1/match", json={"role": role, "applicants": applicants})
    (matched,) = answer.json()["applicants"]
    assert matched["coverage"] == "covered"
    assert matched["requirements"][0]["by"][0]["credential"].endswith(ana.parts[0])


async def test_a_link_that_is_withdrawn_brings_an_employer_nothing_and_says_so(service: Service, ana: Learner) -> None:
    link = BASE_URL + await ana.link(ana.award)
    (share,) = re.findall(r"/learn/shares/([\w-]+)/withdraw", (await ana.browser.get("/learn/shares")).text)
    await ana.browser.post(f"/learn/shares/{share}/withdraw")
    (result,) = (await service.public.post("/v1/verify/batch", json={"documents": [{"url": link}]})).json()["results"]
    assert "shows nothing any more" in str(result)
