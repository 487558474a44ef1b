"""How far one is with a certification, and what if: by keyboard alone and without scripts."""

from __future__ import annotations

import pytest
from tests.browser.conftest import NARROW, WIDE, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("width", [NARROW, WIDE])
async def test_the_parts_open_and_what_if_is_answered(visitor: Visitor, width: int) -> None:
    await visitor.resize(width)
    await visitor.sign_in()
    page = await visitor.look_at("/learn")
    card = page.locator(f"li.card:has(summary:has-text('{visitor.reads('Part by part')}'))").first
    await card.locator("summary").focus()
    await page.keyboard.press("Enter")
    assert await card.locator(".tree").first.is_visible()
    await visitor.look_at(visitor.site.paths["own certification"].partition("?")[0])
    await page.get_by_label("Spare").focus()
    await page.keyboard.press("Space")
    await page.focus("main form button[type=submit]")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    assert f"{visitor.reads('If you had finished')} Spare" in await page.inner_text("#supposed h2")
    assert visitor.reads("%(have)s of %(need)s", have=1, need=3) in await page.inner_text("#supposed .missing")
    assert await page.get_by_label("Spare").is_checked()
