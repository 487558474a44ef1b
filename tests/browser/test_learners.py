"""What learners do with their badges, by keyboard alone and without scripts: hide, share, withdraw, erase."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.browser.conftest import NARROW, WIDE, Visitor
from tests.support.strangers import foreign

from stackcred_issuer.services.sign_in import new_session
from stackcred_issuer.store.access import Holder

PDF = b"%PDF-1.7 what was measured"
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _as(visitor: Visitor, email: str) -> None:
    """Signed in as somebody with one badge, whose name runs from right to left."""
    site = visitor.site
    made = await site.school.tenant.achievement("صيانة الشبكات")
    await site.school.tenant.passed(made["id"], email)
    house = site.service.house
    async with house.store.begin(house.clock.now()) as uow:
        site_session = await new_session(house, uow, Holder(email, None))
    await visitor.context.add_cookies([{"name": "learner", "value": site_session, "url": site.address}])


def content(path: Path) -> bytes:
    return path.read_bytes()


async def _press(visitor: Visitor, selector: str, heading: str, key: str = "Enter") -> None:
    """Press a key on an element and wait for the page with this heading."""
    await visitor.page.focus(selector)
    async with visitor.page.expect_navigation():
        await visitor.page.keyboard.press(key)
    await visitor.page.wait_for_selector(f"h1:has-text('{visitor.reads(heading)}')")


@pytest.mark.parametrize("width", [NARROW, WIDE])
async def test_a_badge_is_hidden_shared_by_a_link_and_the_link_withdrawn(visitor: Visitor, width: int) -> None:
    await visitor.resize(width)
    await _as(visitor, f"hiding-{width}@example.org")
    page = await visitor.look_at("/learn")
    await page.select_option("select", "private")
    await _press(visitor, "form.inline button", "Your badges")
    assert await page.input_value("select") == "private"
    await visitor.look_at("/learn/shares")
    await page.focus("#label")
    await page.keyboard.type("طلب وظيفة")
    await page.focus("fieldset input")
    await page.keyboard.press("Space")
    await _press(visitor, "form[action='/learn/shares'] button", "Links you share")
    address = str(await page.locator("a[href*='/shared/']").get_attribute("href"))
    await page.goto(address)
    assert visitor.reads("It is established as of %(moment)s.", moment="").split(".")[0].strip() in (
        await page.inner_text(".lead")
    )
    await visitor.look_at("/learn/shares")
    await _press(visitor, "form[action$='/withdraw'] button", "Links you share")
    answer = await page.goto(address)
    assert answer is not None
    assert answer.status == 404


@pytest.mark.parametrize("width", [NARROW, WIDE])
async def test_a_file_is_added_shown_with_a_badge_downloaded_and_deleted(visitor: Visitor, width: int) -> None:
    await visitor.resize(width)
    await _as(visitor, f"proving-{width}@example.org")
    page = await visitor.look_at("/learn/evidence")
    await page.set_input_files("#file", {"name": "شهادة.pdf", "mimeType": "text/html", "buffer": PDF})
    await page.focus("#description")
    await page.keyboard.type("What was measured.")
    await _press(visitor, "form[enctype] button", "Your evidence")
    assert "شهادة" in await page.inner_text("li.card")
    await page.select_option("li.card select[name=badge]", index=1)
    await page.select_option("li.card select[name=audience]", "badge")
    badge = await page.input_value("li.card select[name=badge]")
    await _press(visitor, "li.card form.inline button", "Your evidence")
    await visitor.look_at(f"/badges/{badge}")
    assert visitor.reads("Added by the holder, not checked by the issuer") in await page.inner_text("main")
    async with page.expect_download() as downloading:
        await page.click("main a[href^='/evidence/']")
    kept = await downloading.value
    assert kept.suggested_filename == "شهادة.pdf"
    assert content(await kept.path()) == PDF
    await visitor.look_at("/learn/evidence")
    await page.focus("li.card summary")
    await page.keyboard.press("Enter")
    await _press(visitor, "li.card form[action$='/delete'] button", "Your evidence")
    assert await page.locator("li.card").count() == 0


async def test_what_is_wrong_with_evidence_is_said_at_its_field(inspector: Visitor) -> None:
    await _as(inspector, "erring@example.org")
    page = await inspector.look_at("/learn/evidence")
    await page.set_input_files("#file", {"name": "run.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\0"})
    await page.fill("#name", "A program")
    await _press(inspector, "form[enctype] button", "Your evidence")
    assert "are not taken" in await page.inner_text("#file-error")
    assert await page.input_value("#name") == "A program"
    assert (await page.title()).startswith(inspector.reads("Please correct"))
    assert await inspector.violations() == []


async def test_a_person_is_erased_in_two_steps(visitor: Visitor) -> None:
    await _as(visitor, "leaving@example.org")
    page = await visitor.look_at("/learn/data")
    await page.focus("#revoked")
    await page.keyboard.press("Space")
    await _press(visitor, "main form button", "Erase everything about you?")
    await page.focus("#confirm")
    await page.keyboard.press("Space")
    await _press(visitor, "main form button", "Your data is erased")
    await visitor.look_at("/learn")
    assert await page.is_visible("input[type=email]")


@pytest.mark.parametrize("width", [NARROW, WIDE])
async def test_somebody_is_asked_for_feedback_and_gives_it(visitor: Visitor, width: int) -> None:
    await visitor.resize(width)
    await _as(visitor, f"asking-{width}-{visitor.speaks}@example.org")
    page = await visitor.look_at("/learn/feedback")
    for field, text in (("name", "ماريا"), ("email", "maria@example.org"), ("message", "كلمة؟")):
        await page.focus(f"#{field}")
        await page.keyboard.type(text)
    await _press(visitor, "form[action='/learn/feedback'] button", "What others say")
    link = await page.inner_text(".tone-good code")
    await page.goto(link)
    await page.focus("#comment")
    await page.keyboard.type("She cabled our east wing.")
    await page.focus("#relationship")
    await page.keyboard.type("مشرفة")
    await page.focus("#confirm")
    await page.keyboard.press("Space")
    await _press(visitor, "button[value=confirm]", "Thank you")
    await visitor.look_at("/learn/feedback")
    assert "She cabled our east wing." in await page.inner_text("li.card")


@pytest.mark.parametrize("width", [NARROW, WIDE])
async def test_a_badge_from_elsewhere_is_brought_and_taken_back(visitor: Visitor, width: int) -> None:
    await visitor.resize(width)
    email = f"bringing-{width}-{visitor.speaks}@example.org"
    await _as(visitor, email)
    page = await visitor.look_at("/learn/elsewhere")
    await page.focus("#text")
    await page.keyboard.insert_text(json.dumps(foreign(email)))
    await _press(visitor, "form[enctype] button", "Badges from elsewhere")
    assert visitor.reads("Yours, and in force") in await page.inner_text("li.card")
    await page.focus("li.card summary")
    await page.keyboard.press("Enter")
    await _press(visitor, "li.card form button", "Badges from elsewhere")
    assert visitor.reads("Taken back") in await page.inner_text("li.card")
