"""A badge's files: the same ones for anybody, for its learner, and behind a link. The gate was passed before."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote

from fastapi import Request, Response

from stackcred_issuer.domain.file_names import file_name
from stackcred_issuer.domain.issuance.envelope import VC_JWT
from stackcred_issuer.domain.jsonvalue import parse_object
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.services.bake_badge import bake_badge
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.render_badge import render_badge
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.web.certificates import certificate

VC = "application/vc"
PDF = "application/pdf"
FileForm = Literal["json", "jwt", "png", "svg", "pdf"]
FILE_TYPES = {"json": VC, "jwt": VC_JWT, "png": "image/png", "svg": "image/svg+xml", "pdf": PDF}
REVALIDATED = {"Cache-Control": "public, no-cache"}  # a badge whose key leaked is signed anew under its address
_INERT = {"Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"}


async def badge_file(
    request: Request,
    house: Deployment,
    badge: BadgeRecord,
    form: FileForm,
    headers: dict[str, str],
    *,
    name: str | None = None,
    open_page: bool = True,
) -> Response:
    """The badge as a file of this form. headers: how it may be kept.

    name: what the learner is called on paper. open_page: whether the badge's address shows people anything.
    Revoked badges too: like the signed bytes they stay what they are, and their status tells the rest.
    """
    named = {"Content-Disposition": attachment(name_of(badge), f"badge-{badge.id}", form), **headers}
    data = await file_bytes(house, badge, form, name=name, open_page=open_page)
    if form in ("json", "jwt"):
        return tagged(request, data, digest_multibase(data), named, FILE_TYPES[form])
    return Response(data, media_type=FILE_TYPES[form], headers=named if form == "pdf" else {**named, **_INERT})


async def file_bytes(
    house: Deployment, badge: BadgeRecord, form: FileForm, *, name: str | None, open_page: bool
) -> bytes:
    """The content of that file. Raises KEY_UNUSABLE for a JWT when the issuer has no active key, EXHAUSTED."""
    if form == "json":
        return badge.document
    if form == "jwt":
        return (await render_badge(house, badge)).compact.encode("ascii")
    if form == "pdf":
        return await certificate(house, badge, name=name, address=house.urls.badge(badge.id) if open_page else None)
    return await bake_badge(house, badge, form)


def name_of(badge: BadgeRecord) -> str:
    """What the badge says was achieved."""
    name: str = parse_object(badge.document)["credentialSubject"]["achievement"]["name"]
    return name


def attachment(title: str, plain: str, ending: str) -> str:
    """A Content-Disposition with a name in any script, and one of plain letters for old readers (RFC 6266 §5)."""
    return f"attachment; filename=\"{plain}.{ending}\"; filename*=UTF-8''{quote(file_name(title, ending), safe='')}"


def compact(request: Request, text: str, tag: str, headers: dict[str, str]) -> Response:
    """A credential as compact JWS."""
    return tagged(request, text.encode("ascii"), tag, headers, VC_JWT)


def tagged(request: Request, document: bytes, digest: str, headers: dict[str, str], media_type: str = VC) -> Response:
    """A credential, or 304 for who has these bytes already (RFC 9110 §13.1.2)."""
    etag = f'"{digest}"'
    headers = {**headers, "ETag": etag}
    known = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    if etag in known or known == ["*"]:
        return Response(status_code=304, headers=headers)
    return Response(document, media_type=media_type, headers=headers)
