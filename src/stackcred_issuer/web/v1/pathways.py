"""Pathways: sequences of achievements and certifications with ways in, choices and ways out."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_object
from stackcred_issuer.domain.pathway.model import MAX_BRANCHES, MAX_EXITS, MAX_STEPS, After, Id, Name, Words
from stackcred_issuer.services import pathways
from stackcred_issuer.services.assessment_result import ShortText
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.pathways import PathwayFacts
from stackcred_issuer.store.pathways import PathwayRecord
from stackcred_issuer.web.routes import Client, ClientRoute, House, bearer
from stackcred_issuer.web.v1.examples import PATHWAY
from stackcred_issuer.web.v1.paging import Paging, answer, page_answer

router = APIRouter(prefix="/v1/pathways", tags=["pathways"], route_class=ClientRoute, dependencies=[Depends(bearer)])


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewEntry(_Closed):
    """Who may begin, in words; anyOf: achievements (ids or URLs) of which one is enough."""

    description: Words
    anyOf: Annotated[list[ShortText], Field(max_length=MAX_STEPS)] = []


class NewStep(_Closed):
    """achievement or certification: what is earned, by id or URL. name: its own, if left out."""

    id: Id
    achievement: ShortText | None = None
    certification: ShortText | None = None
    name: Name | None = None
    after: After = []
    optional: bool = False


class NewPathway(_Closed):
    """branches: choices among steps. exits: where one can leave with something in hand. See docs/pathways.md."""

    name: Name
    description: Words | None = None
    entry: NewEntry | None = None
    steps: Annotated[list[NewStep], Field(min_length=1, max_length=MAX_STEPS)]
    branches: Annotated[list[dict[str, Any]], Field(max_length=MAX_BRANCHES)] = []
    exits: Annotated[list[dict[str, Any]], Field(max_length=MAX_EXITS)] = []


Wanted = Annotated[NewPathway, Body(openapi_examples=PATHWAY)]


@router.post("", status_code=201, summary="Publish a pathway")
async def post_pathway(house: House, caller: Client, wanted: Wanted) -> Response:
    made = await pathways.create_pathway(house, caller, wanted.model_dump())
    return answer(shape(house, made), 201, {"Location": f"/v1/pathways/{made.record.id}"})


@router.get("", summary="List pathways")
async def list_pathways(request: Request, house: House, caller: Client, cursor: Paging) -> Response:
    page = await pathways.list_pathways(house, caller, cursor)
    return page_answer(request, page, lambda record: record_shape(house, record))


@router.post("/{pathway_id}/versions", status_code=201, summary="Publish the next version of a pathway")
async def post_version(house: House, caller: Client, pathway_id: UUID, wanted: Wanted) -> Response:
    """Those before it stay as they are, at their own addresses."""
    made = await pathways.publish_pathway(house, caller, pathway_id, wanted.model_dump())
    return answer(shape(house, made), 201)


@router.delete("/{pathway_id}", status_code=204, summary="Offer a pathway no more; its page stays")
async def delete_pathway(house: House, caller: Client, pathway_id: UUID) -> Response:
    await pathways.end_pathway(house, caller, pathway_id)
    return Response(status_code=204)


def record_shape(house: Deployment, record: PathwayRecord) -> JsonObject:
    return {
        "id": str(record.id),
        "url": house.urls.pathway(record.id),
        "version": record.latest_version,
        "createdAt": format_instant(record.created_at),
        "endedAt": format_instant(record.ended_at) if record.ended_at else None,
    }


def shape(house: Deployment, facts: PathwayFacts) -> JsonObject:
    return {
        **record_shape(house, facts.record),
        "version": facts.version.version,
        "digestMultibase": facts.version.digest,
        "publishedAt": format_instant(facts.version.published_at),
        "pathway": parse_object(facts.version.document),
    }
