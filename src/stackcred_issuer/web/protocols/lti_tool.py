"""LTI 1.3 as a registered tool: a course sends people here, and the platform says who they are."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.lti_launch import Arrival, Login, begin_launch, finish_launch
from stackcred_issuer.services.lti_platforms import platform_keys
from stackcred_issuer.web.limits import read_body
from stackcred_issuer.web.pages.learner_views import CourseView, LaunchView
from stackcred_issuer.web.pages.render import CONTENT_SECURITY_POLICY, render_error, render_launch
from stackcred_issuer.web.pages.views import ErrorPageView
from stackcred_issuer.web.problems import STATUS
from stackcred_issuer.web.routes import Handler, House, PublicRoute, house_of

MAX_FORM_BYTES = 64 * 1024  # an id token of a platform that tells much
_PRIVATE = {"Cache-Control": "no-store"}
MAX_TEXT = 32_768  # characters of one member of it
Text = Annotated[str, Form(max_length=MAX_TEXT)]
MaybeText = Annotated[str | None, Form(max_length=MAX_TEXT)]
Asked = Annotated[str, Query(max_length=MAX_TEXT)]
MaybeAsked = Annotated[str | None, Query(max_length=MAX_TEXT)]


class LaunchRoute(PublicRoute):
    """For people whom a platform sends by a form: what goes wrong is told on a page."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                if request.method == "POST":
                    await read_body(request, MAX_FORM_BYTES)
                return await handle(request)
            except StackcredError as error:
                status, title = STATUS[error.code]
                page = render_error(ErrorPageView(status=status, title=title, detail=error.detail))
                return Response(page, status, media_type="text/html", headers=_PRIVATE)

        return told


router = APIRouter(prefix="/lti/platforms/{platform_id}", tags=["LMS protocols"], route_class=LaunchRoute)


@router.get("/login", include_in_schema=False)
async def get_login(
    house: House,
    platform_id: UUID,
    iss: Asked,
    login_hint: Asked,
    lti_message_hint: MaybeAsked = None,
    client_id: MaybeAsked = None,
) -> Response:
    """A launch begins: on to the platform, which answers to `launch`."""
    return await _sent_on(house, platform_id, Login(iss, login_hint, lti_message_hint, client_id))


@router.post("/login", include_in_schema=False)
async def post_login(
    house: House,
    platform_id: UUID,
    iss: Text,
    login_hint: Text,
    lti_message_hint: MaybeText = None,
    client_id: MaybeText = None,
) -> Response:
    return await _sent_on(house, platform_id, Login(iss, login_hint, lti_message_hint, client_id))


@router.post("/launch", include_in_schema=False)
async def launch(request: Request, house: House, platform_id: UUID, state: Text = "", id_token: Text = "") -> Response:
    """The platform says who came: a page with a way to one's badges; for those who teach, how the course stands."""
    arrival = await finish_launch(house, platform_id, state, id_token)
    return Response(
        render_launch(_view(arrival)),
        media_type="text/html",
        headers={**_PRIVATE, "Content-Security-Policy": _framed_by(arrival)},
    )


@router.get("/jwks.json", summary="LTI 1.3: the keys we sign with towards the platform")
async def keys(request: Request, platform_id: UUID) -> Response:
    document = await platform_keys(house_of(request), platform_id)
    return Response(dump_json(document), media_type="application/jwk-set+json")


async def _sent_on(house: Deployment, platform_id: UUID, login: Login) -> Response:
    return RedirectResponse(await begin_launch(house, platform_id, login), 302, headers=_PRIVATE)


def _framed_by(arrival: Arrival) -> str:
    """Platforms show tools in a frame of their own pages: this page may stand there, and in no other."""
    parts = urlsplit(arrival.platform.authorization_url)
    return CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {parts.scheme}://{parts.netloc}")


def _view(arrival: Arrival) -> LaunchView:
    course = arrival.course if arrival.person.teaches else None
    outcome: dict[str, Any] = (course.outcome if course is not None else None) or {}
    return LaunchView(
        platform=arrival.platform.name,
        person=arrival.person.name,
        href=arrival.link,
        course=None
        if course is None
        else CourseView(
            title=course.title,
            pulled=course.pulled_at,
            members=outcome.get("members", 0),
            results=outcome.get("results", 0),
            problem=outcome.get("problem"),
            reads_grades=course.line_items_url is not None,
        ),
    )
