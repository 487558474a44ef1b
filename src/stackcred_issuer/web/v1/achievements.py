"""Achievements: what can be earned."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Request, Response

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.services import browse
from stackcred_issuer.services.keep_achievement import change_achievement, create_achievement
from stackcred_issuer.store.achievements import AchievementRecord
from stackcred_issuer.web.routes import Client, ClientRoute, House, bearer
from stackcred_issuer.web.v1.examples import ACHIEVEMENT
from stackcred_issuer.web.v1.paging import Paging, answer, page_answer

router = APIRouter(
    prefix="/v1/achievements", tags=["achievements"], route_class=ClientRoute, dependencies=[Depends(bearer)]
)
Document = Annotated[dict[str, Any], Body(openapi_examples=ACHIEVEMENT)]


@router.post("", status_code=201, summary="Create an achievement")
async def post_achievement(house: House, caller: Client, document: Document) -> Response:
    """An Open Badges 3.0 Achievement without `id`: the service gives it its address."""
    record = await create_achievement(house, caller, document)
    return answer(shape(record), 201, {"Location": f"/v1/achievements/{record.id}"})


@router.get("", summary="List achievements")
async def list_achievements(request: Request, house: House, caller: Client, cursor: Paging) -> Response:
    return page_answer(request, await browse.list_achievements(house, caller, cursor), shape)


@router.get("/{achievement_id}", summary="One achievement")
async def get_achievement(house: House, caller: Client, achievement_id: UUID) -> Response:
    return answer(shape(await browse.get_achievement(house, caller, achievement_id)))


@router.put("/{achievement_id}", summary="Change an achievement's text")
async def put_achievement(house: House, caller: Client, achievement_id: UUID, document: Document) -> Response:
    """Badges issued before keep the text they were signed with."""
    return answer(shape(await change_achievement(house, caller, achievement_id, document)))


def shape(record: AchievementRecord) -> JsonObject:
    return {
        "id": str(record.id),
        "url": record.url,
        "version": record.version,
        "createdAt": format_instant(record.created_at),
        "updatedAt": format_instant(record.updated_at),
        "achievement": record.document,
    }
