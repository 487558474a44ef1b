"""What the activities of learning platforms mean here, and the inbox of results that wait to be mapped."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.services import map_activities
from stackcred_issuer.services.assessment_result import ShortText
from stackcred_issuer.store.lms import ActivityRecord, LmsPostRecord
from stackcred_issuer.web.routes import Client, ClientRoute, House, bearer
from stackcred_issuer.web.v1.examples import ACTIVITY
from stackcred_issuer.web.v1.paging import Paging, answer, page_answer

router = APIRouter(prefix="/v1/lms", tags=["LMS protocols"], route_class=ClientRoute, dependencies=[Depends(bearer)])


class Activity(BaseModel):
    """activity: the platform's id of what is assessed. resultDescription: whose scale the score is on, if several."""

    model_config = ConfigDict(extra="forbid")

    activity: Annotated[str, Field(min_length=1, max_length=2000)]
    achievement: ShortText
    resultDescription: ShortText | None = None


@router.put("/activities", summary="Say which achievement an activity is assessed for")
async def put_activity(
    house: House, caller: Client, wanted: Annotated[Activity, Body(openapi_examples=ACTIVITY)]
) -> Response:
    """Results that were parked for want of it are recorded at once."""
    mapped = await map_activities.map_activity(
        house, caller, wanted.activity, wanted.achievement, wanted.resultDescription
    )
    return answer(activity_shape(mapped))


@router.get("/activities", summary="List the activities that are mapped")
async def list_activities(request: Request, house: House, caller: Client, cursor: Paging) -> Response:
    return page_answer(request, await map_activities.list_activities(house, caller, cursor), activity_shape)


@router.delete("/activities/{activity_id}", status_code=204, summary="Forget what an activity means")
async def delete_activity(house: House, caller: Client, activity_id: UUID) -> Response:
    await map_activities.drop_activity(house, caller, activity_id)
    return Response(status_code=204)


@router.get("/inbox", summary="Results that wait: each with the reason and what to map")
async def list_inbox(request: Request, house: House, caller: Client, cursor: Paging) -> Response:
    return page_answer(request, await map_activities.list_inbox(house, caller, cursor), inbox_shape)


@router.post("/inbox/retry", summary="Try again what may be recorded by now")
async def retry_inbox(house: House, caller: Client) -> Response:
    return answer({"tried": await map_activities.retry_inbox(house, caller)})


def activity_shape(record: ActivityRecord) -> JsonObject:
    return {
        "id": str(record.id),
        "activity": record.activity,
        "achievement": str(record.achievement_id),
        "resultDescription": record.result_description,
        "createdAt": format_instant(record.created_at),
    }


def inbox_shape(post: LmsPostRecord) -> JsonObject:
    """account: as an entry of a learner's `identifiers`, to POST to /v1/learners with the rest of them."""
    return {
        "id": str(post.id),
        "protocol": post.protocol,
        "sourceId": post.source_id,
        "reason": post.reason,
        "activity": post.activity,
        "account": post.report["account"] if post.report else None,
        "receivedAt": format_instant(post.received_at),
    }
