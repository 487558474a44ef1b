"""Issue a badge without an assessment: for honours, imports and corrections."""

from __future__ import annotations

import hashlib
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from stackcred_issuer.domain.credential.evidence import Evidence
from stackcred_issuer.domain.credential.profile import Profile
from stackcred_issuer.domain.credential.subject import Result
from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.jsonvalue import canonical_json, dump_json, parse_object
from stackcred_issuer.services.assessment_result import InstantText, LearnerRef, Narrative, ShortText
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.find_achievement import find_achievement
from stackcred_issuer.services.issue_badge import Achieved, Issuance, issue
from stackcred_issuer.services.once import Answer, Once
from stackcred_issuer.services.register_learner import learner_for
from stackcred_issuer.store.statuses import SlotRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


class DirectBadge(BaseModel):
    """A badge as one wants it: for whom, for what, and what it shall say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    learner: LearnerRef
    achievement: ShortText
    validUntil: InstantText | None = None
    results: list[Result] = Field(default_factory=list, max_length=50)
    evidence: list[Evidence] = Field(default_factory=list, max_length=50)
    source: Profile | None = None
    narrative: Narrative | None = None
    creditsEarned: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    activityStartDate: InstantText | None = None
    activityEndDate: InstantText | None = None


async def issue_directly(
    house: Deployment, caller: Caller, wanted: DirectBadge, *, idempotency_key: str | None = None
) -> Answer:
    """Answer 201 with the badge and its signed credential. Raises as `record_result` does."""
    caller.need(Scope.BADGES)
    slot = await house.slots.take(caller.issuer_id)
    body = wanted.model_dump(mode="json", exclude_none=True)
    once = Once(caller, hashlib.sha256(canonical_json(body)).digest())
    async with house.store.begin(house.clock.now()) as uow:
        earlier = await once.claim(uow, idempotency=idempotency_key)
        if earlier is not None:
            house.slots.give_back(caller.issuer_id, slot)
            return earlier
        answer = await _issue(house, uow, caller, wanted, slot)
        await once.keep(uow, answer)
        return answer


async def _issue(house: Deployment, uow: UnitOfWork, caller: Caller, wanted: DirectBadge, slot: SlotRecord) -> Answer:
    achievement = await find_achievement(house, uow, caller.issuer_id, wanted.achievement)
    learner = await learner_for(house, uow, caller, wanted.learner)
    await uow.learners.lock(learner.id)
    issuance = Issuance(
        issuer=await uow.issuers.get(caller.issuer_id),
        achievement=achievement,
        learner=learner,
        achieved=_achieved(wanted),
        slot=slot,
        actor=caller.actor,
    )
    badge = await issue(house, uow, issuance)
    return Answer(
        201,
        dump_json(
            {
                "id": str(badge.id),
                "url": house.urls.badge(badge.id),
                "learner": str(learner.id),
                "digestMultibase": badge.digest,
                "credential": parse_object(badge.document),
            }
        ),
    )


def _achieved(wanted: DirectBadge) -> Achieved:
    said = wanted.model_dump(mode="json", exclude_none=True)
    return Achieved(
        results=said.get("results", []),
        evidence=said.get("evidence", []),
        source=said.get("source"),
        narrative=wanted.narrative,
        credits=wanted.creditsEarned,
        started=wanted.activityStartDate,
        ended=wanted.activityEndDate,
        valid_until=parse_instant(wanted.validUntil) if wanted.validUntil else None,
    )
