"""Pages speak the language of whoever asks, whole sentences of it, and dates and plurals as it has them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from gettext import c2py

import pytest
from babel.messages import Message
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from markupsafe import escape
from tests.web.pages.outline import Outline
from tests.web.pages.test_render import ORDINARY, poison

from stackcred_issuer.web.pages import language
from stackcred_issuer.web.pages.language import MESSAGES, SOURCE, languages, speaking
from stackcred_issuer.web.pages.text import visible

TRANSLATIONS = [code for code in languages() if code != SOURCE]
PLACES = re.compile(r"%\(\w+\)s|%%|</?\w+[^<>]*>")
WORD = re.compile(r"[A-Za-z]{2,}")
DATE = re.compile(r"\d+ March 2026(, \d\d:\d\d UTC)?")
NOT_WORDS = {"Stackcred", "UTC", "JSON", "JWT", "LD", "PNG", "SVG", "PDF", "CLR", "CTDL", "ZIP", "SHA"}


def catalog(code: str) -> Catalog:
    with (MESSAGES / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


def said() -> set[str | tuple[str, str]]:
    """Everything that templates and wordings say."""
    with (MESSAGES / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(MESSAGES.parents[1], methods, options)
    return {message if isinstance(message, str) else (message[0], message[1]) for _, _, message, _, _ in found}


def forms(message: Message) -> Iterator[tuple[str, str]]:
    """Each translated form beside the source it must agree with; the singular may leave its number out."""
    if isinstance(message.id, str):
        yield message.id, str(message.string)
    else:
        yield from ((message.id[1], form) for form in message.string or ())


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_a_translation_has_every_message_and_no_other(code: str) -> None:
    known = {
        message.id if isinstance(message.id, str) else (message.id[0], message.id[1])
        for message in catalog(code)
        if message.id and not message.fuzzy and all(form for _, form in forms(message))
    }
    assert said() - known == set(), "run `make messages` and translate these"
    assert known - said() == set(), "run `make messages`: nobody says these any more"


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_a_translation_keeps_every_tag_and_placeholder_and_hides_nothing(code: str) -> None:
    for message in catalog(code):
        for source, form in forms(message) if message.id else ():
            wanted, found = Counter(PLACES.findall(source)), Counter(PLACES.findall(form))
            spared = wanted - found if isinstance(message.id, tuple) else Counter[str]()
            assert found + spared == wanted, form
            assert not set(spared) - {"%(num)s", "%(count)s", "%(views)s"}, form
            assert visible(form) == form, "direction marks are shown to readers as what they are"


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_a_translation_numbers_its_plurals_as_the_language_does(code: str) -> None:
    """Babel's own rule for Arabic has two forms the other way round than CLDR, so the catalog states it."""
    rule, stated = languages()[code].plural_form, c2py(catalog(code).plural_expr)
    pairs = {(rule(number), stated(number)) for number in range(300)}
    assert len(pairs) == len({name for name, _ in pairs}) == catalog(code).num_plurals


@pytest.mark.parametrize("name", [name for name in ORDINARY if name != "document"])
def test_nothing_on_a_page_is_said_past_the_catalogs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every message struck out and every text of others replaced, no word is left."""
    monkeypatch.setattr(language, "_catalog", lambda code: Struck())
    draw, view = ORDINARY[name]
    outline = Outline(draw(poison(view, "§")))
    for element in outline.elements:
        if {element.tag, *element.parents} & {"code", "textarea", "time", "svg"} or element.attributes.get("hreflang"):
            continue  # what is no sentence, and the names of languages
        for text in (element.own, element.attributes.get("aria-label", ""), element.attributes.get("alt", "")):
            left = set(WORD.findall(re.sub(rf"⟪[^⟫]*⟫|{DATE.pattern}", "", text))) - NOT_WORDS
            assert not left, f"{text!r} in <{element.tag}>"


class Struck:
    """A language in which every sentence of ours is a bar, with what is put into it."""

    def gettext(self, message: str) -> str:
        return f"⟪{''.join(f' {place} ' for place in re.findall(PLACES, message))}⟫".replace("%(", "⟫%(").replace(
            ")s", ")s⟪"
        )

    def ngettext(self, one: str, many: str, num: int) -> str:
        return self.gettext(many)


def test_a_page_is_in_the_language_asked_for_and_says_so() -> None:
    draw, view = ORDINARY["badge"]
    with speaking("ar"):
        page = draw(view)
    html = Outline(page).one("html")
    assert (html.attributes["lang"], html.attributes["dir"]) == ("ar", "rtl")
    assert "ثابتة" in page
    assert "9 مارس 2026" in page
    assert Outline(draw(view)).one("html").attributes["lang"] == SOURCE, "only within"


def test_texts_of_others_are_as_safe_inside_a_translated_sentence() -> None:
    draw, view = ORDINARY["badge"]
    with speaking("ar"):
        page = draw(poison(view, "<b>\u202eevil</b> %(issuer)s 100 %"))
    assert escape("<b>⟦U+202E⟧evil</b>") in page
    assert "<b>" not in page


def test_dates_are_those_of_the_language_at_utc() -> None:
    instant = datetime(2026, 3, 9, 14, 5, tzinfo=UTC)
    assert language.moment(instant) == "9 March 2026, 14:05 UTC"
    with speaking("ar"):
        assert language.moment(instant) == "9 مارس 2026, 14:05 UTC"
