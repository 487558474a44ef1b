"""Evidence files as others get them: at their own address, behind a learner's link, or when asked to endorse."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services import sign_in
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.evidence.own import own_entry
from stackcred_issuer.services.evidence.seen import asked_entry, public_entry, shared_entry
from stackcred_issuer.store.evidence import EvidenceEntry
from stackcred_issuer.web.evidence_files import evidence_file
from stackcred_issuer.web.learner_route import session_of
from stackcred_issuer.web.routes import House, PublicRoute

router = APIRouter(tags=["public"], route_class=PublicRoute)


@router.get("/evidence/{evidence_id}", summary="An evidence file, for those whom its learner shows it")
async def evidence(request: Request, house: House, evidence_id: UUID) -> Response:
    """As a file to keep, never to be opened here. To everybody where its learner shows it with an open badge; else to
    the learner alone, signed in.
    """
    own = await _own(request, house, evidence_id)
    if own is not None:
        return await evidence_file(house, own, added_it=own.record.client_id is None)
    return await evidence_file(house, await public_entry(house, evidence_id))


@router.get("/shared/{token}/evidence/{evidence_id}", include_in_schema=False)
async def shared_evidence(house: House, token: str, evidence_id: UUID) -> Response:
    return await evidence_file(house, await shared_entry(house, token, evidence_id))


@router.get("/endorse/{token}/evidence/{evidence_id}", include_in_schema=False)
async def asked_evidence(house: House, token: str, evidence_id: UUID) -> Response:
    return await evidence_file(house, await asked_entry(house, token, evidence_id))


async def _own(request: Request, house: Deployment, evidence_id: UUID) -> EvidenceEntry | None:
    holder = await sign_in.signed_in(house, session_of(request, house))
    try:
        return await own_entry(house, holder, evidence_id) if holder is not None else None
    except StackcredError as error:
        if error.code is not ErrorCode.NOT_FOUND:
            raise
        return None
