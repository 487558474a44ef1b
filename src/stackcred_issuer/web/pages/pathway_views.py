"""What the pages of pathways show, as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from markupsafe import Markup

from stackcred_issuer.web.pages.parts import LinkView, PartyView

StepState = Literal["done", "open", "later", "not needed"]


@dataclass(frozen=True, slots=True)
class StepView:
    """One step. state: whose page it is, None for everybody's. after: names of what comes first."""

    name: str
    href: str
    is_certification: bool
    optional: bool
    after: tuple[str, ...] = ()
    choice: str | None = None
    state: StepState | None = None


@dataclass(frozen=True, slots=True)
class ExitView:
    """A way out. reached: by whose page it is, None for everybody's."""

    name: str
    description: str | None
    after: tuple[str, ...]
    roles: tuple[str, ...]
    reached: bool | None = None


@dataclass(frozen=True, slots=True)
class PathwayPageView:
    """drawing: the SVG. done, needed: of the steps, on a learner's own page; None on everybody's."""

    id: str
    name: str
    issuer: PartyView
    version: str
    published: datetime
    drawing: Markup
    steps: tuple[StepView, ...]
    exits: tuple[ExitView, ...] = ()
    files: tuple[LinkView, ...] = ()
    description: str | None = None
    entry: str | None = None
    entry_by: tuple[LinkView, ...] = ()
    done: int | None = None
    needed: int | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class OnTheWayView:
    """The pathways somebody has begun, on their portfolio. furthest: the one that is drawn."""

    furthest: LinkView | None = None
    drawing: Markup | None = None
    others: tuple[LinkView, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnPathwaysView:
    """The pathways on which somebody has begun. pathways: each with how far they are as hint."""

    pathways: tuple[LinkView, ...]
