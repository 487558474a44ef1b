"""Ask what a rule says: of holdings you bring, or of a learner's verified badges. Nothing is stored."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Request, Response
from pydantic import BaseModel, ConfigDict

from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.services.assessment_result import InstantText
from stackcred_issuer.services.evaluate_inline import Question, evaluate_inline
from stackcred_issuer.web.routes import Client, ClientRoute, House, bearer, exact_body
from stackcred_issuer.web.v1.examples import EVALUATION
from stackcred_issuer.web.v1.paging import answer

router = APIRouter(
    prefix="/v1/evaluations", tags=["evaluations"], route_class=ClientRoute, dependencies=[Depends(bearer)]
)


class EvaluationRequest(BaseModel):
    """stacking-rules §3: a rule, a certification or a job role, asked of holdings or of a learner."""

    model_config = ConfigDict(extra="forbid")

    rule: dict[str, Any] | None = None
    certification: UUID | None = None
    role: dict[str, Any] | None = None
    rules: list[Any] = []
    holdings: list[Any] | None = None
    learner: UUID | None = None
    asOf: InstantText
    purpose: Literal["award", "keep", "renew"] = "award"
    catalog: list[Any] | None = None
    minimise: Literal["cost", "hours", "count"] = "cost"
    alternatives: bool = False
    whatIf: list[str] = []


@router.post("", summary="Evaluate a stacking rule")
async def post_evaluation(
    request: Request,
    house: House,
    caller: Client,
    asked: Annotated[EvaluationRequest, Body(openapi_examples=EVALUATION)],
) -> Response:
    """200 with the outcome for every verdict; numbers are taken as the exact decimals of the text."""
    exact = await exact_body(request, house)
    question = Question(
        as_of=parse_instant(asked.asOf),
        purpose=asked.purpose,
        rule=exact.get("rule"),
        certification=asked.certification,
        role=exact.get("role"),
        rules=exact.get("rules") or [],
        holdings=exact.get("holdings"),
        learner=asked.learner,
        catalog=exact.get("catalog"),
        minimise=asked.minimise,
        alternatives=asked.alternatives,
        what_if=asked.whatIf,
    )
    return answer(await evaluate_inline(house, caller, question))
