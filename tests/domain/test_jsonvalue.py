"""The canonical form is that of RFC 8785, whichever way it is made."""

from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import MAX_INT, canonical_json

SCALARS = st.none() | st.booleans() | st.integers(-MAX_INT, MAX_INT) | st.floats(allow_nan=False, allow_infinity=False)
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
VALUES = st.recursive(
    SCALARS | NAMES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_the_canonical_form_is_that_of_an_independent_writer(value: Any) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)


def test_every_character_below_the_surrogates_is_written_as_the_standard_says() -> None:
    text = "".join(map(chr, range(0xD800))) + "\ufeff\U0001f600"
    assert canonical_json({"a": text}) == rfc8785.dumps({"a": text})


def test_names_are_ordered_by_their_utf_16_form() -> None:
    assert list(canonical_json({"\ufb01": 1, "\U0001f600": 2}).decode()) == list('{"\U0001f600":2,"\ufb01":1}')


@pytest.mark.parametrize("value", [MAX_INT + 1, -MAX_INT - 1, "\ud800", {"\udc00": 1}])
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(StackcredError) as refused:
        canonical_json({"a": [value]})
    assert refused.value.code is ErrorCode.INVALID
