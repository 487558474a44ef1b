"""What an operator is: one file in operators/ and its registry entry."""

from __future__ import annotations

from typing import Protocol

from stackcred_issuer.domain.stacking.node import Node, Place
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader


class Grammar(Vocabulary, Protocol):
    """What an operator may ask of the rule it is read in."""

    def parts(self, reader: Reader) -> tuple[Node, ...]:
        """The requirements of a non-empty list."""
        ...


class Operator(Protocol):
    @property
    def op(self) -> str: ...

    @property
    def required(self) -> tuple[str, ...]:
        """Members it must have beside `op`, `id` and `label`."""
        ...

    @property
    def optional(self) -> tuple[str, ...]: ...

    def parse(self, reader: Reader, place: Place, grammar: Grammar) -> Node:
        """Read a requirement whose members are known to be allowed. Raises INVALID with a pointer."""
        ...
