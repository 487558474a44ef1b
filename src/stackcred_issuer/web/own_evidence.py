"""A learner's evidence: added, taken out again, shown with a badge, deleted. It works without JavaScript."""

from __future__ import annotations

from typing import Annotated, get_args
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.evidence import own
from stackcred_issuer.services.evidence.add import add_own
from stackcred_issuer.services.evidence.wanted import MAX_NAME, NewEvidence
from stackcred_issuer.services.portfolio import portfolio
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.evidence import Audience
from stackcred_issuer.web.evidence_files import evidence_file
from stackcred_issuer.web.evidence_views import own_evidence
from stackcred_issuer.web.learner_route import LearnerRoute, SignedIn, UploadRoute, private_page
from stackcred_issuer.web.pages import render
from stackcred_issuer.web.places import Places
from stackcred_issuer.web.routes import House
from stackcred_issuer.web.uploads import Filled, evidence_spool, read_upload

router = APIRouter(prefix="/learn/evidence", route_class=LearnerRoute, include_in_schema=False)
uploads = APIRouter(prefix="/learn/evidence", route_class=UploadRoute, include_in_schema=False)
# Of one process at a time: each fills the disk while it comes in.
_UPLOADS = Places(8, "Many files are coming in from others; try again in a minute.")
_ASKED_AGAIN = (ErrorCode.INVALID, ErrorCode.TOO_LARGE, ErrorCode.CONFLICT)  # told in the form


@router.get("")
async def show(house: House, holder: SignedIn) -> Response:
    return await _page(house, holder)


@uploads.post("")
async def add(request: Request, house: House, holder: SignedIn) -> Response:
    """One more piece, or the form with what to correct."""
    filled = Filled({}, None, "")
    try:
        with _UPLOADS.one(), evidence_spool(house) as spool:
            filled = await read_upload(request, spool, house.settings.max_evidence_bytes)
            added = await add_own(house, holder, _wanted(filled), filled.file)
    except StackcredError as error:
        if error.code not in _ASKED_AGAIN:
            raise
        status = 413 if error.code is ErrorCode.TOO_LARGE else 422
        return await _page(house, holder, status, given=dict(filled.texts), error=error)
    return RedirectResponse(f"/learn/evidence#evidence-{added.record.id}", 303)


@router.get("/{evidence_id}/file")
async def download(house: House, holder: SignedIn, evidence_id: UUID) -> Response:
    entry = await own.own_entry(house, holder, evidence_id)
    return await evidence_file(house, entry, added_it=entry.record.client_id is None)


@router.post("/{evidence_id}/shown")
async def choose(
    house: House,
    holder: SignedIn,
    evidence_id: UUID,
    audience: Annotated[str, Form()] = "",
    badge: Annotated[str, Form()] = "",
) -> Response:
    """Which badge it belongs to, and who sees it there."""
    if audience not in get_args(Audience):
        raise StackcredError(ErrorCode.INVALID, "Choose who sees it from the list.", pointer="/audience")
    chosen: Audience = audience  # type: ignore[assignment]  # one of its words
    await own.show_evidence(house, holder, evidence_id, _badge(badge), chosen)
    return RedirectResponse(f"/learn/evidence#evidence-{evidence_id}", 303)


@router.post("/{evidence_id}/delete")
async def delete(house: House, holder: SignedIn, evidence_id: UUID) -> Response:
    await own.delete_own(house, holder, evidence_id)
    return RedirectResponse("/learn/evidence", 303)


async def _page(
    house: Deployment,
    holder: Holder,
    status: int = 200,
    *,
    given: dict[str, str] | None = None,
    error: StackcredError | None = None,
) -> Response:
    found, entries = await portfolio(house, holder), await own.own_evidence(house, holder)
    errors = {(error.pointer or "/file").removeprefix("/"): error.detail} if error else {}
    view = own_evidence(house, found, entries, given=given, errors=errors)
    return private_page(render.render_evidence(view), status)


def _wanted(filled: Filled) -> NewEvidence:
    """A file without a name goes by its own."""
    texts = filled.texts
    return NewEvidence(
        name=texts.get("name") or filled.file_name[:MAX_NAME],
        description=texts.get("description", ""),
        url=texts.get("url", ""),
        narrative=texts.get("narrative", ""),
        badge_id=_badge(texts.get("badge", "")),
    )


def _badge(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        detail = "This badge is not in the list; open the page again and choose one."
        raise StackcredError(ErrorCode.INVALID, detail, pointer="/badge") from None
