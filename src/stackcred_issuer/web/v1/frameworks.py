"""Competency frameworks: what achievements align to, in employers' terms."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from stackcred_issuer.domain.competency.framework import Competency, alignment_of
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.services import browse_frameworks, import_framework
from stackcred_issuer.services.assessment_result import ShortText
from stackcred_issuer.services.browse import MAX_PAGE
from stackcred_issuer.services.import_framework import Imported
from stackcred_issuer.store.frameworks import CompetencyRecord, FrameworkRecord
from stackcred_issuer.web.routes import Client, ClientRoute, House, bearer
from stackcred_issuer.web.v1.examples import DESCRIPTION, FRAMEWORK
from stackcred_issuer.web.v1.paging import Paging, answer, page_answer

router = APIRouter(
    prefix="/v1/frameworks", tags=["frameworks"], route_class=ClientRoute, dependencies=[Depends(bearer)]
)
MAX_ENTRIES = 100  # tasks or outcomes of one competency: more would not be read
Entries = Annotated[list[Annotated[str, Field(min_length=1, max_length=1000)]], Field(max_length=MAX_ENTRIES)]


class Import(BaseModel):
    """One of: package (a CASE CFPackage), url (where one is), csv (with identifier and title)."""

    model_config = ConfigDict(extra="forbid")

    package: dict[str, Any] | None = None
    url: Annotated[str, Field(max_length=2048)] | None = None
    csv: str | None = None
    identifier: ShortText | None = None
    title: ShortText | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Import:
        if sum(source is not None for source in (self.package, self.url, self.csv)) != 1:
            raise ValueError("give one of package, url and csv")
        if self.csv is not None and (self.identifier is None or self.title is None):
            raise ValueError("csv needs an identifier and a title for its framework")
        return self


class Description(BaseModel):
    """What a competency means at work; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    tasks: Entries | None = None
    outcomes: Entries | None = None


@router.post("", summary="Import a framework, or its newer text")
async def post_framework(
    house: House, caller: Client, wanted: Annotated[Import, Body(openapi_examples=FRAMEWORK)]
) -> Response:
    """Competencies are known again by their identifier. One that is no longer there is kept, marked `vanishedAt`."""
    return answer(imported_shape(await _import(house, caller, wanted)))


@router.get("", summary="List frameworks")
async def list_frameworks(request: Request, house: House, caller: Client, cursor: Paging) -> Response:
    return page_answer(request, await browse_frameworks.list_frameworks(house, caller, cursor), shape)


@router.get("/{framework_id}", summary="One framework")
async def get_framework(house: House, caller: Client, framework_id: UUID) -> Response:
    return answer(shape(await browse_frameworks.get_framework(house, caller, framework_id)))


@router.get("/{framework_id}/competencies", summary="Its competencies, each with the alignment to give an achievement")
async def list_competencies(
    house: House,
    caller: Client,
    framework_id: UUID,
    after: Annotated[int, Query(ge=-1, le=2**31 - 1, description="The last position of the page before.")] = -1,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 100,
) -> Response:
    framework, found = await browse_frameworks.list_competencies(house, caller, framework_id, after, limit)
    here = f"{house.urls.base}/v1/frameworks/{framework_id}/competencies"
    following = f"{here}?after={found[-1].position}&limit={limit}" if len(found) == limit else None
    return answer({"items": [competency_shape(one, framework) for one in found], "next": following})


@router.patch("/{framework_id}/competencies/{identifier}", summary="Say what a competency means at work")
async def describe(
    house: House,
    caller: Client,
    framework_id: UUID,
    identifier: str,
    wanted: Annotated[Description, Body(openapi_examples=DESCRIPTION)],
) -> Response:
    """Later imports keep it, unless they bring tasks or outcomes of their own."""
    framework, competency = await browse_frameworks.describe_competency(
        house, caller, framework_id, identifier, tasks=wanted.tasks, outcomes=wanted.outcomes
    )
    return answer(competency_shape(competency, framework))


@router.get("/{framework_id}/coverage", summary="Which achievements cover its competencies, and which none does")
async def get_coverage(house: House, caller: Client, framework_id: UUID) -> Response:
    found = await browse_frameworks.coverage(house, caller, framework_id)
    items = [
        {
            "identifier": one.competency.identifier,
            "statement": one.competency.statement,
            "achievements": [{"url": url, "name": name} for url, name in one.achievements],
        }
        for one in found
    ]
    covered = sum(1 for one in found if one.achievements)
    return answer({"competencies": len(found), "covered": covered, "uncovered": len(found) - covered, "items": items})


async def _import(house: House, caller: Client, wanted: Import) -> Imported:
    if wanted.package is not None:
        return await import_framework.import_package(house, caller, wanted.package)
    if wanted.url is not None:
        return await import_framework.import_from(house, caller, wanted.url)
    return await import_framework.import_table(
        house, caller, str(wanted.csv), identifier=str(wanted.identifier), title=str(wanted.title)
    )


def shape(framework: FrameworkRecord) -> JsonObject:
    return {
        "id": str(framework.id),
        "identifier": framework.identifier,
        "uri": framework.uri,
        "title": framework.title,
        "creator": framework.creator,
        "source": framework.source,
        "createdAt": format_instant(framework.created_at),
        "importedAt": format_instant(framework.imported_at),
    }


def imported_shape(imported: Imported) -> JsonObject:
    counts = {name: getattr(imported, name) for name in ("added", "changed", "unchanged", "vanished")}
    return {**shape(imported.framework), "competencies": counts}


def competency_shape(record: CompetencyRecord, framework: FrameworkRecord) -> JsonObject:
    competency = Competency(
        record.identifier, record.uri, record.statement, code=record.code, abbreviated=record.abbreviated
    )
    return {
        "identifier": record.identifier,
        "uri": record.uri,
        "statement": record.statement,
        "abbreviated": record.abbreviated,
        "code": record.code,
        "kind": record.kind,
        "level": record.level,
        "parent": record.parent,
        "position": record.position,
        "tasks": record.tasks,
        "outcomes": record.outcomes,
        "replacedBy": record.replaced_by,
        "vanishedAt": format_instant(record.vanished_at) if record.vanished_at else None,
        "alignment": alignment_of(competency, framework.title),
    }
