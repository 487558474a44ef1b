"""The page behind a link that asks somebody for an endorsement: read, write, confirm or decline. No login."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.endorse import Asked, Reply, answer_by_link, asked_by_link, decline_by_link
from stackcred_issuer.services.evidence.seen import BY_LINK, seen_with
from stackcred_issuer.web.evidence_views import seen_evidence
from stackcred_issuer.web.limits import read_body
from stackcred_issuer.web.pages.language import N_
from stackcred_issuer.web.pages.language import gettext as _
from stackcred_issuer.web.pages.render import render_endorse
from stackcred_issuer.web.pages.views import EndorsePageView
from stackcred_issuer.web.routes import House, PublicRoute

router = APIRouter(tags=["public"], route_class=PublicRoute)
MAX_FORM_BYTES = 64 * 1024  # a few pages of text
_FORM = "application/x-www-form-urlencoded"
_LENGTHS = {"name": 200, "relationship": 500, "comment": 5_000}
_MISSING = {
    "name": N_("Write your name: it stands beside what you say."),
    "relationship": N_("Say how you know the learner, such as “supervisor on site in 2026”."),
    "comment": N_("Write what you can confirm."),
    "confirm": N_("Tick the box to confirm that this is your own word and may be public."),
}
_PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@router.get("/endorse/{token}", include_in_schema=False)
async def endorse_page(house: House, token: str) -> Response:
    """What is asked; after an answer, the thanks."""
    asked = await asked_by_link(house, token)
    return _page(await _with_evidence(house, token, asked, _view(asked, house, {})))


@router.post("/endorse/{token}", include_in_schema=False)
async def endorse_form(request: Request, house: House, token: str) -> Response:
    """Sign and thank, or show what to correct with everything that was written still there."""
    asked = await asked_by_link(house, token)
    try:
        given = await _given(request)
    except StackcredError as error:
        return _page(_view(asked, house, {}, error=error.detail), 400)
    if not asked.open:
        return _page(_view(asked, house, {}), 409)
    try:
        if given.get("decision") == "decline":
            await decline_by_link(house, token)
        else:
            errors = _errors(given)
            if errors:
                view = _view(asked, house, given, errors=errors)
                return _page(await _with_evidence(house, token, asked, view), 422)
            await answer_by_link(house, token, Reply(given["name"], given["relationship"], given["comment"]))
    except StackcredError as error:
        return await _refused(house, token, given, error)
    return Response(status_code=303, headers={"Location": f"/endorse/{token}", **_PRIVATE})


async def _refused(house: Deployment, token: str, given: dict[str, str], error: StackcredError) -> Response:
    """Refused after all: somebody else was quicker, or the text says what a public document may not."""
    asked = await asked_by_link(house, token)
    if error.code is ErrorCode.LINT_REFUSED:
        view = _view(asked, house, given, errors={_field_of(error): error.detail})
        return _page(await _with_evidence(house, token, asked, view), 422)
    if error.code is not ErrorCode.CONFLICT:
        raise error
    return _page(_view(asked, house, {}), 409)


async def _given(request: Request) -> dict[str, str]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM:
        raise StackcredError(ErrorCode.MALFORMED, f"Send the form of this page, as {_FORM}.")
    await read_body(request, MAX_FORM_BYTES)
    try:
        form: FormData = await request.form(max_files=0, max_fields=10)
        texts = {name: value.strip() for name, value in form.items() if isinstance(value, str)}
        for value in texts.values():
            value.encode()
    except (HTTPException, UnicodeError):
        raise StackcredError(ErrorCode.MALFORMED, "The form cannot be read; send it again from this page.") from None
    return {name: value.replace("\0", "") for name, value in texts.items()}


def _errors(given: dict[str, str]) -> dict[str, str]:
    """What is missing or too long, by field."""
    errors = {name: _(text) for name, text in _MISSING.items() if not given.get(name)}
    for name, most in _LENGTHS.items():
        if len(given.get(name, "")) > most:
            errors[name] = _("Shorten this to %(most)s characters.", most=most)
    return errors


def _field_of(error: StackcredError) -> str:
    """The field of the form that a pointer into the credential is about."""
    pointer = error.pointer or ""
    if pointer.endswith("/narrative"):
        return "relationship"
    return "name" if pointer.startswith("/evidence") else "comment"


def _view(
    asked: Asked,
    house: Deployment,
    given: dict[str, str],
    *,
    errors: dict[str, str] | None = None,
    error: str | None = None,
) -> EndorsePageView:
    request = asked.request
    over = request.state == "open" and not asked.open
    return EndorsePageView(
        state="expired" if over else request.state,
        issuer=asked.issuer,
        learner=asked.learner,
        title=asked.title,
        description=asked.description,
        badge_href=f"/badges/{request.badge_id}" if request.badge_id else None,
        role=request.role.replace("-", " "),
        claim=request.claim,
        message=request.message,
        expires=request.expires_at,
        endorsement_href=_verified_at(house.urls.statement(request.statement_id)) if request.statement_id else None,
        name=given.get("name", request.name or ""),
        relationship=given.get("relationship", ""),
        comment=given.get("comment", ""),
        confirmed=bool(given.get("confirm")),
        errors=errors or {},
        error=error,
    )


async def _with_evidence(house: Deployment, token: str, asked: Asked, view: EndorsePageView) -> EndorsePageView:
    """What the learner shows with the badge, for whom it shall help to answer."""
    if not asked.open or asked.request.badge_id is None:
        return view
    entries = await seen_with(house, asked.request.badge_id, BY_LINK)
    return replace(view, added=seen_evidence(entries, asked.issuer, lambda one: f"/endorse/{token}/evidence/{one}"))


def _verified_at(url: str) -> str:
    """Where a person sees a credential in words, checked at that moment."""
    return f"/verify?{urlencode({'url': url})}"


def _page(view: EndorsePageView, status: int = 200) -> Response:
    return Response(render_endorse(view), status, media_type="text/html", headers=_PRIVATE)
