"""Assessment results come in; each pass becomes a badge."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Header, Request, Response
from pydantic import StringConstraints, TypeAdapter

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.services import browse
from stackcred_issuer.services.assessment_result import AssessmentResult
from stackcred_issuer.services.authenticate import authenticate_to_post
from stackcred_issuer.services.caller import Caller
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.record_result import record_result
from stackcred_issuer.store.assessments import AssessmentRecord
from stackcred_issuer.web.routes import (
    Client,
    ClientRoute,
    Handler,
    House,
    bearer,
    bearer_token,
    caller_of,
    house_of,
    parsed,
)
from stackcred_issuer.web.v1.examples import ASSESSMENT
from stackcred_issuer.web.v1.paging import Paging, answer, page_answer

IdempotencyKey = Annotated[str, Header(min_length=1, max_length=255)]
_POST = TypeAdapter(AssessmentResult)
_KEY = TypeAdapter(Annotated[str, StringConstraints(min_length=1, max_length=255)])


class PostingRoute(ClientRoute):
    """A post is let in on what was known a moment ago: the transaction that records it looks again.

    And it is read here: to work out what a signature asks for costs FastAPI as much as all the rest of a request.
    """

    async def caller(self, request: Request, house: Deployment) -> Caller:
        if request.method == "POST":
            return await authenticate_to_post(house, bearer_token(request))
        return await super().caller(request, house)

    def endpoint_handler(self) -> Handler:
        """The endpoint itself for posts, with what it is declared to take."""
        return self._read_and_post if self.methods == {"POST"} else super().endpoint_handler()

    async def _read_and_post(self, request: Request) -> Response:
        post = parsed(_POST, await request.json() if await request.body() else None, "body")
        named = request.headers.get("idempotency-key")
        key = None if named is None else parsed(_KEY, named, "header", "idempotency-key")
        answered: Response = await self.endpoint(house_of(request), caller_of(request), post, key)
        return answered


router = APIRouter(
    prefix="/v1/assessments", tags=["assessments"], route_class=PostingRoute, dependencies=[Depends(bearer)]
)


@router.post("", status_code=201, summary="Post an assessment result")
async def post_assessment(
    house: House,
    caller: Client,
    post: Annotated[AssessmentResult, Body(openapi_examples=ASSESSMENT)],
    idempotency_key: IdempotencyKey | None = None,
) -> Response:
    """Recorded once per `sourceId`; a repeat gets the first answer, byte for byte. A pass issues a badge."""
    result = await record_result(house, caller, post, idempotency_key=idempotency_key)
    return Response(result.body, result.status, media_type="application/json")


@router.get("", summary="List assessments")
async def list_assessments(request: Request, house: House, caller: Client, cursor: Paging) -> Response:
    return page_answer(request, await browse.list_assessments(house, caller, cursor), shape)


@router.get("/{assessment_id}", summary="One assessment with the post as it came")
async def get_assessment(house: House, caller: Client, assessment_id: UUID) -> Response:
    return answer(shape(await browse.get_assessment(house, caller, assessment_id)))


def shape(record: AssessmentRecord) -> JsonObject:
    return {
        "id": str(record.id),
        "learner": str(record.learner_id),
        "achievement": str(record.achievement_id),
        "activityId": record.activity_id,
        "sourceId": record.source_id,
        "assessedAt": format_instant(record.assessed_at),
        "receivedAt": format_instant(record.received_at),
        "passed": record.passed,
        "current": record.current,
        "badge": str(record.badge_id) if record.badge_id else None,
        "post": record.body,
    }
