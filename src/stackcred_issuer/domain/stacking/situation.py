"""What a rule is held against: holdings, the instant, and which badges match which conditions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from stackcred_issuer.domain.stacking.holdings import Holding, Holdings
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.outcome import Claim
from stackcred_issuer.domain.stacking.truth import Truth
from stackcred_issuer.domain.stacking.where import Where

if TYPE_CHECKING:
    from stackcred_issuer.domain.stacking.rule import Rule


class Matches(NamedTuple):
    """Badges in rank order that match for certain, and those that do unless an unknown fact forbids it."""

    certain: list[Holding]
    possible: list[Holding]  # the certain ones among them


@dataclass(frozen=True, slots=True)
class Judged:
    """What another rule's `requires` came to, with its claims."""

    truth: Truth
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """rules: every other rule that was given, by any key. judge: holds one of them against the same situation."""

    holdings: Holdings
    moment: Moment
    rules: Mapping[str, Rule]
    judge: Callable[[Rule, Situation], Judged]

    def matching(self, where: Where) -> Matches:
        items = self.holdings.items if where.pinned is None else self.holdings.of(where.pinned)
        moment = self.moment
        certain: list[Holding] = []
        possible: list[Holding] = []
        for item in items:
            truth = where.matches(item, moment)
            if truth is False:
                continue
            possible.append(item)
            if truth:
                certain.append(item)
        return Matches(certain, possible)
