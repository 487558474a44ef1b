"""One condition over one holding: a predicate with its arguments."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.truth import Truth
from stackcred_issuer.domain.stacking.words import quoted


class Condition(Protocol):
    """What `where` is a conjunction of."""

    @property
    def achievements(self) -> frozenset[str] | None:
        """The only achievements it can hold for; None where it does not depend on the achievement."""
        ...

    def test(self, holding: Holding, moment: Moment) -> Truth: ...

    def why_not(self, holding: Holding, moment: Moment) -> str:
        """What to tell a reader about a holding for which it does not hold; no full stop."""
        ...

    def describe(self) -> str:
        """What is asked for, so that it can follow “badge”: `awarded within the last 2 years`."""
        ...


@dataclass(frozen=True, slots=True)
class AnyOfValues:
    """Holds when a fact has one of the wanted values.

    facts: the names under which the fact may be listed as unknown.
    read: its values in a holding, empty where it is absent.
    """

    wanted: frozenset[str]
    facts: tuple[str, ...]
    read: Callable[[Holding], Collection[str]]
    word: str
    phrase: str  # what stands in front of the wanted values after “badge”, such as `of the type`
    write: Callable[[Collection[str]], str] = quoted
    achievements: frozenset[str] | None = None

    def test(self, holding: Holding, moment: Moment) -> Truth:
        if holding.facts.unknown and holding.facts.hidden(*self.facts):
            return None
        return not self.wanted.isdisjoint(self.read(holding))

    def why_not(self, holding: Holding, moment: Moment) -> str:
        found = ", ".join(sorted(self.read(holding))) or "none"
        return f"its {self.word} ({found}) is not one of those asked for"

    def describe(self) -> str:
        return f"{self.phrase} {self.write(self.wanted)}"
