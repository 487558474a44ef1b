"""Change the status of a credential that was issued here."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from stackcred_issuer.services.vc_api.change_status import change_credential_status
from stackcred_issuer.web.routes import House, bearer
from stackcred_issuer.web.vc_api.examples import STATUS
from stackcred_issuer.web.vc_api.route import MaybeCaller, VcApiRoute, answer, body_of

router = APIRouter(tags=["vc-api"], route_class=VcApiRoute, dependencies=[Depends(bearer)])


@router.post("/credentials/status", summary="Revoke, suspend, reinstate", openapi_extra=STATUS)
async def change(request: Request, house: House, caller: MaybeCaller) -> Response:
    """By the credential's id, or by its place in a status list; revocation is permanent."""
    return answer(await change_credential_status(house, caller, None, await body_of(request, house)))


@router.post("/issuers/{name}/credentials/status", summary="The same for a named issuer", openapi_extra=STATUS)
async def change_of(request: Request, house: House, caller: MaybeCaller, name: str) -> Response:
    return answer(await change_credential_status(house, caller, name, await body_of(request, house)))
