"""Sizes are told in words that people use."""

from __future__ import annotations

import pytest

from stackcred_issuer.web.evidence_views import size_in_words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (1024, "1 KB"),
        (1536, "1.5 KB"),
        (25 * 1024 * 1024, "25 MB"),
        (300 * 1024 * 1024 + 400_000, "300.4 MB"),
    ],
)
def test_a_size_has_the_unit_that_fits(size: int, words: str) -> None:
    assert size_in_words(size) == words
