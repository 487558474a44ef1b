"""Every node gets an id in its place, the document says the same, and any part names its nodes as the whole does."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, walk
from stackcred_issuer.domain.proof.canonical.rdfc import canonical_quads, canonicalize
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.proof.selective.blank_nodes import SCHEME, named_quads, with_ids

TERMS = "https://terms.example/"
CONTEXTS = ContextSet(
    {
        TERMS: {
            "@context": {
                "id": "@id",
                "type": "@type",
                "Thing": {"@id": TERMS + "Thing", "@context": {"inside": TERMS + "inside"}},
                "part": TERMS + "part",
                "link": {"@id": TERMS + "link", "@type": "@id"},
                "order": {"@id": TERMS + "order", "@container": "@list"},
                "words": {"@id": TERMS + "words", "@container": "@language"},
                "data": {"@id": TERMS + "data", "@type": "@json"},
                "graph": {"@id": TERMS + "graph", "@container": "@graph"},
                "by": {"@id": TERMS + "by", "@container": "@id"},
                "from": {"@reverse": TERMS + "part"},
                "label": TERMS + "label",
                "group": "@nest",
            }
        }
    }
)


def document(**members: Any) -> JsonObject:
    return {"@context": TERMS, "type": "Thing", **members}


def ids(found: JsonObject) -> list[tuple[str | int, ...]]:
    """Where the ids were put."""
    return [tokens[:-1] for tokens, value in walk(found) if tokens[-1:] == ("@id",) and value.startswith(SCHEME)]


@pytest.mark.parametrize(
    ("members", "places"),
    [
        ({"part": {"label": "x"}}, [("part",)]),
        ({"part": [{"label": "x"}, {"label": "y"}]}, [("part", 0), ("part", 1)]),
        ({"part": {}}, [("part",)]),
        ({"part": {"id": "https://x.example/", "part": {"label": "x"}}}, [("part", "part")]),
        ({"part": {"@id": "https://x.example/"}}, []),
        ({"part": {"@value": "x", "@language": "en"}}, []),
        ({"part": {"@list": [{"label": "x"}]}}, [("part", "@list", 0)]),
        ({"part": {"@set": [{"label": "x"}]}}, [("part", "@set", 0)]),
        ({"order": ["a", {"label": "x"}]}, [("order", 1)]),
        ({"words": {"en": "x", "fr": "y"}}, []),
        ({"data": {"a": {"b": 1}}}, []),
        ({"by": {"https://x.example/": {"label": "x"}}}, []),
        ({"group": {"label": "x", "part": {"label": "y"}}}, [("group", "part")]),
        ({"from": {"label": "x"}}, [("from",)]),
        ({"@reverse": {"part": {"label": "x"}}}, [("@reverse", "part")]),
        ({"graph": {"label": "x"}}, [("graph",)]),
        ({"part": {"type": "Thing", "inside": {"label": "x"}}}, [("part",), ("part", "inside")]),
    ],
)
def test_nodes_and_only_nodes_get_ids(members: JsonObject, places: list[Any]) -> None:
    given = document(**members)
    before = copy.deepcopy(given)
    found = with_ids(given, CONTEXTS)
    assert sorted(ids(found), key=str) == sorted([(), *places], key=str)
    assert given == before
    assert _without(found) == given


@pytest.mark.parametrize(
    "members",
    [
        {"part": [{"label": "x", "part": {"label": "y"}}, {"label": "z"}]},
        {"order": ["a", {"label": "x"}, {"order": ["b", "c"]}], "part": {"order": []}},
        {"part": [{"@list": ["a", "b"]}, {"@list": ["a", "b"]}, {"@list": ["a"]}]},
        {"graph": [{"label": "x"}, {"part": {"label": "y"}}]},
        {"part": {"id": "_:mine", "part": {"id": "_:other"}}, "link": "_:mine"},
    ],
)
def test_the_document_says_the_same(members: JsonObject) -> None:
    given = document(**members)
    named = named_quads(with_ids(given, CONTEXTS), CONTEXTS)
    assert canonical_quads(named).text.encode() == canonicalize(given, CONTEXTS)


def test_a_document_that_is_a_graph_stays_one() -> None:
    given: JsonObject = {"@context": TERMS, "@graph": [{"label": "x"}, {"label": "y"}]}
    found = with_ids(given, CONTEXTS)
    assert ids(found) == [("@graph", 0), ("@graph", 1)]
    named = named_quads(found, CONTEXTS)
    assert canonical_quads(named).text.encode() == canonicalize(given, CONTEXTS)


def test_a_part_names_its_nodes_as_the_whole_does() -> None:
    whole = with_ids(
        document(part=[{"label": "x"}, {"label": "y", "order": ["a", "b"]}], order=["c", ["d", "e"]]), CONTEXTS
    )
    part = {**whole, "part": [whole["part"][1]]}
    assert set(named_quads(part, CONTEXTS)) < set(named_quads(whole, CONTEXTS))


def test_a_list_cut_short_has_other_quads() -> None:
    whole = with_ids(document(order=["a", "b"]), CONTEXTS)
    part = {**whole, "order": ["b"]}
    assert not set(named_quads(part, CONTEXTS)) <= set(named_quads(whole, CONTEXTS))


def test_an_object_used_twice_is_two_nodes() -> None:
    shared = {"label": "x"}
    found = with_ids(document(part=[shared, shared]), CONTEXTS)
    assert found["part"][0]["@id"] != found["part"][1]["@id"]
    assert "@id" not in shared


def test_a_long_list_is_named_in_time() -> None:
    whole = with_ids(document(order=[f"{number}" for number in range(1500)]), CONTEXTS)
    assert len(named_quads(whole, CONTEXTS)) == 3002


@pytest.mark.parametrize(
    "members", [{"id": f"{SCHEME}0"}, {"part": {"id": f"{SCHEME}x"}}, {"link": f"{SCHEME}1"}, {"type": f"{SCHEME}t"}]
)
def test_ids_of_the_scheme_are_kept_for_blank_nodes(members: JsonObject) -> None:
    with pytest.raises(StackcredError) as caught:
        with_ids(document(**members), CONTEXTS)
    assert caught.value.code is ErrorCode.INVALID


def test_terms_are_checked_as_ever() -> None:
    with pytest.raises(StackcredError) as caught:
        with_ids(document(part={"unknown": 1}), CONTEXTS)
    assert (caught.value.code, caught.value.pointer) == (ErrorCode.UNDEFINED_TERM, "/part/unknown")


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: _without(item) for name, item in value.items() if not (name == "@id" and str(item).startswith(SCHEME))
        }
    return [_without(item) for item in value] if isinstance(value, list) else value
