"""Reading requirements and conditions: limits, ids, paths, and refusal of whatever is unknown."""

from __future__ import annotations

from collections.abc import Mapping

from stackcred_issuer.domain.errors import ErrorCode
from stackcred_issuer.domain.stacking.condition import Condition
from stackcred_issuer.domain.stacking.limits import MAX_DEPTH, MAX_NODES, MAX_SELECTS
from stackcred_issuer.domain.stacking.node import Node, Place, Reference, Select
from stackcred_issuer.domain.stacking.operators import OPERATORS
from stackcred_issuer.domain.stacking.predicates import PREDICATES
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.where import Where, make_where

_OPERATORS = {operator.op: operator for operator in OPERATORS}
_PREDICATES = {predicate.name: predicate for predicate in PREDICATES}


class RuleGrammar:
    """Reads one rule document; `base` is the pointer of the document itself."""

    def __init__(self, groups: Mapping[str, tuple[str, ...]], base: str) -> None:
        self.groups = groups
        self._base = base
        self._taken: dict[str, str] = {}  # every id and path → pointer of its node
        self._explicit: list[tuple[str, Reader]] = []
        self._references: list[Reference] = []
        self._depth = {"requirement": 0, "condition": 0}
        self._nodes = 0
        self._selects = 0

    def requirement(self, reader: Reader) -> Node:
        """One requirement with all below it. Raises INVALID or TOO_LARGE with a pointer."""
        self._enter(reader)
        operator = _OPERATORS.get(_op(reader))
        if operator is None:
            reader.at("op").refuse(f"{reader.value['op']!r} is not an operator; known are: {', '.join(_OPERATORS)}.")
        reader.members(("op", *operator.required), ("id", "label", *operator.optional))
        node = operator.parse(reader, self._place(reader), self)
        self._note(node, reader)
        self._depth["requirement"] -= 1
        return node

    def parts(self, reader: Reader) -> tuple[Node, ...]:
        return tuple(self.requirement(part) for part in reader.filled())

    def where(self, reader: Reader) -> Where:
        """A conjunction of known predicates; an empty one is refused."""
        reader.object()
        if not reader.value:
            reader.refuse("This condition is empty; name at least one predicate.")
        self._deeper(reader, "condition")
        read = [self._predicate(reader, name) for name in reader.value]
        self._depth["condition"] -= 1
        return make_where(tuple(condition for condition in read if condition is not None))

    def references(self) -> tuple[Reference, ...]:
        """The requirements read so far that are about other rules."""
        return tuple(self._references)

    def finish(self) -> None:
        """Once all is read: no id may be another requirement's id or path."""
        seen: set[str] = set()
        for name, reader in self._explicit:
            if name in seen or self._taken.get(name, reader.pointer) != reader.pointer:
                reader.at("id").refuse(f"The id {name!r} already names another requirement.")
            seen.add(name)

    def _predicate(self, reader: Reader, name: str) -> Condition | None:
        predicate = _PREDICATES.get(name)
        if predicate is None:
            reader.at(name).refuse(f"{name!r} is not a predicate; known are: {', '.join(_PREDICATES)}.")
        return predicate.parse(reader.at(name), self)

    def _place(self, reader: Reader) -> Place:
        path = reader.pointer.removeprefix(self._base).removeprefix("/")
        self._taken[path] = reader.pointer
        label = reader.at("label").text() if reader.has("label") else None
        order = self._nodes
        self._nodes += 1
        if not reader.has("id"):
            return Place(path, label, reader.value["op"], order)
        name = reader.at("id").text()
        self._explicit.append((name, reader))
        return Place(name, label, reader.value["op"], order)

    def _enter(self, reader: Reader) -> None:
        self._deeper(reader, "requirement")
        if self._nodes >= MAX_NODES:
            reader.refuse(f"The rule has more than {MAX_NODES} requirements.", ErrorCode.TOO_LARGE)

    def _deeper(self, reader: Reader, kind: str) -> None:
        self._depth[kind] += 1
        if self._depth[kind] > MAX_DEPTH:
            reader.refuse(f"The rule is nested deeper than {MAX_DEPTH} {kind}s.", ErrorCode.TOO_LARGE)

    def _note(self, node: Node, reader: Reader) -> None:
        if isinstance(node, Reference):
            self._references.append(node)
        if isinstance(node, Select):
            self._selects += 1
        if self._selects > MAX_SELECTS:
            reader.refuse(f"The rule has more than {MAX_SELECTS} selects.", ErrorCode.TOO_LARGE)


def _op(reader: Reader) -> str:
    if not reader.object().has("op"):
        reader.at("op").refuse(f"'op' is missing; known operators are: {', '.join(_OPERATORS)}.")
    return reader.at("op").text()
