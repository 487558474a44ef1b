"""Terms in the one spelling of canonical N-Quads, and no term that N-Quads cannot hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.nquads import quads_of

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.canonical.nquads import Quad, iri_term, is_iri, literal_term


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_text_reads_back_as_itself(text: str) -> None:
    quad = Quad("<urn:s>", "<urn:p>", literal_term(text))
    assert quads_of(quad.line()) == [quad]
    assert quad.line().count("\n") == 1


def test_a_backslash_before_a_letter_is_no_escape() -> None:
    assert literal_term("\\t") == r'"\\t"'
    assert literal_term("\t") == r'"\t"'


def test_what_is_no_character_of_xml_is_escaped_and_its_neighbours_are_not() -> None:
    assert literal_term("\ufffe\uffff\x7f\x00") == r'"\uFFFE\uFFFF\u007F\u0000"'
    assert literal_term("\ufffd\U0001fffe\x80") == '"\ufffd\U0001fffe\x80"'


def test_datatypes_and_languages_follow_the_text() -> None:
    assert literal_term("1", "urn:int") == '"1"^^<urn:int>'
    assert literal_term("a", "http://www.w3.org/2001/XMLSchema#string") == '"a"'
    assert literal_term("a", language="fr-CA") == '"a"@fr-CA'
    with pytest.raises(StackcredError) as caught:
        literal_term("a", language='en> <urn:x> "')
    assert caught.value.code is ErrorCode.INVALID


@pytest.mark.parametrize("iri", ["https://a.example/ä?q#f", "urn:x:", "did:key:z6Mk", "a+b.c-d:e"])
def test_an_absolute_iri_is_a_term(iri: str) -> None:
    assert is_iri(iri)
    assert iri_term(iri) == f"<{iri}>"


@pytest.mark.parametrize(
    "iri", ["", "a", "/a", "1a:b", "_:a", "a b:c", "a:<", "a:>", 'a:"', "a:\\", "a:`", "a:\n", "a:{", "a: b"]
)
def test_anything_else_is_none(iri: str) -> None:
    assert not is_iri(iri)
    with pytest.raises(StackcredError) as caught:
        iri_term(iri)
    assert caught.value.code is ErrorCode.INVALID


def test_only_a_text_is_an_iri() -> None:
    assert not any(is_iri(value) for value in (None, 7, ["urn:x"], {"@id": "urn:x"}))


def test_the_graph_stands_last_if_there_is_one() -> None:
    assert Quad("_:a", "<urn:p>", '"x"').line() == '_:a <urn:p> "x" .\n'
    assert Quad("_:a", "<urn:p>", '"x"', "<urn:g>").line() == '_:a <urn:p> "x" <urn:g> .\n'
