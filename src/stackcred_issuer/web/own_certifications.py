"""How far a learner is with a certification: on the portfolio with the nearest ones, and on a page for each."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.in_reach import certifications_in_reach, one_in_reach
from stackcred_issuer.services.next_step import Offered, cheapest_way, if_finished, offered
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.awards import AwardRecord
from stackcred_issuer.web.learner_route import LearnerRoute, SignedIn, private_page
from stackcred_issuer.web.pages.reach_views import ReachListView
from stackcred_issuer.web.pages.render import render_own_certification
from stackcred_issuer.web.pathway_links import pathway_links
from stackcred_issuer.web.reach_pages import own_certification, reach_list
from stackcred_issuer.web.routes import House

MAX_FINISHED = 20  # achievements supposed at once: as many as anybody plans ahead
router = APIRouter(prefix="/learn/certifications", route_class=LearnerRoute, include_in_schema=False)
Finished = Annotated[list[UUID] | None, Query(max_length=MAX_FINISHED)]


async def reach_of(house: Deployment, holder: Holder) -> ReachListView:
    """What the portfolio shows of certifications in reach."""
    reach = await certifications_in_reach(house, holder)
    ways = []
    for one in reach.nearest:
        on = await offered(house, one)
        ways.append((on, await cheapest_way(one, on, quick=True)))
    return reach_list(reach, ways, house.urls)


@router.get("/{certification_id}")
async def show(house: House, holder: SignedIn, certification_id: UUID, finished: Finished = None) -> Response:
    """finished: achievements to suppose; nothing is recorded of them."""
    one = await one_in_reach(house, holder, certification_id)
    if isinstance(one, AwardRecord):
        return RedirectResponse(f"/learn/badges/{one.badge_id}", 303)
    on = await offered(house, one)
    ticked = _urls(on, finished or [])
    supposed = await if_finished(one, on, ticked) if ticked else None
    way = await cheapest_way(one, on)
    view = own_certification(one, on, way, house.urls, supposed=supposed, ticked=ticked)
    leading = await pathway_links(house, one.issuer.id, one.facts.certification.target, own=True)
    return private_page(render_own_certification(replace(view, pathways=leading)))


def _urls(on: Offered, finished: list[UUID]) -> list[str]:
    known = {record.id: url for url, record in on.achievements.items()}
    if not set(finished) <= set(known):
        raise StackcredError(ErrorCode.INVALID, "Choose among the achievements that count toward it.")
    return [known[one] for one in dict.fromkeys(finished)]
