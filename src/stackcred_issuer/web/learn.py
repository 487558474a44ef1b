"""The learners' pages: sign in by a link, see and keep one's badges. They work without JavaScript."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services import sign_in
from stackcred_issuer.services.portfolio import portfolio
from stackcred_issuer.services.sign_in_elsewhere import refused
from stackcred_issuer.services.sign_in_services import begin_sign_in, finish_sign_in, offered_services
from stackcred_issuer.web import own_views
from stackcred_issuer.web.ending_pages import endings_of
from stackcred_issuer.web.learner_route import LearnerRoute, cookie_name, is_secure, private_page, session_of
from stackcred_issuer.web.own_certifications import reach_of
from stackcred_issuer.web.pages import render
from stackcred_issuer.web.pages.language import N_
from stackcred_issuer.web.pages.language import gettext as _
from stackcred_issuer.web.pages.learner_views import OpenLinkView, SignInView
from stackcred_issuer.web.pages.parts import LinkView
from stackcred_issuer.web.pathway_links import on_the_way
from stackcred_issuer.web.routes import House

MAX_ADDRESS = 254  # characters (RFC 5321)


router = APIRouter(prefix="/learn", route_class=LearnerRoute, include_in_schema=False)


@router.get("")
async def home(request: Request, house: House) -> Response:
    """The person's badges, or the form that lets them in."""
    holder = await sign_in.signed_in(house, session_of(request, house))
    if holder is None:
        return private_page(render.render_sign_in(SignInView(services=await _services(house))))
    found = await portfolio(house, holder)
    view = own_views.portfolio(house, holder, found)
    whole = replace(
        view,
        endings=await endings_of(house, holder),
        reach=await reach_of(house, holder),
        on_the_way=await on_the_way(house, holder),
    )
    return private_page(render.render_portfolio(whole))


@router.post("/sign-in")
async def ask(house: House, email: Annotated[str, Form()] = "") -> Response:
    """Says the same whether the address is known or not."""
    address = email.strip()
    if "@" not in address[1:-1] or any(letter.isspace() for letter in address) or len(address) > MAX_ADDRESS:
        wrong = SignInView(error=_("Give a mail address, such as ana@example.org."), address=address[:MAX_ADDRESS])
        return private_page(render.render_sign_in(wrong), 422)
    await sign_in.send_link(house, address)
    return private_page(render.render_sign_in(SignInView(sent_to=address)))


@router.get("/open/{token}")
async def show_link(house: House, token: str) -> Response:
    if not await sign_in.link_is_good(house, token):
        return private_page(render.render_sign_in(SignInView(error=_(_STALE))), 410)
    return private_page(render.render_open_link(OpenLinkView(token)))


@router.post("/open/{token}")
async def open_link(house: House, token: str) -> Response:
    try:
        session = await sign_in.open_link(house, token)
    except StackcredError:
        return private_page(render.render_sign_in(SignInView(error=_(_STALE))), 410)
    return _let_in(house, session)


@router.get("/with/{service_id}")
async def sign_in_with(house: House, service_id: UUID) -> Response:
    """On to the institution's own sign-in service."""
    return RedirectResponse(await begin_sign_in(house, service_id), 303)


@router.get("/with/{service_id}/back")
async def come_back(house: House, service_id: UUID, state: str = "", code: str = "", error: str = "") -> Response:
    """Back from it: let in, or told why not."""
    try:
        if error or not code:
            raise refused("The sign-in service let nobody in")
        return _let_in(house, await finish_sign_in(house, service_id, state, code))
    except StackcredError as problem:
        if problem.code is not ErrorCode.UNAUTHENTICATED:
            raise
        view = SignInView(error=problem.detail, services=await _services(house))
        return private_page(render.render_sign_in(view), 401)


@router.post("/sign-out")
async def leave(request: Request, house: House) -> Response:
    await sign_in.sign_out(house, session_of(request, house))
    answer = RedirectResponse("/learn", 303)
    answer.delete_cookie(cookie_name(house), secure=is_secure(house), httponly=True, samesite="lax")
    return answer


async def _services(house: House) -> tuple[LinkView, ...]:
    return tuple(LinkView(one.name, f"/learn/with/{one.id}") for one in await offered_services(house))


def _let_in(house: House, session: str) -> Response:
    answer = RedirectResponse("/learn", 303)
    answer.set_cookie(
        cookie_name(house),
        session,
        max_age=int(sign_in.SESSION_GOOD_FOR.total_seconds()),
        secure=is_secure(house),
        httponly=True,
        samesite="lax",
    )
    return answer


_STALE = N_("This link was used before or is too old. Give your address to get a new one.")
