"""A pathway as an SVG that stands in a page or alone: no scripts, no styles, nothing told by colour alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap

from markupsafe import Markup, escape

from stackcred_issuer.domain.pathway.drawing import Row
from stackcred_issuer.domain.pathway.progress import State
from stackcred_issuer.web.pages.language import N_
from stackcred_issuer.web.pages.language import gettext as _
from stackcred_issuer.web.pages.text import visible

WIDTH, HEIGHT = 340, 80  # of the drawing, and of a row
LEFT, LANE, RADIUS = 30, 34, 12  # the first circle's middle, the next lane, a circle
RAIL, TURN = 8, 20  # where long lines run, and how wide they turn
LETTERS = 30  # in a line of a name
MAX_LINES = 2
INK, LINE, ACCENT, QUIET = "#1b2430", "#66707f", "#0b5a63", "#5a6472"
WORDS = {State.DONE: N_("Done"), State.OPEN: N_("Next"), State.LATER: N_("Later"), State.NOT_NEEDED: N_("Not needed")}


def draw(title: str, rows: Sequence[Row], states: Mapping[str, State] | None, reached: Sequence[str] = ()) -> Markup:
    """rows: as `domain.pathway.drawing.rows`. states: of each step by id, on somebody's own page."""
    parts = [_line(rows, row, before) for row in range(len(rows)) for before in rows[row].after]
    parts += [_row(place, row, states, reached) for place, row in enumerate(rows)]
    height = HEIGHT * len(rows) + 10
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="pathway" viewBox="0 0 {w} {h}" width="{w}" height="{h}" '
        'role="img" aria-label="{title}" aria-describedby="drawing" '
        'font-family="system-ui, sans-serif" font-size="14" direction="ltr">'
        '<desc id="drawing">{desc}</desc>{parts}</svg>'
    ).format(w=WIDTH, h=height, title=visible(title), desc=_told(rows, states, reached), parts=Markup("").join(parts))


def _line(rows: Sequence[Row], row: int, before: int) -> Markup:
    """To the next row a curve; further down by the rail at the side, so that no line runs through a name."""
    (x1, y1), (x2, y2) = _middle(rows[before].lane, before), _middle(rows[row].lane, row)
    way = Markup("M{} {}C{x1} {bend} {x2} {bend} {x2} {}").format(
        x1, y1 + RADIUS, y2 - RADIUS, x1=x1, x2=x2, bend=(y1 + y2) // 2
    )
    if row - before > 1:
        way = Markup("M{} {y1}Q{r} {y1} {r} {}V{}Q{r} {y2} {} {y2}").format(
            x1 - RADIUS, y1 + TURN, y2 - TURN, x2 - RADIUS, y1=y1, y2=y2, r=RAIL
        )
    dash = Markup(' stroke-dasharray="5 4"') if rows[row].exit else Markup("")
    return Markup('<path d="{}" fill="none" stroke="{}" stroke-width="2"{}/>').format(way, LINE, dash)


def _row(place: int, row: Row, states: Mapping[str, State] | None, reached: Sequence[str]) -> Markup:
    x, y = _middle(row.lane, place)
    if row.exit is not None:
        state = State.DONE if row.exit.name in reached else None if states is None else State.LATER
        word = _("Exit, reached") if state is State.DONE else _("Exit")
        return _diamond(x, y, state) + _text(x, y, row.exit.name, word)
    assert row.step is not None
    state = states[row.step.id] if states is not None else None
    words = [_(WORDS[state])] if state is not None else []
    words += [_("optional")] if row.step.optional else []
    words += [row.choice] if row.choice else []
    return _circle(x, y, state) + _text(x, y, row.step.name, ", ".join(words))


def _circle(x: int, y: int, state: State | None) -> Markup:
    fill = ACCENT if state is State.DONE else "#ffffff"
    ring = Markup('<circle cx="{}" cy="{}" r="{}" fill="{}" stroke="{}" stroke-width="2"{}/>').format(
        x, y, RADIUS, fill, ACCENT if state in (State.DONE, State.OPEN, None) else LINE,
        Markup(' stroke-dasharray="3 3"') if state is State.NOT_NEEDED else Markup(""),
    )  # fmt: skip
    if state is State.DONE:
        return ring + _tick(x, y)
    dot = Markup('<circle cx="{}" cy="{}" r="5" fill="{}"/>').format(x, y, ACCENT)
    return ring + dot if state is State.OPEN else ring


def _diamond(x: int, y: int, state: State | None) -> Markup:
    fill = ACCENT if state is State.DONE else "#ffffff"
    shape = Markup('<path d="M{} {}l{r} {r}l-{r} {r}l-{r} -{r}z" fill="{}" stroke="{}" stroke-width="2"/>').format(
        x, y - RADIUS, fill, ACCENT, r=RADIUS
    )
    return shape + _tick(x, y) if state is State.DONE else shape


def _tick(x: int, y: int) -> Markup:
    return Markup('<path d="M{} {}l4 4l7 -8" fill="none" stroke="#ffffff" stroke-width="2.5"/>').format(x - 5, y)


def _text(x: int, y: int, name: str, word: str) -> Markup:
    """The name on one line or two, beside the circle, and a word under it; in the direction of its own script."""
    lines = wrap(visible(name), LETTERS) or [""]
    if len(lines) > MAX_LINES:
        lines = [*lines[: MAX_LINES - 1], f"{lines[MAX_LINES - 1][: LETTERS - 1]}…"]
    top = y + 5 - 9 * (len(lines) - 1) - (7 if word else 0)
    told = [
        Markup('<text x="{}" y="{}" fill="{}" font-weight="600" unicode-bidi="plaintext">{}</text>').format(
            x + RADIUS + 10, top + 18 * at, INK, escape(line)
        )
        for at, line in enumerate(lines)
    ]
    under = wrap(visible(word), LETTERS + 8)[:1]
    told += [
        Markup('<text x="{}" y="{}" fill="{}" font-size="12" unicode-bidi="plaintext">{}</text>').format(
            x + RADIUS + 10, top + 18 * len(lines), QUIET, escape(line)
        )
        for line in under
    ]
    return Markup("").join(told)


def _middle(lane: int, place: int) -> tuple[int, int]:
    return LEFT + lane * LANE, HEIGHT * place + HEIGHT // 2 + 5


def _told(rows: Sequence[Row], states: Mapping[str, State] | None, reached: Sequence[str]) -> str:
    """The drawing in words, for whoever does not see it; the list beneath it says the same at length."""
    told = []
    for row in rows:
        if row.step is not None:
            state = f" ({_(WORDS[states[row.step.id]]).lower()})" if states is not None else ""
            told.append(f"{row.step.name}{state}")
        elif row.exit is not None:
            word = _("exit reached") if row.exit.name in reached else _("exit")
            told.append(f"{word}: {row.exit.name}")
    return visible("; ".join(told))
