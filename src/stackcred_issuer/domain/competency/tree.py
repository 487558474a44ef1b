"""Put the parts of a tree in reading order: a parent before its parts, siblings by their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from stackcred_issuer.domain.errors import ErrorCode, StackcredError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """parent: identifier of another part, None at the root. place: among its siblings; equal ones keep their order."""

    identifier: str
    parent: str | None
    place: float
    value: T


def in_tree_order(parts: Iterable[Part[T]]) -> Iterator[tuple[T, str | None]]:
    """Each value with its parent's identifier. Raises INVALID when parts are above themselves."""
    below: defaultdict[str | None, list[Part[T]]] = defaultdict(list)
    waiting: dict[str, Part[T]] = {}
    for part in parts:
        below[part.parent].append(part)
        waiting[part.identifier] = part
    for siblings in below.values():
        siblings.sort(key=lambda part: part.place)
        siblings.reverse()  # the next one is taken from the end
    stack = below.pop(None, [])
    while stack:
        part = stack.pop()
        del waiting[part.identifier]
        yield part.value, part.parent
        stack.extend(below.pop(part.identifier, ()))
    if waiting:
        name = min(waiting)
        raise StackcredError(
            ErrorCode.INVALID, f"The item {name!r} is part of itself, by way of others; take one of the links out."
        )
