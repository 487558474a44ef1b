"""What people come for, done in a real browser with scripts off, and by keyboard alone where hands are on one."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.browser.conftest import Visitor
from tests.web.conftest import ANA

from stackcred_issuer.web.pages.language import ngettext, speaking

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _signed(visitor: Visitor) -> bytes:
    answer = await visitor.site.service.public.get(f"/badges/{visitor.site.school.badge}.json")
    return answer.content


def _verified(visitor: Visitor, number: int) -> str:
    with speaking(visitor.speaks):
        return ngettext("One document verified", "%(count)s documents verified", number, count=number)


async def _to(visitor: Visitor, selector: str) -> None:
    """On to an element, by Tab alone."""
    for _ in range(60):
        await visitor.page.keyboard.press("Tab")
        if await visitor.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"nobody gets to {selector} by keyboard")


async def test_an_employer_pastes_an_address_and_reads_the_answer_by_keyboard_alone(visitor: Visitor) -> None:
    page = await visitor.look_at("/")
    await _to(visitor, "a[href='/verify']")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/verify")
    await _to(visitor, "input[name=url]")
    await page.keyboard.type(f"{visitor.site.address}/badges/{visitor.site.school.badge}")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(f"h1:has-text('{visitor.reads('Verification report')}')")
    assert visitor.reads("Established") in await page.inner_text(".statement")
    assert await page.locator(f"main >> text={visitor.reads('Signature')}").count() >= 1


async def test_an_employer_drops_a_file_and_a_changed_copy_is_refused(visitor: Visitor, tmp_path: Path) -> None:
    document = json.loads(await _signed(visitor))
    for name, verdict in (("genuine", "Established"), ("changed", "Not established")):
        if name == "changed":
            document["name"] = "Another"
        file = tmp_path / f"{name}.json"
        file.write_text(json.dumps(document))
        page = await visitor.look_at("/verify")
        await page.set_input_files("input[type=file]", file)
        await page.locator("input[type=file]").focus()
        await _to(visitor, "button[type=submit]")
        await page.keyboard.press("Enter")
        await page.wait_for_selector(f"h1:has-text('{visitor.reads('Verification report')}')")
        assert (await page.inner_text(".statement")).startswith(visitor.reads(verdict))


async def test_many_files_at_once_become_a_table_to_take_away(visitor: Visitor, tmp_path: Path) -> None:
    signed = await _signed(visitor)
    archive = tmp_path / "applicants.zip"
    with ZipFile(archive, "w") as packed:
        packed.writestr("ana.json", signed)
        packed.writestr("bo.json", signed.replace(b"Networks", b"Notworks"))
    page = await visitor.look_at("/verify")
    await page.set_input_files("input[type=file]", archive)
    await page.click("button[type=submit]")
    await page.wait_for_selector(f"h1:has-text('{_verified(visitor, 2)}')")
    await visitor.keep_picture("many")
    async with page.expect_download() as downloading:
        await page.locator("text=CSV").first.click()
    await (await downloading.value).save_as(tmp_path / "table.csv")
    table = (tmp_path / "table.csv").read_text("utf-8")
    assert "ana.json" in table
    assert "invalid" in table


async def test_a_learner_signs_in_by_a_mailed_link_and_out_again(visitor: Visitor) -> None:
    page = await visitor.look_at("/learn")
    await page.fill("input[type=email]", ANA)
    await page.keyboard.press("Enter")
    await page.wait_for_selector(f"h1:has-text('{visitor.reads('Look at your mail')}')")
    folder = visitor.site.service.house.settings.data_dir / "mail"
    mail = max(folder.iterdir(), key=lambda path: path.stat().st_mtime).read_text("utf-8")
    await page.goto(next(word for word in mail.split() if "/learn/open/" in word))
    await page.click(f"text={visitor.reads('Open my badges')}")
    await page.wait_for_url("**/learn")
    assert "Networks" in await page.inner_text("main")
    await page.click(f"text={visitor.reads('Sign out')}")
    await page.wait_for_selector("input[type=email]")


async def test_a_name_that_runs_from_right_to_left_keeps_its_direction(visitor: Visitor) -> None:
    page = await visitor.look_at(visitor.site.paths["right to left"])
    heading = page.locator("h1", has_text="صيانة")
    assert await heading.evaluate("element => getComputedStyle(element).direction") == "rtl"


async def test_an_employer_holds_a_role_against_a_link_by_keyboard_alone(visitor: Visitor, tmp_path: Path) -> None:
    page = await visitor.look_at("/match")
    await _to(visitor, "textarea[name=asked]")
    await page.keyboard.type("https://skills.example/welding 2")
    await _to(visitor, "textarea[name=links]")
    await page.keyboard.type(visitor.site.address + visitor.site.paths["shared"])
    await _to(visitor, "button[type=submit]")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(f"h2:has-text('{visitor.reads('Missing')}')")
    await visitor.keep_picture("matched")
    async with page.expect_download() as downloading:
        await page.locator("a[download='match.csv']").click()
    await (await downloading.value).save_as(tmp_path / "match.csv")
    assert "missing" in (tmp_path / "match.csv").read_text("utf-8")
