"""Read a framework from a CASE 1.1 (or 1.0) CFPackage: its document, items and associations."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from stackcred_issuer.domain.competency.framework import MAX_COMPETENCIES, Competency, Framework
from stackcred_issuer.domain.competency.tree import Part, in_tree_order
from stackcred_issuer.domain.errors import ErrorCode, Finding, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, pointer

CLAUSE = "CASE 1.1 CFPackage"
LAST = float("inf")  # the place of a part whose association has no sequence number


class _Lenient(BaseModel):
    """Members we have no use for are passed over: frameworks come from many publishers."""

    model_config = ConfigDict(extra="ignore", strict=True)


class _Document(_Lenient):
    identifier: str
    uri: str
    title: str
    creator: str | None = None


class _Item(_Lenient):
    identifier: str
    uri: str
    fullStatement: str
    humanCodingScheme: str | None = None
    abbreviatedStatement: str | None = None
    CFItemType: str | None = None
    educationLevel: list[str] | None = None


class _Node(_Lenient):
    identifier: str


class _Association(_Lenient):
    associationType: str
    originNodeURI: _Node
    destinationNodeURI: _Node
    sequenceNumber: int | None = None


class _Package(_Lenient):
    CFDocument: _Document
    CFItems: list[_Item] = []
    CFAssociations: list[_Association] = []


def read_package(document: JsonObject, at: str = "") -> Framework:
    """The framework of a CFPackage (requirements 75–78). Raises INVALID with findings, TOO_LARGE.

    at: JSON pointer of the package in what was sent.
    """
    package = _parsed(document, at)
    if len(package.CFItems) > MAX_COMPETENCIES:
        raise StackcredError(
            ErrorCode.TOO_LARGE,
            f"A framework has at most {MAX_COMPETENCIES} items here, this one {len(package.CFItems)}; "
            "import a part of it.",
            pointer=f"{at}/CFItems",
        )
    _refuse_repeats(package, at)
    replaced = _links(package, "replacedBy")
    about = package.CFDocument
    return Framework(
        identifier=about.identifier,
        uri=about.uri,
        title=about.title,
        creator=about.creator,
        competencies=tuple(
            _competency(item, parent, place, replaced.get(item.identifier))
            for place, (item, parent) in enumerate(in_tree_order(_parts(package)))
        ),
    )


def _competency(item: _Item, parent: str | None, place: int, replaced_by: str | None) -> Competency:
    return Competency(
        identifier=item.identifier,
        uri=item.uri,
        statement=item.fullStatement,
        code=item.humanCodingScheme,
        abbreviated=item.abbreviatedStatement,
        kind=item.CFItemType,
        level=", ".join(item.educationLevel or ()) or None,
        parent=parent,
        position=place,
        replaced_by=replaced_by,
    )


def _parts(package: _Package) -> list[Part[_Item]]:
    """Items with their parents: the tree stands in the isChildOf associations alone (requirement 77)."""
    items = {item.identifier for item in package.CFItems}
    child_of = {
        link.originNodeURI.identifier: link
        for link in package.CFAssociations
        if link.associationType == "isChildOf" and link.destinationNodeURI.identifier in items
    }
    order = {
        link.originNodeURI.identifier: LAST if link.sequenceNumber is None else link.sequenceNumber
        for link in package.CFAssociations
        if link.associationType == "isChildOf"
    }
    return [
        Part(
            item.identifier,
            child_of[item.identifier].destinationNodeURI.identifier if item.identifier in child_of else None,
            order.get(item.identifier, LAST),
            item,
        )
        for item in package.CFItems
    ]


def _links(package: _Package, kind: str) -> dict[str, str]:
    return {
        link.originNodeURI.identifier: link.destinationNodeURI.identifier
        for link in package.CFAssociations
        if link.associationType == kind
    }


def _refuse_repeats(package: _Package, at: str) -> None:
    seen: set[str] = set()
    for index, item in enumerate(package.CFItems):
        if item.identifier in seen:
            detail = f"The identifier {item.identifier!r} stands at another item too; identifiers are unique."
            raise StackcredError(ErrorCode.INVALID, detail, pointer=at + pointer("CFItems", index, "identifier"))
        seen.add(item.identifier)


def _parsed(document: JsonObject, at: str) -> _Package:
    try:
        return _Package.model_validate(document)
    except ValidationError as error:
        findings = [_finding(dict(fault), at) for fault in error.errors(include_url=False, include_input=False)]
        detail = f"This is no CASE CFPackage: {findings[0].detail}"
        raise StackcredError(ErrorCode.INVALID, detail, findings=findings) from None


def _finding(fault: dict[str, Any], at: str) -> Finding:
    name = str(fault["loc"][-1]) if fault["loc"] else "It"
    sentence = f"{name} is required here; add it." if fault["type"] == "missing" else f"{fault['msg']}."
    return Finding(at + pointer(*fault["loc"]), sentence, CLAUSE)
