"""Evidence files that assessors looked at: sent before the result that names them."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.services.caller import Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.evidence import by_client
from stackcred_issuer.services.evidence.add import add_for_learner
from stackcred_issuer.services.evidence.named import evidence_object
from stackcred_issuer.services.evidence.wanted import MAX_DESCRIPTION, MAX_NAME, NewEvidence
from stackcred_issuer.store.evidence import EvidenceEntry
from stackcred_issuer.web.evidence_files import evidence_answer
from stackcred_issuer.web.routes import BytesRoute, Client, House, bearer
from stackcred_issuer.web.uploads import evidence_spool
from stackcred_issuer.web.v1.paging import Paging, answer, page_answer

router = APIRouter(prefix="/v1/evidence", tags=["evidence"], route_class=BytesRoute, dependencies=[Depends(bearer)])
_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself. What it is, is told by its content; the Content-Type is not looked at.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post("", status_code=201, summary="Keep an evidence file of a learner", openapi_extra=_FILE)
async def post_evidence(
    request: Request,
    house: House,
    caller: Client,
    learner: Annotated[UUID, Query(description="The learner's id; POST /v1/learners tells it.")],
    name: Annotated[str, Query(min_length=1, max_length=MAX_NAME, description="It stands in the badge: no names.")],
    description: Annotated[str, Query(max_length=MAX_DESCRIPTION)] = "",
) -> Response:
    """Put `evidence` of the answer into the `evidence` of the result: the badge then names the file and its digest.

    Strangers do not get it by that address, unless its learner shows it with the badge.
    """
    caller.need(Scope.ASSESSMENTS)
    with evidence_spool(house) as spool:
        async for piece in request.stream():
            spool.write(piece)
        entry = await add_for_learner(house, caller, learner, NewEvidence(name.strip(), description.strip()), spool)
    where = {"Location": f"{house.urls.base}/v1/evidence/{entry.record.id}"}
    return answer(shape(house, entry), 201, where)


@router.get("", summary="List evidence files that clients have sent")
async def list_evidence(
    request: Request,
    house: House,
    caller: Client,
    cursor: Paging,
    learner: Annotated[UUID | None, Query(description="Of this learner alone.")] = None,
) -> Response:
    """What learners add themselves is theirs, and not among it."""
    page = await by_client.list_evidence(house, caller, learner, cursor)
    return page_answer(request, page, lambda entry: shape(house, entry))


@router.get("/{evidence_id}", summary="One evidence file: what it is, and what the virus scanner said")
async def get_evidence(house: House, caller: Client, evidence_id: UUID) -> Response:
    return answer(shape(house, await by_client.get_evidence(house, caller, evidence_id)))


@router.get("/{evidence_id}/file", summary="Its content")
async def get_file(house: House, caller: Client, evidence_id: UUID) -> Response:
    return evidence_answer(*await by_client.open_evidence(house, caller, evidence_id))


@router.delete("/{evidence_id}", status_code=204, summary="Delete it with its file, while no result names it")
async def delete_evidence(house: House, caller: Client, evidence_id: UUID) -> Response:
    await by_client.delete_evidence(house, caller, evidence_id)
    return Response(status_code=204)


def shape(house: Deployment, entry: EvidenceEntry) -> JsonObject:
    record, blob = entry.record, entry.blob
    assert blob is not None
    return {
        "id": str(record.id),
        "learner": str(record.learner_id),
        "badge": str(record.badge_id) if record.badge_id else None,
        "mediaType": blob.media_type,
        "size": blob.size,
        "state": blob.state,
        "finding": blob.finding,
        "addedAt": format_instant(record.created_at),
        "evidence": evidence_object(house.urls, entry),
    }
