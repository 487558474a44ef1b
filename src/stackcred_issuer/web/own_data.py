"""A learner's own data: taken away whole, or erased in two steps."""

from __future__ import annotations

from typing import Annotated, get_args

from fastapi import APIRouter, Form, Response

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.services.erase_person import Credentials, erase_person
from stackcred_issuer.services.evidence.own import own_evidence
from stackcred_issuer.services.export_person import export_person
from stackcred_issuer.services.portfolio import portfolio
from stackcred_issuer.web.archives import archive_response
from stackcred_issuer.web.learner_route import LearnerRoute, SignedIn, cookie_name, is_secure, private_page
from stackcred_issuer.web.own_files import archive_of, files_of
from stackcred_issuer.web.pages import render
from stackcred_issuer.web.pages.language import N_
from stackcred_issuer.web.pages.language import gettext as _
from stackcred_issuer.web.pages.learner_views import DataPageView
from stackcred_issuer.web.routes import House

router = APIRouter(prefix="/learn/data", route_class=LearnerRoute, include_in_schema=False)
_UNDECIDED = N_("Say what becomes of the badges you have handed out.")
_UNCONFIRMED = N_("Tick the box to confirm: what is erased cannot be brought back.")


@router.get("")
async def show(house: House, holder: SignedIn) -> Response:
    return private_page(render.render_data(await _view(house, holder, "show")))


@router.get("/export.zip")
async def export(house: House, holder: SignedIn) -> Response:
    """Everything the record holds about the person as JSON, and every badge in every form, and every evidence file."""
    async with archive_of(house, holder) as found:
        record = dump_json(await export_person(house, holder))
        files = [("about-you.json", record), *await files_of(house, found)]
        return await archive_response(house, "export", files, await own_evidence(house, holder))


@router.post("/erase")
async def ask(house: House, holder: SignedIn, credentials: Annotated[str, Form()] = "") -> Response:
    """The first step: what will happen, to be confirmed."""
    if credentials not in get_args(Credentials):
        view = await _view(house, holder, "show", error=_(_UNDECIDED))
        return private_page(render.render_data(view), 422)
    return private_page(render.render_data(await _view(house, holder, "confirm", credentials)))


@router.post("/erased")
async def erase(
    house: House,
    holder: SignedIn,
    credentials: Annotated[str, Form()] = "",
    confirm: Annotated[str, Form()] = "",
) -> Response:
    """The second step. The session goes with everything else."""
    if credentials not in get_args(Credentials):
        raise StackcredError(ErrorCode.INVALID, _UNDECIDED, pointer="/credentials")
    if confirm != "yes":
        view = await _view(house, holder, "confirm", credentials, error=_(_UNCONFIRMED))
        return private_page(render.render_data(view), 422)
    choice: Credentials = credentials  # type: ignore[assignment]  # one of its words
    await erase_person(house, holder, choice)
    answer = private_page(render.render_data(DataPageView("done", credentials=credentials)))
    answer.delete_cookie(cookie_name(house), secure=is_secure(house), httponly=True, samesite="lax")
    return answer


async def _view(
    house: House, holder: SignedIn, step: str, credentials: str = "", error: str | None = None
) -> DataPageView:
    found = await portfolio(house, holder)
    return DataPageView(
        step=step,  # type: ignore[arg-type]  # one of ours
        issuers=tuple(one.issuer.name for one in found),
        badges=sum(len(one.badges) for one in found),
        credentials=credentials,
        error=error,
    )
