"""Issue a credential that the caller has written."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.vc_api.issue import issue_credential
from stackcred_issuer.web.routes import House, bearer
from stackcred_issuer.web.vc_api.examples import ISSUE
from stackcred_issuer.web.vc_api.route import MaybeCaller, VcApiRoute, answer, body_of, choice_of

router = APIRouter(tags=["vc-api"], route_class=VcApiRoute, dependencies=[Depends(bearer)])


@router.post("/credentials/issue", status_code=201, summary="Sign a credential", openapi_extra=ISSUE)
async def issue(request: Request, house: House, caller: MaybeCaller) -> Response:
    """As the caller's issuer. `?answer=bare` gives the credential itself."""
    return await _issue(request, house, caller, None)


@router.post(
    "/issuers/{name}/credentials/issue",
    status_code=201,
    summary="Sign a credential as a named issuer",
    openapi_extra=ISSUE,
)
async def issue_as(request: Request, house: House, caller: MaybeCaller, name: str) -> Response:
    return await _issue(request, house, caller, name)


async def _issue(request: Request, house: Deployment, caller: MaybeCaller, name: str | None) -> Response:
    signed = await issue_credential(house, caller, name, await body_of(request, house))
    return answer(wrapped(request, house, signed), 201)


def wrapped(request: Request, house: Deployment, signed: JsonObject) -> JsonObject:
    """In an object of its own or not, as the path, the query or the deployment says."""
    if request.url.path.startswith("/vc-api/bare/"):
        return signed
    form = choice_of(request, "answer", house.settings.vc_api_answer, ("wrapped", "bare"))
    return signed if form == "bare" else {"verifiableCredential": signed}
