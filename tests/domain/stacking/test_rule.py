"""Bad rules are refused by name, with the JSON pointer of the fault (§2.9)."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from tests.domain.stacking.build import all_of, any_of, n_of, rule_json, select

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import canonical_json, parse_json
from stackcred_issuer.domain.proof.multibase import multibase_decode
from stackcred_issuer.domain.stacking.rule import parse_rule
from stackcred_issuer.domain.stacking.rules import rule_book

SELECT = select("A")
WHERE = {"op": "select"}


def where(**predicates: Any) -> dict[str, Any]:
    return {"op": "select", "where": predicates}


REFUSED = [
    ({"op": "some", "of": [SELECT]}, "/requires/op"),
    ({"of": [SELECT]}, "/requires/op"),
    ({"op": "all", "of": []}, "/requires/of"),
    ({"op": "all"}, "/requires/of"),
    ({"op": "all", "of": [SELECT], "min": 1}, "/requires/min"),
    (all_of(SELECT, {"op": "any", "of": [SELECT, {"op": "x"}]}), "/requires/of/1/of/1/op"),
    (n_of(0, SELECT), "/requires/min"),
    (n_of(2, SELECT), "/requires/min"),
    (n_of(2, SELECT, SELECT, max=1), "/requires/max"),
    ({"op": "nOf", "of": [SELECT], "min": True}, "/requires/min"),
    ({"op": "nOf", "of": [SELECT], "min": 1.0}, "/requires/min"),
    (where(colour="red"), "/requires/where/colour"),
    (where(achievement=[]), "/requires/where/achievement"),
    (where(achievement="A"), "/requires/where/achievement"),
    (where(achievement=[""]), "/requires/where/achievement/0"),
    (where(achievement=[1]), "/requires/where/achievement/0"),
    (where(group=["nobody"]), "/requires/where/group/0"),
    (where(active="yes"), "/requires/where/active"),
    (where(anyOf=[]), "/requires/where/anyOf"),
    (where(anyOf=[{"tag": []}]), "/requires/where/anyOf/0/tag"),
    (where(**{"not": {}}), "/requires/where/not"),
    (where(awarded={}), "/requires/where/awarded"),
    (where(awarded={"within": "P0D"}), "/requires/where/awarded/within"),
    (where(awarded={"within": "-P1D"}), "/requires/where/awarded/within"),
    (where(awarded={"within": "P1.5D"}), "/requires/where/awarded/within"),
    (where(awarded={"after": "2026-01-01"}), "/requires/where/awarded/after"),
    (where(awarded={"before": "2026-01-01T00:00:00"}), "/requires/where/awarded/before"),
    (where(awarded={"since": "P1D"}), "/requires/where/awarded/since"),
    (where(level={"framework": "AQF"}), "/requires/where/level"),
    (where(level={"min": 3}), "/requires/where/level/framework"),
    (where(level={"framework": "AQF", "in": []}), "/requires/where/level/in"),
    (where(result={"resultDescription": "r", "min": "50"}), "/requires/where/result/min"),
    (where(source={}), "/requires/where/source/notIssuer"),
    (where(evidence={"min": 0}), "/requires/where/evidence/min"),
    (where(endorsed={"role": "mentor"}), "/requires/where/endorsed/min"),
    ({"op": "none"}, "/requires/where"),
    ({"op": "none", "where": {}}, "/requires/where"),
    ({**SELECT, "count": {"min": 0}}, "/requires/count/min"),
    ({**SELECT, "count": {"min": 0}, "sum": [{"field": "hours", "min": 0}]}, "/requires/count/min"),
    ({**SELECT, "count": {"min": -1}}, "/requires/count/min"),
    ({**SELECT, "count": {"min": 2, "max": 1}}, "/requires/count/max"),
    ({**SELECT, "count": {"most": 1}}, "/requires/count/most"),
    ({**SELECT, "shared": 1}, "/requires/shared"),
    ({**SELECT, "sum": []}, "/requires/sum"),
    ({**SELECT, "sum": [{"field": "issuer", "min": 1}]}, "/requires/sum/0/field"),
    ({**SELECT, "sum": [{"field": "hours", "min": -1}]}, "/requires/sum/0/min"),
    ({**SELECT, "sum": [{"field": "hours", "min": 2, "max": 1}]}, "/requires/sum/0/max"),
    ({**SELECT, "sum": [{"field": "hours", "min": 2**53 + 1}]}, "/requires/sum/0/min"),
    ({**SELECT, "sum": [{"field": "hours", "min": float("nan")}]}, "/requires/sum/0/min"),
    ({**SELECT, "distinct": [{"field": "hours", "min": 1}]}, "/requires/distinct/0/field"),
    ({**SELECT, "atLeast": [{"count": 0, "where": {"tag": ["x"]}}]}, "/requires/atLeast/0/count"),
    ({**SELECT, "atMost": [{"count": 1, "where": {}}]}, "/requires/atMost/0/where"),
    (
        {**SELECT, "atMost": [{"count": 1, "sum": {"field": "hours", "max": 1}, "where": {"tag": ["x"]}}]},
        "/requires/atMost/0/count",
    ),
    ({**SELECT, "cover": [{"alignments": []}]}, "/requires/cover/0/alignments"),
    ({**SELECT, "average": [{"min": 5}]}, "/requires/average/0/resultDescription"),
    ({**SELECT, "id": 7}, "/requires/id"),
    (all_of({**SELECT, "id": "x"}, {**SELECT, "id": "x"}), "/requires/of/1/id"),
    (all_of({**SELECT, "id": "requires/of/1"}, SELECT), "/requires/of/0/id"),
    (["op"], "/requires"),
]


@pytest.mark.parametrize(("requires", "place"), REFUSED)
def test_a_bad_requirement_is_refused_at_its_place(requires: Any, place: str) -> None:
    with pytest.raises(StackcredError) as caught:
        parse_rule(rule_json(requires))
    assert caught.value.pointer == place
    assert caught.value.code is ErrorCode.INVALID


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"type": "Rule"}, "/type"),
        ({"version": 0}, "/version"),
        ({"version": "1"}, "/version"),
        ({"target": ""}, "/target"),
        ({"comment": "x"}, "/comment"),
        ({"groups": {"a": []}}, "/groups/a"),
        ({"groups": {"a/b": [1]}}, "/groups/a~1b/0"),
        ({"trust": []}, "/trust"),
        ({"whenBroken": {"action": "burn"}}, "/whenBroken/action"),
        ({"whenBroken": {"action": "flag", "grace": "P0D"}}, "/whenBroken/grace"),
        ({"renewal": {"requires": SELECT}}, "/renewal/period"),
        ({"renewal": {"period": "P3Y", "requires": {"op": "x"}}}, "/renewal/requires/op"),
        ({"entryCondition": None}, "/entryCondition"),
    ],
)
def test_a_bad_rule_document_is_refused_at_its_place(change: Any, place: str) -> None:
    with pytest.raises(StackcredError) as caught:
        parse_rule({**rule_json(SELECT), **change})
    assert caught.value.pointer == place


def test_a_pointer_starts_where_the_rule_stands_in_the_callers_document() -> None:
    with pytest.raises(StackcredError) as caught:
        parse_rule(rule_json(all_of(SELECT, {"op": "x"})), pointer="/rule")
    assert caught.value.pointer == "/rule/requires/of/1/op"


def test_ids_are_paths_from_the_root_unless_given() -> None:
    rule = parse_rule(
        rule_json(all_of(any_of(SELECT, {**SELECT, "id": "mine"}), id="top"), entryCondition=SELECT), pointer="/rule"
    )
    assert isinstance(rule.roots()[0].place.id, str)
    top = rule.requires
    assert top.place.id == "top"
    inner = top.parts[0]  # type: ignore[union-attr]
    assert inner.place.id == "requires/of/0"
    assert [part.place.id for part in inner.parts] == ["requires/of/0/of/0", "mine"]  # type: ignore[union-attr]
    assert rule.entry_condition is not None
    assert rule.entry_condition.place.id == "entryCondition"


def test_an_id_may_be_the_nodes_own_path() -> None:
    assert parse_rule(rule_json({**SELECT, "id": "requires"})).requires.place.id == "requires"


def test_the_digest_is_the_multihash_of_the_canonical_form() -> None:
    document = rule_json(SELECT)
    digest = hashlib.sha256(canonical_json(document)).digest()
    assert multibase_decode(parse_rule(document).digest) == b"\x12\x20" + digest


def test_numbers_are_those_of_the_text_and_the_digest_follows_their_value() -> None:
    def digest(number: str) -> str:
        text = canonical_json(rule_json({**SELECT, "sum": [{"field": "hours", "min": 7}]})).decode()
        return parse_rule(parse_json(text.replace(":7", f":{number}"), exact_numbers=True)).digest

    assert digest("1.50") == digest("1.5") == digest("15e-1")
    with pytest.raises(StackcredError) as caught:
        digest("0.1000000000000000055")
    assert caught.value.pointer == "/requires/sum/0/min"


def deep(levels: int) -> dict[str, Any]:
    node: dict[str, Any] = SELECT
    for _ in range(levels - 1):
        node = all_of(node)
    return node


def test_limits_are_named_and_refused() -> None:
    parse_rule(rule_json(deep(32)))
    for requires in (
        deep(33),
        all_of(*[any_of({"op": "none", "where": {"tag": ["x"]}}) for _ in range(1000)]),
        all_of(*[SELECT] * 201),
    ):
        with pytest.raises(StackcredError) as caught:
            parse_rule(rule_json(requires))
        assert caught.value.code is ErrorCode.TOO_LARGE
    for more in ({"groups": {"g": [f"a{n}" for n in range(10_001)]}}, {"trust": ["x" * 2**20]}):
        with pytest.raises(StackcredError) as caught:
            parse_rule(rule_json(SELECT, **more))
        assert caught.value.code is ErrorCode.TOO_LARGE


def test_one_version_has_one_text() -> None:
    first, again, other = (parse_rule(rule_json(select(name))) for name in ("A", "A", "B"))
    assert len(rule_book([first, again])) == 1
    with pytest.raises(StackcredError):
        rule_book([first, other])
