"""Endorsements and attestations: what mentors, workplace assessors and confirmers said, and requests for it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Query, Request, Response

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_object
from stackcred_issuer.services import endorse
from stackcred_issuer.services.equivalences import get_statement, list_statements
from stackcred_issuer.services.issue_statement import revoke_statement
from stackcred_issuer.store.endorsement_requests import EndorsementRequestRecord
from stackcred_issuer.web.routes import Client, ClientRoute, House, bearer
from stackcred_issuer.web.v1.badges import Why
from stackcred_issuer.web.v1.equivalences import shape
from stackcred_issuer.web.v1.paging import Paging, answer, page_answer
from stackcred_issuer.web.v1.trust_examples import ATTESTATION, ATTESTATION_REQUEST, ENDORSEMENT_REQUEST

router = APIRouter(prefix="/v1", tags=["endorsements"], route_class=ClientRoute, dependencies=[Depends(bearer)])


@router.post("/badges/{badge_id}/endorsement-requests", status_code=201, summary="Ask somebody to endorse a badge")
async def post_endorsement_request(
    house: House,
    caller: Client,
    badge_id: UUID,
    wanted: Annotated[endorse.RequestWanted, Body(openapi_examples=ENDORSEMENT_REQUEST)],
) -> Response:
    """The answer holds the `link` to send them, this once. It works for one answer, until it expires."""
    request, link = await endorse.ask_for_endorsement(house, caller, badge_id, wanted)
    return answer({**request_shape(request), "link": link}, 201)


@router.post("/learners/{learner_id}/attestation-requests", status_code=201, summary="Ask somebody for an attestation")
async def post_attestation_request(
    house: House,
    caller: Client,
    learner_id: UUID,
    wanted: Annotated[endorse.RequestWanted, Body(openapi_examples=ATTESTATION_REQUEST)],
) -> Response:
    """About the learner, not tied to a badge; the `link` is told this once."""
    request, link = await endorse.ask_for_attestation(house, caller, learner_id, wanted)
    return answer({**request_shape(request), "link": link}, 201)


@router.post("/learners/{learner_id}/attestations", status_code=201, summary="Record an attestation")
async def post_attestation(
    house: House,
    caller: Client,
    learner_id: UUID,
    wanted: Annotated[endorse.AttestationWanted, Body(openapi_examples=ATTESTATION)],
) -> Response:
    """What somebody in a role decided elsewhere, signed by your issuer on your word. Rules ask for it by `attest`."""
    record = await endorse.record_attestation(house, caller, learner_id, wanted)
    return answer(shape(record, house.urls), 201, {"Location": f"/v1/endorsements/{record.id}"})


@router.get("/endorsement-requests", summary="List requests, open and closed")
async def list_requests(request: Request, house: House, caller: Client, cursor: Paging) -> Response:
    return page_answer(request, await endorse.list_requests(house, caller, cursor), request_shape)


@router.post("/endorsement-requests/{request_id}/withdraw", summary="End the link of a request")
async def withdraw_request(house: House, caller: Client, request_id: UUID) -> Response:
    return answer(request_shape(await endorse.withdraw_request(house, caller, request_id)))


@router.get("/endorsements", summary="List endorsements and attestations")
async def list_endorsements(
    request: Request,
    house: House,
    caller: Client,
    cursor: Paging,
    learner: Annotated[UUID | None, Query(description="Only about this learner.")] = None,
) -> Response:
    page = await list_statements(house, caller, cursor, equivalences=False, learner_id=learner)
    return page_answer(request, page, lambda record: shape(record, house.urls))


@router.get("/endorsements/{endorsement_id}", summary="One endorsement or attestation with its signed credential")
async def get_endorsement(house: House, caller: Client, endorsement_id: UUID) -> Response:
    record = await get_statement(house, caller, endorsement_id, equivalence=False)
    return answer({**shape(record, house.urls), "credential": parse_object(record.document)})


@router.post("/endorsements/{endorsement_id}/revoke", summary="Revoke an endorsement or attestation: permanent")
async def revoke_endorsement(house: House, caller: Client, endorsement_id: UUID, body: Why = None) -> Response:
    reason = body.reason if body else None
    record = await revoke_statement(house, caller, endorsement_id, equivalence=False, reason=reason)
    return answer(shape(record, house.urls))


def request_shape(request: EndorsementRequestRecord) -> JsonObject:
    return {
        "id": str(request.id),
        "learner": str(request.learner_id),
        "badge": str(request.badge_id) if request.badge_id else None,
        "endorser": request.endorser_did or request.endorser_id.urn,
        "name": request.name,
        "role": request.role,
        "claim": request.claim,
        "state": request.state,
        "endorsement": str(request.statement_id) if request.statement_id else None,
        "createdAt": format_instant(request.created_at),
        "expiresAt": format_instant(request.expires_at),
    }
