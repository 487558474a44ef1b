"""What a document breaks of a class, as findings with pointers into that very document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from stackcred_issuer.domain.errors import ErrorCode, Finding, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, pointer

CLAUSE = "Open Badges 3.0 §B (data models)"
_SENTENCES = {
    "missing": "{name} is required here; add it.",
    "extra_forbidden": "{name} is not a member of this class, and the class allows no others; leave it out.",
    "string_type": "Give a text.",
    "list_type": "Give a list.",
    "bool_type": "Give true or false.",
    "model_type": "Give a JSON object.",
    "model_attributes_type": "Give a JSON object.",
}


def faults_of(
    model: type[BaseModel], document: object, at: str = "", *, ignored: frozenset[str] = frozenset()
) -> list[Finding]:
    """Every way in which a document is not of a class; empty when it is.

    at: the JSON pointer of `document` in the whole. ignored: kinds of fault (pydantic's error types) to pass over.
    """
    try:
        model.model_validate(document)
    except ValidationError as error:
        return list(_findings(error, document, at, ignored))
    return []


def shaped(model: type[BaseModel], document: object, at: str = "") -> JsonObject:
    """The document with lists wherever the class knows lists; other members survive as they are.

    Raises StackcredError INVALID with every finding.
    """
    try:
        checked = model.model_validate(document)
    except ValidationError as error:
        found = list(_findings(error, document, at, frozenset()))
        name = model.__name__
        detail = f"This is no {name} as Open Badges 3.0 has it: {found[0].detail}"
        raise StackcredError(ErrorCode.INVALID, detail, findings=found) from None
    return checked.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _findings(error: ValidationError, document: object, at: str, ignored: frozenset[str]) -> Iterator[Finding]:
    for fault in error.errors(include_url=False, include_input=False):
        if fault["type"] not in ignored:
            place = _place(fault["loc"], document, missing=fault["type"] == "missing")
            name = str(place[-1]) if place else "It"
            sentence = _SENTENCES.get(fault["type"], f"{fault['msg'].rstrip('.')}.").format(name=name)
            yield Finding(at + pointer(*place), sentence, CLAUSE)


def _place(location: tuple[Any, ...], document: object, *, missing: bool) -> list[Any]:
    """The location as the document has it: a single value that was read as a list of one has no index."""
    place: list[Any] = []
    for step in location:
        if _has(document, step):
            document = document[step]  # type: ignore[index]
        elif not (missing and step == location[-1]):
            continue
        place.append(step)
    return place


def _has(document: object, step: Any) -> bool:
    if isinstance(document, list):
        return isinstance(step, int) and step < len(document)
    return isinstance(document, dict) and step in document
