"""A framework that is written as a CASE package is read again as what it was."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.domain.competency.case import read_package
from stackcred_issuer.domain.competency.framework import Competency, Framework
from stackcred_issuer.domain.competency.package import write_item, write_package

NOW = datetime(2026, 3, 1, tzinfo=UTC)
texts = st.text(min_size=1, max_size=20).filter(lambda text: "\0" not in text)
maybe = st.none() | texts


@st.composite
def frameworks(draw: st.DrawFn) -> Framework:
    """Trees in document order: a parent stands before its parts."""
    count, found = draw(st.integers(0, 8)), list[Competency]()
    for number in range(count):
        parent = draw(st.none() | st.sampled_from(found)) if found else None
        found.append(
            Competency(
                identifier=f"c{number}",
                uri=f"https://a.example/c{number}",
                statement=draw(texts),
                code=draw(maybe),
                abbreviated=draw(maybe),
                kind=draw(maybe),
                level=draw(maybe.filter(lambda text: text is None or ", " not in text)),
                parent=parent.identifier if parent else None,
                position=number,
            )
        )
    return Framework("f", "https://a.example/f", draw(texts), draw(maybe), tuple(found))


@given(frameworks())
def test_what_is_written_is_read_as_the_same_competencies_in_the_same_tree(framework: Framework) -> None:
    again = read_package(write_package(framework, NOW))
    assert (again.identifier, again.uri, again.title, again.creator) == (
        framework.identifier, framework.uri, framework.title, framework.creator,
    )  # fmt: skip
    facts = [(one.identifier, one.statement, one.code, one.abbreviated, one.kind, one.level, one.parent)
             for one in framework.competencies]  # fmt: skip
    read = [(one.identifier, one.statement, one.code, one.abbreviated, one.kind, one.level, one.parent)
            for one in again.competencies]  # fmt: skip
    assert {one[0]: one for one in read} == {one[0]: one for one in facts}


def test_what_case_has_no_place_for_stands_beside_it() -> None:
    one = Competency("c", "https://a.example/c", "Plans", tasks=("Draws",), outcomes=("A plan",), position=0)
    said = write_item(one, NOW)
    assert (said["tasks"], said["outcomes"]) == (["Draws"], ["A plan"])
    assert "humanCodingScheme" not in said
