"""The recheck shares no code with the package, and its own small writers agree with the package's."""

from __future__ import annotations

import ast
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.domain.stacking.build import badge, held_against, rule_json, select

from stackcred_issuer.domain.instant import parse_duration, parse_instant
from stackcred_issuer.domain.jsonvalue import canonical_json
from stackcred_issuer.domain.stacking import recheck as module
from stackcred_issuer.domain.stacking.numbers import digest

numbers = st.one_of(
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: not x.is_integer() or abs(x) <= 2**53),
)
values = st.recursive(
    st.none() | st.booleans() | numbers | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


@given(values)
def test_its_canonical_form_and_digest_are_those_of_the_package(value: Any) -> None:
    assert module.canonical(value).encode() == canonical_json(value)
    assert module.digest(value) == digest(value)


def test_a_decimal_is_written_like_the_double_of_its_value() -> None:
    for text in ("0.1", "1e21", "1e-7", "0.000001", "123456789.5", "-0.0", "5e-324", "9007199254740992"):
        assert module.canonical(Decimal(text)).encode() == canonical_json(float(text))


@given(
    st.datetimes().map(lambda at: at.replace(microsecond=0).isoformat() + "Z"),
    st.sampled_from(["P1Y", "P1M", "P13M", "P2W", "P1Y2M3DT4H5M6S", "PT36H"]),
)
def test_its_calendar_is_that_of_the_package(text: str, duration: str) -> None:
    at = parse_instant(text)
    if at.year > 3:
        assert module.before(module.instant(text), duration) == parse_duration(duration).before(at)


def test_it_uses_the_standard_library_only() -> None:
    tree = ast.parse(Path(module.__file__).read_text("utf-8"))
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else alias.name) or ""
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert {name.split(".")[0] for name in imported} <= set(sys.stdlib_module_names)


def test_with_a_none_the_holdings_must_be_the_same() -> None:
    rule = rule_json({"op": "all", "of": [select("A"), {"op": "none", "where": {"tag": ["barred"]}}]})
    items = [badge("urn:a", "A"), badge("urn:b", "B")]
    evaluation = held_against(rule, items).to_json()
    assert module.recheck(evaluation, rule, items) == []
    assert module.recheck(evaluation, rule, items[:1]) != []
    assert module.recheck(evaluation, rule, [*items, badge("urn:c", "C", tags=["barred"])]) != []


def test_without_a_none_the_claimed_badges_are_enough() -> None:
    rule, items = rule_json(select("A")), [badge("urn:a", "A"), badge("urn:b", "B")]
    assert module.recheck(held_against(rule, items).to_json(), rule, items[:1]) == []


def test_what_it_cannot_read_it_does_not_believe() -> None:
    assert module.recheck({}, {}, []) != []
    assert module.recheck({"verdict": "satisfied", "asOf": "2026-01-01T00:00:00Z"}, {}, []) != []
