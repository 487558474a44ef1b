"""The badge drawn for an achievement that brings no image of its own: an SVG medal in the issuer's colours.

The same words give the same bytes. Text comes from strangers: it is cleaned, measured, cut and escaped.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

MAX_BYTES = 4096  # a badge page shows many of these at once
MAX_TITLE = 160  # characters of the accessible name
MAX_TEXT = 200  # characters looked at of each text: no more can be shown, whatever its letters
LINE_HEIGHT = 1.22


@dataclass(frozen=True, slots=True)
class _Box:
    """Where a text goes, in the 512 units of the drawing; height: of all lines together, without their leading."""

    middle: float
    width: float
    height: float
    sizes: tuple[int, ...]


_TYPE = _Box(middle=178, width=265, height=17, sizes=(17, 14, 12))
_NAME = _Box(middle=276, width=330, height=128, sizes=(44, 38, 32, 27, 23))
_ISSUER = _Box(middle=404, width=255, height=42, sizes=(21, 18, 16))
_PALETTES = (
    ("#1d4ed8", "#0b1f5c"),
    ("#0f766e", "#06302d"),
    ("#7c3aed", "#2e1065"),
    ("#be185d", "#4c0519"),
    ("#b45309", "#451a03"),
    ("#15803d", "#052e16"),
    ("#0369a1", "#082f49"),
    ("#475569", "#0f172a"),
)
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_HEXAGON = "256,34 448,145 448,367 256,478 64,367 64,145"
_STAR = "M256 76l12.6 25.6 28.2 4.1-20.4 19.9 4.8 28.1-25.2-13.3-25.2 13.3 4.8-28.1-20.4-19.9 28.2-4.1z"


def badge_svg(name: str, issuer: str, achievement_type: str | None) -> str:
    """A badge as the text of an SVG image, at most MAX_BYTES of UTF-8.

    name: of the achievement, in any script. issuer: its name. achievement_type: an OB 3.0 AchievementType.
    """
    title, giver = _clean(name) or "Badge", _clean(issuer)
    light, dark = _PALETTES[hashlib.sha256(giver.encode("utf-8")).digest()[0] % len(_PALETTES)]
    label = _cut(f"{title}, {giver}" if giver else title, MAX_TITLE)
    return "".join(
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" role="img" aria-labelledby="t">',
            f'<title id="t">{escape(label, quote=False)}</title>',
            '<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1">',
            f'<stop stop-color="{light}"/><stop offset="1" stop-color="{dark}"/></linearGradient></defs>',
            f'<polygon points="{_HEXAGON}" fill="url(#g)" stroke="{dark}" stroke-width="40" stroke-linejoin="round"/>',
            f'<polygon points="{_HEXAGON}" fill="url(#g)" stroke="url(#g)" stroke-width="28" stroke-linejoin="round"/>',
            '<path d="M64 367V145L256 34l192 111z" fill="#fff" opacity=".07"/>',
            f'<polygon points="{_HEXAGON}" fill="none" stroke="#fff" stroke-opacity=".5" stroke-width="3"/>',
            f'<path d="{_STAR}" fill="#fde68a"/>',
            '<g fill="#fff" text-anchor="middle" font-family="system-ui,\'Noto Sans\',\'Segoe UI\',Arial,sans-serif">',
            *_type_line(achievement_type),
            *_name_lines(title),
            *_issuer_line(giver),
            "</g></svg>",
        )
    )


def _type_line(achievement_type: str | None) -> Iterator[str]:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", _clean((achievement_type or "").removeprefix("ext:")))
    yield from _lines(words.upper(), _TYPE, ' fill="#fde68a" letter-spacing="1.5"')


def _name_lines(name: str) -> Iterator[str]:
    yield from _lines(name, _NAME, ' font-weight="700"')


def _issuer_line(issuer: str) -> Iterator[str]:
    if issuer:
        yield '<path d="M216 366h80" stroke="#fde68a" stroke-width="3"/>'
        yield from _lines(issuer, _ISSUER, ' fill-opacity=".9"')


def _lines(text: str, box: _Box, attributes: str) -> Iterator[str]:
    """The text in the greatest size in which it fits its box, centred; in the smallest it is cut."""
    if not text:
        return
    for size in box.sizes:
        lines = _break(text, box.width / size)
        if len(lines) * size <= box.height:
            break
    room = max(1, int(box.height / size))
    if len(lines) > room:
        lines = [*lines[: room - 1], _fitted(" ".join(lines[room - 1 :]), box.width, size)]
    step = size * LINE_HEIGHT
    first = box.middle - step * (len(lines) - 1) / 2 + size * 0.35
    for number, line in enumerate(lines):
        yield _line(line, first + number * step, size, attributes)


def _line(text: str, y: float, size: int, attributes: str = "") -> str:
    direction = ' direction="rtl"' if _is_right_to_left(text) else ""
    return f'<text x="256" y="{y:.0f}" font-size="{size}"{attributes}{direction}>{escape(text, quote=False)}</text>'


def _break(text: str, width: float) -> list[str]:
    """Lines of at most `width` em: at spaces, and inside words that are too long or need none."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text, width):
        if line and _width(line + piece.rstrip()) > width:
            lines.append(line.strip())
            line = ""
        line += piece
    return [*lines, line.strip()] if line.strip() else lines or [text]


def _pieces(text: str, width: float) -> Iterator[str]:
    """What may stand alone on a line: words with the space behind them, and single wide or surplus letters."""
    for word in re.findall(r"\S+\s*", text):
        breakable = _width(word.rstrip()) > width or any(_is_wide(letter) for letter in word)
        yield from _letters(word) if breakable else (word,)


def _letters(word: str) -> Iterator[str]:
    """Letters with the marks and joiners that belong to them."""
    cluster = ""
    for letter in word:
        joined = unicodedata.category(letter)[0] in "MZ" or letter in "\u200c\u200d" or cluster.endswith("\u200d")
        if cluster and not joined:
            yield cluster
            cluster = ""
        cluster += letter
    if cluster:
        yield cluster


def _fitted(text: str, width: float, size: int) -> str:
    """The text, cut with an ellipsis where it is wider than `width` at `size`."""
    if _width(text) * size <= width:
        return text
    kept = ""
    for cluster in _letters(text):
        if (_width(kept + cluster) + 1) * size > width:
            break
        kept += cluster
    return kept.rstrip() + "…"


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _width(text: str) -> float:
    """About how wide a text is, in em of a bold sans-serif."""
    return sum(_letter_width(letter) for letter in text)


def _letter_width(letter: str) -> float:
    if unicodedata.category(letter)[0] == "M" or letter in "\u200c\u200d":
        return 0.0
    if _is_wide(letter):
        return 1.05
    if letter in "iljtfrI.,:;'|!()[] ":
        return 0.36
    return 0.78 if letter.isupper() or letter in "mwMW@%&" else 0.6


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def _is_right_to_left(text: str) -> bool:
    """By the first letter that has a direction (Unicode bidirectional algorithm, rule P2)."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((one for one in directions if one in ("L", "R", "AL")), "L") != "L"


def _clean(text: str) -> str:
    """One line of visible text: no control, surrogate, unassigned or direction-forcing characters."""
    return " ".join("".join(_kept(letter) for letter in text[:MAX_TEXT]).split())


def _kept(letter: str) -> str:
    if letter.isspace():
        return " "
    return "" if unicodedata.category(letter) in ("Cc", "Cs", "Cn", "Co") or letter in _BIDI_CONTROLS else letter
