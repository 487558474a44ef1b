"""Public addresses of pathways, and a learner's own view of them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.domain.pathway.ctdl import to_ctdl
from stackcred_issuer.domain.pathway.drawing import rows
from stackcred_issuer.domain.pathway.progress import Progress
from stackcred_issuer.services.pathways import PathwayFacts, own_pathway, own_pathways, public_pathway
from stackcred_issuer.services.sign_in import signed_in
from stackcred_issuer.web.learner_route import LearnerRoute, session_of
from stackcred_issuer.web.negotiation import prefers_html
from stackcred_issuer.web.pages.language import gettext as _
from stackcred_issuer.web.pages.parts import LinkView, PartyView
from stackcred_issuer.web.pages.pathway_drawing import draw
from stackcred_issuer.web.pages.pathway_views import ExitView, OwnPathwaysView, PathwayPageView, StepView
from stackcred_issuer.web.pages.render import render_own_pathways, render_pathway
from stackcred_issuer.web.pathway_links import own_link
from stackcred_issuer.web.routes import House, PublicRoute

public = APIRouter(prefix="/pathways", tags=["public"], route_class=PublicRoute)
own = APIRouter(prefix="/learn/pathways", route_class=LearnerRoute, include_in_schema=False)
_CACHED = {"Cache-Control": "public, max-age=300"}
_INERT = {"Content-Security-Policy": "sandbox; default-src 'none'"}
Version = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="The newest one, if left out.")]


@public.get("/{pathway_id}/ctdl.json", summary="A pathway as CTDL (JSON-LD)")
async def ctdl(house: House, pathway_id: UUID, version: Version = None) -> Response:
    """A ceterms:Pathway with its components; docs/pathways.md says what CTDL has no words for."""
    facts = await public_pathway(house, pathway_id, version)
    document = to_ctdl(facts.pathway, url=house.urls.pathway(facts.record.id), owner=facts.issuer.did)
    return Response(dump_json(document), media_type="application/ld+json", headers=_CACHED)


@public.get("/{pathway_id}/picture.svg", summary="A pathway as a drawing")
async def picture(house: House, pathway_id: UUID, version: Version = None) -> Response:
    facts = await public_pathway(house, pathway_id, version)
    drawing = draw(facts.pathway.name, rows(facts.pathway), None)
    return Response(str(drawing), media_type="image/svg+xml", headers={**_CACHED, **_INERT})


@public.get("/{pathway_id}", summary="A pathway: a page, or its document")
async def pathway(request: Request, house: House, pathway_id: UUID, version: Version = None) -> Response:
    facts = await public_pathway(house, pathway_id, version)
    headers = {**_CACHED, "Vary": "Accept"}
    if prefers_html(request):
        return Response(render_pathway(_view(house, facts, None)), media_type="text/html", headers=headers)
    return Response(facts.version.document, media_type="application/json", headers=headers)


@own.get("")
async def own_list(request: Request, house: House) -> Response:
    """Those on which one has begun."""
    holder = await signed_in(house, session_of(request, house))
    if holder is None:
        return RedirectResponse("/learn", 303)
    found = await own_pathways(house, holder)
    return _private(render_own_pathways(OwnPathwaysView(tuple(own_link(one) for one in found))))


@own.get("/{pathway_id}")
async def own_page(request: Request, house: House, pathway_id: UUID) -> Response:
    """With one's own progress drawn on it."""
    holder = await signed_in(house, session_of(request, house))
    if holder is None:
        return RedirectResponse("/learn", 303)
    one = await own_pathway(house, holder, pathway_id)
    return _private(render_pathway(_view(house, one.facts, one.progress)))


def _private(page: str) -> Response:
    return Response(page, media_type="text/html", headers={"Cache-Control": "no-store"})


def _view(house: House, facts: PathwayFacts, mine: Progress | None) -> PathwayPageView:
    pathway, path = facts.pathway, f"/pathways/{facts.record.id}"
    drawing = draw(
        pathway.name, rows(pathway), mine.states if mine is not None else None, mine.reached if mine is not None else ()
    )
    entry = pathway.entry
    return PathwayPageView(
        id=house.urls.pathway(facts.record.id),
        name=pathway.name,
        description=pathway.description,
        issuer=PartyView(facts.issuer.did, facts.issuer.name, f"/issuers/{facts.issuer.slug}"),
        version=str(facts.version.version),
        published=facts.version.published_at,
        drawing=drawing,
        steps=_steps(house, facts, mine),
        exits=_exits(facts, mine),
        entry=entry.description if entry is not None else None,
        entry_by=tuple(LinkView(_short(house, url), _short(house, url)) for url in entry.anyOf) if entry else (),
        files=(
            LinkView(_("Document"), f"{path}?version={facts.version.version}", "JSON"),
            LinkView(_("For credential registries"), f"{path}/ctdl.json", "CTDL"),
            LinkView(_("Drawing"), f"{path}/picture.svg", "SVG"),
        ),
        done=mine.done if mine is not None else None,
        needed=mine.needed if mine is not None else None,
        ended=facts.record.ended_at is not None,
    )


def _steps(house: House, facts: PathwayFacts, mine: Progress | None) -> tuple[StepView, ...]:
    choices = {row.step.id: row.choice for row in rows(facts.pathway) if row.step is not None}
    return tuple(
        StepView(
            name=step.name,
            href=_short(house, step.certification or step.achievement),
            is_certification=step.certification is not None,
            optional=step.optional,
            after=_names(facts, step.after),
            choice=choices[step.id],
            state=mine.states[step.id].value if mine is not None else None,
        )
        for step in facts.pathway.in_order()
    )


def _exits(facts: PathwayFacts, mine: Progress | None) -> tuple[ExitView, ...]:
    return tuple(
        ExitView(
            name=way.name,
            description=way.description,
            after=_names(facts, way.after),
            roles=tuple(way.roles),
            reached=way.name in mine.reached if mine is not None else None,
        )
        for way in facts.pathway.exits
    )


def _names(facts: PathwayFacts, ids: list[str]) -> tuple[str, ...]:
    names = {step.id: step.name for step in facts.pathway.steps}
    names |= {branch.id: branch.name for branch in facts.pathway.branches}
    return tuple(names[name] for name in ids)


def _short(house: House, url: str) -> str:
    """The path of an address of this site."""
    return url.removeprefix(house.urls.base)
