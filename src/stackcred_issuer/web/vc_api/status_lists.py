"""Status lists: made on request, and read by anybody."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from stackcred_issuer.services.vc_api.status_lists import create_status_list
from stackcred_issuer.web.public import status_list
from stackcred_issuer.web.routes import House, PublicRoute, bearer
from stackcred_issuer.web.vc_api.examples import STATUS_LIST
from stackcred_issuer.web.vc_api.route import MaybeCaller, VcApiRoute, answer, body_of

router = APIRouter(tags=["vc-api"])
_making = APIRouter(tags=["vc-api"], route_class=VcApiRoute, dependencies=[Depends(bearer)])
_reading = APIRouter(tags=["vc-api"], route_class=PublicRoute)


@_making.post("/status-lists", status_code=201, summary="Make a status list", openapi_extra=STATUS_LIST)
async def create(request: Request, house: House, caller: MaybeCaller) -> Response:
    """Empty, for credentials to come; `Location` says where it stands."""
    url = await create_status_list(house, caller, None, await body_of(request, house))
    return answer({"id": url}, 201, {"Location": url})


@_making.post(
    "/issuers/{name}/status-lists", status_code=201, summary="The same for a named issuer", openapi_extra=STATUS_LIST
)
async def create_of(request: Request, house: House, caller: MaybeCaller, name: str) -> Response:
    url = await create_status_list(house, caller, name, await body_of(request, house))
    return answer({"id": url}, 201, {"Location": url})


@_reading.get("/status-lists/{list_id}", summary="A status list as a signed credential")
async def read(request: Request, house: House, list_id: UUID) -> Response:
    """The same as at its own address; `Accept: application/vc+jwt` gives a compact JWS."""
    return await status_list(request, house, list_id, None)


router.include_router(_making)
router.include_router(_reading)
