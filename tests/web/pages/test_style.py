"""Colours that can be told apart (WCAG 2.2, 1.4.3 and 1.4.11), and a stylesheet without leftovers."""

from __future__ import annotations

import re

import pytest

from stackcred_issuer.web.pages.environment import HERE, STATIC_DIR

CSS = (STATIC_DIR / "style.css").read_text("utf-8")
TEXT_ON = [
    ("ink", "paper"), ("ink", "card"), ("muted", "paper"), ("muted", "card"), ("link", "paper"), ("link", "card"),
    ("accent", "card"), ("accent", "paper"), ("on-accent", "accent"),
    *((tone, f"{tone}-bg") for tone in ("good", "bad", "warn", "unknown")),
    *((text, f"{tone}-bg") for text in ("ink", "muted") for tone in ("good", "bad", "warn", "unknown")),
]  # fmt: skip
SHAPES_ON = [("edge", "card"), ("edge", "paper"), ("accent", "card"), ("bad", "card")]


def palette(scheme: str) -> dict[str, str]:
    """The colours of `light` or `dark`, by name."""
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.S)
    block = light if scheme == "light" else dark
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2 definition)."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_is_readable(scheme: str, text: str, ground: str) -> None:
    colours = palette(scheme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES_ON)
def test_edges_of_fields_can_be_seen(scheme: str, shape: str, ground: str) -> None:
    colours = palette(scheme)
    assert contrast(colours[shape], colours[ground]) >= 3


def test_both_schemes_have_the_same_colours() -> None:
    assert set(palette("light")) == set(palette("dark"))


def test_the_stylesheet_loads_nothing() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS


def test_colours_outside_the_palette_are_not_used() -> None:
    rules = CSS[CSS.index("*, *::before") :]
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", rules)) <= {"#ffffff"}  # the paper of a printer


def test_every_class_of_the_stylesheet_is_used() -> None:
    styled = set(re.findall(r"\.([a-z][a-z0-9-]*)", re.sub(r"\{[^}]*\}", "{}", CSS)))
    templates = " ".join(path.read_text("utf-8") for path in (HERE / "templates").rglob("*.html"))
    tones = {f"tone-{tone}" for tone in ("good", "bad", "warn", "unknown")} | {f"depth-{step}" for step in range(1, 6)}
    assert {name for name in styled - tones if not re.search(rf"[\"' ]{name}[\"' {{]", templates)} == set()
