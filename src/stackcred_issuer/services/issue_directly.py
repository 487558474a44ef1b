"""Issue a badge without an assessment: for honours, imports and corrections."""

from __future__ import annotations

import hashlib
from uuid import UUID

from stackcred_issuer.domain.jsonvalue import canonical_json, dump_json, parse_object
from stackcred_issuer.services.assessment_result import AchievementFacts, InstantText, LearnerRef, ShortText
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.evidence.named import named_ids, need_named
from stackcred_issuer.services.find_achievement import find_achievement
from stackcred_issuer.services.issue_badge import Issuance, achieved, issue, optional_instant
from stackcred_issuer.services.once import Answer, Once
from stackcred_issuer.services.register_learner import locked_learner_for
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.statuses import SlotRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


class DirectBadge(AchievementFacts):
    """A badge as one wants it: for whom, for what, until when, and what it shall say."""

    learner: LearnerRef
    achievement: ShortText
    validUntil: InstantText | None = None


async def issue_directly(
    house: Deployment, caller: Caller, wanted: DirectBadge, *, idempotency_key: str | None = None
) -> Answer:
    """Answer 201 with the badge and its signed credential. Raises as `record_result` does."""
    caller.need(Scope.BADGES)
    slot = await house.slots.take(caller.issuer_id)
    body = wanted.model_dump(mode="json", exclude_none=True)
    once = Once(caller, hashlib.sha256(canonical_json(body)).digest())
    signing = False
    try:
        async with house.store.begin(house.clock.now()) as uow:
            earlier = await once.claim(uow, idempotency=idempotency_key)
            if earlier is not None:
                return earlier
            issuance = await _issuance(house, uow, caller, wanted, slot)
            evidence = await _evidence(house, uow, wanted, issuance)
            signing = True
            badge = await issue(house, uow, issuance)
            if evidence:
                await uow.send(uow.evidence.attach_statement(evidence, badge.id))
            answer = _answer(house, badge)
            await once.keep(uow, answer)
            return answer
    finally:
        if not signing:
            house.slots.give_back(caller.issuer_id, slot)


async def _issuance(
    house: Deployment, uow: UnitOfWork, caller: Caller, wanted: DirectBadge, slot: SlotRecord
) -> Issuance:
    achievement = await find_achievement(house, uow, caller.issuer_id, wanted.achievement)
    return Issuance(
        issuer=await uow.issuers.get(caller.issuer_id),
        achievement=achievement,
        learner=await locked_learner_for(house, uow, caller, wanted.learner),
        achieved=achieved(wanted, valid_until=optional_instant(wanted.validUntil)),
        slot=slot,
        actor=caller.actor,
    )


async def _evidence(house: Deployment, uow: UnitOfWork, wanted: DirectBadge, issuance: Issuance) -> list[UUID]:
    """The files of ours that it names. Raises INVALID for one that is not the learner's as it was looked at."""
    learner = issuance.learner
    known = await uow.evidence.among(learner.issuer_id, named_ids(house.urls, wanted.evidence))
    return need_named(house.urls, wanted.evidence, known, learner.id)


def _answer(house: Deployment, badge: BadgeRecord) -> Answer:
    return Answer(
        201,
        dump_json(
            {
                "id": str(badge.id),
                "url": house.urls.badge(badge.id),
                "learner": str(badge.learner_id),
                "digestMultibase": badge.digest,
                "credential": parse_object(badge.document),
            }
        ),
    )
