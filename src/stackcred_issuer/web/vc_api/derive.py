"""Show parts of a credential."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from stackcred_issuer.services.vc_api.derive import derive_credential
from stackcred_issuer.web.routes import House, bearer
from stackcred_issuer.web.vc_api.credentials import wrapped
from stackcred_issuer.web.vc_api.examples import DERIVE
from stackcred_issuer.web.vc_api.route import VcApiRoute, answer, body_of

router = APIRouter(tags=["vc-api"], route_class=VcApiRoute, dependencies=[Depends(bearer)])


@router.post("/credentials/derive", status_code=201, summary="Show chosen parts only", openapi_extra=DERIVE)
async def derive(request: Request, house: House) -> Response:
    """From an ecdsa-sd-2023 base proof; the parts that its issuer made mandatory stay."""
    return answer(wrapped(request, house, await derive_credential(house, await body_of(request, house))), 201)
