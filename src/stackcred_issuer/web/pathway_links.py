"""Where pathways are linked from: an issuer's page, a certification's, and a learner's portfolio."""

from __future__ import annotations

from uuid import UUID

from stackcred_issuer.domain.pathway.drawing import rows
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.pathways import OwnPathway, offered_pathways, own_pathways
from stackcred_issuer.store.access import Holder
from stackcred_issuer.web.pages.language import gettext as _
from stackcred_issuer.web.pages.parts import LinkView
from stackcred_issuer.web.pages.pathway_drawing import draw
from stackcred_issuer.web.pages.pathway_views import OnTheWayView


async def pathway_links(
    house: Deployment, issuer_id: UUID, achievement: str | None = None, *, own: bool = False
) -> tuple[LinkView, ...]:
    """The pathways an issuer offers. achievement: only those with a step that earns it. own: the learner's pages."""
    found = await offered_pathways(house, issuer_id, achievement)
    start = "/learn/pathways" if own else "/pathways"
    return tuple(LinkView(one.pathway.name, f"{start}/{one.record.id}") for one in found)


async def on_the_way(house: Deployment, holder: Holder) -> OnTheWayView | None:
    """The pathways somebody has begun; the one they are furthest on, and not at the end of, is drawn."""
    found = await own_pathways(house, holder)
    if not found:
        return None
    drawn = next((one for one in found if not one.progress.finished), None)
    others = tuple(own_link(one) for one in found if one is not drawn)
    if drawn is None:
        return OnTheWayView(others=others)
    pathway, mine = drawn.facts.pathway, drawn.progress
    drawing = draw(pathway.name, rows(pathway), mine.states, mine.reached)
    return OnTheWayView(own_link(drawn), drawing, others)


def own_link(one: OwnPathway) -> LinkView:
    """To the learner's own page of it, with how far they are."""
    told = _("%(done)s of %(needed)s steps done", done=one.progress.done, needed=one.progress.needed)
    return LinkView(one.facts.pathway.name, f"/learn/pathways/{one.facts.record.id}", told)
