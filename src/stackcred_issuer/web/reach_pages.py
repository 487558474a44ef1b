"""From what a learner has within reach to what their pages show of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from urllib.parse import urlsplit
from uuid import UUID

from stackcred_issuer.domain.ids import PublicUrls
from stackcred_issuer.domain.stacking.outcome import Outcome
from stackcred_issuer.services.in_reach import InReach, Reach
from stackcred_issuer.services.next_step import Offered, Way
from stackcred_issuer.web.badge_files import name_of
from stackcred_issuer.web.pages.language import gettext as _
from stackcred_issuer.web.pages.missing_words import missing_words
from stackcred_issuer.web.pages.parts import LinkView, RequirementView
from stackcred_issuer.web.pages.reach_views import (
    FinishView,
    OwnCertificationView,
    ReachListView,
    ReachView,
    SupposedView,
    WayView,
)
from stackcred_issuer.web.pages.read_report import read_outcome
from stackcred_issuer.web.pages.rule_words import entry_view, renewal_view, requirement_view

PATH = "/learn/certifications"


def reach_list(reach: Reach, ways: Sequence[tuple[Offered, Way]], urls: PublicUrls) -> ReachListView:
    """ways: one for each of the nearest."""
    nearest = [reach_view(one, on, way, urls) for one, (on, way) in zip(reach.nearest, ways, strict=True)]
    others = [
        LinkView(name, f"{PATH}/{one}", _("%(percent)s %% met", percent=_percent(near)))
        for one, name, near in reach.others
    ]
    held = [LinkView(name_of(badge), f"/learn/badges/{badge.id}") for badge in reach.held]
    return ReachListView(tuple(nearest), tuple(others), tuple(held), reach.more)


def reach_view(one: InReach, on: Offered, way: Way, urls: PublicUrls) -> ReachView:
    tree = _tree(one, one.reading.outcome, urls)
    return ReachView(
        id=str(one.facts.certification.id),
        name=str(one.facts.achievement.document["name"]),
        issuer=LinkView(one.issuer.name, f"/issuers/{one.issuer.slug}"),
        verdict=one.reading.outcome.verdict.value,
        percent=_percent(one.near),
        missing=missing_words(tree),
        requirements=tree,
        way=_way(on, way),
        broken=one.purpose == "keep",
    )


def own_certification(
    one: InReach,
    on: Offered,
    way: Way,
    urls: PublicUrls,
    *,
    supposed: tuple[Outcome, Way] | None,
    ticked: Sequence[str],
) -> OwnCertificationView:
    """ticked: URLs of what is supposed to be finished."""
    held = {badge.achievement_url for badge in one.badges if badge.state == "active"}
    choices = [
        FinishView(str(record.id), str(record.document["name"]), url in ticked)
        for url, record in on.achievements.items()
        if url not in held
    ]
    return OwnCertificationView(
        reach=reach_view(one, on, way, urls),
        choices=tuple(sorted(choices, key=lambda choice: choice.name.casefold())),
        supposed=_supposed(one, on, supposed, ticked, urls) if supposed else None,
    )


def _supposed(
    one: InReach, on: Offered, supposed: tuple[Outcome, Way], ticked: Sequence[str], urls: PublicUrls
) -> SupposedView:
    outcome, way = supposed
    tree = _tree(one, outcome, urls, {f"what-if:{url}": LinkView(_name(on, url)) for url in ticked})
    return SupposedView(
        names=tuple(_name(on, url) for url in ticked),
        verdict=outcome.verdict.value,
        missing=missing_words(tree),
        requirements=tree,
        way=_way(on, way),
    )


def _tree(
    one: InReach, outcome: Outcome, urls: PublicUrls, more: Mapping[str, LinkView] | None = None
) -> tuple[RequirementView, ...]:
    """The requirements with their verdicts, in the words of the certification's own page."""
    links = {url: LinkView(record.document["name"], urlsplit(url).path) for url, record in one.facts.mentioned.items()}
    badges = {urls.badge(badge.id): LinkView(name_of(badge), f"/learn/badges/{badge.id}") for badge in one.badges}
    found: list[RequirementView] = []
    for told, words in zip(outcome.to_json()["requirements"], _rules(one, links), strict=True):
        document = {**outcome.to_json(), "requirements": [told]}
        found += read_outcome(document, {**badges, **(more or {})}, words).requirements
    return tuple(found)


def _rules(one: InReach, links: Mapping[str, LinkView]) -> list[RequirementView]:
    renewal = renewal_view(one.rule, links)
    if one.purpose == "renew" and renewal is not None:
        return [renewal]
    entry = entry_view(one.rule, links)
    return [requirement_view(one.rule, links), *([entry] if entry is not None else [])]


def _way(on: Offered, way: Way) -> WayView:
    steps = [_step(on, url) for url in way.achievements]
    return WayView(
        next=steps[0] if steps else None,
        then=tuple(steps[1:]),
        cost=f"{way.cost:g}",
        others=tuple(tuple(_step(on, url) for url in other) for other in way.others),
        impossible=way.impossible,
        optimal=way.optimal,
    )


def _step(on: Offered, url: str) -> LinkView:
    """To the page of what is to be earned; for a certification, to how far one is with that."""
    inner: UUID | None = on.certifications.get(url)
    if inner is not None:
        return LinkView(_name(on, url), f"{PATH}/{inner}", _("certification"))
    return LinkView(_name(on, url), urlsplit(url).path)


def _name(on: Offered, url: str) -> str:
    record = on.achievements.get(url)
    return str(record.document["name"]) if record is not None else url


def _percent(near: Fraction) -> int:
    """Rounded down, so that nothing reads as whole that is not."""
    return near.numerator * 100 // near.denominator
