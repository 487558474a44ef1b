"""Webhooks: events pushed to an address of yours, signed as Standard Webhooks says."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.services import manage_webhooks
from stackcred_issuer.services.manage_webhooks import NewWebhook
from stackcred_issuer.store.webhooks import WebhookRecord
from stackcred_issuer.web.routes import Client, ClientRoute, House, bearer
from stackcred_issuer.web.v1.examples import REPLAY, ROTATION, WEBHOOK, WEBHOOK_CHANGE
from stackcred_issuer.web.v1.paging import Paging, answer, page_answer

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"], route_class=ClientRoute, dependencies=[Depends(bearer)])
_UNCACHED = {"Cache-Control": "no-store"}
MAX_OVERLAP = 7 * 24 * 3600  # seconds an old secret may sign beside the new one
Url = Annotated[str, Field(min_length=1, max_length=2048)]
Types = Annotated[list[str], Field(max_length=50)]


class Webhook(BaseModel):
    """url: an https address. types: the event types it wants (docs/events.md); none means all."""

    model_config = ConfigDict(extra="forbid")

    url: Url
    types: Types = []


class Change(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    url: Url | None = None
    types: Types | None = None


class Renewal(BaseModel):
    """overlapSeconds: how long the old secret signs as well."""

    model_config = ConfigDict(extra="forbid")

    overlapSeconds: Annotated[int, Field(strict=True, ge=0, le=MAX_OVERLAP)] = 24 * 3600


class Replay(BaseModel):
    """after: everything after this seq is delivered again; 0 is from the beginning."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[int, Field(strict=True, ge=0, le=2**53)]


@router.post("", status_code=201, summary="Push events to an address; its secret is shown this once")
async def post_webhook(
    house: House, caller: Client, wanted: Annotated[Webhook, Body(openapi_examples=WEBHOOK)]
) -> Response:
    made = await manage_webhooks.create_webhook(house, caller, wanted.url, wanted.types)
    return answer(secret_shape(made), 201, _UNCACHED)


@router.get("", summary="List webhooks")
async def list_webhooks(request: Request, house: House, caller: Client, cursor: Paging) -> Response:
    return page_answer(request, await manage_webhooks.list_webhooks(house, caller, cursor), shape)


@router.get("/{webhook_id}", summary="A webhook: how far it has come, and what is wrong with it")
async def get_webhook(house: House, caller: Client, webhook_id: UUID) -> Response:
    return answer(shape(await manage_webhooks.get_webhook(house, caller, webhook_id)))


@router.patch("/{webhook_id}", summary="Change a webhook; one that was disabled starts again where it stood")
async def change(
    house: House, caller: Client, webhook_id: UUID, wanted: Annotated[Change, Body(openapi_examples=WEBHOOK_CHANGE)]
) -> Response:
    changed = await manage_webhooks.change_webhook(house, caller, webhook_id, url=wanted.url, types=wanted.types)
    return answer(shape(changed))


@router.post("/{webhook_id}/rotate", status_code=201, summary="A new secret for a webhook")
async def rotate(
    house: House,
    caller: Client,
    webhook_id: UUID,
    body: Annotated[Renewal | None, Body(openapi_examples=ROTATION)] = None,
) -> Response:
    overlap = timedelta(seconds=(body or Renewal()).overlapSeconds)
    renewed = await manage_webhooks.renew_secret(house, caller, webhook_id, overlap=overlap)
    return answer(secret_shape(renewed), 201, _UNCACHED)


@router.post("/{webhook_id}/replay", summary="Deliver again everything after an event")
async def replay(
    house: House, caller: Client, webhook_id: UUID, body: Annotated[Replay, Body(openapi_examples=REPLAY)]
) -> Response:
    return answer(shape(await manage_webhooks.replay(house, caller, webhook_id, body.after)))


@router.delete("/{webhook_id}", status_code=204, summary="End a webhook")
async def end(house: House, caller: Client, webhook_id: UUID) -> Response:
    await manage_webhooks.end_webhook(house, caller, webhook_id)
    return Response(status_code=204)


def shape(webhook: WebhookRecord) -> JsonObject:
    due = webhook.next_try_at
    return {
        "id": str(webhook.id),
        "url": webhook.url,
        "types": webhook.types,
        "state": webhook.state,
        "deliveredTo": webhook.cursor,
        "failedTries": webhook.attempts,
        "nextTryAt": format_instant(due) if due else None,
        "lastProblem": webhook.last_problem,
        "createdAt": format_instant(webhook.created_at),
    }


def secret_shape(made: NewWebhook) -> JsonObject:
    return {**shape(made.webhook), "secret": made.secret}
