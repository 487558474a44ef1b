"""Expanded JSON-LD as quads (JSON-LD 1.1 API §7, Deserialize JSON-LD to RDF), dropping nothing.

Whatever has no statement in RDF raises; base directions become i18n datatypes, as the W3C suites do.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, canonical_json
from stackcred_issuer.domain.proof.canonical.nquads import XSD_STRING, Quad, iri_term, literal_term

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
I18N = "https://www.w3.org/ns/i18n#"

_TYPE, _FIRST, _REST, _NIL = (f"<{RDF}{name}>" for name in ("type", "first", "rest", "nil"))
_DOUBLE = f"{XSD}double"
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_DOUBLE_TEXT = re.compile(r"(\d)0*E\+?(-?)0*(\d+)")
_LARGEST_INTEGER = 10**21  # from here on JSON-LD writes a number as a double


def expanded_quads(expanded: Iterable[JsonObject]) -> list[Quad]:
    """The quads of an expanded document; blank nodes are called `_:b0`, `_:b1` … in no order that matters.

    Raises StackcredError INVALID for IRIs, language tags and numbers that N-Quads cannot hold, and
    UNDEFINED_TERM for a keyword that means nothing in RDF.
    """
    writer = _Writer()
    for item in expanded:
        writer.node(item, "")
    return writer.quads


@dataclass(slots=True)
class _Writer:
    quads: list[Quad] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    def node(self, item: JsonObject, graph: str) -> str:
        """Write all a node object says and return its term."""
        subject = self.resource(item["@id"]) if "@id" in item else self.blank()
        for name, value in item.items():
            match name:
                case "@id":
                    pass
                case "@type":
                    for kind in value:
                        self.quads.append(Quad(subject, _TYPE, self.resource(kind), graph))
                case "@graph":
                    for child in value:
                        self.node(child, subject)
                case "@included":
                    for child in value:
                        self.node(child, graph)
                case "@reverse":
                    self.reverse(subject, value, graph)
                case _:
                    self.property(subject, name, value, graph)
        return subject

    def property(self, subject: str, name: str, values: Iterable[JsonObject], graph: str) -> None:
        if name.startswith("@"):
            raise StackcredError(ErrorCode.UNDEFINED_TERM, f"{name} leaves no trace in what is signed; remove it.")
        predicate = iri_term(name)
        for value in values:
            self.quads.append(Quad(subject, predicate, self.object(value, graph), graph))

    def reverse(self, target: str, properties: JsonObject, graph: str) -> None:
        for name, sources in properties.items():
            predicate = iri_term(name)
            for source in sources:
                self.quads.append(Quad(self.node(source, graph), predicate, target, graph))

    def object(self, item: JsonObject, graph: str) -> str:
        if "@value" in item:
            return value_term(item)
        if "@list" in item:
            return self.list(item["@list"], graph)
        return self.node(item, graph)

    def list(self, items: Iterable[JsonObject], graph: str) -> str:
        """An RDF collection: one blank node per item, or nil for none."""
        head = _NIL
        for item in reversed(list(items)):
            cell = self.blank()
            self.quads.append(Quad(cell, _FIRST, self.object(item, graph), graph))
            self.quads.append(Quad(cell, _REST, head, graph))
            head = cell
        return head

    def resource(self, name: str) -> str:
        if name.startswith("_:"):
            return self.labels.get(name) or self.labels.setdefault(name, self.blank())
        return iri_term(name)

    def blank(self) -> str:
        return f"_:b{next(self.numbers)}"


def value_term(item: JsonObject) -> str:
    """The literal of an expanded value object (JSON-LD 1.1 API §8.6)."""
    value, datatype = item["@value"], item.get("@type")
    if datatype == "@json":
        return literal_term(canonical_json(value).decode(), f"{RDF}JSON")
    if isinstance(value, bool):
        return literal_term("true" if value else "false", datatype or f"{XSD}boolean")
    if isinstance(value, int | float):
        return _number_term(value, datatype)
    if not isinstance(value, str):
        raise StackcredError(ErrorCode.INVALID, f"A {type(value).__name__} is no JSON value of a statement.")
    if datatype == _DOUBLE and _DECIMAL.fullmatch(value):
        return literal_term(_canonical_double(float(value)), datatype)
    return _text_term(item, value, datatype)


def _text_term(item: JsonObject, value: str, datatype: str | None) -> str:
    language, direction = item.get("@language"), item.get("@direction")
    if direction is not None:
        return literal_term(value, f"{I18N}{language or ''}_{direction}")
    if language is not None:
        return literal_term(value, language=language)
    return literal_term(value, datatype or XSD_STRING)


def _number_term(value: int | float, datatype: str | None) -> str:
    """Whole numbers are integers however they were written; all others, and all too large, are doubles."""
    try:
        if not math.isfinite(value):
            raise OverflowError
        if datatype != _DOUBLE and value == int(value) and abs(value) < _LARGEST_INTEGER:
            return literal_term(str(int(value)), datatype or f"{XSD}integer")
        return literal_term(_canonical_double(float(value)), datatype or _DOUBLE)
    except OverflowError:
        raise StackcredError(ErrorCode.INVALID, "A number is beyond what a double can hold.") from None


def _canonical_double(value: float) -> str:
    return _DOUBLE_TEXT.sub(r"\1E\2\3", f"{value:1.15E}")
