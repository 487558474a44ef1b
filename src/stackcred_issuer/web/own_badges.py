"""A learner's own badges, one by one: their files, and who else may see them."""

from __future__ import annotations

from typing import Annotated, get_args
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.badge_access import own_badge
from stackcred_issuer.services.portfolio import holdings_around
from stackcred_issuer.services.share_badges import choose_visibility
from stackcred_issuer.store.sharing import Visibility
from stackcred_issuer.web import own_views
from stackcred_issuer.web.badge_files import FileForm, badge_file
from stackcred_issuer.web.learner_route import NO_STORE, LearnerRoute, SignedIn, private_page
from stackcred_issuer.web.pages import render
from stackcred_issuer.web.routes import House

router = APIRouter(prefix="/learn/badges", route_class=LearnerRoute, include_in_schema=False)


@router.get("/{badge_id}.{form}")
async def download(request: Request, house: House, holder: SignedIn, badge_id: UUID, form: FileForm) -> Response:
    badge = await own_badge(house, holder, badge_id)
    held = await holdings_around(house, badge)
    seen = held.visibility.get(badge_id) != "private"
    return await badge_file(request, house, badge, form, NO_STORE, name=held.learner.name, open_page=seen)


@router.get("/{badge_id}")
async def show(house: House, holder: SignedIn, badge_id: UUID) -> Response:
    badge = await own_badge(house, holder, badge_id)
    holdings = await holdings_around(house, badge)
    return private_page(render.render_own_badge(own_views.own_badge(house, holdings, badge)))


@router.post("/{badge_id}/visibility")
async def choose(
    house: House,
    holder: SignedIn,
    badge_id: UUID,
    visibility: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """From the portfolio or the badge's own page, and back to where it came from."""
    if visibility not in get_args(Visibility):
        raise StackcredError(ErrorCode.INVALID, "Choose public, unlisted or private.", pointer="/visibility")
    chosen: Visibility = visibility  # type: ignore[assignment]  # one of its words
    await choose_visibility(house, holder, badge_id, chosen)
    place = f"/learn#badge-{badge_id}" if back == "portfolio" else f"/learn/badges/{badge_id}"
    return RedirectResponse(place, 303)
