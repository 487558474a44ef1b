"""Markdown: parsed without HTML, headings fitted into the page, then sanitised, whoever wrote it."""

from __future__ import annotations

from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from stackcred_issuer.web.pages.text import visible

MAX_CHARACTERS = 20_000  # what an assessment may post as one narrative; more is cut, and said to be cut
_CUT = "\n\n*(The text goes on; the downloaded document has all of it.)*"
_LOWEST = 6
_TAGS = {
    "p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "table", "thead", "tbody", "tr", "th", "td", "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip
_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def markdown(text: str, level: int = 2) -> Markup:
    """HTML of a CommonMark text: no HTML of its own, no pictures, links to http, https and mailto only.

    level: the rank (2 to 6) of its topmost headings; deeper ones follow without gaps.
    """
    shown = visible(text)
    if len(shown) > MAX_CHARACTERS:
        shown = shown[:MAX_CHARACTERS] + _CUT
    tokens = _PARSER.parse(shown)
    _fit_headings(tokens, level)
    return _render(tokens, {})


def document(text: str) -> Markup:
    """HTML of a documentation file of ours, without its title (the first heading, which the page shows).

    A table row that begins with a `code` gets it as its id, so that addresses can point at it.
    """
    tokens = _PARSER.parse(text)
    if tokens and tokens[0].tag == "h1":
        del tokens[:3]  # open, text, close
    _fit_headings(tokens, 2)
    for row, cell in zip(tokens, tokens[2:], strict=False):
        code = cell.children[0] if row.type == "tr_open" and cell.children else None
        if code and code.type == "code_inline":
            row.attrSet("id", code.content)
    return _render(tokens, {"tr": {"id"}})


def _render(tokens: Sequence[Token], attributes: dict[str, set[str]]) -> Markup:
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}} | attributes,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )
    return Markup(clean)  # noqa: S704 - made by the sanitiser on the line above


def _fit_headings(tokens: Sequence[Token], level: int) -> None:
    """Renumber h1 to h6 so that they start at `level` and never skip a rank."""
    open_ranks: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            rank = int(token.tag[1])
            while open_ranks and open_ranks[-1] >= rank:
                open_ranks.pop()
            open_ranks.append(rank)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(level + len(open_ranks) - 1, _LOWEST)}"
