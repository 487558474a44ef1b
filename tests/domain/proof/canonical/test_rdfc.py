"""One canonical form whatever the order and the labels: PyLD's and pyoxigraph's, byte for byte."""

from __future__ import annotations

import hashlib
import itertools
import random
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.nquads import canonical_by_others, quads_of
from tests.support.proof import CONTEXTS, badge
from tests.support.pyld import normalized

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.canonical.jsonld import document_quads
from stackcred_issuer.domain.proof.canonical.nquads import Quad
from stackcred_issuer.domain.proof.canonical.rdfc import canonical_quads, canonicalize

P, Q = "<urn:p>", "<urn:q>"
LABELS = [f"_:e{number}" for number in range(6)]
TERMS = st.sampled_from([*LABELS, "<urn:s>"])
OBJECTS = TERMS | st.sampled_from(['"a"', '"b"@en'])
QUADS = st.builds(Quad, TERMS, st.sampled_from([P, Q]), OBJECTS, st.sampled_from(["", "<urn:g>", *LABELS[:2]]))

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
IRI = st.sampled_from(["https://a.example/1", "urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd41c", "did:key:z6Mk", "_:x"])
NUMBER = st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False)
LANGUAGE = {"@language": st.sampled_from(["en", "AR", "fr-CA"])}
NAME = (
    TEXT
    | st.fixed_dictionaries({"@value": TEXT}, optional=LANGUAGE)
    # apart from the others: PyLD takes two values that differ in direction alone for one
    | st.fixed_dictionaries({"@value": TEXT.map("rtl:".__add__), "@direction": st.just("rtl")}, optional=LANGUAGE)
)


