"""The page of an import, for whoever has its address: live where scripts run, renewed by itself where they do not."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.services.imports.links import faults_by_link, import_by_link
from stackcred_issuer.services.imports.manage import Progress
from stackcred_issuer.web.pages.import_view import FaultView, ImportPageView
from stackcred_issuer.web.pages.render import render_import
from stackcred_issuer.web.progress_events import progress_events
from stackcred_issuer.web.routes import House, PublicRoute

router = APIRouter(prefix="/imports", route_class=PublicRoute, include_in_schema=False)
Key = Annotated[str, Query(max_length=100)]
_PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
# Beyond what every page may: one script of ours, and what it asks of us.
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


@router.get("/{import_id}")
async def import_page(house: House, import_id: UUID, key: Key = "") -> Response:
    progress = await import_by_link(house, import_id, key)
    headers = {**_PRIVATE, "Content-Security-Policy": _POLICY}
    return Response(render_import(_view(progress, key)), media_type="text/html", headers=headers)


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


def _view(progress: Progress, key: str) -> ImportPageView:
    record = progress.record
    here = f"/imports/{record.id}"
    return ImportPageView(
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
