"""Public addresses: a page for people, the data for machines, from one URL."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from stackcred_issuer.domain.credential.default_image import badge_svg
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.issuance.envelope import VC_JWT
from stackcred_issuer.domain.jsonvalue import dump_json, parse_json
from stackcred_issuer.domain.stacking.bundle.make import MAX_BUNDLE_BYTES
from stackcred_issuer.gateways.rasterise import png_of
from stackcred_issuer.services import public_record
from stackcred_issuer.services.badge_access import need_open_parts, public_badge
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.evidence.seen import EVERYBODY, seen_with
from stackcred_issuer.services.evidence_bundle import evidence_bundle
from stackcred_issuer.services.issue_statement import public_statement
from stackcred_issuer.services.keep_trust import public_snapshot
from stackcred_issuer.services.publish_did import publish_did
from stackcred_issuer.services.publish_keys import key_set, one_key
from stackcred_issuer.services.publish_status_list import publish_status_list, status_list_as_of
from stackcred_issuer.services.render_badge import render_badge
from stackcred_issuer.services.share_badges import count_view
from stackcred_issuer.services.verify_credential import verify_credential
from stackcred_issuer.web import page_views
from stackcred_issuer.web.badge_files import PDF, REVALIDATED, VC, badge_file, compact, tagged
from stackcred_issuer.web.evidence_views import seen_evidence
from stackcred_issuer.web.negotiation import json_type, prefers_html, prefers_jwt
from stackcred_issuer.web.pages import render
from stackcred_issuer.web.pathway_links import pathway_links
from stackcred_issuer.web.routes import House, PublicRoute
from stackcred_issuer.web.vouching import vouched_credential


class PngImage(Response):
    media_type = "image/png"


class JwtFile(Response):
    media_type = VC_JWT


class PdfFile(Response):
    media_type = PDF


class SvgImage(Response):
    media_type = "image/svg+xml"


router = APIRouter(tags=["public"], route_class=PublicRoute)
Version = Annotated[int, Path(ge=1, le=2**31 - 1)]  # what the database counts to
JWK_SET = "application/jwk-set+json"
_VARIES = {"Vary": "Accept"}
_CACHED = {"Cache-Control": "public, max-age=300"}


@router.get("/", include_in_schema=False)
async def home(house: House) -> Response:
    issuers = [
        await public_record.issuer_facts(house, issuer.slug) for issuer in await public_record.all_issuers(house)
    ]
    return _html(render.render_home(page_views.home(issuers)))


@router.get("/badges/{badge_id}.json", summary="A badge's signed bytes")
async def badge_json(request: Request, house: House, badge_id: UUID) -> Response:
    """Exactly the bytes that were signed, as a file."""
    return await badge_file(request, house, await public_badge(house, badge_id), "json", REVALIDATED)


@router.get("/badges/{badge_id}.jwt", summary="A badge as signed JWT", response_class=JwtFile)
async def badge_jwt(request: Request, house: House, badge_id: UUID) -> Response:
    """The same claims under a signature of its own (VC-JWT); made when it is first asked for, then always the same."""
    return await badge_file(request, house, await public_badge(house, badge_id), "jwt", REVALIDATED)


@router.get("/badges/{badge_id}.png", summary="A badge baked into a PNG", response_class=PngImage)
async def badge_png(request: Request, house: House, badge_id: UUID) -> Response:
    """The achievement's picture with the signed bytes inside (Open Badges 3.0, "Baked Badge"), as a file."""
    return await badge_file(request, house, await public_badge(house, badge_id), "png", REVALIDATED)


@router.get("/badges/{badge_id}.svg", summary="A badge baked into an SVG", response_class=SvgImage)
async def badge_svg_file(request: Request, house: House, badge_id: UUID) -> Response:
    """The achievement's picture with the signed bytes inside (Open Badges 3.0, "Baked Badge"), as a file."""
    return await badge_file(request, house, await public_badge(house, badge_id), "svg", REVALIDATED)


@router.get("/badges/{badge_id}.pdf", summary="A badge as a certificate", response_class=PdfFile)
async def badge_pdf(request: Request, house: House, badge_id: UUID) -> Response:
    """A certificate (declared as PDF/A-3b) with a QR code of the badge's address and the signed badge attached."""
    return await badge_file(request, house, await public_badge(house, badge_id), "pdf", REVALIDATED)


