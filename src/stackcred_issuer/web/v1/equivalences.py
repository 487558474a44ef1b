"""Equivalences: what counts as what, for whom, until when; each a signed credential."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Request, Response

from stackcred_issuer.domain.ids import PublicUrls
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_object
from stackcred_issuer.services.equivalences import (
    EquivalenceWanted,
    get_statement,
    issue_equivalence,
    list_statements,
)
from stackcred_issuer.services.issue_statement import revoke_statement
from stackcred_issuer.store.statements import StatementRecord
from stackcred_issuer.web.routes import Client, ClientRoute, House, bearer
from stackcred_issuer.web.v1.badges import Why
from stackcred_issuer.web.v1.paging import Paging, answer, page_answer
from stackcred_issuer.web.v1.trust_examples import EQUIVALENCE

router = APIRouter(
    prefix="/v1/equivalences", tags=["equivalences"], route_class=ClientRoute, dependencies=[Depends(bearer)]
)


@router.post("", status_code=201, summary="State that a badge, or prior learning, counts as an achievement")
async def post_equivalence(
    house: House, caller: Client, wanted: Annotated[EquivalenceWanted, Body(openapi_examples=EQUIVALENCE)]
) -> Response:
    """Signed by your issuer and served at its `url`. A badge still counts once: as itself, or as this."""
    record = await issue_equivalence(house, caller, wanted)
    return answer(shape(record, house.urls), 201, {"Location": f"/v1/equivalences/{record.id}"})


@router.get("", summary="List equivalences")
async def list_equivalences(request: Request, house: House, caller: Client, cursor: Paging) -> Response:
    page = await list_statements(house, caller, cursor, equivalences=True)
    return page_answer(request, page, lambda record: shape(record, house.urls))


@router.get("/{equivalence_id}", summary="One equivalence with its signed credential")
async def get_equivalence(house: House, caller: Client, equivalence_id: UUID) -> Response:
    record = await get_statement(house, caller, equivalence_id, equivalence=True)
    return answer({**shape(record, house.urls), "credential": parse_object(record.document)})


@router.post("/{equivalence_id}/revoke", summary="Take an equivalence back: permanent")
async def revoke_equivalence(house: House, caller: Client, equivalence_id: UUID, body: Why = None) -> Response:
    """The certifications that rest on it are decided again."""
    reason = body.reason if body else None
    record = await revoke_statement(house, caller, equivalence_id, equivalence=True, reason=reason)
    return answer(shape(record, house.urls))


def shape(record: StatementRecord, urls: PublicUrls) -> JsonObject:
    return {
        "id": str(record.id),
        "url": urls.statement(record.id),
        "kind": record.kind,
        "subject": record.subject,
        "countsAs": record.counts_as,
        "learner": str(record.learner_id) if record.learner_id else None,
        "badge": str(record.badge_id) if record.badge_id else None,
        "role": record.role,
        "claim": record.claim,
        "status": record.state,
        "statusReason": record.state_reason,
        "issuedAt": format_instant(record.issued_at),
        "validUntil": format_instant(record.valid_until) if record.valid_until else None,
        "digestMultibase": record.digest,
    }
