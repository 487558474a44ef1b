"""Public addresses of competency frameworks: pages for employers, CASE 1.1 for machines."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, urlsplit
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from stackcred_issuer.domain.competency.package import write_item, write_package
from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.services.public_frameworks import (
    CompetencyFacts,
    FrameworkFacts,
    as_competency,
    competency_facts,
    framework_facts,
    whole_framework,
)
from stackcred_issuer.store.frameworks import CompetencyRecord
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.web.negotiation import prefers_html
from stackcred_issuer.web.pages.framework_views import CompetencyItemView, CompetencyPageView, FrameworkPageView
from stackcred_issuer.web.pages.parts import LinkView, PartyView
from stackcred_issuer.web.pages.render import render_competency, render_framework
from stackcred_issuer.web.routes import House, PublicRoute

router = APIRouter(tags=["public"], route_class=PublicRoute)
_HEADERS = {"Cache-Control": "public, max-age=300", "Vary": "Accept"}
After = Annotated[int, Query(ge=-1, le=2**31 - 1, description="The position after which the page begins.")]


@router.get("/frameworks/{framework_id}", summary="A competency framework: a page, or a CASE package")
async def framework(request: Request, house: House, framework_id: UUID, after: After = -1) -> Response:
    """As data the whole of it (1EdTech CASE 1.1 CFPackage), with `tasks` and `outcomes` beside the standard members."""
    if prefers_html(request):
        return _html(render_framework(_framework_view(await framework_facts(house, framework_id, after))))
    record, whole = await whole_framework(house, framework_id)
    return _json(write_package(whole, record.imported_at))


@router.get("/frameworks/{framework_id}/competencies/{identifier:path}", summary="A competency: a page, or a CASE item")
async def competency(request: Request, house: House, framework_id: UUID, identifier: str) -> Response:
    """What it means at work, and which badges cover it; as data a CASE 1.1 CFItem."""
    facts = await competency_facts(house, framework_id, identifier)
    if prefers_html(request):
        return _html(render_competency(_competency_view(facts)))
    return _json(write_item(as_competency(facts.competency), facts.framework.imported_at))


@router.get("/frameworks/{framework_id}/{identifier:path}", include_in_schema=False)
async def competency_by_address(request: Request, house: House, framework_id: UUID, identifier: str) -> Response:
    """Where the address of a competency leads that an import without addresses of its own has given it."""
    return await competency(request, house, framework_id, identifier)


def competency_path(record: CompetencyRecord) -> str:
    """Its page on this site."""
    return f"/frameworks/{record.framework_id}/competencies/{quote(record.identifier, safe='')}"


def short_name(record: CompetencyRecord) -> str:
    return record.abbreviated or record.statement


def _framework_view(facts: FrameworkFacts) -> FrameworkPageView:
    path = f"/frameworks/{facts.framework.id}"
    depths: dict[str | None, int] = {None: -1}
    items = []
    for one in facts.competencies:
        depths[one.identifier] = depths.get(one.parent, -1) + 1
        items.append(_item(one, depths[one.identifier]))
    last = facts.competencies[-1].position if facts.competencies else -1
    return FrameworkPageView(
        id=facts.framework.uri,
        title=facts.framework.title,
        keeper=_keeper(facts.issuer),
        creator=facts.framework.creator,
        competencies=tuple(items),
        next_href=f"{path}?after={last}" if facts.more else None,
    )


def _item(one: CompetencyRecord, depth: int) -> CompetencyItemView:
    ended = one.vanished_at is not None
    return CompetencyItemView(short_name(one), competency_path(one), one.code, one.level, min(depth, 5), ended)


def _competency_view(facts: CompetencyFacts) -> CompetencyPageView:
    one = facts.competency
    path = f"/frameworks/{facts.framework.id}"
    replaced = None if one.replaced_by is None else LinkView(one.replaced_by, f"{path}/competencies/{one.replaced_by}")
    return CompetencyPageView(
        id=one.uri,
        name=short_name(one),
        statement=one.statement,
        framework=LinkView(facts.framework.title, path),
        keeper=_keeper(facts.issuer),
        code=one.code,
        kind=one.kind,
        level=one.level,
        tasks=tuple(one.tasks),
        outcomes=tuple(one.outcomes),
        above=tuple(_link(found) for found in facts.above),
        parts=tuple(_link(found) for found in facts.parts),
        badges=tuple(LinkView(name, urlsplit(url).path) for url, name in facts.achievements),
        replaced=replaced,
        ended=one.vanished_at is not None,
    )


def _link(record: CompetencyRecord) -> LinkView:
    return LinkView(short_name(record), competency_path(record), record.code)


def _keeper(record: IssuerRecord) -> PartyView:
    return PartyView(record.did, record.name, f"/issuers/{record.slug}")


def _html(page: str) -> Response:
    return Response(page, media_type="text/html", headers=_HEADERS)


def _json(value: object) -> Response:
    return Response(dump_json(value), media_type="application/json", headers=_HEADERS)
