"""A person records or stops an import at its page, by keyboard alone and without scripts."""

from __future__ import annotations

import pytest
from tests.browser.conftest import LOCALES, NARROW, WIDE, Visitor
from tests.services.imports.files import csv_of, row

from stackcred_issuer.services.imports.work import work_on_imports

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _checked(visitor: Visitor, source: int) -> str:
    """The deciding address of a new import whose rows were checked, as a path."""
    site = visitor.site
    content = csv_of(row(source, site.school.networks))
    headers = {"Content-Type": "text/csv"}
    made = (await site.school.tenant.api.post("/v1/imports", content=content, headers=headers)).json()
    await work_on_imports(site.service.house)
    return str(made["controls"].removeprefix(site.address))


def _own(visitor: Visitor) -> int:
    """A number apart from that of visitors who speak another language, since results are recorded once."""
    return 1_000_000 * list(LOCALES).index(visitor.speaks)


async def _press(visitor: Visitor, selector: str, key: str = "Enter") -> None:
    await visitor.page.focus(selector)
    async with visitor.page.expect_navigation():
        await visitor.page.keyboard.press(key)


@pytest.mark.parametrize("width", [NARROW, WIDE])
async def test_an_import_is_recorded_by_a_button(visitor: Visitor, width: int) -> None:
    await visitor.resize(width)
    path = await _checked(visitor, 1000 + width + _own(visitor))
    page = await visitor.look_at(path)
    assert visitor.reads("Waits for you") in await page.inner_text(".lead")
    await _press(visitor, "form[action$='/confirm'] button")
    assert visitor.reads("Being recorded") in await page.inner_text(".lead")
    await work_on_imports(visitor.site.service.house)
    await visitor.look_at(path)
    assert visitor.reads("Done") in await page.inner_text(".lead")
    assert await page.locator("form").count() == 0


async def test_an_import_is_stopped_only_after_a_box_is_ticked(visitor: Visitor) -> None:
    page = await visitor.look_at(await _checked(visitor, 3000 + _own(visitor)))
    await page.focus("form[action$='/stop'] button")
    await page.keyboard.press("Enter")
    assert visitor.reads("Waits for you") in await page.inner_text(".lead"), "the browser asks for the tick"
    await page.focus("#sure")
    await page.keyboard.press("Space")
    await _press(visitor, "form[action$='/stop'] button")
    assert visitor.reads("Stopped") in await page.inner_text(".lead")
