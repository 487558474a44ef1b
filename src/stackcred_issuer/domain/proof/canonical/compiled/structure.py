"""The structure of a document: all of it but the texts that may differ within one shape.

A text is a *slot*, unless its member is keyed (see `vocabulary`). Everything else belongs to the structure: names
and their order, the length of every array, numbers, truths and nulls, contexts, types, languages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from stackcred_issuer.domain.jsonvalue import JsonObject

MAX_SLOTS = 4_000  # texts of one document; a transcript of a degree has some hundreds

Key = tuple[object, ...]

_SCALARS = (bool, int, float, type(None))
_TEXT = frozenset({str})


@dataclass(frozen=True, slots=True)
class Structure:
    """Finds the slots of any document that has this structure.

    All values stand in one flat list, breadth first; the numbers below are places in it.
    key: the same for two documents if, and only if, their structure is.
    containers: (place, names, length) of each object and array that is looked into; an array has no names.
    keyed: the values that must be equal; spelt: scalars by type and spelling; slots: the places of the texts.
    """

    key: Key
    containers: tuple[tuple[int, list[str] | None, int], ...]
    keyed: tuple[Any, ...]
    spelt: tuple[tuple[type, str], ...]
    slots: tuple[int, ...]
    pick_keyed: Callable[[Sequence[Any]], tuple[Any, ...]]
    pick_scalars: Callable[[Sequence[Any]], tuple[Any, ...]]
    pick_slots: Callable[[Sequence[Any]], tuple[Any, ...]]

    def slots_of(self, document: JsonObject) -> tuple[str, ...] | None:
        """The texts of a document of this structure, in order; None for any other document."""
        values: list[Any] = [document]
        for place, names, length in self.containers:
            node = values[place]
            if names is None:
                if type(node) is not list or len(node) != length:
                    return None
                values += node
            else:
                if type(node) is not dict or list(node) != names:
                    return None
                values += node.values()
        if self.pick_keyed(values) != self.keyed:
            return None
        if self.spelt and tuple(map(_spelling, self.pick_scalars(values))) != self.spelt:
            return None
        slots = self.pick_slots(values)
        return slots if _TEXT.issuperset(map(type, slots)) else None


def structure_of(document: JsonObject, keyed: frozenset[str]) -> Structure | None:
    """The structure of a document, or None when it has something whose meaning a structure does not fix.

    Those are contexts written out, types that are no text or list of texts, values that are not of JSON, and
    documents with more than MAX_SLOTS values.
    """
    try:
        return _Survey(keyed).of(document)
    except (_NoStructure, ValueError):  # ValueError: an integer of thousands of digits
        return None


def slot_places(document: JsonObject, keyed: frozenset[str]) -> list[tuple[str | int, ...]]:
    """Where the slots of a document are, as pointer tokens, in the order of its structure: breadth first."""
    found = []
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), document)]
    for above, node in waiting:
        members = node.items() if isinstance(node, dict) else enumerate(node)
        for name, child in members:
            if name in keyed:
                continue
            if isinstance(child, str):
                found.append((*above, name))
            elif isinstance(child, dict | list):
                waiting.append(((*above, name), child))
    return found


def texts_of(key: Key) -> list[str]:
    """Every text in a key: names, types, contexts, and scalars as they are spelt."""
    parts = (part if isinstance(part, tuple) else (part,) for part in key)
    return [text for part in parts for text in part if isinstance(text, str)]


def _spelling(value: Any) -> tuple[type, str]:
    """Two scalars have one spelling if, and only if, they are the same in JSON; a value of another kind has none."""
    kind = type(value)
    return kind, repr(value) if kind in _SCALARS else ""


class _NoStructure(Exception):
    pass


class _Survey:
    def __init__(self, keyed: frozenset[str]) -> None:
        self._names = keyed
        self._values: list[Any] = []
        self._waiting: list[int] = []
        self._containers: list[tuple[int, list[str] | None, int]] = []
        self._keyed: list[tuple[int, Any]] = []
        self._scalars: list[int] = []
        self._slots: list[int] = []
        self._key: list[object] = []

    def of(self, document: JsonObject) -> Structure:
        self._values, self._waiting = [document], [0]
        for place in self._waiting:
            self._container(place, self._values[place])
            if len(self._values) > MAX_SLOTS:
                raise _NoStructure
        return Structure(
            tuple(self._key),
            tuple(self._containers),
            tuple(value for _, value in self._keyed),
            tuple(_spelling(self._values[place]) for place in self._scalars),
            tuple(self._slots),
            picker([place for place, _ in self._keyed]),
            picker(self._scalars),
            picker(self._slots),
        )

    def _container(self, place: int, node: Any) -> None:
        """Each container in the key: what it is, then its members, so that no two structures have one key."""
        if type(node) is dict:
            self._containers.append((place, list(node), len(node)))
            self._key.append(dict)
            for name, child in node.items():
                self._key.append(name)
                self._member(name, child)
        else:
            self._containers.append((place, None, len(node)))
            self._key.append(list)
            for child in node:
                self._member("", child)

    def _member(self, name: Any, value: Any) -> None:
        place = len(self._values)
        self._values.append(value)
        if type(name) is not str:
            raise _NoStructure
        if name in self._names:
            self._key.append(_constant(value))
            self._keyed.append((place, list(value) if type(value) is list else value))
        elif type(value) is str:
            self._slots.append(place)
            self._key.append(0)
        elif type(value) in (dict, list):
            self._waiting.append(place)
            self._key.append(1)
        elif type(value) in _SCALARS:
            self._scalars.append(place)
            self._key.append((repr(value),))
        else:
            raise _NoStructure


def _constant(value: Any) -> tuple[object, ...]:
    if type(value) is str:
        return (str, value)
    if type(value) is list and set(map(type, value)) <= {str}:
        return (list, *value)
    raise _NoStructure


def picker(places: Sequence[int]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """What takes the values at these places out of a sequence."""
    if len(places) > 1:
        return itemgetter(*places)
    if not places:
        return lambda values: ()
    only = places[0]
    return lambda values: (values[only],)
