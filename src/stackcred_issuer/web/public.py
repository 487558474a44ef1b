"""Public addresses: a page for people, the data for machines, from one URL."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from stackcred_issuer.domain.credential.default_image import badge_svg
from stackcred_issuer.domain.jsonvalue import dump_json, parse_json
from stackcred_issuer.domain.stacking.bundle import MAX_BUNDLE_BYTES
from stackcred_issuer.services import public_record
from stackcred_issuer.services.evidence_bundle import evidence_bundle
from stackcred_issuer.services.publish_did import publish_did
from stackcred_issuer.services.publish_status_list import publish_status_list
from stackcred_issuer.services.verify_credential import verify_credential
from stackcred_issuer.web import page_views
from stackcred_issuer.web.negotiation import prefers_html
from stackcred_issuer.web.pages import render
from stackcred_issuer.web.routes import House, PublicRoute

router = APIRouter(tags=["public"], route_class=PublicRoute)
VC = "application/vc"
_VARIES = {"Vary": "Accept"}
_CACHED = {"Cache-Control": "public, max-age=300"}
_REVALIDATED = {"Cache-Control": "public, no-cache"}  # a badge whose key leaked is signed anew under its address


@router.get("/", include_in_schema=False)
async def home(house: House) -> Response:
    issuers = [
        await public_record.issuer_facts(house, issuer.slug) for issuer in await public_record.all_issuers(house)
    ]
    return _html(render.render_home(page_views.home(issuers)))


@router.get("/badges/{badge_id}.json", summary="A badge's signed bytes")
async def badge_file(request: Request, house: House, badge_id: UUID) -> Response:
    """Exactly the bytes that were signed, as a file."""
    badge = await public_record.badge_document(house, badge_id)
    name = {"Content-Disposition": f'attachment; filename="badge-{badge_id}.json"', **_REVALIDATED}
    return _tagged(request, badge.document, badge.digest, name)


@router.get("/badges/{badge_id}/image.svg", include_in_schema=False)
async def badge_image(house: House, badge_id: UUID) -> Response:
    facts = await public_record.badge_facts(house, badge_id)
    return await achievement_image(house, UUID(facts.badge.achievement_url.rpartition("/")[2]))


@router.get("/badges/{badge_id}/evaluation", summary="The evaluation an award was made on")
async def evaluation(house: House, badge_id: UUID) -> Response:
    """Verbatim: the award's credential names its digest."""
    return Response(await public_record.award_evaluation(house, badge_id), media_type="application/json")


@router.get("/badges/{badge_id}/bundle.json", summary="The evidence bundle of an award")
async def bundle(request: Request, house: House, badge_id: UUID) -> Response:
    """Everything that proves the certification, in one signed file: `stackcred recheck` needs nothing else."""
    found = await evidence_bundle(house, badge_id)
    name = {"Content-Disposition": f'attachment; filename="bundle-{badge_id}.json"', **_REVALIDATED}
    return _tagged(request, found.document, found.digest, name, "application/json")


@router.get("/badges/{badge_id}/record.json", summary="An award with its parts as a signed learner record (CLR 2.0)")
async def record(house: House, badge_id: UUID) -> Response:
    """The ClrCredential of the evidence bundle alone, for wallets and platforms that read Comprehensive Learner
    Records."""
    found = parse_json((await evidence_bundle(house, badge_id)).document, max_bytes=MAX_BUNDLE_BYTES)
    return Response(dump_json(found["record"]), media_type=VC, headers=_REVALIDATED)


@router.get("/badges/{badge_id}", summary="A badge: a page, or its signed bytes")
async def badge(request: Request, house: House, badge_id: UUID) -> Response:
    """`Accept: text/html` gives the verified page; everything else the credential as `application/vc`."""
    if not prefers_html(request):
        found = await public_record.badge_document(house, badge_id)
        return _tagged(request, found.document, found.digest, {**_VARIES, **_REVALIDATED})
    facts = await public_record.badge_facts(house, badge_id)
    report = await verify_credential(house, facts.badge.document)
    return _html(render.render_badge(page_views.badge(facts, report, house.urls)), _VARIES)


