"""What a constraint of `select` is: a demand on the set of badges claimed for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader


@dataclass(frozen=True, slots=True)
class Sight:
    """How a run looks at the facts: what is unknown is taken the way that helps, or the way that hurts."""

    moment: Moment
    helping: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """How far a set of badges gets; have and need for the requirement tree."""

    met: bool
    have: Fraction
    need: Fraction
    unit: str


class Linear(Protocol):
    """Where a constraint writes itself as rows of a 0/1 program.

    Rows may be wider than the constraint, never narrower: candidates are checked again exactly.
    """

    def switch(self) -> int:
        """A new 0/1 column."""
        ...

    def at_least(self, terms: Sequence[tuple[int, Fraction]], bound: Fraction) -> None:
        """Σ factor × column ≥ bound where the requirement is used at all."""
        ...

    def at_most(self, terms: Sequence[tuple[int, Fraction]], bound: Fraction) -> None:
        """Σ factor × column ≤ bound, always."""
        ...


class Constraint(Protocol):
    """A constraint with its arguments."""

    @property
    def demanding(self) -> bool:
        """Whether no claim at all would fail it, so that `count.min` may be 0."""
        ...

    def measure(self, claimed: Sequence[Holding], sight: Sight) -> Measure:
        """Exactly, for the badges claimed."""
        ...

    def encode(self, columns: Sequence[tuple[Holding, int]], sight: Sight, linear: Linear) -> None: ...

    def worth(self, holding: Holding, sight: Sight) -> Fraction | float:
        """How far one badge gets towards it: larger ones are shown first to a reader."""
        ...

    def uncertain(self, holding: Holding, moment: Moment) -> bool:
        """Whether a fact it looks at is unknown in this holding."""
        ...

    def describe(self) -> str: ...


class ConstraintKind(Protocol):
    """One file in constraints/ and its registry entry."""

    @property
    def name(self) -> str: ...

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> Constraint:
        """Read one element of the constraint's list. Raises INVALID with a pointer."""
        ...
