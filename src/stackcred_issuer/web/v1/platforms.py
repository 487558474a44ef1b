"""The LTI 1.3 platforms that launch us, and the courses that have."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.services import lti_platforms
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.lti_launch import keys_url, launch_url, login_url
from stackcred_issuer.services.lti_platforms import MAX_DEPLOYMENTS, Registration
from stackcred_issuer.services.pull_course import pull_course
from stackcred_issuer.store.lti import CourseRecord, PlatformRecord
from stackcred_issuer.web.routes import Client, ClientRoute, House, bearer
from stackcred_issuer.web.v1.examples import PLATFORM
from stackcred_issuer.web.v1.paging import Paging, answer, page_answer

router = APIRouter(prefix="/v1/lms", tags=["LMS protocols"], route_class=ClientRoute, dependencies=[Depends(bearer)])
Url = Annotated[str, Field(min_length=1, max_length=2048)]
Text = Annotated[str, Field(min_length=1, max_length=500)]


class Platform(BaseModel):
    """platform: its issuer id (`iss`). clientId: how it calls us; may follow once the tool is registered there.

    deploymentIds: those it may launch from; none means any.
    """

    model_config = ConfigDict(extra="forbid")

    name: Text
    platform: Url
    authorizationUrl: Url
    tokenUrl: Url
    jwksUrl: Url
    clientId: Text | None = None
    deploymentIds: Annotated[list[Text], Field(max_length=MAX_DEPLOYMENTS)] = []

    def registration(self) -> Registration:
        return Registration(
            name=self.name,
            platform=self.platform,
            authorization_url=self.authorizationUrl,
            token_url=self.tokenUrl,
            jwks_url=self.jwksUrl,
            tool_client_id=self.clientId,
            deployments=tuple(self.deploymentIds),
        )


Wished = Annotated[Platform, Body(openapi_examples=PLATFORM)]


@router.post("/platforms", status_code=201, summary="Register a platform that shall launch us by LTI 1.3")
async def post_platform(house: House, caller: Client, wished: Wished) -> Response:
    """The answer says which addresses to enter there."""
    made = await lti_platforms.register_platform(house, caller, wished.registration())
    return answer(platform_shape(house, made), 201)


@router.get("/platforms", summary="List the platforms")
async def list_platforms(request: Request, house: House, caller: Client, cursor: Paging) -> Response:
    page = await lti_platforms.list_platforms(house, caller, cursor)
    return page_answer(request, page, lambda record: platform_shape(house, record))


@router.get("/platforms/{platform_id}", summary="A platform, and what to enter there")
async def get_platform(house: House, caller: Client, platform_id: UUID) -> Response:
    return answer(platform_shape(house, await lti_platforms.get_platform(house, caller, platform_id)))


@router.put("/platforms/{platform_id}", summary="Change what is known of a platform; its key and courses stay")
async def put_platform(house: House, caller: Client, platform_id: UUID, wished: Wished) -> Response:
    changed = await lti_platforms.change_platform(house, caller, platform_id, wished.registration())
    return answer(platform_shape(house, changed))


@router.delete("/platforms/{platform_id}", status_code=204, summary="Take no launches from a platform any more")
async def delete_platform(house: House, caller: Client, platform_id: UUID) -> Response:
    await lti_platforms.end_platform(house, caller, platform_id)
    return Response(status_code=204)


@router.get("/courses", summary="The courses that have launched us, and what their last pull brought")
async def list_courses(request: Request, house: House, caller: Client, cursor: Paging) -> Response:
    return page_answer(request, await lti_platforms.list_courses(house, caller, cursor), course_shape)


@router.post("/courses/{course_id}/pull", summary="Read a course's members and results from its platform now")
async def post_pull(house: House, caller: Client, course_id: UUID) -> Response:
    """It is done every hour without being asked."""
    return answer(course_shape(await pull_course(house, caller, course_id)))


def platform_shape(house: Deployment, platform: PlatformRecord) -> JsonObject:
    return {
        "id": str(platform.id),
        "name": platform.name,
        "platform": platform.platform,
        "authorizationUrl": platform.authorization_url,
        "tokenUrl": platform.token_url,
        "jwksUrl": platform.jwks_url,
        "clientId": platform.tool_client_id,
        "deploymentIds": platform.deployments,
        "tool": {
            "loginUrl": login_url(house, platform.id),
            "redirectUrl": launch_url(house, platform.id),
            "jwksUrl": keys_url(house, platform.id),
        },
        "createdAt": format_instant(platform.created_at),
    }


def course_shape(course: CourseRecord) -> JsonObject:
    return {
        "id": str(course.id),
        "platform": str(course.platform_id),
        "context": course.context,
        "title": course.title,
        "readsMembers": course.memberships_url is not None,
        "readsGrades": course.line_items_url is not None,
        "pulledAt": format_instant(course.pulled_at) if course.pulled_at else None,
        "outcome": course.outcome,
    }
