"""Whatever is in a document, its shape known or not: the bytes and the errors of the reference path."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.proof import CONTEXTS, badge, replaced

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, walk
from stackcred_issuer.domain.proof.canonical import jsonld, rdfc
from stackcred_issuer.domain.proof.canonical.compiled import canonicalize, check_terms, shapes
from stackcred_issuer.domain.proof.canonical.compiled.shapes import Shapes, shapes_of
from stackcred_issuer.domain.proof.contexts import ContextSet

STORE: Shapes = shapes_of(CONTEXTS, hashlib.sha256)
RESULTS = ("credentialSubject", "result")
TEXTS = st.sampled_from(
    (
        "",
        "x",
        "_:b0",
        "relative",
        "name:x",
        "id",
        "@id",
        "@type",
        "https://a.example/<",
        "https://a.example/\u2003",
        "\n",
    )
) | st.text(max_size=8)
VALUES = TEXTS | st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from((1.0, -0.0, 0.5, [], {}, ["x"]))


def learnt(document: JsonObject, store: Shapes = STORE) -> None:
    """Make the shape of a document known."""
    store.seen(copy.deepcopy(document))
    store.seen(copy.deepcopy(document))
    assert store.find(document) is not None


def outcome(call: Callable[..., Any], document: JsonObject) -> Any:
    """What comes of it, an error being an outcome too."""
    try:
        return call(document, CONTEXTS)
    except StackcredError as error:
        return error.code, error.detail, error.pointer


def agrees(document: JsonObject) -> None:
    """Both paths come to the same; twice, for the second sight of a shape."""
    for _ in range(2):
        assert outcome(canonicalize, document) == outcome(rdfc.canonicalize, document)
        assert outcome(check_terms, document) == outcome(jsonld.check_terms, document)


def at(*path: str | int) -> tuple[str | int, ...]:
    return path


PLACES = [tokens for tokens, value in walk(badge()) if tokens and not isinstance(value, dict)]


@given(st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=3), st.booleans())
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_any_change_comes_to_what_the_reference_path_says(
    changes: list[tuple[tuple[str | int, ...], Any]], both: bool
) -> None:
    learnt(badge())
    document = badge()
    for tokens, value in changes:
        try:
            document = replaced(document, tokens, value)
        except (IndexError, KeyError, TypeError):  # an earlier change took this place away
            continue
    agrees(document)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (at("credentialSubject", "identifier", 0, "hashed"), False),
        (at("credentialSubject", "identifier", 0, "hashed"), 1),
        (at("credentialSubject", "identifier", 0, "hashed"), None),
        (at("credentialSubject", "creditsEarned"), 2.4999999999999996),
        (at("credentialSubject", "creditsEarned"), 2),
        (at("credentialSubject", "creditsEarned"), "2.5"),
        (at("credentialSubject", "achievement", "tag"), ["wiring"]),
        (at("credentialSubject", "achievement", "tag"), "wiring"),
        (at("credentialSubject", "achievement", "tag"), ["wiring", ["electronics"]]),
        (at("credentialSubject", "achievement", "type"), "Achievement"),
        (at("credentialSubject", "achievement", "type"), ["Achievement", "Profile"]),
        (at("type"), ["OpenBadgeCredential", "VerifiableCredential"]),
        (at("issuer", "name"), {"@value": "x", "@language": "en"}),
    ],
)
def test_another_structure_has_another_template(place: tuple[str | int, ...], value: Any) -> None:
    learnt(badge())
    document = replaced(badge(), place, value)
    known, found = STORE.find(badge()), STORE.find(document)
    assert known is not None
    assert found is None or found.renderer is not known.renderer
    agrees(document)


@pytest.mark.parametrize(("one", "other"), [(1, 1.0), (1, True), (0, False), (0.0, -0.0), (True, "true")])
def test_values_that_python_takes_for_equal_are_kept_apart(one: Any, other: Any) -> None:
    first, second = (badge(name={"@value": value}) for value in (one, other))
    learnt(first)
    found = STORE.find(second)
    assert found is None or found.renderer is not STORE.find(first).renderer  # type: ignore[union-attr]
    agrees(second)


@pytest.mark.parametrize("language", ["fr", "EN", "en-GB", "", None, "not a language"])
def test_a_language_belongs_to_the_shape(language: Any) -> None:
    learnt(badge(name={"@value": "x", "@language": "en"}))
    agrees(badge(name={"@value": "x", "@language": language}))


@pytest.mark.parametrize(
    "text",
    [
        "_:b0",
        "_:c14n0",
        "relative/path",
        "",
        "#fragment",
        "@id",
        "@type",
        "name:of-a-term",
        "sec:x",
        "type:x",
        "Achievement",
        "https://a.example/with blank",
        "https://a.example/\u00a0",
        "https://a.example/<>",
        "https://a.example/\n",
        "1https://a.example",
        "https:",
        "urn:x",
        "\ud800:x",
        "https://a.example/\ud800",
    ],
)
@pytest.mark.parametrize(
    "place",
    [at("id"), at("issuer", "id"), at("issuer", "url"), at("credentialSubject", "result", 0, "resultDescription")],
)
def test_what_stands_for_a_node_is_read_as_the_reference_path_reads_it(place: tuple[str | int, ...], text: str) -> None:
    learnt(badge())
    agrees(replaced(badge(), place, text))


def test_nodes_that_become_alike_are_told_apart_by_all_that_is_around_them() -> None:
    results: list[JsonObject] = [{"type": ["Result"], "value": str(number)} for number in range(3)]
    learnt(replaced(badge(), RESULTS, results))
    for values in (("a", "a", "b"), ("a", "a", "a"), ("_:a", "_:z", "_:a")):
        alike = [{"type": ["Result"], "value": value} for value in values]
        document = replaced(badge(), RESULTS, alike)
        assert STORE.find(document) is not None
        agrees(document)


def test_a_statement_said_twice_counts_once_and_two_that_only_read_alike_count_twice() -> None:
    learnt(badge())
    agrees(replaced(badge(), at("credentialSubject", "achievement", "tag"), ["wiring", "wiring"]))
    same = badge()["credentialSubject"]["achievement"]["id"]
    agrees(badge(id=same, issuer={**badge()["issuer"], "id": same}))
    learnt(badge(evidence=[{"type": ["Evidence"], "name": "a"}, {"type": ["Evidence"], "name": "b"}]))
    agrees(badge(evidence=[{"type": ["Evidence"], "name": "a"}, {"type": ["Evidence"], "name": "a"}]))


def test_a_shape_learnt_from_equal_statements_is_right_for_others() -> None:
    learnt(badge(evidence=[{"type": ["Evidence"], "name": "same"}] * 2, awardedDate="2026-03-01T09:00:00Z"))
    for other in ("same", "another"):
        evidence = [{"type": ["Evidence"], "name": "same"}, {"type": ["Evidence"], "name": other}]
        agrees(badge(evidence=evidence, awardedDate="2026-03-01T09:00:00Z"))


@pytest.mark.parametrize(
    "members",
    [
        {"@context": [*badge()["@context"], {"extra": "https://x.example/extra"}], "extra": "x"},
        {"name": {"@value": "1.50", "@type": "http://www.w3.org/2001/XMLSchema#double"}},
        {"evidence": {"@graph": [{"id": "urn:x:1", "type": "Evidence"}]}},
        {"name": {"@value": {"a": ["b"]}, "@type": "@json"}},
        {"undefinedTerm": "x"},
        {"evidence": [{"id": "urn:x:1", "type": "urn:stackcred.slot:0:"}]},
    ],
)
def test_what_a_template_cannot_hold_goes_the_long_way(members: JsonObject) -> None:
    for text in ("one", "two", "three"):
        document = badge(**members)
        document["issuer"]["name"] = text
        agrees(document)


def test_another_hash_has_templates_of_its_own() -> None:
    for number in range(4):
        document = badge(name=f"name {number}")
        wanted = rdfc.canonicalize(document, CONTEXTS, digest=hashlib.sha384)
        assert canonicalize(document, CONTEXTS, digest=hashlib.sha384) == wanted


def test_other_contexts_have_templates_of_their_own() -> None:
    learnt(badge())
    changed = {url: copy.deepcopy(CONTEXTS.get(url)) for url in badge()["@context"]}
    terms = changed[badge()["@context"][1]]["@context"]
    terms["OpenBadgeCredential"]["@id"] = "https://x.example/Badge"
    others = ContextSet(changed)
    for _ in range(3):
        found = canonicalize(badge(), others)
        assert found == rdfc.canonicalize(badge(), others) != canonicalize(badge(), CONTEXTS)


def test_a_shape_seen_once_is_not_learnt() -> None:
    store = Shapes(CONTEXTS, hashlib.sha256)
    store.seen(badge())
    assert len(store) == 0
    store.seen(badge(name="another"))
    assert len(store) == 1


def test_what_is_kept_is_bounded_and_what_is_used_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "MAX_SHAPES", 3)
    store = Shapes(CONTEXTS, hashlib.sha256)
    tagged = [replaced(badge(), at("credentialSubject", "achievement", "tag"), ["x"] * count) for count in range(1, 8)]
    learnt(tagged[0], store)
    for document in tagged[1:]:
        learnt(document, store)
        assert store.find(tagged[0]) is not None
        assert len(store) <= 3
    assert store.find(tagged[1]) is None


def test_a_shape_in_use_outlives_a_stream_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "MAX_SHAPES", 3)
    store = Shapes(CONTEXTS, hashlib.sha256)
    learnt(badge(), store)
    for count in range(1, 12):
        learnt({**replaced(badge(), at("evidence"), [{"type": "Evidence"}] * count), "description": "x"}, store)
        assert store.find(badge()) is not None


def test_the_text_of_all_shapes_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "MAX_TEXT", 40_000)
    store = Shapes(CONTEXTS, hashlib.sha256)
    for count in range(1, 8):
        document = replaced(badge(), at("credentialSubject", "achievement", "tag"), ["x"] * count)
        store.seen(document)
        store.seen(document)
        assert store.weight <= 40_000
    assert 0 < len(store) < 7


def test_a_vast_document_neither_is_learnt_nor_spoils_its_shape_for_others() -> None:
    store = Shapes(CONTEXTS, hashlib.sha256)
    for _ in range(3):
        store.seen(badge(name="x" * shapes.MAX_SHAPE_TEXT))
    assert len(store) == 0
    store.seen(badge())
    assert len(store) == 1


def test_a_document_with_a_blank_node_does_not_spoil_its_shape_for_others() -> None:
    store = Shapes(CONTEXTS, hashlib.sha256)
    for _ in range(3):
        store.seen(badge(id="_:b0"))
    assert len(store) == 0
    learnt(badge(), store)


def test_half_a_surrogate_pair_is_refused_all_the_same() -> None:
    learnt(badge())
    with pytest.raises(StackcredError) as caught:
        canonicalize(badge(name="\ud800"), CONTEXTS)
    assert caught.value.code is ErrorCode.INVALID


def test_what_is_learnt_does_not_change_with_the_document_it_was_learnt_from() -> None:
    store = Shapes(CONTEXTS, hashlib.sha256)
    document = badge()
    store.seen(document)
    store.seen(document)
    document["type"].append("Profile")
    document["credentialSubject"]["achievement"]["tag"].append("more")
    assert store.find(badge()) is not None
    assert store.find(document) is None
