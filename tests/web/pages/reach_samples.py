"""A learner who is half-way to a certification, as views."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from tests.web.pages import samples

from stackcred_issuer.web.pages.ending_views import EndingView, Renewal
from stackcred_issuer.web.pages.learner_views import PortfolioView
from stackcred_issuer.web.pages.missing_words import missing_words
from stackcred_issuer.web.pages.parts import LinkView
from stackcred_issuer.web.pages.pathway_views import OnTheWayView
from stackcred_issuer.web.pages.reach_views import (
    FinishView,
    OwnCertificationView,
    ReachListView,
    ReachView,
    SupposedView,
    WayView,
)


def half_way() -> ReachView:
    """Something is missing, and there is a way."""
    stack = samples.suspended_award().stack
    assert stack is not None
    return ReachView(
        id="1",
        name="Network technician",
        issuer=LinkView("Example College", "/issuers/example"),
        verdict="not_satisfied",
        percent=75,
        missing=missing_words(stack.requirements),
        requirements=stack.requirements,
        way=WayView(LinkView("Cabling", "/achievements/1"), (LinkView("Wireless", "/achievements/2"),), "2"),
    )


def portfolio() -> PortfolioView:
    """With something near, something that no way leads to, and something far."""
    near = half_way()
    stuck = replace(near, way=WayView(impossible="Nothing in the catalogue completes the rule, whatever it costs."))
    others = (LinkView("Cook", "/learn/certifications/2", "10 % met"),)
    endings = tuple(_ending(renewal, near) for renewal in get_args(Renewal))
    held = (LinkView("First aid", "/learn/badges/1"),)
    reach = ReachListView((near, replace(stuck, broken=True)), others, held, more=True)
    return replace(samples.portfolio(), reach=reach, endings=endings, on_the_way=_on_the_way())


def _on_the_way() -> OnTheWayView:
    drawn = samples.own_pathway()
    return OnTheWayView(LinkView(drawn.name, "/learn/pathways/1", "2 of 3 steps done"), drawn.drawing)


def _ending(renewal: Renewal, near: ReachView) -> EndingView:
    return EndingView(
        badge=LinkView("First aid", "/learn/badges/1"),
        issuer=near.issuer,
        achievement=LinkView("First aid", "/achievements/1"),
        ends=samples.NOW,
        ended=renewal == "lapsed",
        away="in 12 days",
        renewal=renewal,
        opens=samples.NOW,
        closes=samples.NOW,
        missing=near.missing,
        requirements=near.requirements,
        way=near.way,
        resting=(LinkView("Rescue helper", "/learn/badges/2"),),
    )


def own_certification() -> OwnCertificationView:
    """With other ways, and a choice to try."""
    near = half_way()
    other = (LinkView("Fibre", "/achievements/3"), LinkView("Wireless", "/achievements/2"))
    way = replace(near.way, others=(other,), optimal=False)
    supposed = SupposedView(("Cabling",), "not_satisfied", near.missing, near.requirements, WayView(cost="1"))
    return OwnCertificationView(
        reach=replace(near, way=way),
        choices=(FinishView("1", "Cabling", True), FinishView("2", "Wireless", False)),
        supposed=supposed,
        pathways=(LinkView("Into networks", "/learn/pathways/1"),),
    )
