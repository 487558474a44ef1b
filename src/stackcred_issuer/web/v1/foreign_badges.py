"""Badges of other issuers that a learner brings."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.services.bring_badge import (
    bring_badge,
    get_foreign_badge,
    list_foreign_badges,
    withdraw_foreign_badge,
)
from stackcred_issuer.store.foreign_badges import ForeignBadgeRecord
from stackcred_issuer.web.routes import BytesRoute, Client, House, bearer
from stackcred_issuer.web.v1.paging import Paging, answer, page_answer
from stackcred_issuer.web.v1.trust_examples import FOREIGN_BADGE_BODY
from stackcred_issuer.web.verify import brought

router = APIRouter(
    prefix="/v1/learners/{learner_id}/badges",
    tags=["badges of other issuers"],
    route_class=BytesRoute,
    dependencies=[Depends(bearer)],
)


@router.post("", status_code=201, summary="Bring a badge of another issuer", openapi_extra=FOREIGN_BADGE_BODY)
async def post_foreign_badge(request: Request, house: House, caller: Client, learner_id: UUID) -> Response:
    """In any form that `/v1/verify` takes. 201 when it is new, 200 when these very bytes were brought before.

    `standing` says whether it is a holding: somebody else's badge, or the same badge twice, is kept and counts for
    nothing, with the `reason`. Whether it counts for a certification is up to the rule's trust registries.
    """
    given = await brought(request, house)
    record, new = await bring_badge(house, caller, learner_id, given.data, url=given.url)
    return answer(shape(record), 201 if new else 200)


@router.get("", summary="What a learner brought")
async def list_brought(request: Request, house: House, caller: Client, learner_id: UUID, cursor: Paging) -> Response:
    return page_answer(request, await list_foreign_badges(house, caller, learner_id, cursor), shape)


@router.get("/{badge_id}", summary="One badge of another issuer with its report")
async def get_brought(house: House, caller: Client, learner_id: UUID, badge_id: UUID) -> Response:
    record = await get_foreign_badge(house, caller, learner_id, badge_id)
    return answer({**shape(record), "report": record.report})


@router.delete("/{badge_id}", status_code=204, summary="Let a badge of another issuer count no more")
async def delete_brought(house: House, caller: Client, learner_id: UUID, badge_id: UUID) -> Response:
    await withdraw_foreign_badge(house, caller, learner_id, badge_id)
    return Response(status_code=204)


def shape(record: ForeignBadgeRecord) -> JsonObject:
    return {
        "id": str(record.id),
        "learner": str(record.learner_id),
        "issuer": record.foreign_issuer,
        "credential": record.credential_id,
        "achievement": record.achievement,
        "name": record.name,
        "standing": record.standing,
        "reason": record.reason,
        "status": record.status,
        "statusReason": record.status_reason,
        "receivedAt": format_instant(record.received_at),
        "checkedAt": format_instant(record.checked_at),
        "digestMultibase": record.digest,
    }
