"""Statements hide how many blank nodes there are; pointers choose whole statements or are refused."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.canonical.jsonld import document_quads
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.proof.multibase import multibase_encode
from stackcred_issuer.domain.proof.selective.statements import (
    compress_labels,
    revealed_lines,
    shuffled_statements,
)

TERMS = "https://terms.example/"
CONTEXTS = ContextSet(
    {
        TERMS: {
            "@context": {
                "id": "@id",
                "type": "@type",
                "Thing": TERMS + "Thing",
                "part": TERMS + "part",
                "order": {"@id": TERMS + "order", "@container": "@list"},
                "graph": {"@id": TERMS + "graph", "@container": "@graph"},
                "label": TERMS + "label",
            }
        }
    }
)
KEY = bytes(range(32))
DOCUMENT: JsonObject = {
    "@context": TERMS,
    "id": "https://x.example/1",
    "type": "Thing",
    "label": ['back\\slash, "quote", \\t that is no tab, \u007f, \u0008 and ü', "plain"],
    "part": [{"type": "Thing", "label": "first"}, {"type": "Thing", "label": "second", "part": {"label": "deep"}}],
    "order": ["a", {"label": "in a list"}, "b"],
    "graph": [{"label": "in a graph"}, {"label": "in another"}],
}


def lines_at(*pointers: str) -> list[str]:
    statements = shuffled_statements(DOCUMENT, KEY, CONTEXTS)
    return [statements.lines[index] for index in statements.choose(pointers).indexes]


def test_a_label_is_the_hmac_of_the_canonical_one() -> None:
    lone = {"@context": TERMS, "label": "x"}
    statements = shuffled_statements(lone, KEY, CONTEXTS)
    label = multibase_encode(hmac.new(KEY, b"c14n0", hashlib.sha256).digest(), base="u")
    assert statements.lines == (f'_:{label} <{TERMS}label> "x" .\n',)
    assert list(statements.labels.values()) == [f"_:{label}"]


def test_another_key_gives_other_labels_and_the_same_number_of_statements() -> None:
    one, two = (shuffled_statements(DOCUMENT, key, CONTEXTS) for key in (KEY, KEY[::-1]))
    assert len(one.lines) == len(two.lines)
    assert not set(one.labels.values()) & set(two.labels.values())


def test_text_is_escaped_once_and_never_read_back() -> None:
    line = lines_at("/label/0")[1]
    assert line.endswith(f'<{TERMS}label> "back\\\\slash, \\"quote\\", \\\\t that is no tab, \\u007F, \\b and ü" .\n')


def test_everything_chosen_is_everything() -> None:
    statements = shuffled_statements(DOCUMENT, KEY, CONTEXTS)
    assert statements.choose([""]).indexes == tuple(range(len(statements.lines)))


def test_nothing_chosen_is_nothing() -> None:
    choice = shuffled_statements(DOCUMENT, KEY, CONTEXTS).choose([])
    assert (choice.quads, choice.indexes) == ([], ())


def test_a_part_brings_the_way_to_it_and_nothing_beside() -> None:
    chosen = "".join(lines_at("/part/1/part"))
    assert '"deep"' in chosen
    assert '"second"' not in chosen
    assert '"first"' not in chosen
    assert chosen.count(f"<{TERMS}part>") == 2


def test_a_list_is_chosen_as_a_whole() -> None:
    chosen = "".join(lines_at("/order"))
    assert chosen.count("#rest>") == 3
    for pointer in ("/order/0", "/order/1", "/order/1/label"):
        with pytest.raises(StackcredError) as caught:
            lines_at(pointer)
        assert caught.value.code is ErrorCode.INVALID


def test_graphs_are_chosen_together() -> None:
    chosen = lines_at("/graph")
    assert len([line for line in chosen if line.count("_:u") == 2 and f"<{TERMS}label>" in line]) == 2
    with pytest.raises(StackcredError) as caught:
        lines_at("/graph/1")
    assert caught.value.code is ErrorCode.INVALID


@pytest.mark.parametrize("pointer", ["/nothing", "/part/2", "/part/0/@id", "/@id", "label"])
def test_a_pointer_to_nothing_is_refused(pointer: str) -> None:
    with pytest.raises(StackcredError) as caught:
        lines_at(pointer)
    assert caught.value.pointer == pointer


def test_who_sees_a_part_can_name_its_nodes() -> None:
    statements = shuffled_statements(DOCUMENT, KEY, CONTEXTS)
    choice = statements.choose(["/part/1/label"])
    shown: JsonObject = {
        "@context": TERMS,
        "id": DOCUMENT["id"],
        "type": "Thing",
        "part": {"type": "Thing", "label": "second"},
    }
    labels = compress_labels(choice.quads, statements.labels)
    assert sorted(labels) == [0]
    lines = revealed_lines(document_quads(shown, CONTEXTS), labels)
    assert lines == tuple(statements.lines[index] for index in choice.indexes)


@pytest.mark.parametrize("labels", [{}, {1: bytes(32)}, {0: bytes(32), 1: bytes(32)}])
def test_labels_must_be_those_of_the_blank_nodes(labels: Any) -> None:
    quads = document_quads({"@context": TERMS, "label": "x"}, CONTEXTS)
    with pytest.raises(StackcredError) as caught:
        revealed_lines(quads, labels)
    assert caught.value.code is ErrorCode.INVALID
