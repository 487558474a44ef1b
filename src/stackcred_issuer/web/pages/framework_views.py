"""What the pages of competency frameworks show, as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass

from stackcred_issuer.web.pages.parts import LinkView, PartyView


@dataclass(frozen=True, slots=True)
class CompetencyItemView:
    """One line of a framework. depth: of its place in the tree, from 0, as far as the page shows it."""

    name: str
    href: str
    code: str | None = None
    level: str | None = None
    depth: int = 0
    ended: bool = False


@dataclass(frozen=True, slots=True)
class FrameworkPageView:
    """The public page of a framework. next_href: the page that goes on."""

    id: str
    title: str
    keeper: PartyView
    creator: str | None = None
    competencies: tuple[CompetencyItemView, ...] = ()
    next_href: str | None = None


@dataclass(frozen=True, slots=True)
class CompetencyPageView:
    """The public page of a competency. name: short. statement: whole. replaced: the competency that took its place."""

    id: str
    name: str
    statement: str
    framework: LinkView
    keeper: PartyView
    code: str | None = None
    kind: str | None = None
    level: str | None = None
    tasks: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    above: tuple[LinkView, ...] = ()
    parts: tuple[LinkView, ...] = ()
    badges: tuple[LinkView, ...] = ()
    replaced: LinkView | None = None
    ended: bool = False
