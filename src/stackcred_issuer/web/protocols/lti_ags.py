"""LTI Assignment and Grade Services 2.0: line items, scores and results of a tool (requirements 110, 111)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json
from stackcred_issuer.services import grade_line_items
from stackcred_issuer.services.browse import MAX_PAGE, Cursor
from stackcred_issuer.store.line_items import LineItemRecord, LineItemResultRecord
from stackcred_issuer.web.routes import Client, ClientRoute, House, bearer, exact_body
from stackcred_issuer.web.v1.examples import LINE_ITEM, SCORE_BODY

_LIS = "application/vnd.ims.lis.v2"
Context = Annotated[str, Path(pattern=r"^[A-Za-z0-9._~-]{1,200}$", description="The course, as the tool names it.")]
Limit = Annotated[int, Query(ge=1, le=MAX_PAGE)]
Text = Annotated[str, Field(max_length=1000)]
Wanted = Annotated[str | None, Query(max_length=1000)]

router = APIRouter(
    prefix="/lti/ags/{context}/lineitems",
    tags=["LMS protocols"],
    route_class=ClientRoute,
    dependencies=[Depends(bearer)],
)


class LineItem(BaseModel):
    """A line item as AGS 2.0 has it; members of other specifications are kept."""

    model_config = ConfigDict(extra="allow")

    label: Annotated[str, Field(min_length=1, max_length=1000)]
    scoreMaximum: Annotated[float, Field(gt=0, le=1e9)]
    resourceId: Text | None = None
    tag: Text | None = None
    resourceLinkId: Text | None = None
    startDateTime: datetime | None = None
    endDateTime: datetime | None = None


Wished = Annotated[LineItem, Body(openapi_examples=LINE_ITEM)]


@router.post("", status_code=201, summary="AGS: create a line item")
async def post_line_item(house: House, caller: Client, context: Context, wished: Wished) -> Response:
    item = await grade_line_items.add_line_item(house, caller, context, _document(wished))
    return _said(shape(house, item), "lineitem", 201)


@router.get("", summary="AGS: list line items")
async def list_line_items(
    house: House,
    caller: Client,
    context: Context,
    resource_id: Wanted = None,
    resource_link_id: Wanted = None,
    tag: Wanted = None,
    after: UUID | None = None,
    limit: Limit = 100,
) -> Response:
    asked = {"resourceId": resource_id, "resourceLinkId": resource_link_id, "tag": tag}
    wanted = {name: value for name, value in asked.items() if value is not None}
    page = await grade_line_items.list_line_items(house, caller, context, wanted, Cursor(after, limit))
    said = _said([shape(house, item) for item in page.items], "lineitemcontainer")
    if page.next is not None:
        query = {"resource_id": resource_id, "resource_link_id": resource_link_id, "tag": tag}
        _link(said, house.urls.line_items(context), {**query, "after": page.next, "limit": limit})
    return said


@router.get("/{item_id}", summary="AGS: one line item")
async def get_line_item(house: House, caller: Client, context: Context, item_id: UUID) -> Response:
    return _said(shape(house, await grade_line_items.get_line_item(house, caller, context, item_id)), "lineitem")


@router.put("/{item_id}", summary="AGS: change a line item")
async def put_line_item(house: House, caller: Client, context: Context, item_id: UUID, wished: Wished) -> Response:
    item = await grade_line_items.change_line_item(house, caller, context, item_id, _document(wished))
    return _said(shape(house, item), "lineitem")


@router.delete("/{item_id}", status_code=204, summary="AGS: drop a line item and its scores")
async def delete_line_item(house: House, caller: Client, context: Context, item_id: UUID) -> Response:
    await grade_line_items.drop_line_item(house, caller, context, item_id)
    return Response(status_code=204)


@router.post("/{item_id}/scores", status_code=204, summary="AGS: post a score", **SCORE_BODY)
async def post_score(request: Request, house: House, caller: Client, context: Context, item_id: UUID) -> Response:
    """A final one is recorded as a result; one that is older than the last of the same user is a conflict."""
    exact = await exact_body(request, house)
    await grade_line_items.post_score(house, caller, context, item_id, exact, await request.json())
    return Response(status_code=204)


@router.get("/{item_id}/results", summary="AGS: the latest score of each user")
async def list_results(
    house: House,
    caller: Client,
    context: Context,
    item_id: UUID,
    user_id: Wanted = None,
    after: Wanted = None,
    limit: Limit = 100,
) -> Response:
    found = await grade_line_items.list_results(house, caller, context, item_id, user_id, after, limit)
    here = house.urls.line_item(context, item_id)
    said = _said([_result(here, result) for result in found], "resultcontainer")
    if len(found) == limit and user_id is None:
        _link(said, f"{here}/results", {"after": found[-1].user_id, "limit": limit})
    return said


def shape(house: House, item: LineItemRecord) -> JsonObject:
    return {**item.document, "id": house.urls.line_item(item.context, item.id)}


def _document(wished: LineItem) -> JsonObject:
    said = wished.model_dump(mode="json", exclude_none=True)
    return {name: value for name, value in said.items() if name != "id"}


def _result(line_item: str, result: LineItemResultRecord) -> JsonObject:
    query = urlencode({"user_id": result.user_id})
    return {
        "id": f"{line_item}/results?{query}",
        "scoreOf": line_item,
        "userId": result.user_id,
        **result.document,
    }


def _said(value: Any, kind: str, status: int = 200) -> Response:
    return Response(dump_json(value), status, media_type=f"{_LIS}.{kind}+json")


def _link(response: Response, address: str, query: dict[str, Any]) -> None:
    """The address of the next page, as AGS has it: RFC 8288."""
    asked = urlencode({name: value for name, value in query.items() if value is not None})
    response.headers["Link"] = f'<{address}?{asked}>; rel="next"'
