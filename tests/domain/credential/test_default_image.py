"""The drawn badge: small, the same for the same words, and safe whatever the words are."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.domain.credential.default_image import MAX_BYTES, badge_svg

SVG = "{http://www.w3.org/2000/svg}"
WORDS = st.text(max_size=300)


def texts(svg: str) -> list[str]:
    """What is written on the badge, line by line."""
    return [str(element.text) for element in ET.fromstring(svg).iter(f"{SVG}text")]


def title(svg: str) -> str:
    return str(ET.fromstring(svg).findtext(f"{SVG}title"))


@given(name=WORDS, issuer=WORDS, achievement_type=st.none() | WORDS)
def test_any_words_give_one_small_well_formed_drawing(name: str, issuer: str, achievement_type: str | None) -> None:
    svg = badge_svg(name, issuer, achievement_type)
    assert svg == badge_svg(name, issuer, achievement_type)
    assert len(svg.encode("utf-8")) <= MAX_BYTES
    elements = {element.tag.removeprefix(SVG) for element in ET.fromstring(svg).iter()}
    assert elements <= {"svg", "title", "defs", "linearGradient", "stop", "polygon", "path", "g", "text"}


@pytest.mark.parametrize(
    "word", ["&", "<", "'", '"', "W", "\u0301", "e\u0301\u0302", "漢", "\U0001f642", "\u200d", "ﷺ"]
)
def test_the_longest_words_of_any_kind_stay_small(word: str) -> None:
    assert len(badge_svg(word * 600, word * 600, word * 600).encode("utf-8")) <= MAX_BYTES


def test_name_issuer_and_type_are_written_out() -> None:
    svg = badge_svg("Networks", "Bayanihan Centre", "CertificateOfCompletion")
    assert texts(svg) == ["CERTIFICATE OF COMPLETION", "Networks", "Bayanihan Centre"]
    assert title(svg) == "Networks, Bayanihan Centre"


def test_a_long_name_is_broken_at_spaces() -> None:
    name = "COC 1: Install and configure computer systems"
    lines = texts(badge_svg(name, "", None))
    assert len(lines) > 1
    assert " ".join(lines) == name


def test_scripts_without_spaces_are_broken_inside() -> None:
    name = "コンピュータシステムの設置と設定の基礎と応用"
    lines = texts(badge_svg(name, "", None))
    assert len(lines) > 1
    assert "".join(lines) == name


def test_marks_stay_with_their_letters() -> None:
    lines = texts(badge_svg("ก็" * 60, "", None))
    assert all(not line.startswith("็") for line in lines)


def test_what_does_not_fit_is_cut_with_an_ellipsis() -> None:
    svg = badge_svg("very " * 100, "long " * 100, None)
    assert sum(line.endswith("…") for line in texts(svg)) == 2
    assert title(svg).endswith("…")


def test_right_to_left_text_is_marked_as_such() -> None:
    svg = badge_svg("الشبكات", "School", None)
    marked = [element.get("direction") for element in ET.fromstring(svg).iter(f"{SVG}text")]
    assert marked == ["rtl", None]


def test_nothing_in_the_words_becomes_markup() -> None:
    svg = badge_svg("</text><script>alert(1)</script>", '"><image href="x"/>', "&amp;]]>")
    assert "<script" not in svg
    assert "<image" not in svg
    assert "</text><script>" in "".join(texts(svg))


def test_characters_that_xml_or_readers_choke_on_are_dropped() -> None:
    assert texts(badge_svg("a\x00b\x1b\ud800\ufffe\u202ec", "d\u2066e", None)) == ["abc", "de"]


def test_a_badge_without_a_name_still_says_what_it_is() -> None:
    assert texts(badge_svg(" \x00 ", "", None)) == ["Badge"]


def test_issuers_have_colours_of_their_own() -> None:
    assert len({badge_svg("A", f"Issuer {number}", None).split("<stop ")[1] for number in range(60)}) == 8


def test_an_extension_type_is_shown_without_its_prefix() -> None:
    assert texts(badge_svg("A", "", "ext:FieldTrip"))[0] == "FIELD TRIP"
