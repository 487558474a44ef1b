"""What the learners' pages share: forms of our own pages alone, a session in a cookie, nothing kept by browsers."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services import sign_in
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.access import Holder
from stackcred_issuer.web.limits import read_body
from stackcred_issuer.web.routes import Handler, PublicRoute, house_of

MAX_FORM_BYTES = 16 * 1024  # a few lines of text and the ids of badges
NO_STORE = {"Cache-Control": "no-store"}


class LearnerRoute(PublicRoute):
    """For people at a browser: a form is taken from our own pages alone."""

    max_form_bytes = MAX_FORM_BYTES

    async def receive(self, request: Request) -> None:
        """The form, before anything is done with it. Raises TOO_LARGE."""
        await read_body(request, self.max_form_bytes)

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            origin = request.headers.get("origin")
            if request.method == "POST" and origin is not None and origin != house_of(request).urls.base:
                detail = "This form was sent from another site; open the page here and send it again."
                raise StackcredError(ErrorCode.FORBIDDEN, detail)
            if request.method == "POST":
                await self.receive(request)
            response = await handle(request)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        return guarded


class UploadRoute(LearnerRoute):
    """For forms with a file: the endpoint takes it in piece by piece, once it is known who sends it."""

    async def receive(self, request: Request) -> None:
        """Nothing before the endpoint."""


async def _learner(request: Request) -> Holder:
    house = house_of(request)
    holder = await sign_in.signed_in(house, session_of(request, house))
    if holder is None:
        raise StackcredError(ErrorCode.UNAUTHENTICATED, f"Your sign-in is over; sign in again: {house.urls.base}/learn")
    return holder


SignedIn = Annotated[Holder, Depends(_learner)]  # who holds the session


def session_of(request: Request, house: Deployment) -> str:
    """The secret of the session a browser has, empty without one."""
    return request.cookies.get(cookie_name(house), "")


def cookie_name(house: Deployment) -> str:
    """Its name keeps other hosts of the domain from setting it, where that can be had (RFC 6265bis §4.1.3)."""
    return "__Host-learner" if is_secure(house) else "learner"


def is_secure(house: Deployment) -> bool:
    return urlsplit(house.urls.base).scheme == "https"


def private_page(text: str, status: int = 200) -> Response:
    """A page for one person, which no browser or proxy keeps."""
    return Response(text, status, media_type="text/html", headers=NO_STORE)


def plain(text: str) -> str:
    """A text of a form as the record can keep it: no U+0000, no halves of characters."""
    return text.encode(errors="replace").decode().replace("\0", "").strip()
