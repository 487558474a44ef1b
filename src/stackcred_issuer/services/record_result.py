"""Record one assessment result, once; a pass becomes a badge in the same transaction."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from stackcred_issuer.domain.credential.pass_rule import PassDecision, passed
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.instant import format_instant, parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, canonical_json, dump_json
from stackcred_issuer.services.assessment_result import AssessmentResult, Outcome
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.change_status import change_status
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.find_achievement import find_achievement
from stackcred_issuer.services.issue_badge import Issuance, achieved, issue
from stackcred_issuer.services.once import Answer, Once
from stackcred_issuer.services.register_learner import learner_for
from stackcred_issuer.store.achievements import AchievementRecord
from stackcred_issuer.store.assessments import AssessmentRecord
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.learners import LearnerRecord
from stackcred_issuer.store.statuses import SlotRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


async def record_result(
    house: Deployment, caller: Caller, post: AssessmentResult, *, idempotency_key: str | None = None
) -> Answer:
    """Answer 201 with what became of the post; a repeat gets the first answer, byte for byte.

    Raises CONFLICT for the same id with another body, NOT_FOUND for an unknown achievement, INVALID for
    results the achievement does not know, LINT_REFUSED for a badge that may not be issued.
    """
    caller.need(Scope.ASSESSMENTS)
    slot = await house.slots.take(caller.issuer_id)
    recording = _Recording(house, caller, post, slot)
    try:
        return await recording.run(idempotency_key)
    finally:
        if not recording.signed:
            house.slots.give_back(caller.issuer_id, slot)


@dataclass(slots=True)
class _Recording:
    """One post on its way into the record."""

    house: Deployment
    caller: Caller
    post: AssessmentResult
    slot: SlotRecord
    signed: bool = False

    async def run(self, idempotency_key: str | None) -> Answer:
        body = self.post.model_dump(mode="json", exclude_none=True)
        once = Once(self.caller, hashlib.sha256(canonical_json(body)).digest())
        async with self.house.store.begin(self.house.clock.now()) as uow:
            earlier = await once.claim(uow, source=self.post.sourceId, idempotency=idempotency_key)
            if earlier is not None:
                return earlier
            answer = Answer(201, dump_json(await self._record(uow, body)))
            await once.keep(uow, answer)
            return answer

    async def _record(self, uow: UnitOfWork, body: JsonObject) -> JsonObject:
        achievement = await find_achievement(self.house, uow, self.caller.issuer_id, self.post.achievement)
        decision = passed(achievement.document, body.get("results", []))
        learner = await learner_for(self.house, uow, self.caller, self.post.learner)
        await uow.learners.lock(learner.id)
        former = await uow.assessments.current(learner.id, achievement.id, self.post.activity())
        record = self._assessment(uow, learner, achievement, decision, former, body)
        outcome: Outcome = "older"
        badge: BadgeRecord | None = None
        if record.current:
            outcome, badge = await self._effect(uow, record, achievement, learner, former)
            if former is not None:
                await uow.assessments.supersede(former.id)
        await uow.assessments.add(replace(record, badge_id=badge.id if badge else None))
        uow.record(Event(EventType.RESULT_RECORDED, self.caller.issuer_id, str(record.id), self.caller.actor))
        return self._answer(record, decision, outcome, badge)

    def _assessment(
        self,
        uow: UnitOfWork,
        learner: LearnerRecord,
        achievement: AchievementRecord,
        decision: PassDecision,
        former: AssessmentRecord | None,
        body: JsonObject,
    ) -> AssessmentRecord:
        """The post as a record; it is the current result if it was assessed after the one that is."""
        assessed_at = parse_instant(self.post.assessedAt)
        return AssessmentRecord(
            id=self.house.entropy.new_id(),
            issuer_id=self.caller.issuer_id,
            client_id=self.caller.client_id,
            learner_id=learner.id,
            achievement_id=achievement.id,
            activity_id=self.post.activity(),
            source_id=self.post.sourceId,
            assessed_at=assessed_at,
            received_at=uow.now,
            passed=decision.passed,
            current=former is None or assessed_at > former.assessed_at,
            body=body,
            badge_id=None,
        )

    async def _effect(
        self,
        uow: UnitOfWork,
        record: AssessmentRecord,
        achievement: AchievementRecord,
        learner: LearnerRecord,
        former: AssessmentRecord | None,
    ) -> tuple[Outcome, BadgeRecord | None]:
        """What a newest result does: issue, revoke, reissue, or nothing."""
        held = None
        if former is not None and former.badge_id is not None:
            held = await uow.badges.get(self.caller.issuer_id, former.badge_id)
        if not record.passed:
            if held is None or held.state == "revoked":
                return "failed", None
            return "revoked", await self._revoke(uow, held, "a newer assessment was not passed", record)
        if held is not None and former is not None and _facts(former.body) == self.post.facts():
            return "unchanged", held
        badge = await self._issue(uow, achievement, learner, record)
        if held is None:
            return "issued", badge
        if held.state != "revoked":
            await self._revoke(uow, held, f"replaced by {self.house.urls.badge(badge.id)}", record)
        return "reissued", badge

    async def _issue(
        self, uow: UnitOfWork, achievement: AchievementRecord, learner: LearnerRecord, record: AssessmentRecord
    ) -> BadgeRecord:
        issuance = Issuance(
            issuer=await uow.issuers.get(self.caller.issuer_id),
            achievement=achievement,
            learner=learner,
            achieved=achieved(self.post),
            slot=self.slot,
            actor=self.caller.actor,
            assessment_id=record.id,
        )
        self.signed = True
        return await issue(self.house, uow, issuance)

    async def _revoke(self, uow: UnitOfWork, badge: BadgeRecord, reason: str, record: AssessmentRecord) -> BadgeRecord:
        return await change_status(
            self.house, uow, badge, "revoked", reason=reason, actor=self.caller.actor, cause=str(record.id)
        )

    def _answer(
        self, record: AssessmentRecord, decision: PassDecision, outcome: Outcome, badge: BadgeRecord | None
    ) -> JsonObject:
        answer: JsonObject = {
            "assessment": str(record.id),
            "learner": str(record.learner_id),
            "passed": decision.passed,
            "reasons": list(decision.reasons),
            "outcome": outcome,
            "badge": None,
        }
        if badge is not None:
            answer["badge"] = {
                "id": str(badge.id),
                "url": self.house.urls.badge(badge.id),
                "digestMultibase": badge.digest,
                "issuedAt": format_instant(badge.issued_at),
            }
        return answer


def _facts(body: JsonObject) -> JsonObject:
    return AssessmentResult.model_validate(body).facts()
