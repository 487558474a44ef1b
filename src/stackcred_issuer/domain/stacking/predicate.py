"""What a predicate of `where` is: a name and how its arguments are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from stackcred_issuer.domain.stacking.condition import Condition
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.where import Where


class Vocabulary(Protocol):
    """What a predicate may ask of the rule it is read in."""

    @property
    def groups(self) -> Mapping[str, tuple[str, ...]]: ...

    def where(self, reader: Reader) -> Where:
        """A conjunction that may not be empty."""
        ...


class Predicate(Protocol):
    """One file in predicates/ and its registry entry."""

    @property
    def name(self) -> str: ...

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> Condition | None:
        """Read the arguments; None where they ask for nothing. Raises INVALID with a pointer."""
        ...
