"""Sign presentations as their holder."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.vc_api.present import create_presentation
from stackcred_issuer.web.routes import House, bearer
from stackcred_issuer.web.vc_api.examples import PRESENT
from stackcred_issuer.web.vc_api.route import MaybeCaller, VcApiRoute, answer, body_of

router = APIRouter(tags=["vc-api"], route_class=VcApiRoute, dependencies=[Depends(bearer)])


@router.post("/presentations/create", status_code=201, summary="Sign a presentation", openapi_extra=PRESENT)
async def create(request: Request, house: House, caller: MaybeCaller) -> Response:
    """As the caller's issuer; `domain` and `challenge` bind it to one verifier and request."""
    return await _create(request, house, caller, None)


@router.post("/presentations/prove", status_code=201, summary="The same under its older name", openapi_extra=PRESENT)
async def prove(request: Request, house: House, caller: MaybeCaller) -> Response:
    return await _create(request, house, caller, None)


@router.post(
    "/issuers/{name}/presentations/create",
    status_code=201,
    summary="Sign a presentation as a named holder",
    openapi_extra=PRESENT,
)
async def create_as(request: Request, house: House, caller: MaybeCaller, name: str) -> Response:
    return await _create(request, house, caller, name)


@router.post(
    "/issuers/{name}/presentations/prove",
    status_code=201,
    summary="The same under its older name",
    openapi_extra=PRESENT,
)
async def prove_as(request: Request, house: House, caller: MaybeCaller, name: str) -> Response:
    return await _create(request, house, caller, name)


async def _create(request: Request, house: Deployment, caller: MaybeCaller, name: str | None) -> Response:
    signed = await create_presentation(house, caller, name, await body_of(request, house))
    return answer({"verifiablePresentation": signed}, 201)