@router.get("/badges/{badge_id}/image.svg", include_in_schema=False)
async def badge_image(house: House, badge_id: UUID) -> Response:
    return await achievement_image(house, (await public_badge(house, badge_id)).achievement_id)


@router.get("/badges/{badge_id}/evaluation", summary="The evaluation an award was made on")
async def evaluation(house: House, badge_id: UUID) -> Response:
    """Verbatim: the award's credential names its digest."""
    found = await public_record.award_evaluation(house, await public_badge(house, badge_id))
    return Response(found, media_type="application/json")


@router.get("/badges/{badge_id}/bundle.json", summary="The evidence bundle of an award")
async def bundle(request: Request, house: House, badge_id: UUID) -> Response:
    """Everything that proves the certification, in one signed file: `stackcred recheck` needs nothing else."""
    await need_open_parts(house, await public_badge(house, badge_id))
    found = await evidence_bundle(house, badge_id)
    name = {"Content-Disposition": f'attachment; filename="bundle-{badge_id}.json"', **REVALIDATED}
    return tagged(request, found.document, found.digest, name, "application/json")


@router.get("/badges/{badge_id}/record.json", summary="An award with its parts as a signed learner record (CLR 2.0)")
async def record(house: House, badge_id: UUID) -> Response:
    """The ClrCredential of the evidence bundle alone, for wallets and platforms that read Comprehensive Learner
    Records."""
    await need_open_parts(house, await public_badge(house, badge_id))
    found = parse_json((await evidence_bundle(house, badge_id)).document, max_bytes=MAX_BUNDLE_BYTES)
    return Response(dump_json(found["record"]), media_type=VC, headers=REVALIDATED)


@router.get("/badges/{badge_id}", summary="A badge: a page, or its signed bytes")
async def badge(request: Request, house: House, badge_id: UUID) -> Response:
    """`Accept: text/html` gives the verified page, `application/vc+jwt` the badge as JWT; everything else the
    credential as `application/vc`.
    """
    found = await public_badge(house, badge_id)
    if prefers_jwt(request):
        rendition = await render_badge(house, found)
        return compact(request, rendition.compact, rendition.etag, {**_VARIES, **REVALIDATED})
    if not prefers_html(request):
        return tagged(request, found.document, found.digest, {**_VARIES, **REVALIDATED})
    facts = await public_record.badge_facts(house, found)
    report = await verify_credential(house, found.document)
    await count_view(house, found.id)
    kept_out = {} if facts.visibility == "public" else {"X-Robots-Tag": "noindex"}
    entries = await seen_with(house, found.id, EVERYBODY)
    added = seen_evidence(entries, facts.issuer.name, lambda one: f"/evidence/{one}")
    view = page_views.badge(facts, report, house.urls)
    view = replace(view, added=added, credential=await vouched_credential(house, view.credential, view.report.verdict))
    return _html(render.render_badge(view), {**_VARIES, **kept_out})


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


@router.get("/achievements/{achievement_id}/image.png", include_in_schema=False)
async def achievement_png(house: House, achievement_id: UUID) -> Response:
    """For places that show no SVG, such as previews of links."""
    facts = await public_record.achievement_facts(house, achievement_id)
    document = facts.achievement.document
    drawing = badge_svg(document["name"], facts.issuer.name, document.get("achievementType"))
    return Response(await house.sandbox.run(png_of, drawing), media_type="image/png", headers=_CACHED)


@router.get("/certifications/{certification_id}", summary="A certification: a page, or its newest rule")
async def certification(request: Request, house: House, certification_id: UUID) -> Response:
    facts, issuer = await public_record.certification_facts(house, certification_id)
    if prefers_html(request):
        view = page_views.certification(facts, issuer, house.urls)
        leading = await pathway_links(house, issuer.id, facts.certification.target)
        return _html(render.render_certification(replace(view, pathways=leading)), _VARIES)
    return Response(facts.rule.document, media_type="application/json", headers={**_CACHED, **_VARIES})


@router.get("/certifications/{certification_id}/rules/{version}", summary="One version of a rule, verbatim")
async def rule(house: House, certification_id: UUID, version: int) -> Response:
    """JCS bytes: their SHA-256 is the digest that awards name."""
    found = await public_record.published_rule(house, certification_id, version)
    return Response(found.document, media_type="application/json", headers=_CACHED)


