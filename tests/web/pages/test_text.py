from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.web.pages.text import day, host, moment, safe_href, visible

BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("control", BIDI_CONTROLS)
def test_every_bidi_control_is_shown_for_what_it_is(control: str) -> None:
    assert visible(f"a{control}b") == f"a⟦U+{ord(control):04X}⟧b"


@pytest.mark.parametrize("hidden", ["\u200b", "\u00ad", "\ufeff", "\U000e0041", "\x00", "\x1b", "\u3164"])
def test_characters_that_show_nothing_are_shown(hidden: str) -> None:
    assert "⟦U+" in visible(hidden)


@pytest.mark.parametrize("text", ["Ma. Luisa Peñaflor", "شبكات الحاسوب", "می‌خواهم", "👩‍🔧", "a\tb\nc"])
def test_ordinary_text_of_any_script_stays(text: str) -> None:
    assert visible(text) == text


@given(st.text())
def test_visible_text_is_shown_the_same_twice(text: str) -> None:
    shown = visible(text)
    assert visible(shown) == shown
    assert not set(shown) & set(BIDI_CONTROLS)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//elsewhere.example", "/\\elsewhere.example",
        "https:///", "https://[", "did:web:example.org", "mailto:", "", None, "relative",
    ],
)  # fmt: skip
def test_links_lead_only_to_the_web_mail_or_this_site(address: str | None) -> None:
    assert safe_href(address) is None


@pytest.mark.parametrize(
    "address", ["https://a.example/b?c#d", "http://a.example", "/badges/1", "#url", "mailto:a@example.org"]
)
def test_ordinary_addresses_stay(address: str) -> None:
    assert safe_href(address) == address


@given(st.text())
def test_no_text_becomes_a_link_that_runs_or_leaves_unnoticed(text: str) -> None:
    kept = safe_href(text)
    assert kept is None or kept.startswith(("http", "mailto:", "/", "#"))
    assert kept is None or not kept.startswith("//")


def test_dates_are_written_out_in_utc() -> None:
    manila = timezone(timedelta(hours=8))
    assert day(datetime(2026, 3, 10, 1, 0, tzinfo=manila)) == "9 March 2026"
    assert moment(datetime(2026, 12, 1, 4, 5, tzinfo=UTC)) == "1 December 2026, 04:05 UTC"


def test_host_of_an_address() -> None:
    assert host("https://Badges.Example:8443/x") == "badges.example"
    assert host("https://[") == ""
