"""Imports of results from files: sent, checked, confirmed, watched (docs/imports.md)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from stackcred_issuer.domain.csv_cells import table
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.lms.import_columns import TEMPLATE
from stackcred_issuer.domain.lms.import_file import Format
from stackcred_issuer.gateways.spool import spooled
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.imports import manage
from stackcred_issuer.services.imports.links import controls_url, page_url
from stackcred_issuer.services.imports.manage import Progress
from stackcred_issuer.services.imports.receive import MAX_NAME, Reading, pairs_of, receive_import
from stackcred_issuer.web.progress_events import progress_events
from stackcred_issuer.web.routes import BytesRoute, Client, House, bearer
from stackcred_issuer.web.v1.paging import Paging, answer, page_answer

router = APIRouter(prefix="/v1/imports", tags=["imports"], route_class=BytesRoute, dependencies=[Depends(bearer)])
FORMATS: dict[str, Format] = {
    "text/csv": "csv",
    "application/x-ndjson": "ndjson",
    "application/ndjson": "ndjson",
    "application/jsonl": "ndjson",
}
MAX_PAIRS = 400  # columns named in one request: twice as many as a file may have
Pairs = Annotated[list[str], Query(max_length=MAX_PAIRS)]
_CSV = "text/csv; charset=utf-8; header=present"
_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {"schema": {"type": "string", "description": "A header and a row for each result."}},
            "application/x-ndjson": {
                "schema": {"type": "string", "description": "On each line what POST /v1/assessments takes."}
            },
        },
    }
}


@router.post("", status_code=201, summary="Send a file of results to be checked", openapi_extra=_FILE)
async def post_import(
    request: Request,
    house: House,
    caller: Client,
    map: Annotated[Pairs, Query(description="`<a column of the file>:<one of ours, or ->`; repeat it.")] = [],  # noqa: B006
    set: Annotated[Pairs, Query(description="`<one of our columns>:<its value in every row>`; repeat it.")] = [],  # noqa: B006
    name: Annotated[str, Query(max_length=MAX_NAME, description="What it is called in lists.")] = "",
) -> Response:
    """Nothing is recorded before `POST /v1/imports/{id}/confirm`. The same file again is the same import (200)."""
    caller.need(Scope.ASSESSMENTS)
    reading = Reading(_format(request), pairs_of(map, "/map"), pairs_of(set, "/set"))
    with spooled(house.settings.data_dir / "spool", house.settings.max_import_bytes) as spool:
        async for piece in request.stream():
            spool.write(piece)
        record, new = await receive_import(house, caller, name, spool, reading)
    where = {"Location": f"{house.urls.base}/v1/imports/{record.id}"}
    return answer(_shape(house, caller, await manage.get_import(house, caller, record.id)), 201 if new else 200, where)


@router.get("", summary="List imports")
async def list_imports(request: Request, house: House, caller: Client, cursor: Paging) -> Response:
    return page_answer(request, await manage.list_imports(house, caller, cursor), manage.import_json)


@router.get("/template.csv", summary="A table to fill in")
async def get_template(caller: Client) -> Response:
    caller.need(Scope.ASSESSMENTS_READ)
    headers = {"Content-Disposition": 'attachment; filename="results.csv"'}
    return Response(table(TEMPLATE, ()), media_type=_CSV, headers=headers)


@router.get("/{import_id}", summary="An import: what it would do, or has done, and what is wrong with its first rows")
async def get_import(house: House, caller: Client, import_id: UUID) -> Response:
    return answer(
        _shape(house, caller, await manage.get_import(house, caller, import_id)), headers={"Cache-Control": "no-store"}
    )


@router.post("/{import_id}/confirm", status_code=202, summary="Record its rows, each once")
async def confirm(house: House, caller: Client, import_id: UUID) -> Response:
    return answer(_shape(house, caller, await manage.confirm_import(house, caller, import_id)), 202)


@router.delete("/{import_id}", status_code=204, summary="Record none of its further rows, and forget them")
async def stop(house: House, caller: Client, import_id: UUID) -> Response:
    await manage.stop_import(house, caller, import_id)
    return Response(status_code=204)


@router.get("/{import_id}/faults.csv", summary="What is wrong with which row, as a table")
async def get_faults(house: House, caller: Client, import_id: UUID) -> Response:
    pieces = await manage.faults_file(house, caller, import_id)
    headers = {"Content-Disposition": f'attachment; filename="faults-{import_id}.csv"', "Cache-Control": "no-store"}
    return StreamingResponse(pieces, media_type=_CSV, headers=headers)


@router.get("/{import_id}/events", summary="Its progress as server-sent events, until it waits for you or is finished")
async def watch(house: House, caller: Client, import_id: UUID) -> Response:
    first = await manage.get_import(house, caller, import_id)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # a proxy that collects them would hide them
    return StreamingResponse(_watched(house, caller, first), media_type="text/event-stream", headers=headers)


async def _watched(house: Deployment, caller: Caller, first: Progress) -> AsyncIterator[bytes]:
    async def look() -> tuple[str, JsonObject, bool]:
        progress = await manage.get_import(house, caller, first.record.id)
        return progress.record.state, _shape(house, caller, progress), progress.moving

    async for event in progress_events(look):
        yield event


def _shape(house: Deployment, caller: Caller, progress: Progress) -> JsonObject:
    """page: the address of its page, for people who have no key. controls: that with buttons, for who may decide."""
    shown = {**progress.to_json(), "page": page_url(house, progress.record.id)}
    if caller.client_id == progress.record.client_id and Scope.ASSESSMENTS in caller.scopes:
        shown["controls"] = controls_url(house, progress.record.id)
    return shown


def _format(request: Request) -> Format:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in FORMATS:
        raise StackcredError(
            ErrorCode.MALFORMED,
            f"Send the file itself, with Content-Type: text/csv or application/x-ndjson instead of {kind!r}.",
        )
    return FORMATS[kind]
