"""Clients: who may call for this issuer. Secrets are shown once."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.services import browse
from stackcred_issuer.services.assessment_result import ShortText
from stackcred_issuer.services.caller import parse_scopes
from stackcred_issuer.services.client_assertion import set_client_keys
from stackcred_issuer.services.create_client import NewSecrets, create_client_by, revoke_client, rotate_client
from stackcred_issuer.store.clients import ClientRecord
from stackcred_issuer.web.routes import Client, ClientRoute, House, bearer
from stackcred_issuer.web.v1.examples import CLIENT, CLIENT_KEYS, ROTATION
from stackcred_issuer.web.v1.paging import Paging, answer, page_answer

router = APIRouter(prefix="/v1/clients", tags=["clients"], route_class=ClientRoute, dependencies=[Depends(bearer)])
_UNCACHED = {"Cache-Control": "no-store"}
MAX_OVERLAP = 30 * 24 * 3600  # seconds an old secret may live on beside the new one


class NewClient(BaseModel):
    """name: what the client is called in lists. scopes: what it may do, no more than its maker may."""

    model_config = ConfigDict(extra="forbid")

    name: ShortText
    scopes: Annotated[list[str], Field(min_length=1, max_length=50)]


class Rotation(BaseModel):
    """overlapSeconds: how long the old secrets go on working."""

    model_config = ConfigDict(extra="forbid")

    overlapSeconds: Annotated[int, Field(strict=True, ge=0, le=MAX_OVERLAP)] = 0


class Keys(BaseModel):
    """One of: jwks (a JWK Set of public keys), jwksUrl (where one is)."""

    model_config = ConfigDict(extra="forbid")

    jwks: dict[str, Any] | None = None
    jwksUrl: Annotated[str, Field(max_length=2048, pattern=r"^https?://")] | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Keys:
        if (self.jwks is None) == (self.jwksUrl is None):
            raise ValueError("give one of jwks and jwksUrl")
        return self


Rotated = Annotated[Rotation | None, Body(openapi_examples=ROTATION)]


@router.post("", status_code=201, summary="Register a client; its secrets are shown this once")
async def post_client(
    house: House, caller: Client, wanted: Annotated[NewClient, Body(openapi_examples=CLIENT)]
) -> Response:
    made = await create_client_by(house, caller, wanted.name, parse_scopes(wanted.scopes))
    return answer(secrets_shape(made), 201, _UNCACHED)


@router.get("", summary="List clients")
async def list_clients(request: Request, house: House, caller: Client, cursor: Paging) -> Response:
    return page_answer(request, await browse.list_clients(house, caller, cursor), shape)


@router.post("/{client_id}/rotate", status_code=201, summary="New secrets for a client")
async def rotate(house: House, caller: Client, client_id: UUID, body: Rotated = None) -> Response:
    overlap = timedelta(seconds=body.overlapSeconds if body else 0)
    made = await rotate_client(house, caller, client_id, overlap=overlap)
    return answer(secrets_shape(made), 201, _UNCACHED)


@router.post("/{client_id}/revoke", summary="End a client")
async def revoke(house: House, caller: Client, client_id: UUID) -> Response:
    return answer(shape(await revoke_client(house, caller, client_id)))


@router.put("/{client_id}/keys", status_code=204, summary="The public keys by which a client signs token requests")
async def put_keys(
    house: House, caller: Client, client_id: UUID, wanted: Annotated[Keys, Body(openapi_examples=CLIENT_KEYS)]
) -> Response:
    """For OAuth 2.0 with `private_key_jwt` (RFC 7523), as LTI tools do; its secrets go on working."""
    await set_client_keys(house, caller, client_id, jwks=wanted.jwks, jwks_url=wanted.jwksUrl)
    return Response(status_code=204)


def shape(record: ClientRecord) -> JsonObject:
    return {
        "clientId": str(record.id),
        "name": record.name,
        "scopes": list(record.scopes),
        "createdAt": format_instant(record.created_at),
        "revokedAt": format_instant(record.revoked_at) if record.revoked_at else None,
    }


def secrets_shape(made: NewSecrets) -> JsonObject:
    return {
        "clientId": str(made.client_id),
        "clientSecret": made.client_secret,
        "apiKey": made.api_key,
        "scopes": sorted(scope.value for scope in made.scopes),
    }