@router.get("/achievements/{achievement_id}", summary="An achievement: a page, or OB 3.0 data")
async def achievement(request: Request, house: House, achievement_id: UUID) -> Response:
    facts = await public_record.achievement_facts(house, achievement_id)
    if prefers_html(request):
        return _html(render.render_achievement(page_views.achievement(facts, house.urls)), _VARIES)
    return _json(facts.achievement.document, {**_CACHED, **_VARIES})


@router.get("/achievements/{achievement_id}/image.svg", include_in_schema=False)
async def achievement_image(house: House, achievement_id: UUID) -> Response:
    facts = await public_record.achievement_facts(house, achievement_id)
    document = facts.achievement.document
    drawing = badge_svg(document["name"], facts.issuer.name, document.get("achievementType"))
    return Response(drawing, media_type="image/svg+xml", headers=_CACHED)


@router.get("/certifications/{certification_id}", summary="A certification: a page, or its newest rule")
async def certification(request: Request, house: House, certification_id: UUID) -> Response:
    facts, issuer = await public_record.certification_facts(house, certification_id)
    if prefers_html(request):
        return _html(render.render_certification(page_views.certification(facts, issuer, house.urls)), _VARIES)
    return Response(facts.rule.document, media_type="application/json", headers={**_CACHED, **_VARIES})


@router.get("/certifications/{certification_id}/rules/{version}", summary="One version of a rule, verbatim")
async def rule(house: House, certification_id: UUID, version: int) -> Response:
    """JCS bytes: their SHA-256 is the digest that awards name."""
    found = await public_record.published_rule(house, certification_id, version)
    return Response(found.document, media_type="application/json", headers=_CACHED)


@router.get("/issuers/{slug}", summary="An issuer: a page, or its OB 3.0 profile")
async def issuer(request: Request, house: House, slug: str) -> Response:
    facts = await public_record.issuer_facts(house, slug)
    if prefers_html(request):
        return _html(render.render_issuer(page_views.issuer(facts, house.urls)), _VARIES)
    return _json(facts.issuer.profile, {**_CACHED, **_VARIES})


@router.get("/issuers/{slug}/did.json", summary="An issuer's DID document")
async def issuer_did(house: House, slug: str) -> Response:
    return _json(await publish_did(house, slug), _CACHED, "application/did+json")


@router.get("/.well-known/did.json", summary="The DID document of the host's own issuer")
async def root_did(house: House) -> Response:
    return _json(await publish_did(house, None), _CACHED, "application/did+json")


@router.get("/status-lists/{list_id}", summary="A status list as a signed credential")
async def status_list(request: Request, house: House, list_id: UUID) -> Response:
    """Public and cacheable; the ETag changes when a bit does."""
    published = await publish_status_list(house, list_id)
    lifetime = {"Cache-Control": f"public, max-age={house.settings.status_list_ttl_seconds}"}
    return _tagged(request, published.document, published.etag, lifetime)


def _tagged(request: Request, document: bytes, digest: str, headers: dict[str, str], media_type: str = VC) -> Response:
    """A credential, or 304 for who has these bytes already (RFC 9110 §13.1.2)."""
    etag = f'"{digest}"'
    headers = {**headers, "ETag": etag}
    known = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    if etag in known or known == ["*"]:
        return Response(status_code=304, headers=headers)
    return Response(document, media_type=media_type, headers=headers)


def _html(page: str, headers: dict[str, str] | None = None) -> Response:
    return Response(page, media_type="text/html", headers=headers)


def _json(value: object, headers: dict[str, str], media_type: str = "application/json") -> Response:
    return Response(dump_json(value), media_type=media_type, headers=headers)
