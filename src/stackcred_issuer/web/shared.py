"""What a learner's link shows to whoever holds it: the chosen badges, each verified at that moment. No login."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request, Response

from stackcred_issuer.services.badge_access import as_list, shared_badge, shared_set
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.evidence.seen import BY_LINK, seen_with
from stackcred_issuer.services.public_record import badge_facts
from stackcred_issuer.services.share_badges import count_view
from stackcred_issuer.services.verify_credential import verify_credential
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.web import page_views
from stackcred_issuer.web.badge_files import FileForm, badge_file, name_of
from stackcred_issuer.web.evidence_views import seen_evidence
from stackcred_issuer.web.learner_route import NO_STORE
from stackcred_issuer.web.negotiation import prefers_html
from stackcred_issuer.web.pages import render
from stackcred_issuer.web.pages.learner_views import SharedBadgeView, SharedPageView
from stackcred_issuer.web.pages.read_report import read_report
from stackcred_issuer.web.routes import House, PublicRoute
from stackcred_issuer.web.vouching import vouched_credential

router = APIRouter(prefix="/shared", route_class=PublicRoute, include_in_schema=False)
HIDDEN = {**NO_STORE, "X-Robots-Tag": "noindex"}


@router.get("/{token}")
async def show(request: Request, house: House, token: str) -> Response:
    """A page for people; for software the signed badges as a JSON list, which every way to verify many takes."""
    share, badges = await shared_set(house, token)
    if not prefers_html(request):
        await count_view(house, share.id)
        return Response(as_list(badges), media_type="application/json", headers={**HIDDEN, "Vary": "Accept"})
    shown = await asyncio.gather(*(_shown(house, token, badge) for badge in badges))
    await count_view(house, share.id)
    view = SharedPageView(share.shown_name, share.expires_at, tuple(shown))
    return Response(render.render_shared(view), media_type="text/html", headers={**HIDDEN, "Vary": "Accept"})


@router.get("/{token}/badges/{badge_id}.{form}")
async def download(request: Request, house: House, token: str, badge_id: UUID, form: FileForm) -> Response:
    """The certificate leads to the badge's own address only where that shows something."""
    badge = await shared_badge(house, token, badge_id)
    seen = (await badge_facts(house, badge)).visibility != "private"
    return await badge_file(request, house, badge, form, HIDDEN, open_page=seen)


@router.get("/{token}/badges/{badge_id}")
async def show_badge(house: House, token: str, badge_id: UUID) -> Response:
    """The same page as the badge's public one, also for a private badge."""
    badge = await shared_badge(house, token, badge_id)
    facts = await badge_facts(house, badge)
    report = await verify_credential(house, badge.document)
    await count_view(house, badge.id)
    view = page_views.badge(facts, report, house.urls, at=f"/shared/{token}/badges/{badge_id}")
    entries = await seen_with(house, badge_id, BY_LINK)
    added = seen_evidence(entries, facts.issuer.name, lambda one: f"/shared/{token}/evidence/{one}")
    view = replace(view, added=added, credential=await vouched_credential(house, view.credential, view.report.verdict))
    return Response(render.render_badge(view), media_type="text/html", headers=HIDDEN)


async def _shown(house: Deployment, token: str, badge: BadgeRecord) -> SharedBadgeView:
    async with house.store.begin(house.clock.now()) as uow:
        issuer = await uow.issuers.get(badge.issuer_id)
    report = read_report((await verify_credential(house, badge.document)).to_json())
    return SharedBadgeView(
        name=name_of(badge),
        href=f"/shared/{token}/badges/{badge.id}",
        image=page_views.picture_path(badge),
        issuer=issuer.name,
        verdict=report.verdict,
        verified_at=report.verified_at,
        issued=badge.issued_at,
        until=badge.valid_until,
        is_award=badge.kind == "award",
    )
