"""Every expanded value has its statement, in the form the standard gives to numbers, texts and lists."""

from __future__ import annotations

from typing import Any

import pytest

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.canonical.rdf import expanded_quads, value_term
from stackcred_issuer.domain.proof.canonical.rdfc import canonical_quads

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def statements(*expanded: JsonObject) -> list[str]:
    return [line.rstrip(" .\n") for line in canonical_quads(expanded_quads(expanded)).lines]


@pytest.mark.parametrize(
    ("value", "text", "datatype"),
    [
        (True, "true", "boolean"),
        (False, "false", "boolean"),
        (0, "0", "integer"),
        (-7, "-7", "integer"),
        (2**53 + 1, "9007199254740993", "integer"),
        (3.0, "3", "integer"),
        (-0.0, "0", "integer"),
        (1e20, "100000000000000000000", "integer"),
        (1e21, "1.0E21", "double"),
        (10**21, "1.0E21", "double"),
        (1.5, "1.5E0", "double"),
        (-0.25, "-2.5E-1", "double"),
        (5.3, "5.3E0", "double"),
        (1e-7, "1.0E-7", "double"),
        (123456.789, "1.23456789E5", "double"),
        (1 / 3, "3.333333333333333E-1", "double"),
    ],
)
def test_numbers_and_truths_have_one_text(value: Any, text: str, datatype: str) -> None:
    assert value_term({"@value": value}) == f'"{text}"^^<{XSD}{datatype}>'


def test_a_given_datatype_stays_with_a_number() -> None:
    assert value_term({"@value": 2.5, "@type": f"{XSD}float"}) == f'"2.5E0"^^<{XSD}float>'
    assert value_term({"@value": 2, "@type": f"{XSD}float"}) == f'"2"^^<{XSD}float>'
    assert value_term({"@value": 2, "@type": f"{XSD}double"}) == f'"2.0E0"^^<{XSD}double>'
    assert value_term({"@value": "2", "@type": f"{XSD}double"}) == f'"2.0E0"^^<{XSD}double>'
    assert value_term({"@value": "1_0", "@type": f"{XSD}double"}) == f'"1_0"^^<{XSD}double>'


@pytest.mark.parametrize("value", [float("inf"), float("nan"), 10**400, None, [], b"x"])
def test_what_is_no_json_value_is_refused(value: Any) -> None:
    with pytest.raises(StackcredError) as caught:
        value_term({"@value": value})
    assert caught.value.code is ErrorCode.INVALID


def test_texts_with_language_and_direction() -> None:
    assert value_term({"@value": "x", "@language": "ar"}) == '"x"@ar'
    assert value_term({"@value": "x", "@direction": "rtl"}) == '"x"^^<https://www.w3.org/ns/i18n#_rtl>'
    both = {"@value": "x", "@language": "ar", "@direction": "rtl"}
    assert value_term(both) == '"x"^^<https://www.w3.org/ns/i18n#ar_rtl>'


def test_a_json_literal_is_in_jcs() -> None:
    item = {"@value": {"b": 1.0, "a": [None, "ä"]}, "@type": "@json"}
    assert value_term(item) == f'"{{\\"a\\":[null,\\"ä\\"],\\"b\\":1}}"^^<{RDF}JSON>'


def test_a_list_is_a_chain_and_an_empty_one_is_nil() -> None:
    node = {"@id": "urn:s", "urn:p": [{"@list": [{"@value": "a"}, {"@value": "b"}]}], "urn:q": [{"@list": []}]}
    assert statements(node) == sorted(
        [
            "<urn:s> <urn:p> _:c14n0",
            f'_:c14n0 <{RDF}first> "a"',
            f"_:c14n0 <{RDF}rest> _:c14n1",
            f'_:c14n1 <{RDF}first> "b"',
            f"_:c14n1 <{RDF}rest> <{RDF}nil>",
            f"<urn:s> <urn:q> <{RDF}nil>",
        ]
    )


def test_a_list_keeps_its_order() -> None:
    one, other = ([{"@value": "a"}, {"@value": "b"}], [{"@value": "b"}, {"@value": "a"}])
    first, second = (statements({"@id": "urn:s", "urn:p": [{"@list": items}]}) for items in (one, other))
    assert first != second


def test_a_graph_is_named_by_its_node() -> None:
    proof = {"@graph": [{"@id": "urn:proof", "urn:value": [{"@value": "z"}]}]}
    assert statements({"@id": "urn:s", "urn:proof": [proof]}) == [
        '<urn:proof> <urn:value> "z" _:c14n0',
        "<urn:s> <urn:proof> _:c14n0",
    ]


def test_reversed_and_included_nodes_say_what_they_say() -> None:
    node = {
        "@id": "urn:s",
        "@reverse": {"urn:p": [{"@id": "urn:o"}]},
        "@included": [{"@id": "urn:i", "@type": ["urn:T"]}],
    }
    assert statements(node) == [f"<urn:i> <{RDF}type> <urn:T>", "<urn:o> <urn:p> <urn:s>"]


def test_one_blank_node_is_one_however_often_it_is_named() -> None:
    items = [{"@id": "_:x", "urn:p": [{"@id": "_:y"}]}, {"@id": "_:y", "urn:p": [{"@id": "_:x"}]}]
    assert len(canonical_quads(expanded_quads(items)).labels) == 2


@pytest.mark.parametrize("name", ["@index", "@default", "@foo"])
def test_a_keyword_without_statement_is_refused(name: str) -> None:
    with pytest.raises(StackcredError) as caught:
        expanded_quads([{"@id": "urn:s", name: ["x"]}])
    assert caught.value.code is ErrorCode.UNDEFINED_TERM


@pytest.mark.parametrize(
    "node",
    [
        {"@id": "relative"},
        {"@id": "urn:s", "@type": ["relative"]},
        {"@id": "urn:s", "relative": [{"@value": 1}]},
        {"@id": "urn:s", "_:p": [{"@value": 1}]},
        {"@id": "urn:s", "urn:p": [{"@value": "x", "@type": "relative"}]},
        {"@id": "urn:s", "@reverse": {"relative": [{"@id": "urn:o"}]}},
    ],
)
def test_what_is_relative_is_refused_and_never_dropped(node: JsonObject) -> None:
    with pytest.raises(StackcredError) as caught:
        expanded_quads([node])
    assert caught.value.code is ErrorCode.INVALID
