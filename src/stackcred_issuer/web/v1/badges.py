"""Badges: issue one directly, look at them, revoke, suspend, reinstate."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_object
from stackcred_issuer.services import browse
from stackcred_issuer.services.assessment_result import ShortText
from stackcred_issuer.services.change_status import State, change_badge_status
from stackcred_issuer.services.evidence_bundle import whole_bundle
from stackcred_issuer.services.issue_directly import DirectBadge, issue_directly
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.web.routes import Client, ClientRoute, House, bearer
from stackcred_issuer.web.v1.examples import DIRECT_BADGE, REASON
from stackcred_issuer.web.v1.paging import Paging, answer, page_answer

router = APIRouter(prefix="/v1/badges", tags=["badges"], route_class=ClientRoute, dependencies=[Depends(bearer)])


class Reason(BaseModel):
    """Why a badge changes its status; shown to whoever verifies it."""

    model_config = ConfigDict(extra="forbid")

    reason: ShortText | None = None


Why = Annotated[Reason | None, Body(openapi_examples=REASON)]


@router.post("", status_code=201, summary="Issue a badge directly")
async def post_badge(
    house: House,
    caller: Client,
    badge: Annotated[DirectBadge, Body(openapi_examples=DIRECT_BADGE)],
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=255)] = None,
) -> Response:
    """Without an assessment: for honours, imports and corrections. The answer holds the signed credential."""
    result = await issue_directly(house, caller, badge, idempotency_key=idempotency_key)
    return Response(result.body, result.status, media_type="application/json")


@router.get("", summary="List badges")
async def list_badges(
    request: Request,
    house: House,
    caller: Client,
    cursor: Paging,
    learner: Annotated[UUID | None, Query(description="Only this learner's.")] = None,
) -> Response:
    return page_answer(request, await browse.list_badges(house, caller, cursor, learner), shape)


@router.get("/{badge_id}", summary="One badge with its signed credential")
async def get_badge(house: House, caller: Client, badge_id: UUID) -> Response:
    record = await browse.get_badge(house, caller, badge_id)
    return answer({**shape(record), "credential": parse_object(record.document)})


@router.get("/{badge_id}/bundle", summary="The whole evidence bundle of an award")
async def get_bundle(house: House, caller: Client, badge_id: UUID) -> Response:
    """With every badge of the learner that was evaluated, counted or not: for the holder, who decides whom to show it.

    The public bundle has only what the claims need.
    """
    found = await whole_bundle(house, caller, badge_id)
    return Response(found.document, media_type="application/json", headers={"Cache-Control": "no-store"})


@router.post("/{badge_id}/revoke", summary="Revoke: permanent")
async def revoke(house: House, caller: Client, badge_id: UUID, body: Why = None) -> Response:
    return await _change(house, caller, badge_id, "revoked", body)


@router.post("/{badge_id}/suspend", summary="Suspend: until reinstated")
async def suspend(house: House, caller: Client, badge_id: UUID, body: Why = None) -> Response:
    return await _change(house, caller, badge_id, "suspended", body)


@router.post("/{badge_id}/reinstate", summary="Reinstate a suspended badge")
async def reinstate(house: House, caller: Client, badge_id: UUID, body: Why = None) -> Response:
    return await _change(house, caller, badge_id, "active", body)


async def _change(house: House, caller: Client, badge_id: UUID, state: State, body: Reason | None) -> Response:
    reason = body.reason if body else None
    return answer(shape(await change_badge_status(house, caller, badge_id, state, reason=reason)))


def shape(record: BadgeRecord) -> JsonObject:
    return {
        "id": str(record.id),
        "kind": record.kind,
        "learner": str(record.learner_id),
        "achievement": record.achievement_url,
        "assessment": str(record.assessment_id) if record.assessment_id else None,
        "status": record.state,
        "statusReason": record.state_reason,
        "statusAt": format_instant(record.state_at),
        "issuedAt": format_instant(record.issued_at),
        "validUntil": format_instant(record.valid_until) if record.valid_until else None,
        "digestMultibase": record.digest,
    }
