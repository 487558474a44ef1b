"""The learners' pages: sign in by a link, see and keep one's badges. They work without JavaScript."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import parse_object
from stackcred_issuer.services import sign_in
from stackcred_issuer.services.portfolio import Holdings, portfolio
from stackcred_issuer.services.sign_in_elsewhere import refused
from stackcred_issuer.services.sign_in_services import begin_sign_in, finish_sign_in, offered_services
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.web.limits import read_body
from stackcred_issuer.web.pages import render
from stackcred_issuer.web.pages.learner_views import (
    GroupView,
    HeldBadgeView,
    OpenLinkView,
    PortfolioView,
    SignInView,
)
from stackcred_issuer.web.pages.parts import LinkView
from stackcred_issuer.web.routes import Handler, House, PublicRoute, house_of

MAX_ADDRESS = 254  # characters (RFC 5321)
MAX_FORM_BYTES = 16 * 1024  # one address
_PRIVATE = {"Cache-Control": "no-store"}


class LearnerRoute(PublicRoute):
    """For people at a browser: a form is taken from our own pages alone."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            origin = request.headers.get("origin")
            if request.method == "POST" and origin is not None and origin != house_of(request).urls.base:
                detail = "This form was sent from another site; open the page here and send it again."
                raise StackcredError(ErrorCode.FORBIDDEN, detail)
            if request.method == "POST":
                await read_body(request, MAX_FORM_BYTES)
            response = await handle(request)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        return guarded


router = APIRouter(prefix="/learn", route_class=LearnerRoute, include_in_schema=False)


@router.get("")
async def home(request: Request, house: House) -> Response:
    """The person's badges, or the form that lets them in."""
    holder = await sign_in.signed_in(house, session_of(request, house))
    if holder is None:
        return _page(render.render_sign_in(SignInView(services=await _services(house))))
    found = await portfolio(house, holder)
    owner = holder.email or next((one.learner.name for one in found if one.learner.name), "a learner")
    return _page(render.render_portfolio(PortfolioView(owner, tuple(_group(house, one) for one in found))))


@router.post("/sign-in")
async def ask(house: House, email: Annotated[str, Form()] = "") -> Response:
    """Says the same whether the address is known or not."""
    address = email.strip()
    if "@" not in address[1:-1] or any(letter.isspace() for letter in address) or len(address) > MAX_ADDRESS:
        wrong = SignInView(error="Give a mail address, such as ana@example.org.", address=address[:MAX_ADDRESS])
        return _page(render.render_sign_in(wrong), 422)
    await sign_in.send_link(house, address)
    return _page(render.render_sign_in(SignInView(sent_to=address)))


@router.get("/open/{token}")
async def show_link(house: House, token: str) -> Response:
    if not await sign_in.link_is_good(house, token):
        return _page(render.render_sign_in(SignInView(error=_STALE)), 410)
    return _page(render.render_open_link(OpenLinkView(token)))


@router.post("/open/{token}")
async def open_link(house: House, token: str) -> Response:
    try:
        session = await sign_in.open_link(house, token)
    except StackcredError:
        return _page(render.render_sign_in(SignInView(error=_STALE)), 410)
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
        return _page(render.render_sign_in(view), 401)


@router.post("/sign-out")
async def leave(request: Request, house: House) -> Response:
    await sign_in.sign_out(house, session_of(request, house))
    answer = RedirectResponse("/learn", 303)
    answer.delete_cookie(_cookie(house), secure=_is_secure(house), httponly=True, samesite="lax")
    return answer


def _group(house: House, holdings: Holdings) -> GroupView:
    issuer = LinkView(holdings.issuer.name, f"/issuers/{holdings.issuer.slug}")
    return GroupView(issuer, tuple(_badge(house, badge) for badge in holdings.badges))


def _badge(house: House, badge: BadgeRecord) -> HeldBadgeView:
    path = f"/badges/{badge.id}"
    over = badge.valid_until is not None and badge.valid_until <= house.clock.now()
    return HeldBadgeView(
        name=parse_object(badge.document)["credentialSubject"]["achievement"]["name"],
        href=path,
        image=f"{path}/image.svg",
        state="expired" if over and badge.state == "active" else badge.state,
        is_award=badge.kind == "award",
        issued=badge.issued_at,
        until=badge.valid_until,
        files=(LinkView("Signed badge (JSON)", f"{path}.json"),),
    )


async def _services(house: House) -> tuple[LinkView, ...]:
    return tuple(LinkView(one.name, f"/learn/with/{one.id}") for one in await offered_services(house))


def _let_in(house: House, session: str) -> Response:
    answer = RedirectResponse("/learn", 303)
    answer.set_cookie(
        _cookie(house),
        session,
        max_age=int(sign_in.SESSION_GOOD_FOR.total_seconds()),
        secure=_is_secure(house),
        httponly=True,
        samesite="lax",
    )
    return answer


def session_of(request: Request, house: House) -> str:
    """The secret of the session a browser has, empty without one."""
    return request.cookies.get(_cookie(house), "")


def _cookie(house: House) -> str:
    """Its name keeps other hosts of the domain from setting it, where that can be had (RFC 6265bis §4.1.3)."""
    return "__Host-learner" if _is_secure(house) else "learner"


def _is_secure(house: House) -> bool:
    return urlsplit(house.urls.base).scheme == "https"


def _page(text: str, status: int = 200) -> Response:
    return Response(text, status, media_type="text/html", headers=_PRIVATE)


_STALE = "This link was used before or is too old. Give your address to get a new one."
