"""Every kind of page, in a real browser: accessible at each width and in both directions, without scripts."""

from __future__ import annotations

import pytest
from tests.browser.conftest import NARROW, WIDE, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")
KINDS = (
    "home", "verify", "match", "report", "badge", "award", "right to left", "look-alike", "achievement",
    "certification", "issuer", "framework", "competency", "sign in", "error", "errors", "portfolio", "pathway",
    "own pathway", "own pathways", "own badge", "own evidence", "own feedback", "own elsewhere", "own links",
    "own data", "own did", "shared", "own certification", "import", "import to decide",
)  # fmt: skip
COVERED = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


async def _open(visitor: Visitor, kind: str) -> None:
    if kind == "portfolio" or kind.startswith("own"):
        await visitor.sign_in()
    await visitor.look_at("/learn" if kind == "portfolio" else visitor.site.paths[kind])


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("kind", KINDS)
async def test_a_page_is_accessible_and_fits_its_window(inspector: Visitor, kind: str, width: int) -> None:
    await inspector.resize(width)
    await _open(inspector, kind)
    await inspector.keep_picture(f"{kind}-{width}")
    assert await inspector.page.evaluate(COVERED), "it scrolls sideways"
    direction = await inspector.page.evaluate("getComputedStyle(document.body).direction")
    assert direction == ("rtl" if inspector.speaks == "ar" else "ltr")
    assert await inspector.violations() == []


@pytest.mark.parametrize("kind", KINDS)
async def test_a_page_asks_for_nothing_that_its_policy_forbids(visitor: Visitor, kind: str) -> None:
    await _open(visitor, kind)
    told = [text for text in visitor.said if "404" not in text]  # an error page is one
    assert told == []
    answer = await visitor.page.request.get(visitor.page.url)
    policy = answer.headers["content-security-policy"]
    assert "unsafe-" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("kind", KINDS)
async def test_a_page_can_be_gone_through_by_keyboard_and_shows_where_one_is(visitor: Visitor, kind: str) -> None:
    await _open(visitor, kind)
    wanted = await visitor.page.evaluate(
        "[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]"
        ".filter(element => element.checkVisibility() && !element.disabled)"
        ".filter(element => element.type !== 'radio' || element.checked || !element.form.querySelector(':checked'))"
        ".filter((element, place, all) => element.type !== 'radio' || all[place - 1]?.name !== element.name).length"
    )
    seen = set()
    for _ in range(wanted + 5):
        await visitor.page.keyboard.press("Tab")
        at = await visitor.page.evaluate(
            "(() => { const here = document.activeElement; if (here === document.body) return null;"
            " const style = getComputedStyle(here);"
            " return [[...document.querySelectorAll('*')].indexOf(here),"
            " style.outlineStyle !== 'none' || style.boxShadow !== 'none']; })()"
        )
        if at is not None:
            seen.add(at[0])
            assert at[1], "the focus is not to be seen"
    assert len(seen) >= wanted