@router.get("/endorsements/{endorsement_id}", summary="An endorsement, attestation or equivalence: its signed bytes")
async def endorsement(request: Request, house: House, endorsement_id: UUID) -> Response:
    """Exactly the bytes that were signed."""
    found = await public_statement(house, endorsement_id)
    return tagged(request, found.document, found.digest, {**REVALIDATED, "X-Robots-Tag": "noindex"})


@router.get("/trust-registries/{registry_id}", summary="A trust registry's newest version")
async def trust_registry(house: House, registry_id: UUID) -> Response:
    found = await public_snapshot(house, registry_id, None)
    return Response(found.document, media_type="application/json", headers=REVALIDATED)


@router.get("/trust-registries/{registry_id}/versions/{version}", summary="One version of a trust registry, verbatim")
async def trust_snapshot(house: House, registry_id: UUID, version: Version) -> Response:
    """JCS bytes: their SHA-256 is the digest that evaluations and awards name."""
    found = await public_snapshot(house, registry_id, version)
    return Response(found.document, media_type="application/json", headers=_CACHED)


@router.get("/issuers/{slug}", summary="An issuer: a page, or its OB 3.0 profile")
async def issuer(request: Request, house: House, slug: str) -> Response:
    facts = await public_record.issuer_facts(house, slug)
    if prefers_html(request):
        view = page_views.issuer(facts, house.urls)
        return _html(render.render_issuer(replace(view, pathways=await pathway_links(house, facts.issuer.id))), _VARIES)
    return _json(facts.issuer.profile, {**_CACHED, **_VARIES})


@router.get("/issuers/{slug}/did.json", summary="An issuer's DID document")
async def issuer_did(house: House, slug: str) -> Response:
    return _json(await publish_did(house, slug), _CACHED, "application/did+json")


@router.get("/.well-known/did.json", summary="The DID document of the host's own issuer")
async def root_did(house: House) -> Response:
    return _json(await publish_did(house, None), _CACHED, "application/did+json")


@router.get("/issuers/{slug}/jwks.json", summary="An issuer's keys as a JWK set")
async def issuer_keys(house: House, slug: str) -> Response:
    """Retired keys too, so that what they signed stays verifiable; none that was compromised."""
    return _json(await key_set(house, slug), _CACHED, JWK_SET)


@router.get("/issuers/{slug}/keys/{thumbprint}", summary="One key of an issuer, as a bare JWK")
async def issuer_key(house: House, slug: str, thumbprint: str) -> Response:
    """What the key's https `kid` leads to."""
    return _json(await one_key(house, slug, thumbprint), _CACHED, "application/jwk+json")


@router.get("/.well-known/jwks.json", summary="The keys of every issuer of this host, as a JWK set")
async def host_keys(house: House) -> Response:
    """Each with `iss`, the issuer that it speaks for."""
    return _json(await key_set(house, None), _CACHED, JWK_SET)


@router.get("/status-lists/{list_id}", summary="A status list as a signed credential")
async def status_list(
    request: Request,
    house: House,
    list_id: UUID,
    timestamp: Annotated[
        str | None, Query(max_length=64, description="As of which instant the list is wanted.")
    ] = None,
) -> Response:
    """Public and cacheable; the ETag changes when a bit does. `Accept: application/vc+jwt` gives it as JWT."""
    if timestamp is None:
        published = await publish_status_list(house, list_id)
    else:
        published = await status_list_as_of(house, list_id, _moment(timestamp))
    lifetime = {"Cache-Control": f"public, max-age={house.settings.status_list_ttl_seconds}"}
    if prefers_jwt(request) and published.compact is not None:
        return compact(request, published.compact, f"{published.etag}.jwt", {**_VARIES, **lifetime})
    kind = json_type(request, _list_type(house))
    return tagged(request, published.document, published.etag, {**_VARIES, **lifetime}, kind)


def _list_type(house: Deployment) -> str:
    """What a list is called for who does not care: suites parse nothing whose type does not say json."""
    return "application/json" if house.settings.conformance else VC


def _moment(text: str) -> datetime:
    try:
        return parse_instant(text)
    except StackcredError as error:
        raise StackcredError(ErrorCode.MALFORMED, error.detail, pointer="/timestamp") from None


def _html(page: str, headers: dict[str, str] | None = None) -> Response:
    return Response(page, media_type="text/html", headers=headers)


def _json(value: object, headers: dict[str, str], media_type: str = "application/json") -> Response:
    return Response(dump_json(value), media_type=media_type, headers=headers)
