"""The published JSON Schema says of a rule's structure what the reader says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from tests.domain.stacking.build import all_of, rule_json, select
from tests.domain.stacking.strategies import GROUPS, Json, roots

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.stacking.operators import OPERATORS
from stackcred_issuer.domain.stacking.predicates import PREDICATES
from stackcred_issuer.domain.stacking.rule import parse_rule
from stackcred_issuer.gateways.bundled import data_path

SCHEMA = json.loads(data_path("schemas/stacking-rule.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
FRAMEWORKS = sorted((Path(__file__).parent / "frameworks").glob("*.json"))


def test_it_is_a_schema_and_names_every_operator_and_predicate() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["$defs"]["requirement"]["properties"]["op"]["enum"]) == {item.op for item in OPERATORS}
    assert set(SCHEMA["$defs"]["where"]["properties"]) == {item.name for item in PREDICATES}
    for operator in OPERATORS:
        named = set(SCHEMA["$defs"][operator.op]["properties"]) - {"op", "id", "label"}
        assert named == {*operator.required, *operator.optional}


@given(roots())
@settings(max_examples=150)
def test_every_rule_that_is_read_is_valid(root: Json) -> None:
    VALIDATOR.validate(rule_json(root, groups=GROUPS))


@pytest.mark.parametrize("path", FRAMEWORKS, ids=lambda path: path.stem)
def test_the_real_frameworks_are_valid(path: Path) -> None:
    VALIDATOR.validate(json.loads(path.read_text("utf-8"))["rule"])


@pytest.mark.parametrize(
    "rule",
    [
        rule_json(all_of()),
        rule_json({"op": "most", "of": [select("A")]}),
        rule_json({"op": "nOf", "of": [select("A")], "min": 0}),
        rule_json({"op": "ordered", "of": [select("A")]}),
        rule_json({"op": "ordered", "by": "awarded", "of": [all_of(select("A"))]}),
        rule_json(select()),
        rule_json(select("A", extra=1)),
        rule_json(select("A", sum=[{"field": "points", "min": 1}])),
        rule_json(select("A", sum=[{"field": "hours", "min": -1}])),
        rule_json({"op": "none", "where": {}}),
        rule_json({"op": "select", "where": {"awarded": {"within": "P1.5Y"}}}),
        rule_json({"op": "select", "where": {"awarded": {"after": "2026-01-01"}}}),
        rule_json({"op": "certification", "rule": "r", "mode": "both"}),
        rule_json({"op": "attest"}),
        rule_json(select("A"), whenBroken={"action": "shrug"}),
        {**rule_json(select("A")), "version": 0},
        {**rule_json(select("A")), "surprise": 1},
    ],
)
def test_what_is_malformed_is_refused_by_both(rule: Any) -> None:
    assert not VALIDATOR.is_valid(rule)
    with pytest.raises(StackcredError) as caught:
        parse_rule(rule)
    assert caught.value.pointer
