"""A requirement, in the three shapes an evaluation knows: Threshold over parts, Select of badges, Fact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from stackcred_issuer.domain.stacking.constraint import Constraint
from stackcred_issuer.domain.stacking.outcome import Claim
from stackcred_issuer.domain.stacking.situation import Situation
from stackcred_issuer.domain.stacking.truth import Truth
from stackcred_issuer.domain.stacking.where import Where


@dataclass(frozen=True, slots=True)
class Place:
    """Where a requirement stands.

    id: the explicit id, else the position path. order: its number in document order.
    """

    id: str
    label: str | None
    op: str
    order: int

    @property
    def name(self) -> str:
        """What a reader calls it."""
        return f"“{self.label}”" if self.label else f"“{self.id}”"


@dataclass(frozen=True, slots=True)
class Threshold:
    """Met when at least `need` parts are; no more than `cap` are counted.

    ordered: all parts are selects, and the latest claim of each is not after the earliest of the next.
    """

    place: Place
    parts: tuple[Node, ...]
    need: int
    cap: int
    wording: str  # in front of its parts: "all of these"
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Select:
    """Met when between `least` and `most` matching badges can be claimed that meet every constraint.

    where: active is already part of it unless the rule said `"active": false`.
    """

    place: Place
    where: Where
    least: int
    most: int | None
    repeat: bool
    shared: bool
    constraints: tuple[Constraint, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """What a Fact came to. have, need: for the requirement tree. claims: what it rests on, where it holds."""

    truth: Truth
    have: int
    need: int
    unit: str
    reason: str
    claims: tuple[Claim, ...] = ()


@runtime_checkable
class Fact(Protocol):
    """A requirement that is decided without claiming badges; it never competes with another."""

    @property
    def place(self) -> Place: ...

    @property
    def bars(self) -> Where | None:
        """The condition that no badge may meet, if it is of that kind."""
        ...

    @property
    def mentioned(self) -> frozenset[str] | None:
        """The achievements it depends on; None where that cannot be said."""
        ...

    def settle(self, situation: Situation) -> Settled: ...

    def describe(self) -> str: ...


Node = Threshold | Select | Fact


@runtime_checkable
class Reference(Protocol):
    """A Fact about another rule. pointer: where it is named."""

    @property
    def rule(self) -> str: ...

    @property
    def version(self) -> int | None: ...

    @property
    def pointer(self) -> str: ...


def walk_nodes(node: Node) -> Iterator[Node]:
    """The requirement and all below it, in document order."""
    stack: list[Node] = [node]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, Threshold):
            stack.extend(reversed(node.parts))
