"""The page of an import, for whoever has its address: live where scripts run, renewed by itself where they do not.

By the address for deciding it has buttons. The key travels in the form, so nobody can make a browser send it who does
not have it.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.imports.links import deciding_by_link, faults_by_link, import_by_link, may_decide
from stackcred_issuer.services.imports.manage import Progress, confirm_import, stop_import
from stackcred_issuer.web.learner_route import LearnerRoute
from stackcred_issuer.web.pages.import_view import FaultView, ImportPageView
from stackcred_issuer.web.pages.render import render_import
from stackcred_issuer.web.progress_events import progress_events
from stackcred_issuer.web.routes import House

router = APIRouter(prefix="/imports", route_class=LearnerRoute, include_in_schema=False)
Key = Annotated[str, Query(max_length=100)]
_PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
# Beyond what every page may: one script of ours, and what it asks of us.
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


@router.get("/{import_id}")
async def import_page(house: House, import_id: UUID, key: Key = "") -> Response:
    progress = await import_by_link(house, import_id, key)
    headers = {**_PRIVATE, "Content-Security-Policy": _POLICY}
    return Response(render_import(_view(house, progress, key)), media_type="text/html", headers=headers)


@router.post("/{import_id}/confirm")
async def confirm(house: House, import_id: UUID, key: Annotated[str, Form(max_length=100)] = "") -> Response:
    caller = await deciding_by_link(house, import_id, key)
    await confirm_import(house, caller, import_id)
    return _back(import_id, key)


@router.post("/{import_id}/stop")
async def stop(
    house: House,
    import_id: UUID,
    key: Annotated[str, Form(max_length=100)] = "",
    sure: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    caller = await deciding_by_link(house, import_id, key)
    if sure != "yes":
        raise StackcredError(ErrorCode.INVALID, "Go back and tick the box to stop it; nothing was changed.")
    await stop_import(house, caller, import_id)
    return _back(import_id, key)


@router.get("/{import_id}/events")
async def import_events(house: House, import_id: UUID, key: Key = "") -> Response:
    await import_by_link(house, import_id, key)

    async def look() -> tuple[str, JsonObject, bool]:
        progress = await import_by_link(house, import_id, key)
        return progress.record.state, progress.to_json(), progress.moving

    headers = {**_PRIVATE, "X-Accel-Buffering": "no"}
    return StreamingResponse(progress_events(look), media_type="text/event-stream", headers=headers)


@router.get("/{import_id}/faults.csv")
async def import_faults(house: House, import_id: UUID, key: Key = "") -> Response:
    pieces = await faults_by_link(house, import_id, key)
    return StreamingResponse(pieces, media_type="text/csv; charset=utf-8; header=present", headers=_PRIVATE)


def _back(import_id: UUID, key: str) -> Response:
    return RedirectResponse(f"/imports/{import_id}?{urlencode({'key': key})}", 303)


def _view(house: Deployment, progress: Progress, key: str) -> ImportPageView:
    record = progress.record
    here = f"/imports/{record.id}"
    return ImportPageView(
        id=str(record.id),
        key=key if may_decide(house, record.id, key) else None,
        name=record.name,
        state=record.state,
        reason=record.reason,
        rows=record.rows,
        done=progress.done,
        counts=progress.expected if progress.stage == "check" else progress.outcomes,
        faults=tuple(FaultView(fault.line, fault.rows, fault.place, fault.detail) for fault in progress.faults),
        events=f"{here}/events?key={key}",
        faults_href=f"{here}/faults.csv?key={key}",
    )