def node(kind: str, members: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[JsonObject]:
    return st.fixed_dictionaries({"type": st.just(kind)}, optional={"id": IRI, **members})


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return strategy | st.lists(strategy, max_size=3)


ALIGNMENT = node("Alignment", {"targetName": TEXT, "targetUrl": IRI, "targetCode": TEXT})
DESCRIPTION = node("ResultDescription", {"name": TEXT, "allowedValue": some(TEXT), "alignment": some(ALIGNMENT)})
PROFILE = st.recursive(
    node("Profile", {"name": TEXT, "url": IRI}),
    lambda inner: node("Profile", {"name": TEXT, "parentOrg": inner, "official": TEXT}),
    max_leaves=3,
)
ACHIEVEMENT = node(
    "Achievement",
    {
        "name": TEXT,
        "creditsAvailable": NUMBER,
        "tag": some(TEXT),
        "creator": PROFILE,
        "criteria": st.fixed_dictionaries({}, optional={"id": IRI, "narrative": TEXT}),
        "alignment": some(ALIGNMENT),
        "resultDescription": some(DESCRIPTION),
    },
)
SUBJECT = node(
    "AchievementSubject",
    {
        "creditsEarned": NUMBER,
        "achievement": ACHIEVEMENT,
        "result": some(node("Result", {"value": TEXT, "achievedLevel": IRI})),
        "source": PROFILE,
    },
)
CREDENTIALS = st.builds(
    lambda issuer, subject, name, evidence: badge(
        issuer=issuer, credentialSubject=subject, name=name, evidence=evidence
    ),
    PROFILE,
    some(SUBJECT),
    some(NAME),
    some(node("Evidence", {"name": TEXT, "narrative": TEXT})),
)


@given(CREDENTIALS)
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_a_credential_gets_the_form_that_pyld_and_pyoxigraph_give_it(document: JsonObject) -> None:
    ours = canonicalize(document, CONTEXTS).decode()
    quads = document_quads(document, CONTEXTS)
    assert ours == canonical_by_others("".join(quad.line() for quad in quads))
    if not any(_has_control(line) for line in ours.splitlines()) and not any(map(_is_loop, quads)):
        assert ours == _unique(normalized(document, CONTEXTS))


def _is_loop(quad: Quad) -> bool:
    """Whether a blank node is said something of itself, which PyLD hashes twice."""
    return quad.subject == quad.object and quad.subject.startswith("_:")


def _has_control(line: str) -> bool:
    """Whether a line has one of the escapes that PyLD leaves out."""
    return any(escape in line.replace("\\\\", "") for escape in ("\\u", "\\b", "\\f"))


def _unique(text: str) -> str:
    """A dataset is a set: PyLD writes some statements twice."""
    return "".join(sorted({f"{line}\n" for line in text.split("\n") if line}))


@given(st.lists(QUADS, max_size=10), st.randoms())
@settings(deadline=None, max_examples=300)
def test_neither_the_order_nor_the_labels_matter(quads: list[Quad], chance: random.Random) -> None:
    renamed = dict(zip(LABELS, chance.sample([f"_:x{number}" for number in range(50)], len(LABELS)), strict=True))
    shuffled = [Quad(*(renamed.get(term, term) for term in quad)) for quad in quads]
    chance.shuffle(shuffled)
    assert canonical_quads(quads).lines == canonical_quads(shuffled).lines


@given(st.lists(QUADS, max_size=10))
@settings(deadline=None, max_examples=300)
def test_pyoxigraph_agrees(quads: list[Quad]) -> None:
    text = "".join(quad.line() for quad in quads)
    assert canonical_quads(quads).text == canonical_by_others(text)


@given(st.lists(QUADS, max_size=10))
@settings(deadline=None)
def test_the_canonical_form_is_its_own(quads: list[Quad]) -> None:
    once = canonical_quads(quads).text
    assert canonical_quads(quads_of(once)).text == once


def test_labels_that_look_canonical_are_labels_like_any_other() -> None:
    quads = [Quad("_:c14n1", P, '"a"'), Quad("_:c14n0", P, '"b"')]
    other = [Quad("_:x", P, '"a"'), Quad("_:y", P, '"b"')]
    assert canonical_quads(quads).lines == canonical_quads(other).lines


def test_the_same_statement_twice_is_said_once() -> None:
    assert canonical_quads([Quad("_:x", P, '"a"'), Quad("_:x", P, '"a"')]).lines == (f'_:c14n0 {P} "a" .\n',)


def test_many_alike_nodes_are_no_poison() -> None:
    """Twelve equal results under two alike subjects: 12! orders that all come to the same."""
    quads = [Quad(top, Q, f"{top}{number}") for top in ("_:s", "_:t") for number in range(12)]
    quads += [Quad(f"{top}{number}", P, '"pass"') for top in ("_:s", "_:t") for number in range(12)]
    assert len(canonical_quads(quads).labels) == 26


def test_a_long_list_of_equal_items_is_no_poison() -> None:
    """Two equal lists of forty: told apart only at their ends."""
    rows = [[f"_:{name}{number}" for number in range(40)] for name in "ab"]
    quads = [Quad(cell, P, '"x"') for row in rows for cell in row]
    quads += [Quad(here, Q, after) for row in rows for here, after in itertools.pairwise(row)]
    assert len(canonical_quads(quads).labels) == 80


@pytest.mark.parametrize("size", [7, 8, 10, 20, 200])
def test_a_clique_of_blank_nodes_ends_quickly(size: int) -> None:
    clique = [Quad(f"_:{one}", P, f"_:{two}") for one in range(size) for two in range(size) if one != two]
    start = time.process_time()
    with pytest.raises(StackcredError) as caught:
        canonical_quads(clique)
    assert caught.value.code is ErrorCode.EXHAUSTED
    assert time.process_time() - start < 1.5


def test_a_chain_deeper_than_the_stack_is_given_up() -> None:
    rings = [Quad(f"_:{name}{number}", P, f"_:{name}{(number + 1) % 5000}") for name in "ab" for number in range(5000)]
    with pytest.raises(StackcredError) as caught:
        canonical_quads(rings)
    assert caught.value.code is ErrorCode.EXHAUSTED


def test_another_hash_may_give_other_labels() -> None:
    quads = [Quad(f"_:{number}", P, f'"{number}"') for number in range(8)]
    assert canonical_quads(quads).lines != canonical_quads(quads, digest=hashlib.sha384).lines


def test_control_characters_are_escaped_as_rdfc_says() -> None:
    text = "".join(map(chr, [*range(0x20), 0x22, 0x5C, 0x7F, 0x80, 0xA0, 0x2028, 0x1F50C]))
    (line,) = [line for line in canonicalize(badge(name=text), CONTEXTS).decode().splitlines() if "\\u0001" in line]
    assert (
        r'"\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000B\f\r\u000E\u000F\u0010\u0011\u0012\u0013'
        r"\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F\"\\\u007F" in line
    )


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(StackcredError) as caught:
        canonicalize(badge(name="\ud800"), CONTEXTS)
    assert caught.value.code is ErrorCode.INVALID
