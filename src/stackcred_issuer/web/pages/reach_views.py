"""What a learner's pages show of certifications within reach, as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass

from stackcred_issuer.web.pages.parts import LinkView, RequirementVerdict, RequirementView


@dataclass(frozen=True, slots=True)
class MissingView:
    """One thing that is missing: words around the name of what it is missing for, such as `9 of 13 badges for` …"""

    before: str
    name: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class WayView:
    """The cheapest way. next: the first step. then: what is left after it, in order. cost: badges to earn in all.

    others: ways that are just as good. impossible: why no way can be named. optimal: whether none can be cheaper.
    """

    next: LinkView | None = None
    then: tuple[LinkView, ...] = ()
    cost: str = "0"
    others: tuple[tuple[LinkView, ...], ...] = ()
    impossible: str | None = None
    optimal: bool = True


@dataclass(frozen=True, slots=True)
class ReachView:
    """One certification that is not held yet. id: by which its pages are named.

    percent: how much of the rule is met, 0 … 100. requirements: its tree with the verdict of every part.
    broken: it is held, and its rule is not met any more.
    """

    id: str
    name: str
    issuer: LinkView
    verdict: RequirementVerdict
    percent: int
    missing: tuple[MissingView, ...]
    requirements: tuple[RequirementView, ...]
    way: WayView
    broken: bool = False


@dataclass(frozen=True, slots=True)
class ReachListView:
    """The nearest ones whole, the others as links. held: those one has. more: whether there are still others."""

    nearest: tuple[ReachView, ...] = ()
    others: tuple[LinkView, ...] = ()
    held: tuple[LinkView, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class FinishView:
    """An achievement that can be ticked as finished."""

    id: str
    name: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class SupposedView:
    """What would be if what is ticked were earned."""

    names: tuple[str, ...]
    verdict: RequirementVerdict
    missing: tuple[MissingView, ...]
    requirements: tuple[RequirementView, ...]
    way: WayView


@dataclass(frozen=True, slots=True)
class OwnCertificationView:
    """One certification on the learner's own pages. choices: what can be supposed. pathways: that lead to it."""

    reach: ReachView
    choices: tuple[FinishView, ...] = ()
    supposed: SupposedView | None = None
    pathways: tuple[LinkView, ...] = ()
