"""Learners: whom results are about, and what they hold."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Request, Response

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_object
from stackcred_issuer.services import browse
from stackcred_issuer.services.assessment_result import LearnerRef
from stackcred_issuer.services.register_learner import register_learner
from stackcred_issuer.store.awards import AwardRecord
from stackcred_issuer.store.learners import LearnerRecord
from stackcred_issuer.store.progress import ProgressRecord
from stackcred_issuer.web.routes import Client, ClientRoute, House, bearer
from stackcred_issuer.web.v1 import badges
from stackcred_issuer.web.v1.examples import LEARNER
from stackcred_issuer.web.v1.paging import Paging, answer, page_answer

router = APIRouter(prefix="/v1/learners", tags=["learners"], route_class=ClientRoute, dependencies=[Depends(bearer)])


@router.post("", status_code=201, summary="Register a learner, or find the one these identifiers name")
async def post_learner(
    house: House, caller: Client, learner: Annotated[LearnerRef, Body(openapi_examples=LEARNER)]
) -> Response:
    return answer(shape(await register_learner(house, caller, learner)), 201)


@router.get("", summary="List learners")
async def list_learners(request: Request, house: House, caller: Client, cursor: Paging) -> Response:
    return page_answer(request, await browse.list_learners(house, caller, cursor), shape)


@router.get("/{learner_id}", summary="One learner with badges and awards")
async def get_learner(house: House, caller: Client, learner_id: UUID) -> Response:
    found = await browse.get_learner(house, caller, learner_id)
    return answer(
        {
            **shape(found.learner),
            "identifiers": [{"type": kind, "value": value} for kind, value in found.identifiers],
            "badges": [badges.shape(badge) for badge in found.badges],
            "awards": [award_shape(award) for award in found.awards],
        }
    )


@router.get("/{learner_id}/progress", summary="How far a learner is with each certification")
async def get_progress(house: House, caller: Client, learner_id: UUID) -> Response:
    """As the last decision about each found it: what there is, what is needed, and whether it is met."""
    found = await browse.learner_progress(house, caller, learner_id)
    return answer({"items": [progress_shape(one) for one in found]})


def progress_shape(record: ProgressRecord) -> JsonObject:
    """The numbers by requirement, sorted by id: the database keeps no order of members."""
    parts = [
        {"id": name, "have": have, "need": need, "met": met}
        for name, (have, need, met) in sorted(record.requirements.items())
    ]
    return {
        "certification": str(record.certification_id),
        "requirements": parts,
        "asOf": format_instant(record.as_of),
    }


def shape(record: LearnerRecord) -> JsonObject:
    return {
        "id": str(record.id),
        "name": record.name,
        "did": record.did,
        "createdAt": format_instant(record.created_at),
    }


def award_shape(award: AwardRecord) -> JsonObject:
    return {
        "id": str(award.id),
        "certification": str(award.certification_id),
        "period": award.period,
        "badge": str(award.badge_id),
        "state": award.state,
        "cause": award.cause,
        "brokenAt": format_instant(award.broken_at) if award.broken_at else None,
        "validUntil": format_instant(award.valid_until) if award.valid_until else None,
        "rule": {"version": award.rule_version, "digestMultibase": award.rule_digest},
        "evaluation": parse_object(award.latest_evaluation),
        "updatedAt": format_instant(award.updated_at),
    }
