"""A learner's links to chosen badges: made, listed, withdrawn."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.portfolio import portfolio
from stackcred_issuer.services.share_badges import NewShare, new_share, shares_of, withdraw_share
from stackcred_issuer.store.access import Holder
from stackcred_issuer.web import own_views
from stackcred_issuer.web.learner_route import LearnerRoute, SignedIn, plain, private_page
from stackcred_issuer.web.pages import render
from stackcred_issuer.web.routes import House

router = APIRouter(prefix="/learn/shares", route_class=LearnerRoute, include_in_schema=False)
_LAST_MOMENT = time(23, 59, 59, tzinfo=UTC)


@router.get("")
async def show(house: House, holder: SignedIn) -> Response:
    return await _page(house, holder)


@router.post("")
async def make(
    house: House,
    holder: SignedIn,
    label: Annotated[str, Form()] = "",
    shown_name: Annotated[str, Form()] = "",
    until: Annotated[str, Form()] = "",
    badge: Annotated[tuple[str, ...], Form()] = (),
) -> Response:
    """A new link, or the form with what to correct."""
    given = {"label": plain(label), "shown_name": plain(shown_name), "until": plain(until)}
    try:
        wanted = NewShare(given["label"], _ids(badge), _end_of(given["until"]), given["shown_name"])
        share = await new_share(house, holder, wanted)
    except StackcredError as error:
        if error.code is not ErrorCode.INVALID:
            raise
        errors = {_FIELDS[error.pointer or ""]: error.detail}
        return await _page(house, holder, 422, given=given, ticked=badge, errors=errors)
    return RedirectResponse(f"/learn/shares#share-{share.id}", 303)


@router.post("/{share_id}/withdraw")
async def withdraw(house: House, holder: SignedIn, share_id: UUID) -> Response:
    await withdraw_share(house, holder, share_id)
    return RedirectResponse(f"/learn/shares#share-{share_id}", 303)


async def _page(
    house: Deployment,
    holder: Holder,
    status: int = 200,
    *,
    given: dict[str, str] | None = None,
    ticked: tuple[str, ...] = (),
    errors: dict[str, str] | None = None,
) -> Response:
    found, made = await portfolio(house, holder), await shares_of(house, holder)
    view = own_views.shares(house, found, made, given=given, ticked=ticked, errors=errors)
    return private_page(render.render_shares(view), status)


def _ids(texts: tuple[str, ...]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        detail = "The list of badges cannot be read; open this page again and tick them."
        raise StackcredError(ErrorCode.INVALID, detail, pointer="/badges") from None


def _end_of(day: str) -> datetime:
    """The last moment of a day, in UTC."""
    try:
        return datetime.combine(date.fromisoformat(day), _LAST_MOMENT)
    except ValueError:
        detail = "Write the day as year, month and day, such as 2027-03-31."
        raise StackcredError(ErrorCode.INVALID, detail, pointer="/until") from None


_FIELDS = {"/label": "label", "/shownName": "shown_name", "/badges": "badge", "/until": "until"}
