from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.pages.outline import Outline

from stackcred_issuer.web.pages.markdown import MAX_CHARACTERS, document, markdown


def test_lists_emphasis_and_links_are_rendered() -> None:
    html = markdown("Does **all** of\n\n1. this\n2. [that](https://a.example)")
    assert "<strong>all</strong>" in html
    assert '<a href="https://a.example" rel="nofollow noopener noreferrer">that</a>' in html
    assert html.count("<li>") == 2


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,y)",
        "![x](https://tracker.example/pixel.png)",
        "<a href='https://x.example' onclick='y()' style='color:red'>z</a>",
        "```\n<script>\n```",
    ],
)
def test_nothing_that_runs_loads_or_styles_gets_through(source: str) -> None:
    outline = Outline(markdown(source))
    assert not outline.all("script", "img", "style", "iframe")
    for element in outline.elements:
        assert set(element.attributes) <= {"href", "rel", "start"}
        assert element.attributes.get("href", "https:").startswith(("https:", "http:", "mailto:"))


def test_hidden_characters_are_shown() -> None:
    assert "⟦U+202E⟧" in markdown("a \u202eb")


@given(st.lists(st.integers(1, 6), max_size=12), st.integers(2, 6))
def test_headings_start_at_the_given_rank_and_skip_none(ranks: list[int], level: int) -> None:
    source = "\n\n".join(f"{'#' * rank} Title" for rank in ranks)
    found = [rank for rank, _ in Outline(markdown(source, level)).headings]
    assert len(found) == len(ranks)
    assert found[:1] in ([], [level])
    assert all(next_ <= rank + 1 and next_ >= level for rank, next_ in pairwise(found))


def test_a_text_too_long_for_a_page_is_cut_and_says_so() -> None:
    html = markdown("word " * MAX_CHARACTERS)
    assert len(html) < MAX_CHARACTERS + 200
    assert "The text goes on" in html


@given(st.text())
def test_any_text_renders_to_nested_tags(text: str) -> None:
    assert not Outline(markdown(text)).all("script", "style", "img")


def test_tables_are_rendered_without_ids_for_strangers() -> None:
    html = markdown("| `a` | b |\n|:--|--:|\n| `c` | d |")
    assert "<td><code>c</code></td>" in html
    assert "id=" not in html
    assert "style=" not in html


def test_documentation_leaves_its_title_to_the_page_and_can_be_pointed_into() -> None:
    outline = Outline(document("# Errors\n\ntext\n\n## More\n\n| code | help |\n|---|---|\n| `too_large` | Cut. |"))
    assert outline.headings == [(2, "More")]
    assert [row.attributes for row in outline.all("tr")] == [{}, {"id": "too_large"}]
