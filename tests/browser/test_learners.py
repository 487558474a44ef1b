"""What learners do with their badges, by keyboard alone and without scripts: hide, share, withdraw, erase."""

from __future__ import annotations

import pytest
from tests.browser.conftest import NARROW, WIDE, Visitor

from stackcred_issuer.services.sign_in import new_session
from stackcred_issuer.store.access import Holder

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


async def _press(visitor: Visitor, selector: str, heading: str, key: str = "Enter") -> None:
    """Press a key on an element and wait for the page with this heading."""
    await visitor.page.focus(selector)
    async with visitor.page.expect_navigation():
        await visitor.page.keyboard.press(key)
    await visitor.page.wait_for_selector(f"h1:has-text('{heading}')")


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
    assert "established" in await page.inner_text(".lead")
    await visitor.look_at("/learn/shares")
    await _press(visitor, "form[action$='/withdraw'] button", "Links you share")
    answer = await page.goto(address)
    assert answer is not None
    assert answer.status == 404


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
