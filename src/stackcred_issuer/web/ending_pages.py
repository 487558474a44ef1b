"""From what ends to what a learner's portfolio shows of it."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.endings import Ending, endings
from stackcred_issuer.services.next_step import Offered, Way, cheapest_way, offered
from stackcred_issuer.store.access import Holder
from stackcred_issuer.web.badge_files import name_of
from stackcred_issuer.web.pages.ending_views import NO_WAY, EndingView, Renewal
from stackcred_issuer.web.pages.language import gettext, ngettext
from stackcred_issuer.web.pages.parts import LinkView
from stackcred_issuer.web.reach_pages import reach_view

_NOTHING = Offered({}, (), {})


async def endings_of(house: Deployment, holder: Holder) -> tuple[EndingView, ...]:
    """What the portfolio shows of endings, the first to end first."""
    return tuple([await _view(house, one) for one in await endings(house, holder)])


async def _view(house: Deployment, one: Ending) -> EndingView:
    now, name = house.clock.now(), name_of(one.badge)
    standing = _standing(one, now)
    on, way = _NOTHING, Way()
    if one.renewal is not None and standing == "open":
        on = await offered(house, one.renewal)
        way = await cheapest_way(one.renewal, on, quick=True)
    shown = reach_view(one.renewal, on, way, house.urls) if one.renewal is not None else None
    page = f"/certifications/{shown.id}" if shown is not None else urlsplit(one.badge.achievement_url).path
    return EndingView(
        badge=LinkView(name, f"/learn/badges/{one.badge.id}"),
        issuer=LinkView(one.issuer.name, f"/issuers/{one.issuer.slug}"),
        achievement=LinkView(name, page),
        ends=one.ends,
        ended=one.ends <= now,
        away=away(one.ends, now),
        renewal=standing,
        opens=one.opens,
        closes=one.closes,
        missing=shown.missing if shown is not None else (),
        requirements=shown.requirements if shown is not None else (),
        way=shown.way if shown is not None else NO_WAY,
        resting=tuple(LinkView(name_of(other), f"/learn/badges/{other.id}") for other in one.resting),
    )


def away(instant: datetime, now: datetime) -> str:
    """How far off, in whole days: `in 12 days`, `today`, `3 days ago`."""
    days = (instant.date() - now.date()).days
    near = {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}
    if days in near:
        return near[days]
    if days > 0:
        return ngettext("in %(num)s day", "in %(num)s days", days)
    return ngettext("%(num)s day ago", "%(num)s days ago", -days)


def _standing(one: Ending, now: datetime) -> Renewal:
    if one.renewal is None:
        return "none"
    if now > one.closes:
        return "lapsed"
    if not one.renewal.reading.outcome.satisfied:
        return "open"
    return "early" if now < one.opens else "earned"
