"""A pathway is read as it is meant, and refused with the place of what is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.pathway.model import Pathway, parse_pathway


def step(name: str, *after: str, **members: Any) -> dict[str, Any]:
    return {
        "id": name,
        "achievement": f"https://a.example/{name}",
        "name": name.title(),
        "after": list(after),
    } | members


def document(*steps: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"name": "Into networks", "steps": list(steps)} | members


BRANCHING = document(
    step("basics"),
    step("copper", "basics"),
    step("fibre", "basics"),
    step("english", optional=True),
    step("site", "medium"),
    branches=[{"id": "medium", "name": "A medium", "choose": 1, "of": ["copper", "fibre"]}],
    exits=[
        {"name": "Cabling assistant", "after": ["medium"], "roles": ["Cabling"]},
        {"name": "Site technician", "after": ["site"]},
    ],
    entry={"description": "Anybody who can read a plan.", "anyOf": ["https://a.example/plans"]},
)


def branching() -> Pathway:
    return parse_pathway(BRANCHING)


def test_steps_stand_after_what_comes_before_them_else_in_their_order() -> None:
    mixed = parse_pathway(
        document(step("last", "first", "middle"), step("middle", "first"), step("first"), step("free"))
    )
    assert [one.id for one in mixed.in_order()] == ["first", "middle", "last", "free"]
    assert [one.id for one in branching().in_order()] == ["basics", "copper", "fibre", "english", "site"]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        (document(), "/steps"),
        (document(step("a"), step("a", achievement="x")), "/steps/1/id"),
        (document(step("a"), step("b", achievement="https://a.example/a")), "/steps/1/achievement"),
        (document(step("a", "b")), "/steps/0/after/0"),
        (document(step("a", "a")), "/steps/0/after"),
        (document(step("a", "b"), step("b", "a")), "/steps/0/after"),
        (document(step("a"), step("b"), branches=[{"id": "a", "name": "x", "of": ["a", "b"]}]), "/branches/0/id"),
        (document(step("a"), branches=[{"id": "x", "name": "x", "of": ["a"]}]), "/branches/0/of"),
        (document(step("a"), branches=[{"id": "x", "name": "x", "of": ["a", "c"]}]), "/branches/0/of/1"),
        (
            document(step("a"), step("b"), branches=[{"id": "x", "name": "x", "of": ["a", "b"], "choose": 3}]),
            "/branches/0/choose",
        ),
        (
            document(step("a"), step("b"), branches=[{"id": n, "name": n, "of": ["a", "b"]} for n in ("x", "y")]),
            "/branches/1/of/0",
        ),
        (document(step("a", "x"), step("b"), branches=[{"id": "x", "name": "x", "of": ["a", "b"]}]), "/steps/0/after"),
        (document(step("a"), exits=[{"name": "x", "after": ["c"]}]), "/exits/0/after/0"),
        (document(step("a"), exits=[{"name": "x", "after": []}]), "/exits/0/after"),
        (document(step("a"), colour="red"), "/colour"),
        (document(step("a b")), "/steps/0/id"),
        (document(step("a"), name=7), "/name"),
    ],
)
def test_what_is_no_pathway_is_refused_with_its_place(wrong: dict[str, Any], pointer: str) -> None:
    with pytest.raises(StackcredError) as caught:
        parse_pathway(wrong)
    assert (caught.value.code, caught.value.pointer) == (ErrorCode.INVALID, pointer)
