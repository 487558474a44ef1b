"""Where a learner binds a DID: a challenge, a presentation signed for it, badges issued to it anew."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.bind_did import bind_did, new_challenge
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.portfolio import portfolio
from stackcred_issuer.store.access import Holder
from stackcred_issuer.web.learner_route import LearnerRoute, SignedIn, plain, private_page
from stackcred_issuer.web.pages import render
from stackcred_issuer.web.pages.learner_views import DidPageView
from stackcred_issuer.web.routes import House


class PresentationRoute(LearnerRoute):
    """A presentation may hold badges."""

    max_form_bytes = 1024 * 1024


router = APIRouter(prefix="/learn/did", route_class=PresentationRoute, include_in_schema=False)
_OURS = (ErrorCode.INVALID, ErrorCode.MALFORMED, ErrorCode.CONFLICT, ErrorCode.EXHAUSTED, ErrorCode.TOO_LARGE)


@router.get("")
async def show(house: House, holder: SignedIn) -> Response:
    return await _page(house, holder)


@router.post("")
async def bind(
    house: House,
    holder: SignedIn,
    challenge: Annotated[str, Form()] = "",
    presentation: Annotated[str, Form()] = "",
) -> Response:
    """Bound, or the page with what was wrong and a new challenge."""
    try:
        did, issued = await bind_did(house, holder, plain(challenge), presentation.encode(errors="replace"))
    except StackcredError as error:
        if error.code not in _OURS:
            raise
        return await _page(house, holder, error=error.detail, status=422)
    return private_page(render.render_did(DidPageView("", "", bound=did, issued=issued)))


async def _page(house: Deployment, holder: Holder, *, error: str | None = None, status: int = 200) -> Response:
    asked = await new_challenge(house, holder)
    dids = sorted({one.learner.did for one in await portfolio(house, holder) if one.learner.did})
    view = DidPageView(asked.challenge, asked.domain, tuple(dids), error=error)
    return private_page(render.render_did(view), status)
