"""A letter that only looks Latin is told of, and nobody's own alphabet is."""

from __future__ import annotations

import pytest
from tests.web.pages import samples
from tests.web.pages.outline import Outline
from tests.web.pages.test_render import poison

from stackcred_issuer.web.pages import render
from stackcred_issuer.web.pages.language import speaking
from stackcred_issuer.web.pages.look_alikes import MOST, LookAlike, look_alikes


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("\u0410cme College", "\u0410"),  # Cyrillic among Latin
        ("Ac\u043ce C\u043ellege", "\u043e"),  # one of the two could be taken for a Latin letter
        ("\u0391lpha", "\u0391"),  # Greek
        ("\u13aa\u13df\u13b7\u13ac", "\u13aa\u13df\u13b7\u13ac"),  # all of it Cherokee
        ("\u0421\u041e\u0420", "\u0421\u041e\u0420"),  # all of it Cyrillic, and could be read as COP
        ("\uff21cme", "\uff21"),  # of full width
        ("\U0001d400cme", "\U0001d400"),  # of mathematics
    ],
)
def test_a_letter_that_only_looks_latin_is_told_of(name: str, letters: str) -> None:
    assert "".join(odd.letter for odd in look_alikes(name)) == letters


@pytest.mark.parametrize(
    "name",
    ["Acme College 10l", "École d’été", "Straße", "İstanbul", "Школа информатики", "Μαθηματικά", "صيانة الحاسوب",
     "Tシャツ検定", "한국어 Level 3", "नेटवर्क", "Ł", "", "10 µm", "Школа Java", "½"],
)  # fmt: skip
def test_nobodys_own_alphabet_is(name: str) -> None:
    assert look_alikes(name) == ()


def test_it_is_said_what_the_letter_is() -> None:
    assert look_alikes("\u0410cme") == (LookAlike("\u0410", "Cyrillic", "U+0410"),)
    assert len(look_alikes("\u0430\u0435\u043e\u0440\u0441\u0443\u0445 Acme")) <= MOST


def test_a_page_says_it_beside_the_name_of_the_badge_and_of_its_issuer() -> None:
    page = render.render_badge(poison(samples.badge(), "\u0410cme College"))
    notes = [element.text for element in Outline(page).elements if "look-closely" in element.classes]
    assert len(notes) >= 2
    assert all("Look closely" in note and "\u0410 (Cyrillic, U+0410)" in note for note in notes)
    assert "look-closely" not in render.render_badge(samples.badge())


def test_it_is_said_in_the_readers_language() -> None:
    with speaking("ar"):
        page = render.render_badge(poison(samples.badge(), "\u0410cme"))
    (note, *_) = [element.text for element in Outline(page).elements if "look-closely" in element.classes]
    assert "Look" not in note
    assert "U+0410" in note
