"""A CASE CFPackage is read as its publisher means it, and refused with a pointer where it cannot be."""

from __future__ import annotations

import copy
from typing import Any

import jsonschema
import pytest
from tests.support.shared import SHARED, need_shared

from stackcred_issuer.domain.competency.case import read_package
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import parse_object

WHEN = "2026-01-10T00:00:00+00:00"


def item(name: str, statement: str, **members: Any) -> dict[str, Any]:
    uri = f"https://frameworks.example/{name}"
    return {"identifier": name, "uri": uri, "fullStatement": statement, "lastChangeDateTime": WHEN} | members


def link(kind: str, origin: str, destination: str, number: int | None = None) -> dict[str, Any]:
    def node(name: str) -> dict[str, Any]:
        return {"title": name, "identifier": name, "uri": f"https://frameworks.example/{name}"}

    made = {
        "identifier": f"{kind}-{origin}",
        "associationType": kind,
        "originNodeURI": node(origin),
        "destinationNodeURI": node(destination),
        "uri": f"https://frameworks.example/{kind}-{origin}",
        "lastChangeDateTime": WHEN,
    }
    return made if number is None else {**made, "sequenceNumber": number}


def package(*items: dict[str, Any], links: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    about = {
        "identifier": "framework",
        "uri": "https://frameworks.example/framework",
        "title": "Office networks",
        "creator": "Guild of networkers",
        "lastChangeDateTime": WHEN,
    }
    return {"CFDocument": about, "CFItems": list(items), "CFAssociations": list(links)}


TREE = package(
    item("test", "Tests a network"),
    item("plan", "Plans a network", humanCodingScheme="N.1", CFItemType="Unit", educationLevel=["04", "05"]),
    item("cable", "Cables a network"),
    item("draw", "Draws the plan", abbreviatedStatement="Draws"),
    links=(
        link("isChildOf", "plan", "framework", 1),
        link("isChildOf", "cable", "framework", 2),
        link("isChildOf", "test", "framework", 3),
        link("isChildOf", "draw", "plan", 1),
        link("replacedBy", "test", "cable"),
    ),
)


def refusal(document: dict[str, Any]) -> StackcredError:
    with pytest.raises(StackcredError) as refused:
        read_package(document)
    assert refused.value.code is ErrorCode.INVALID
    return refused.value


def test_the_order_and_the_tree_are_those_of_the_isChildOf_associations() -> None:
    framework = read_package(TREE)
    assert [(one.identifier, one.parent) for one in framework.competencies] == [
        ("plan", None),
        ("draw", "plan"),
        ("cable", None),
        ("test", None),
    ]
    assert [one.position for one in framework.competencies] == [0, 1, 2, 3]


def test_what_the_publisher_says_of_an_item_is_kept() -> None:
    plan, *_, test = read_package(TREE).competencies
    assert (plan.code, plan.kind, plan.level) == ("N.1", "Unit", "04, 05")
    assert (test.replaced_by, test.tasks) == ("cable", None)


def test_items_without_associations_keep_the_order_of_the_file() -> None:
    flat = package(item("b", "B"), item("a", "A"))
    assert [one.identifier for one in read_package(flat).competencies] == ["b", "a"]


def test_members_we_have_no_use_for_are_passed_over() -> None:
    assert read_package({**TREE, "CFRubrics": [], "CFDefinitions": {}}) == read_package(TREE)


def test_a_circle_of_parents_is_refused() -> None:
    circle = package(item("a", "A"), item("b", "B"), links=(link("isChildOf", "a", "b"), link("isChildOf", "b", "a")))
    assert "part of itself" in refusal(circle).detail


@pytest.mark.parametrize(
    ("place", "pointer"),
    [
        (("CFDocument",), "/CFDocument"),
        (("CFDocument", "title"), "/CFDocument/title"),
        (("CFItems", 2, "fullStatement"), "/CFItems/2/fullStatement"),
        (("CFItems", 0, "uri"), "/CFItems/0/uri"),
        (("CFAssociations", 1, "originNodeURI"), "/CFAssociations/1/originNodeURI"),
    ],
)
def test_what_is_missing_is_named_by_its_pointer(place: tuple[Any, ...], pointer: str) -> None:
    broken: Any = copy.deepcopy(TREE)
    here = broken
    for step in place[:-1]:
        here = here[step]
    del here[place[-1]]
    assert refusal(broken).pointer == pointer


def test_an_identifier_stands_once() -> None:
    assert refusal(package(item("a", "A"), item("a", "B"))).pointer == "/CFItems/1/identifier"


def test_the_packages_of_these_tests_are_packages_by_the_standards_own_schema() -> None:
    need_shared()
    [schema] = (SHARED / "spec" / "data" / "schemas" / "case").glob("*v1p1_cfpackage*.json")
    jsonschema.validate(TREE, parse_object(schema.read_bytes()))
