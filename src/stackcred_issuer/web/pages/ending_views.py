"""What a learner's portfolio shows of badges that end, as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from stackcred_issuer.web.pages.parts import LinkView, RequirementView
from stackcred_issuer.web.pages.reach_views import MissingView, WayView

NO_WAY = WayView()
Renewal = Literal["none", "open", "earned", "early", "lapsed"]


@dataclass(frozen=True, slots=True)
class EndingView:
    """One badge or certification with its end. away: `in 12 days`, `3 days ago`.

    renewal: `none`: nothing renews it; `open`: something is missing; `early`: all there, and renewed on `opens`;
    `earned`: all there, renewed by itself within a day; `lapsed`: the time for it is over. closes: when that is.
    resting: certifications that stand on it.
    """

    badge: LinkView
    issuer: LinkView
    achievement: LinkView
    ends: datetime
    ended: bool
    away: str
    renewal: Renewal
    opens: datetime
    closes: datetime
    missing: tuple[MissingView, ...] = ()
    requirements: tuple[RequirementView, ...] = ()
    way: WayView = NO_WAY
    resting: tuple[LinkView, ...] = ()
