"""From what a learner holds to what their own pages show."""

from __future__ import annotations

from collections.abc import Sequence

from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.portfolio import Holdings
from stackcred_issuer.services.share_badges import MAX_SHARED, SHARE_GOOD_FOR, Shared
from stackcred_issuer.services.sign_transcript import in_force
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.sharing import UNCHOSEN
from stackcred_issuer.web.badge_files import name_of
from stackcred_issuer.web.page_views import picture_path
from stackcred_issuer.web.pages.language import N_
from stackcred_issuer.web.pages.language import gettext as _
from stackcred_issuer.web.pages.learner_views import (
    ChoiceView,
    GroupView,
    HeldBadgeView,
    OwnBadgeView,
    PortfolioView,
    SharesPageView,
    ShareView,
)
from stackcred_issuer.web.pages.parts import LinkView
from stackcred_issuer.web.previews import linkedin_form, preview

FILES = (
    ("pdf", N_("Certificate"), N_("PDF to print, with the signed badge attached")),
    ("json", N_("Signed badge"), "JSON"),
    ("jwt", N_("Signed badge"), "JWT"),
    ("png", N_("Picture"), N_("PNG with the signed badge inside")),
    ("svg", N_("Drawing"), N_("SVG with the signed badge inside")),
)


def portfolio(house: Deployment, holder: Holder, found: Sequence[Holdings]) -> PortfolioView:
    """The badges alone; `learn` adds where they lead and what ends."""
    owner = holder.email or next((one.learner.name for one in found if one.learner.name), _("a learner"))
    return PortfolioView(owner, tuple(_group(house, holdings) for holdings in found))


def own_badge(house: Deployment, holdings: Holdings, badge: BadgeRecord) -> OwnBadgeView:
    """The page on which a learner decides about one badge."""
    held = _held(house, holdings, badge)
    files = tuple(LinkView(_(label), f"/learn/badges/{badge.id}.{form}", _(hint)) for form, label, hint in FILES)
    name, seen = holdings.issuer.name, held.visibility != "private"
    return OwnBadgeView(
        badge=held,
        issuer=_issuer(holdings),
        url=house.urls.badge(badge.id),
        files=files,
        linkedin=linkedin_form(badge, name, house.urls) if seen else None,
        preview=preview(badge, name, house.urls) if seen else None,
    )


def shares(
    house: Deployment,
    found: Sequence[Holdings],
    made: Sequence[Shared],
    *,
    given: dict[str, str] | None = None,
    ticked: Sequence[str] = (),
    errors: dict[str, str] | None = None,
) -> SharesPageView:
    """The links a person made, and the form for a new one with what was entered in it."""
    now = house.clock.now()
    badges = [badge for holdings in found for badge in holdings.badges]
    latest = (now + SHARE_GOOD_FOR).date().isoformat()
    return SharesPageView(
        choices=tuple(ChoiceView(str(badge.id), name_of(badge), str(badge.id) in ticked) for badge in badges),
        shares=tuple(_share(house, one) for one in made),
        most=MAX_SHARED,
        given={"label": "", "shown_name": "", "until": latest, **(given or {})},
        errors=errors or {},
    )


def _share(house: Deployment, one: Shared) -> ShareView:
    share = one.share
    over = share.withdrawn_at is not None or share.expires_at <= house.clock.now()
    return ShareView(
        id=str(share.id),
        label=share.label,
        url=None if over else house.urls.share(share.token),
        badges=tuple(name_of(badge) for badge in one.badges),
        until=share.expires_at,
        withdrawn=share.withdrawn_at,
        views=one.views,
    )


def _group(house: Deployment, holdings: Holdings) -> GroupView:
    transcript = f"/learn/transcripts/{holdings.issuer.slug}.json" if in_force(house, holdings) else ""
    return GroupView(_issuer(holdings), tuple(_held(house, holdings, badge) for badge in holdings.badges), transcript)


def _issuer(holdings: Holdings) -> LinkView:
    return LinkView(holdings.issuer.name, f"/issuers/{holdings.issuer.slug}")


def _held(house: Deployment, holdings: Holdings, badge: BadgeRecord) -> HeldBadgeView:
    over = badge.valid_until is not None and badge.valid_until <= house.clock.now()
    return HeldBadgeView(
        id=str(badge.id),
        name=name_of(badge),
        image=picture_path(badge),
        state="expired" if over and badge.state == "active" else badge.state,
        is_award=badge.kind == "award",
        issued=badge.issued_at,
        until=badge.valid_until,
        visibility=holdings.visibility.get(badge.id, UNCHOSEN),
        views=holdings.views.get(badge.id, 0),
    )
