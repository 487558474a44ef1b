"""The sign-in services that institutions have of their own (OpenID Connect)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.services import sign_in_services
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.sign_in_services import SignInServiceRecord
from stackcred_issuer.web.routes import Client, ClientRoute, House, bearer
from stackcred_issuer.web.v1.examples import SIGN_IN_SERVICE
from stackcred_issuer.web.v1.paging import Paging, answer, page_answer

router = APIRouter(
    prefix="/v1/sign-in-services", tags=["learners"], route_class=ClientRoute, dependencies=[Depends(bearer)]
)
Text = Annotated[str, Field(min_length=1, max_length=500)]


class SignInService(BaseModel):
    """name: as on the button. provider: its issuer URL, as its discovery document has it."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=100)]
    provider: Annotated[str, Field(min_length=1, max_length=2048)]
    clientId: Text
    clientSecret: Annotated[SecretStr, Field(min_length=1, max_length=2000)]


@router.post("", status_code=201, summary="Let learners sign in by the institution's own OpenID Connect service")
async def post_service(
    house: House, caller: Client, wanted: Annotated[SignInService, Body(openapi_examples=SIGN_IN_SERVICE)]
) -> Response:
    """The answer has the redirect URI to register there. The secret is kept sealed and never shown again."""
    made = await sign_in_services.add_service(
        house,
        caller,
        name=wanted.name,
        provider=wanted.provider,
        client_id=wanted.clientId,
        secret=wanted.clientSecret.get_secret_value(),
    )
    return answer(shape(house, made), 201)


@router.get("", summary="List the sign-in services")
async def list_services(request: Request, house: House, caller: Client, cursor: Paging) -> Response:
    page = await sign_in_services.list_services(house, caller, cursor)
    return page_answer(request, page, lambda record: shape(house, record))


@router.delete("/{service_id}", status_code=204, summary="End a sign-in service")
async def delete_service(house: House, caller: Client, service_id: UUID) -> Response:
    await sign_in_services.end_service(house, caller, service_id)
    return Response(status_code=204)


def shape(house: Deployment, service: SignInServiceRecord) -> JsonObject:
    return {
        "id": str(service.id),
        "name": service.name,
        "provider": service.provider,
        "clientId": service.client_id,
        "redirectUrl": sign_in_services.back_url(house, service.id),
        "createdAt": format_instant(service.created_at),
    }
